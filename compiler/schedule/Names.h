// How groups are called where people read of them: in reports and in the descriptor.
#pragma once
#include "compiler/emit/ModelInfo.h"
#include "compiler/hac/HacDialect.h"

#include <string>

namespace hac::schedule {
using namespace mlir;

/// "conv" of hac.direct_conv: what the author of a model calls it.
std::string nameOf(Operation *op);

/// Says only how its operand's elements are to be counted, or which of them are meant: reshape, split, ..
bool movesNothing(Operation *op);

/// "linear+add+layer_norm": what a group computes, in order; of many ops the first ones, and those
/// that are not pointwise: "add+mul+exp+sub+softmax+5 more".
std::string nameOf(GroupOp group);

/// "8x48, k 384": register tile and length of a sum; "" where there is none.
std::string tileText(GroupOp group);

struct Source {
  std::string file; ///< base name
  unsigned line = 0;
  std::string module; ///< "layers.0.fc2", as in state dicts; "" outside of modules
};
Source sourceOf(Operation *op);

/// "batch*(seq/2)*384": a formula with the names of sizes; quotients round down. A size that is a multiple of 8 counts in
/// eights: 16 of its symbol are "seq*2".
std::string formulaText(AffineExpr formula, ArrayRef<emit::Symbol> symbols);

/// "f32[batch, 384]"
std::string shapeText(RankedTensorType type, ArrayRef<emit::Symbol> symbols);

} // namespace hac::schedule
