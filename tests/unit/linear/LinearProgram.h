// One linear layer as the linalg stage writes it, compiled by schedule, tile and vector.
#pragma once
#include "compiler/support/Target.h"
#include "tests/unit/Jit.h"

#include <optional>
#include <vector>

namespace hac::test {

struct Linear {
  int64_t columns, depth;
  std::optional<int64_t> rows = std::nullopt; // nothing: any number, at run time
  bool bias = true;
  std::string activation = "relu"; // "", "relu", or an op on f32: "hacm.gelu"
  bool residual = false;           // + r [m, n], at the end
};

/// func.func @linear(x, out, residual) over memrefs.
std::string textOf(const Linear &layer);

class CompiledLinear {
public:
  CompiledLinear(const Linear &layer, const Target &target, const std::string &dump = "");

  /// weight [columns, depth] and bias [columns] are packed here, as the loader would.
  void run(const float *x, const float *weight, const float *bias, const float *residual,
           float *out, int64_t rows);

  /// The same in two steps, for timing.
  std::vector<float> pack(const float *weight) const;
  void runPacked(const float *x, const float *packed, const float *bias, const float *residual,
                 float *out, int64_t rows);

private:
  Linear layer;
  int64_t panel; // columns of a packed panel
  Jit jit;
  void *function; // _mlir_ciface_linear
};

} // namespace hac::test
