// A model made by hac, in a shared library, driven through its descriptor (runtime/abi/abi.h, part
// 2).
#pragma once
#include <hac/abi.h>

#include <cstdint>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace run_model {

/// Bytes of an element, by HAC_F32 and its kind.
constexpr std::size_t bytes_of[HAC_DTYPE_COUNT] = {0, 4, 8, 2, 2, 1, 1, 4, 8, 1};
/// What safetensors calls it.
constexpr const char *name_of[HAC_DTYPE_COUNT] = {"",   "F32", "F64", "BF16", "F16",
                                                  "I8", "U8",  "I32", "I64",  "BOOL"};

/// Prints one line and ends the program with 2.
[[noreturn]] void stop(const std::string &text);
/// Stops with the error's text unless the status is 0.
void must(hac_status status, const hac_error &error);

struct Release {
  void operator()(void *memory) const { std::free(memory); }
};
using Memory = std::unique_ptr<void, Release>;
/// Memory at a multiple of 64 bytes.
Memory aligned(std::int64_t bytes);

/// VmHWM: the most memory this process has had, in bytes.
long long peak_bytes();

/// A shared library `<name>.so` with the model `<name>`.
class Model {
public:
  explicit Model(const std::string &path);

  /// The entry point `<model>_<suffix>`.
  template <class F> F *entry(const std::string &suffix) const {
    return reinterpret_cast<F *>(symbol(std::string(descriptor->name) + "_" + suffix));
  }
  /// By its name; "" is the first.
  const hac_fn &function(const std::string &name) const;
  /// First member of a struct of `bytes` bytes.
  hac_head head(std::size_t bytes) const {
    return {std::uint32_t(bytes), HAC_ABI_MAJOR, HAC_ABI_MINOR, descriptor->signature};
  }
  /// `cache`: a file for the packed parameters, taken by the weights' time and size; "" is none.
  hac_weights *load(const std::string &path, const std::string &cache) const;
  /// A safetensors file with every parameter drawn from its initialiser.
  void write_weights(const std::string &path) const;

  const hac_model *descriptor = nullptr;

private:
  void *symbol(const std::string &name) const;
  void *library;
};

/// Sizes of one call: the symbols, and what the descriptor's formulas make of them.
class Sizes {
public:
  Sizes(const hac_fn &fn, const std::map<std::string, std::int64_t> &given);
  std::int64_t operator()(const hac_dim &dim) const;
  /// Elements of a tensor.
  std::int64_t count(const hac_arg &arg) const;

  const hac_fn &fn;
  std::vector<std::int64_t> symbols;

private:
  std::int64_t value_of(const hac_atom &atom) const;
  std::vector<std::int64_t> atoms;
};

/// The argument struct of a function and the tensors that it points at. Inputs are made up:
/// integers at random within the bounds that the model checks, lengths as long as they may be,
/// floats uniform in [-1, 1); the same ones in each process.
class Arguments {
public:
  Arguments(const Model &model, const Sizes &sizes);

  /// Inputs, by name and shape, from a safetensors file. Others in it are an error.
  void read_inputs(const std::string &path);
  void write_inputs(const std::string &path) const;
  /// The outputs, one after the other, without a header.
  void write_outputs(const std::string &path) const;

  std::vector<char> bytes;

private:
  struct Tensor {
    const hac_arg *arg;
    std::vector<std::int64_t> shape;
    std::int64_t bytes;
    Memory data;
  };
  void add(const hac_arg &arg);
  void place(const Tensor &tensor);

  const Sizes &sizes;
  std::vector<Tensor> tensors;
};

/// Threads for a function; nullptr for one lane. Stops where they cannot be had.
const hac_parallel *lanes_of(std::int64_t lanes);

/// A fusion group of a function: what the schedule expects of one call, and what it took.
struct GroupTime {
  const hac_group *group;
  double flops, bytes;
  double expected_ns; // on one lane; 0: not known
  double ns;          // the least of several calls
};

/// Weights and arena of one function, ready to be called.
class Function {
public:
  Function(const Model &model, const Sizes &sizes, const std::string &weights,
           const std::string &cache, const hac_parallel *parallel);
  ~Function();
  Function(const Function &) = delete;

  void call(const Arguments &arguments);
  /// Calls it some times. Empty if the model lists no groups.
  std::vector<GroupTime> time_groups(const Arguments &arguments);

  std::int64_t arena_bytes() const { return context.arena_bytes; }
  std::int64_t weights_bytes() const;

private:
  using Entry = hac_status(const hac_weights *, hac_context *, const void *, hac_error *);
  const Model &model;
  const Sizes &sizes;
  hac_weights *weights;
  Entry *entry;
  hac_context context{};
  Memory arena;
};

} // namespace run_model
