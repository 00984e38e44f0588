// How the argument struct of a function lies in memory: what a C compiler makes of the struct that
// the header prints, computed once for the descriptor and asserted in the header.
#pragma once
#include "compiler/emit/ModelInfo.h"

#include <string_view>

namespace hac::emit {

/// Rank-0 inputs are plain members, everything else is a view {pointer, count}.
bool isPlain(const Argument &argument);

/// Bytes of one element, which is also its alignment.
uint32_t elementBytes(blob::dtype dtype);

/// "i32": as in hac_in_i32, and as messages print it.
std::string_view dtypeName(blob::dtype dtype);

struct ArgsLayout { // byte offsets into the struct
  std::vector<uint32_t> symbols, arguments;
  uint32_t bytes;
};

/// {hac_head (16 bytes), int64_t per symbol, members in order of the arguments}.
ArgsLayout argsLayout(const Function &function);

} // namespace hac::emit
