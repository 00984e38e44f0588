// Paths are bytes; what is printed, and what stands in a graph, is UTF-8.
#pragma once
#include <string>
#include <string_view>

namespace hac::frontend {

/// Bytes that are no printable UTF-8 become \xff: a path cannot disturb a terminal.
std::string printable(std::string_view bytes);

} // namespace hac::frontend
