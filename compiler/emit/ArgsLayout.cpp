// ArgsLayout.cpp: see ArgsLayout.h.
#include "compiler/emit/ArgsLayout.h"

#include "runtime/abi/abi.h"

namespace hac::emit {

namespace {

struct DtypeRow {
  std::string_view name;
  uint32_t bytes;
};
// In order of blob::dtype.
constexpr DtypeRow dtypeTable[] = {{"none", 0}, {"f32", 4}, {"f64", 8}, {"bf16", 2}, {"f16", 2},
                                   {"i8", 1},   {"u8", 1},  {"i32", 4}, {"i64", 8},  {"bool", 1}};
static_assert(std::size(dtypeTable) == blob::dtype_count);
static_assert(uint32_t(blob::dtype::f32) == HAC_F32 && uint32_t(blob::dtype::bf16) == HAC_BF16 &&
              uint32_t(blob::dtype::i32) == HAC_I32 && uint32_t(blob::dtype::boolean) == HAC_BOOL);

} // namespace

bool isPlain(const Argument &argument) {
  return argument.kind == Argument::Input && argument.dims.empty();
}

uint32_t elementBytes(blob::dtype dtype) { return dtypeTable[uint32_t(dtype)].bytes; }

std::string_view dtypeName(blob::dtype dtype) { return dtypeTable[uint32_t(dtype)].name; }

ArgsLayout argsLayout(const Function &function) {
  ArgsLayout layout;
  uint32_t end = sizeof(hac_head);
  auto place = [&](uint32_t bytes, uint32_t align) {
    uint32_t at = (end + align - 1) / align * align;
    end = at + bytes;
    return at;
  };
  for (size_t i = 0; i < function.symbols.size(); ++i)
    layout.symbols.push_back(place(8, 8));
  for (const Argument &argument : function.arguments) {
    uint32_t element = elementBytes(argument.dtype);
    layout.arguments.push_back(isPlain(argument) ? place(element, element)
                                                 : place(sizeof(hac_in_f32), 8));
  }
  layout.bytes = (end + 7) / 8 * 8;
  return layout;
}

} // namespace hac::emit
