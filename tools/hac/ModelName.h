// Which names a model may have.
#pragma once
#include "llvm/ADT/StringRef.h"
#include <string>

namespace hac::tool {

/// Why `name` cannot name a model: it becomes the prefix of C functions and a C++ namespace. Empty
/// where it can.
std::string refuseModelName(llvm::StringRef name);

} // namespace hac::tool
