// Results of a function that become the values of parameters, in functions that train.
#pragma once
#include "llvm/ADT/StringRef.h"

namespace hac {

/// On such a result: the name of the parameter or buffer.
inline constexpr llvm::StringLiteral updatesAttrName = "hac.updates";
/// On the same, once it is known: where the parameter lies as in the file, in bytes from the start of
/// the weights block.
inline constexpr llvm::StringLiteral updateOffsetAttrName = "hac.update_offset";

} // namespace hac
