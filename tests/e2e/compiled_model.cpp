#include "tests/e2e/compiled_model.h"
#include "tests/reference/safetensors.h"

#include <cstring>
#include <dlfcn.h>
#include <filesystem>
#include <thread>

namespace hac::e2e {

using namespace reference;

namespace {

constexpr size_t guardBytes = 64;
constexpr char guard = 0x5a;

/// Memory at an address that is a multiple of 64, or off it by `offset`, between guard bytes.
class Block {
public:
  Block(size_t bytes, size_t offset, uint8_t fill)
      : memory(bytes + 4 * guardBytes, guard), bytes(bytes) {
    auto start = reinterpret_cast<uintptr_t>(memory.data()) + guardBytes;
    start = (start + 63) / 64 * 64 + offset;
    first = start - reinterpret_cast<uintptr_t>(memory.data());
    std::memset(data(), fill, bytes);
  }
  char *data() { return memory.data() + first; }
  bool isGuardIntact() const {
    for (size_t i = 0; i < memory.size(); i++)
      if ((i < first || i >= first + bytes) && memory[i] != guard)
        return false;
    return true;
  }

private:
  std::vector<char> memory;
  size_t bytes, first;
};

hac_head headOf(const hac_model &model, uint32_t bytes) {
  return {bytes, HAC_ABI_MAJOR, HAC_ABI_MINOR, model.signature};
}

int runOnThreads(void *, int64_t lanes, hac_lane_fn fn, void *arg) {
  std::vector<std::thread> threads;
  for (int64_t lane = 1; lane < lanes; lane++)
    threads.emplace_back(fn, arg, lane);
  fn(arg, 0);
  for (std::thread &thread : threads)
    thread.join();
  return 0;
}

struct View {
  void *data;
  int64_t count;
};

void check(hac_status status, const hac_error &error) {
  if (status != 0)
    throw Error(std::string("status ") + hac_letter(status) + std::to_string(status) + ": " +
                error.text);
}

} // namespace

CompiledModel::CompiledModel(const std::string &path) {
  library = dlopen(std::filesystem::absolute(path).c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library)
    throw Error(dlerror());
  std::string name = std::filesystem::path(path).stem();
  model = static_cast<const hac_model *>(dlsym(library, (name + "_model").c_str()));
  if (!model)
    throw Error(path + " has no " + name + "_model");
}

CompiledModel::~CompiledModel() {
  if (weights)
    entry<void(hac_weights *)>("unload")(weights);
  dlclose(library);
}

template <class F> F *CompiledModel::entry(const std::string &suffix) const {
  std::string name = std::string(model->name) + "_" + suffix;
  void *symbol = dlsym(library, name.c_str());
  if (!symbol)
    throw Error("no entry point " + name);
  return reinterpret_cast<F *>(symbol);
}

const hac_fn &CompiledModel::function(const std::string &name) const {
  for (uint32_t i = 0; i < model->fn_count; i++)
    if (model->fns[i].name == name)
      return model->fns[i];
  throw Error("no function " + name);
}

void CompiledModel::load(const Tensors &parameters, int32_t isa) {
  file = toSafetensors(parameters);
  level = isa;
  loadAgain();
}

void CompiledModel::loadAgain() const {
  if (weights)
    entry<void(hac_weights *)>("unload")(weights);
  hac_load_options options{};
  options.head = headOf(*model, sizeof options);
  options.flags = HAC_LOAD_ALLOW_EXTRA;
  options.isa = level;
  hac_error error{};
  check(entry<hac_status(const void *, size_t, const hac_load_options *, hac_weights **,
                         hac_error *)>("load_memory")(file.data(), file.size(), &options, &weights,
                                                      &error),
        error);
}

void CompiledModel::loadFile(const std::string &path) {
  hac_load_options options{};
  options.head = headOf(*model, sizeof options);
  options.flags = HAC_LOAD_ALLOW_EXTRA;
  hac_error error{};
  check(entry<hac_status(const char *, const hac_load_options *, hac_weights **, hac_error *)>(
            "load")(path.c_str(), &options, &weights, &error),
        error);
}

int64_t CompiledModel::sizeOf(const hac_fn &fn, const hac_dim &dim,
                              const Graph::Symbols &symbols) const {
  auto atomValue = [&](auto &self, uint32_t number) -> int64_t {
    const hac_atom &atom = fn.atoms[number];
    if (atom.kind == HAC_ATOM_SYMBOL) {
      const hac_symbol &symbol = fn.symbols[atom.left];
      return symbols.at(symbol.name) / symbol.multiple_of;
    }
    if (atom.kind == HAC_ATOM_PRODUCT)
      return self(self, atom.left) * self(self, atom.right);
    int64_t dividend = sizeOf(fn, atom.dividend, symbols), quotient = dividend / atom.divisor;
    return dividend % atom.divisor < 0 ? quotient - 1 : quotient;
  };
  int64_t size = dim.constant;
  for (uint32_t i = 0; i < dim.term_count; i++) {
    const hac_term &term = fn.terms[dim.first_term + i];
    size += term.factor * atomValue(atomValue, term.atom);
  }
  return size;
}

Shape CompiledModel::shapeOf(const hac_fn &fn, const hac_arg &arg,
                             const Graph::Symbols &symbols) const {
  Shape shape;
  for (int i = 0; i < arg.rank; i++)
    shape.push_back(sizeOf(fn, arg.dims[i], symbols));
  return shape;
}

std::optional<Range> CompiledModel::rangeOf(const std::string &function_, const std::string &input,
                                            const Graph::Symbols &symbols) const {
  const hac_fn &fn = function(function_);
  for (uint32_t i = 0; i < fn.arg_count; i++)
    if (fn.args[i].name == input && fn.args[i].range_status != 0)
      return Range{sizeOf(fn, fn.args[i].lo, symbols), sizeOf(fn, fn.args[i].hi, symbols)};
  return std::nullopt;
}

int64_t CompiledModel::arenaBytes(const hac_fn &fn, const Graph::Symbols &symbols,
                                  int lanes) const {
  int64_t s[3] = {};
  for (uint32_t i = 0; i < fn.symbol_count && i < 3; i++)
    s[i] = symbols.at(fn.symbols[i].name);
  std::string name = std::string(fn.name) + "_arena_bytes";
  using I = int64_t;
  switch (fn.symbol_count) { // C entry points: one parameter for each symbol, then the lanes
  case 0:
    return entry<I(I)>(name)(lanes);
  case 1:
    return entry<I(I, I)>(name)(s[0], lanes);
  case 2:
    return entry<I(I, I, I)>(name)(s[0], s[1], lanes);
  case 3:
    return entry<I(I, I, I, I)>(name)(s[0], s[1], s[2], lanes);
  default:
    throw Error("more symbols than the harness can pass");
  }
}

TensorFile CompiledModel::saved() const {
  std::string path = std::filesystem::temp_directory_path() / ("hac-e2e-" + std::to_string(getpid()) + ".safetensors");
  hac_error error{};
  check(entry<hac_status(const hac_weights *, const char *, uint32_t, hac_error *)>("save")(weights, path.c_str(),
                                                                                         HAC_SAVE_ALL, &error),
        error);
  TensorFile file = readSafetensors(path);
  std::filesystem::remove(path);
  return file;
}

std::map<std::string, std::vector<char>> CompiledModel::run(const std::string &name,
                                                            const Graph::Symbols &symbols,
                                                            const Tensors &inputs,
                                                            const Setting &setting) const {
  const hac_fn &fn = function(name);
  bool trains = fn.flags & HAC_FN_TRAINS;
  if (trains || hasTrained)
    loadAgain();
  hasTrained = trains;
  std::vector<char> arguments(fn.args_bytes, 0);
  auto put = [&](uint32_t offset, const auto &value) {
    std::memcpy(arguments.data() + offset, &value, sizeof value);
  };
  put(0, headOf(*model, fn.args_bytes));
  for (uint32_t i = 0; i < fn.symbol_count; i++)
    put(fn.symbols[i].offset, symbols.at(fn.symbols[i].name));

  std::vector<Block> blocks;
  blocks.reserve(fn.arg_count);
  std::vector<size_t> sizes(fn.arg_count);
  for (uint32_t i = 0; i < fn.arg_count; i++) {
    const hac_arg &arg = fn.args[i];
    auto type = static_cast<DType>(arg.dtype);
    int64_t count = elementCount(shapeOf(fn, arg, symbols)), width = bytesOf(type);
    sizes[i] = static_cast<size_t>(count * width);
    blocks.emplace_back(sizes[i], setting.aligned ? 0 : width, 0xab);
    if (arg.kind != HAC_ARG_OUTPUT) {
      std::vector<char> bytes = toBytes(inputs.at(arg.name));
      if (bytes.size() != sizes[i])
        throw Error(std::string("the input ") + arg.name + " has another size in the descriptor");
      std::memcpy(blocks[i].data(), bytes.data(), bytes.size());
      if (arg.plain) {
        std::memcpy(arguments.data() + arg.offset, bytes.data(), bytes.size());
        continue;
      }
    }
    put(arg.offset, View{count ? blocks[i].data() : nullptr, count});
  }

  int64_t arenaSize = arenaBytes(fn, symbols, setting.lanes);
  if (arenaSize < 0)
    throw Error("arena_bytes: status " + std::to_string(-arenaSize));
  Block arena(static_cast<size_t>(arenaSize), 0, setting.arenaFill);
  hac_parallel parallel{runOnThreads, nullptr, setting.lanes};
  hac_context context{};
  context.head = headOf(*model, sizeof context);
  context.arena = arena.data();
  context.arena_bytes = arenaSize;
  context.parallel = setting.lanes > 1 ? &parallel : nullptr;
  hac_error error{};
  auto call =
      entry<hac_status(const hac_weights *, hac_context *, const void *, hac_error *)>(name);
  check(call(weights, &context, arguments.data(), &error), error);

  if (!arena.isGuardIntact())
    throw Error("a write outside the arena");
  std::map<std::string, std::vector<char>> outputs;
  for (uint32_t i = 0; i < fn.arg_count; i++) {
    if (!blocks[i].isGuardIntact())
      throw Error(std::string("a write outside ") + fn.args[i].name);
    if (fn.args[i].kind != HAC_ARG_INPUT)
      outputs[fn.args[i].name].assign(blocks[i].data(), blocks[i].data() + sizes[i]);
  }
  if (trains)
    for (const auto &[parameter, tensor] : saved().tensors)
      outputs[parameter] = toBytes(tensor);
  return outputs;
}

} // namespace hac::e2e
