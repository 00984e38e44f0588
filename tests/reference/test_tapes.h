// Tapes for tests, by name.
#pragma once
#include "tests/reference/blob_builder.h"

namespace hac::reference {

/// Appends operations one after the other; each returns its register.
class TapeBuilder {
public:
  explicit TapeBuilder(std::vector<TapeKind> variables);
  int integer(int64_t value);
  int real(double value);
  int apply(TapeOp op, TapeKind kind, std::vector<int> operands);
  int load(int tensor, TapeKind kind, std::vector<int> indices);
  Tape result(int registerNumber, int reads = 0, int firstRead = 0);

private:
  Tape tape;
};

/// Offset of a mask or score in the builder's blob; -1 for "none".
/// Masks: causal, window:L:R, sinks:N, dilated:N. Scores: alibi:HEADS, soft_cap:C.
int64_t tapeFromText(BlobBuilder &builder, const std::string &kind, const std::string &text);

} // namespace hac::reference
