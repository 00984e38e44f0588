// A compiled model, driven through its C entry points. What they take is read off the descriptor,
// so that one program runs every model.
#pragma once
#include "tests/e2e/cases.h"
#include "tests/reference/safetensors.h"

#include <hac/abi.h>

namespace hac::e2e {

/// How a call is made; none of it may change a bit of the result.
struct Setting {
  int lanes = 1;            // 1 without a hook, more: a thread for each
  uint8_t arenaFill = 0xff; // 0xff: NaNs
  bool aligned = true;      // tensors at 64 bytes, else at one element
};

class CompiledModel {
public:
  /// Opens a shared library that holds one model and libhac_rt.
  explicit CompiledModel(const std::string &path);
  ~CompiledModel();
  CompiledModel(const CompiledModel &) = delete;
  CompiledModel &operator=(const CompiledModel &) = delete;

  const hac_model &descriptor() const { return *model; }
  const hac_fn &function(const std::string &name) const;
  /// Legal values of an input, if the function checks them.
  std::optional<Range> rangeOf(const std::string &function, const std::string &input,
                               const reference::Graph::Symbols &symbols) const;

  /// With the code of one ISA level (HAC_ISA_*), or of the best that this machine runs.
  void load(const reference::Tensors &parameters, int32_t isa = 0);
  void loadFile(const std::string &path);

  /// Bytes of every output by name; of a function that trains also every parameter, which are as they
  /// were loaded at its start. Throws reference::Error for a status, or for a write outside
  /// an output or the arena.
  std::map<std::string, std::vector<char>> run(const std::string &function,
                                               const reference::Graph::Symbols &symbols,
                                               const reference::Tensors &inputs,
                                               const Setting &setting) const;
  reference::Shape shapeOf(const hac_fn &fn, const hac_arg &arg,
                           const reference::Graph::Symbols &symbols) const;

private:
  void loadAgain() const;
  reference::TensorFile saved() const; ///< the weights as they are

  template <class F> F *entry(const std::string &suffix) const;
  int64_t sizeOf(const hac_fn &fn, const hac_dim &dim,
                 const reference::Graph::Symbols &symbols) const;
  int64_t arenaBytes(const hac_fn &fn, const reference::Graph::Symbols &symbols, int lanes) const;

  void *library;
  const hac_model *model = nullptr;
  std::string file;  // what `load` loaded
  int32_t level = 0; // and with which code
  mutable hac_weights *weights = nullptr;
  mutable bool hasTrained = false; // the last call, so weights are no longer as they were loaded
};

} // namespace hac::e2e
