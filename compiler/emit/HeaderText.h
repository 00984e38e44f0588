// Small pieces of text that the C and the C++ half of the header share.
#pragma once
#include "compiler/emit/ModelInfo.h"

#include <string>
#include <string_view>

namespace hac::emit {

/// The size as a C-like formula of the symbols: "batch", "2*seq + 1", "(seq + 1)/2" (rounded down).
std::string printDim(const Function &function, const Dim &dim);

/// "i32[batch, seq]"
std::string printType(const Function &function, const Argument &argument);

/// Text from outside that goes into a comment: anything but letters, digits and ". _ - +" and
/// separators becomes '_', so that it cannot end the comment.
std::string commentText(std::string_view text);

std::string upper(std::string_view text);

/// "hac_in_i32", "float": the C type of the argument's member.
std::string memberType(const Argument &argument);

/// "std::span<const std::int32_t>", "float".
std::string cxxMemberType(const Argument &argument);

/// The name of the last parameter of `<f>_arena_bytes`: "lanes", or another if a symbol is called so.
std::string lanesName(const Function &function);

/// The part behind __cplusplus.
void printCxxPart(const Model &model, std::string &out);

} // namespace hac::emit
