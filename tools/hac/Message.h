// One line on stderr: "hac: error: what, where, the two numbers [hac-C004]".
#pragma once
#include "compiler/frontend/Printable.h"

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace hac::tool {

/// The exit codes of hac.
enum Exit { Done = 0, ModelIsWrong = 1, CannotDo = 2, FaultInHac = 3 };

/// For every path and argument that is printed.
inline std::string escaped(std::string_view bytes) { return frontend::printable(bytes); }

/// Prints, and returns false so that a check can end with it.
bool printError(const char *number, const std::string &text);

template <typename... Args>
bool error(const char *number, fmt::format_string<Args...> format, Args &&...args) {
  return printError(number, fmt::format(format, std::forward<Args>(args)...));
}

} // namespace hac::tool
