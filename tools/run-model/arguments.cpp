#include "model.h"

#include <nlohmann/json.hpp>

#include <bit>
#include <cstring>
#include <fstream>
#include <random>

namespace run_model {
namespace {

template <class T, class Draw> void fill(void *to, std::int64_t count, Draw draw) {
  for (std::int64_t i = 0; i < count; i++)
    static_cast<T *>(to)[i] = T(draw());
}

void fill_input(const hac_arg &arg, const Sizes &size, void *to, std::mt19937_64 &random) {
  std::int64_t count = size.count(arg), lo = 0, hi = 1; // integers that nothing bounds: 0 or 1
  if (arg.range_status)
    lo = arg.range_status == HAC_E_LENGTH ? size(arg.hi) : size(arg.lo), hi = size(arg.hi);
  auto integer = [&] { return std::uniform_int_distribution<std::int64_t>(lo, hi)(random); };
  auto real = [&] { return std::uniform_real_distribution<>(-1, 1)(random); };
  switch (arg.dtype) {
  case HAC_F32:
    return fill<float>(to, count, real);
  case HAC_F64:
    return fill<double>(to, count, real);
  case HAC_F16:
    return fill<_Float16>(to, count, real);
  case HAC_BF16:
    return fill<std::uint16_t>(to, count,
                               [&] { return std::bit_cast<std::uint32_t>(float(real())) >> 16; });
  case HAC_I32:
    return fill<std::int32_t>(to, count, integer);
  case HAC_I64:
    return fill<std::int64_t>(to, count, integer);
  default:
    return fill<std::int8_t>(to, count, integer);
  }
}

} // namespace

Arguments::Arguments(const Model &model, const Sizes &sizes)
    : bytes(sizes.fn.args_bytes), sizes(sizes) {
  hac_head head = model.head(bytes.size());
  std::memcpy(bytes.data(), &head, sizeof head);
  for (std::size_t i = 0; i < sizes.symbols.size(); i++)
    std::memcpy(&bytes[sizes.fn.symbols[i].offset], &sizes.symbols[i], sizeof sizes.symbols[i]);
  std::mt19937_64 random(1);
  for (std::uint32_t i = 0; i < sizes.fn.arg_count; i++) {
    add(sizes.fn.args[i]);
    if (sizes.fn.args[i].kind == HAC_ARG_INPUT)
      fill_input(sizes.fn.args[i], sizes, tensors.back().data.get(), random);
    place(tensors.back());
  }
}

void Arguments::add(const hac_arg &arg) {
  Tensor tensor{&arg, {}, sizes.count(arg) * std::int64_t(bytes_of[arg.dtype]), nullptr};
  for (int i = 0; i < arg.rank; i++)
    tensor.shape.push_back(sizes(arg.dims[i]));
  tensor.data = aligned(tensor.bytes);
  std::memset(tensor.data.get(), 0, std::size_t(tensor.bytes));
  tensors.push_back(std::move(tensor));
}

void Arguments::place(const Tensor &tensor) {
  hac_in_i8 view = {static_cast<const std::int8_t *>(tensor.data.get()), // all views look like this
                    sizes.count(*tensor.arg)};
  if (tensor.arg->plain)
    std::memcpy(&bytes[tensor.arg->offset], tensor.data.get(), std::size_t(tensor.bytes));
  else
    std::memcpy(&bytes[tensor.arg->offset], &view, sizeof view);
}

void Arguments::read_inputs(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  std::uint64_t length = 0;
  file.read(reinterpret_cast<char *>(&length), sizeof length);
  std::string text(file && length < (1u << 20) ? length : 0, ' ');
  file.read(text.data(), std::streamsize(text.size()));
  auto header = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!file || !header.is_object())
    stop("no safetensors file: " + path);
  for (const Tensor &tensor : tensors) {
    if (tensor.arg->kind != HAC_ARG_INPUT)
      continue;
    const nlohmann::json wanted = {{"dtype", name_of[tensor.arg->dtype]}, {"shape", tensor.shape}};
    nlohmann::json found = header.value(tensor.arg->name, nlohmann::json::object());
    std::uint64_t begin = found.value("/data_offsets/0"_json_pointer, std::uint64_t(0));
    found.erase("data_offsets");
    if (found != wanted)
      stop(path + ": '" + tensor.arg->name + "' is " + found.dump() + ", expected " +
           wanted.dump());
    file.seekg(std::streamoff(8 + length + begin));
    file.read(static_cast<char *>(tensor.data.get()), tensor.bytes);
    if (!file)
      stop(path + ": '" + tensor.arg->name + "' is cut short");
    place(tensor);
  }
}

void Arguments::write_inputs(const std::string &path) const {
  nlohmann::ordered_json header;
  std::int64_t end = 0;
  for (const Tensor &tensor : tensors)
    if (tensor.arg->kind == HAC_ARG_INPUT) {
      std::int64_t begin = end;
      end += tensor.bytes;
      header[tensor.arg->name] = {{"dtype", name_of[tensor.arg->dtype]},
                                  {"shape", tensor.shape},
                                  {"data_offsets", {begin, end}}};
    }
  std::string text = header.dump();
  text.append(63 - (8 + text.size() + 63) % 64, ' '); // data begin at a multiple of 64
  std::uint64_t length = text.size();
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char *>(&length), sizeof length);
  file.write(text.data(), std::streamsize(text.size()));
  for (const Tensor &tensor : tensors)
    if (tensor.arg->kind == HAC_ARG_INPUT)
      file.write(static_cast<const char *>(tensor.data.get()), tensor.bytes);
  if (!file.flush())
    stop("cannot write " + path);
}

void Arguments::write_outputs(const std::string &path) const {
  std::ofstream file(path, std::ios::binary);
  for (const Tensor &tensor : tensors)
    if (tensor.arg->kind == HAC_ARG_OUTPUT)
      file.write(static_cast<const char *>(tensor.data.get()), tensor.bytes);
  if (!file.flush())
    stop("cannot write " + path);
}

} // namespace run_model
