// Runs one function of a model for some seconds and prints what it took, as JSON.
//
//     hac news.model.cpp -o news.o && cc -shared -o news.so news.o libhac_rt.a
//     run-model news.so --write-weights=news.safetensors       weights from their initialisers
//     run-model news.so --weights=news.safetensors --seconds=2 batch=1 seq=256
//
// The model is driven through its descriptor (runtime/abi/abi.h, part 2), so one program runs every
// model. One thread. Inputs: integers at random within the bounds that the model checks, lengths as
// long as they may be, floats uniform in [-1, 1). The process holds nothing but the model, its
// weights, the arguments and the arena, so its peak is that of the model.
#include "models/program/fresh_weights.h"

#include <hac/abi.h>

#include <algorithm>
#include <bit>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fstream>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr std::size_t bytes_of[HAC_DTYPE_COUNT] = {0, 4, 8, 2, 2, 1, 1, 4, 8, 1};

[[noreturn]] void stop(const std::string &text) {
  std::fprintf(stderr, "run-model: %s\n", text.c_str());
  std::exit(2);
}

struct CommandLine {
  std::string library, function, weights, write_weights;
  double seconds = 2;
  std::map<std::string, std::int64_t> sizes;
};

CommandLine parse(int argc, char **argv) {
  CommandLine line;
  for (int i = 1; i < argc; i++) {
    std::string word = argv[i];
    std::size_t equals = word.find('=');
    std::string name = word.substr(0, equals);
    std::string value = equals == word.npos ? "" : word.substr(equals + 1);
    if (name == "--function")
      line.function = value;
    else if (name == "--weights")
      line.weights = value;
    else if (name == "--write-weights")
      line.write_weights = value;
    else if (name == "--seconds")
      line.seconds = std::atof(value.c_str());
    else if (name[0] == '-')
      stop("no option '" + name + "'");
    else if (equals != word.npos)
      line.sizes[name] = std::atoll(value.c_str());
    else
      line.library = word;
  }
  if (line.library.empty() || (line.weights.empty() && line.write_weights.empty()))
    stop("usage: run-model <model>.so --write-weights=FILE | --weights=FILE [--function=NAME] "
         "[--seconds=N] [size=N ...]");
  return line;
}

/// A shared library `<name>.so` with the model `<name>`.
class Model {
public:
  explicit Model(const std::string &path) {
    library = dlopen(path.find('/') == path.npos ? ("./" + path).c_str() : path.c_str(), RTLD_NOW);
    if (!library)
      stop(dlerror());
    std::string name = path.substr(path.rfind('/') + 1);
    name = name.substr(0, name.find('.'));
    descriptor = static_cast<const hac_model *>(symbol(name + "_model"));
  }

  template <class F> F *entry(const std::string &suffix) const {
    return reinterpret_cast<F *>(symbol(std::string(descriptor->name) + "_" + suffix));
  }

  const hac_fn &function(const std::string &name) const {
    for (std::uint32_t i = 0; i < descriptor->fn_count; i++)
      if (name.empty() || descriptor->fns[i].name == name)
        return descriptor->fns[i];
    stop("the model has no function '" + name + "'");
  }

  /// First member of a struct of `bytes` bytes.
  hac_head head(std::size_t bytes) const {
    return {std::uint32_t(bytes), HAC_ABI_MAJOR, HAC_ABI_MINOR, descriptor->signature};
  }

  const hac_model *descriptor = nullptr;

private:
  void *symbol(const std::string &name) const {
    void *found = dlsym(library, name.c_str());
    if (!found)
      stop(dlerror());
    return found;
  }
  void *library;
};

/// Sizes of one call: the symbols, and what the descriptor's formulas make of them.
class Sizes {
public:
  Sizes(const hac_fn &fn, const std::map<std::string, std::int64_t> &given) : fn(fn) {
    for (std::uint32_t i = 0; i < fn.symbol_count; i++) {
      auto found = given.find(fn.symbols[i].name);
      if (found == given.end())
        stop(std::string("no size for '") + fn.symbols[i].name + "'");
      symbols.push_back(found->second);
    }
    for (std::uint32_t i = 0; i < fn.atom_count; i++)
      atoms.push_back(value_of(fn.atoms[i]));
  }

  std::int64_t operator()(const hac_dim &dim) const {
    std::int64_t size = dim.constant;
    for (std::uint32_t i = 0; i < dim.term_count; i++)
      size += fn.terms[dim.first_term + i].factor * atoms[fn.terms[dim.first_term + i].atom];
    return size;
  }

  std::int64_t count(const hac_arg &arg) const {
    std::int64_t product = 1;
    for (int i = 0; i < arg.rank; i++)
      product *= (*this)(arg.dims[i]);
    return product;
  }

  std::vector<std::int64_t> symbols;

private:
  std::int64_t value_of(const hac_atom &atom) const { // refers to earlier atoms only
    if (atom.kind == HAC_ATOM_SYMBOL)
      return symbols[atom.left] / fn.symbols[atom.left].multiple_of;
    if (atom.kind == HAC_ATOM_PRODUCT)
      return atoms[atom.left] * atoms[atom.right];
    std::int64_t dividend = (*this)(atom.dividend), rest = dividend % atom.divisor;
    return dividend / atom.divisor - (rest < 0);
  }

  const hac_fn &fn;
  std::vector<std::int64_t> atoms;
};

std::int64_t arena_bytes(const Model &model, const hac_fn &fn, const std::vector<std::int64_t> &s) {
  using I = std::int64_t;
  std::string name = std::string(fn.name) + "_arena_bytes";
  switch (s.size()) { // the C entry point has one parameter for each symbol, then the lanes
  case 0:
    return model.entry<I(I)>(name)(1);
  case 1:
    return model.entry<I(I, I)>(name)(s[0], 1);
  case 2:
    return model.entry<I(I, I, I)>(name)(s[0], s[1], 1);
  case 3:
    return model.entry<I(I, I, I, I)>(name)(s[0], s[1], s[2], 1);
  default:
    stop("a function with more than three symbols");
  }
}

struct Release {
  void operator()(void *memory) const { std::free(memory); }
};
using Memory = std::unique_ptr<void, Release>;

Memory aligned(std::int64_t bytes) {
  Memory memory(std::aligned_alloc(64, (std::max<std::size_t>(bytes, 1) + 63) / 64 * 64));
  if (!memory)
    stop("no memory for " + std::to_string(bytes) + " bytes");
  return memory;
}

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

void must(hac_status status, const hac_error &error) {
  if (status)
    stop(error.text);
}

/// VmHWM: the most memory this process has had, in bytes.
long long peak_bytes() {
  std::ifstream file("/proc/self/status");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("VmHWM:"))
      return std::atoll(line.c_str() + 6) * 1024;
  stop("/proc/self/status has no VmHWM");
}

void write_weights(const Model &model, const std::string &path) {
  std::vector<std::byte> file = hac::program::fresh_weights(*model.descriptor, 1);
  std::ofstream out(path, std::ios::binary);
  out.write(reinterpret_cast<const char *>(file.data()), std::streamsize(file.size()));
  if (!out.flush())
    stop("cannot write " + path);
}

hac_weights *load(const Model &model, const std::string &path) {
  hac_load_options options{};
  options.head = model.head(sizeof options);
  options.flags = HAC_LOAD_ALLOW_EXTRA;
  hac_weights *weights = nullptr;
  hac_error error{};
  must(model.entry<hac_status(const char *, const hac_load_options *, hac_weights **, hac_error *)>(
           "load")(path.c_str(), &options, &weights, &error),
       error);
  return weights;
}

/// The argument struct of a function and the tensors that it points at.
struct Arguments {
  Arguments(const Model &model, const hac_fn &fn, const Sizes &sizes) : bytes(fn.args_bytes) {
    hac_head head = model.head(bytes.size());
    std::memcpy(bytes.data(), &head, sizeof head);
    for (std::size_t i = 0; i < sizes.symbols.size(); i++)
      std::memcpy(&bytes[fn.symbols[i].offset], &sizes.symbols[i], sizeof sizes.symbols[i]);
    std::mt19937_64 random(1);
    for (std::uint32_t i = 0; i < fn.arg_count; i++)
      add(fn.args[i], sizes, random);
  }

  void add(const hac_arg &arg, const Sizes &sizes, std::mt19937_64 &random) {
    std::int64_t count = sizes.count(arg), size = count * std::int64_t(bytes_of[arg.dtype]);
    void *data = tensors.emplace_back(aligned(size)).get();
    std::memset(data, 0, std::size_t(size));
    if (arg.kind == HAC_ARG_INPUT)
      fill_input(arg, sizes, data, random);
    hac_in_i8 view = {static_cast<const std::int8_t *>(data), count}; // all views look like this
    if (arg.plain)
      std::memcpy(&bytes[arg.offset], data, std::size_t(size));
    else
      std::memcpy(&bytes[arg.offset], &view, sizeof view);
  }

  std::vector<char> bytes;
  std::vector<Memory> tensors;
};

/// Seconds of each call, ascending: two or more calls to warm up, then five or more.
template <class Call> std::vector<double> measure(Call call, double seconds) {
  using clock = std::chrono::steady_clock;
  auto timed = [&] {
    auto begin = clock::now();
    call();
    return std::chrono::duration<double>(clock::now() - begin).count();
  };
  double total = 0;
  for (int i = 0; i < 2 || (i < 1000 && total < seconds / 4); i++)
    total += timed();
  std::vector<double> times;
  for (total = 0; times.size() < 5 || (times.size() < 100000 && total < seconds);
       total += times.back())
    times.push_back(timed());
  std::sort(times.begin(), times.end());
  return times;
}

void run(const Model &model, const CommandLine &line) {
  const hac_fn &fn = model.function(line.function);
  Sizes sizes(fn, line.sizes);
  hac_weights *weights = load(model, line.weights);
  Arguments arguments(model, fn, sizes);
  hac_context context{};
  context.head = model.head(sizeof context);
  context.arena_bytes = arena_bytes(model, fn, sizes.symbols);
  if (context.arena_bytes < 0)
    stop("sizes outside the model's bounds");
  Memory arena = aligned(context.arena_bytes);
  context.arena = arena.get();

  auto *entry =
      model.entry<hac_status(const hac_weights *, hac_context *, const void *, hac_error *)>(
          fn.name);
  auto call = [&] {
    hac_error error{};
    must(entry(weights, &context, arguments.bytes.data(), &error), error);
  };
  std::vector<double> times = measure(call, line.seconds);
  std::printf("{\"function\": \"%s\", \"isa\": \"%s\", \"runs\": %zu, \"median_ms\": %.4f, "
              "\"min_ms\": %.4f, \"max_ms\": %.4f, \"arena_bytes\": %lld, "
              "\"weights_bytes\": %lld, \"peak_bytes\": %lld}\n",
              fn.name, model.descriptor->isas[0].name, times.size(), times[times.size() / 2] * 1e3,
              times.front() * 1e3, times.back() * 1e3, static_cast<long long>(context.arena_bytes),
              static_cast<long long>(model.entry<std::int64_t(std::int32_t)>("weights_bytes")(0)),
              peak_bytes());
  model.entry<void(hac_weights *)>("unload")(weights);
}

} // namespace

int main(int argc, char **argv) {
  CommandLine line = parse(argc, argv);
  Model model(line.library);
  if (line.write_weights.empty())
    run(model, line);
  else
    write_weights(model, line.write_weights);
}
