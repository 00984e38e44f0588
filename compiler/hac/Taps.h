// Marks of `hac --taps`: which op makes which value of the user's graph.
#pragma once
#include "llvm/ADT/StringRef.h"

namespace hac {

/// On an op: the numbers that its results have in the graph blob, DenseI64ArrayAttr.
inline constexpr llvm::StringLiteral valuesAttrName = "hac.values";
/// Beside it, on an op whose result has its channels last, [N, H, W, C]; the graph's has not.
inline constexpr llvm::StringLiteral channelsLastAttrName = "hac.channels_last";
/// On the result of a function: the value that it is a tap of, IntegerAttr.
inline constexpr llvm::StringLiteral tapAttrName = "hac.tap";

} // namespace hac
