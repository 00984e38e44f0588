// What a traced mask says about blocks of keys: a union of sets of (query, key) that are bounded by
// linear inequalities.
#pragma once
#include "compiler/hac/Tape.h"

#include "mlir/IR/IntegerSet.h"

namespace hac::schedule {

struct MaskSets {
  /// The mask holds in one of these sets only. Dims: positions of query and key. Symbol k is the
  /// value of the tape's register symbols[k], which depends on batch row and head only.
  llvm::SmallVector<mlir::IntegerSet> anyOf;
  llvm::SmallVector<int64_t> symbols;
  /// The mask holds everywhere in these sets.
  bool exact = true;
};

/// `tape` of a mask: variables are batch row, head, query, key. Null: no mask, every pair is seen.
///     q - k <= 64 && k <= q  ->  { (d0, d1) : -d0 + d1 + 64 >= 0, d0 - d1 >= 0 }, exact
///     (q - k) % 3 == 0 && k <= q  ->  { d0 - d1 >= 0 }, not exact
MaskSets maskSets(const Tape *tape, mlir::MLIRContext *context);

/// Most keys that one query may see in all sets together; nothing if that grows with the length.
std::optional<int64_t> boundedWidth(const MaskSets &sets);

} // namespace hac::schedule
