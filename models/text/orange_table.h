// Tables in the .tab format of Orange 3.
#pragma once
#include "models/text/result.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hac::text {

/// Tab-separated values below a header of three lines: names, types, roles.
///
///     Category      Text
///     d             string
///     class
///     sci.space     the shuttle was launched ...
///
/// A cell may stand in double quotes; then it may hold tabs and newlines, and "" is one quote.
/// Lines end in \n or \r\n, empty ones are skipped. The text is taken as it is, well-formed or not.
struct OrangeTable {
  struct Column {
    std::string name;
    std::string type; ///< "d", "string", ...; "" means that Orange would guess
    std::string role; ///< "class", "meta", "ignore" ... or ""
  };
  std::vector<Column> columns;
  std::vector<std::vector<std::string>> rows; ///< as many cells each as there are columns

  std::optional<std::size_t> column(std::string_view name) const;
};

result<OrangeTable> read_orange_table(const std::string &path);
/// The same from memory; `name` stands for the path in messages.
result<OrangeTable> parse_orange_table(std::string_view text, const std::string &name);

} // namespace hac::text
