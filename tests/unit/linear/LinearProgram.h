// One linear layer, compiled by all stages from the hac dialect on.
#pragma once
#include "compiler/support/Target.h"
#include "tests/unit/Jit.h"

#include <array>
#include <optional>
#include <vector>

namespace hac::test {

struct Linear {
  int64_t columns, depth;
  std::optional<int64_t> rows = std::nullopt; // nothing: any number, at run time
  bool bias = true;
  std::string activation = "relu"; // "", "relu", "gelu", "gelu_tanh" or "silu"
  bool residual = false;           // + r [m, n], at the end
};

/// func.func @linear(x, residual) -> out, and the runtime's loop over tasks.
std::string textOf(const Linear &layer);

class CompiledLinear {
public:
  CompiledLinear(const Linear &layer, const Target &target, const std::string &dump = "");

  /// weight [columns, depth] and bias [columns] are packed here, as the loader would.
  void run(const float *x, const float *weight, const float *bias, const float *residual,
           float *out, int64_t rows);

  /// The same in two steps, for timing.
  std::vector<float> pack(const float *weight, const float *bias) const;
  void runPacked(const float *x, const std::vector<float> &packed, const float *residual,
                 float *out, int64_t rows);

private:
  struct Weights { // places in the weights block, in elements
    int64_t weight = 0, bias = 0, end = 0;
    int64_t panel = 0; // columns of a packed panel
  };
  Linear layer;
  Weights weights;
  Jit jit;
  void *function; // _mlir_ciface_linear
  alignas(64) std::array<float, 4096> scratch; // of the one lane: a tile that waits for its epilogue
};

} // namespace hac::test
