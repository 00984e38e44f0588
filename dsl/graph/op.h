// Opcodes by name: op::linear is the number that ops.def gives it.
#pragma once
#include "table.h"

namespace hac {

enum class op : std::uint32_t {
#define HAC_OP(number, name, operands, results, attributes) name = number,
#include "ops.def"
};

constexpr const char *name_of(op o) {
  switch (o) {
#define HAC_OP(number, name, operands, results, attributes)                                        \
  case op::name:                                                                                   \
    return #name;
#include "ops.def"
  }
  return "unknown";
}

} // namespace hac
