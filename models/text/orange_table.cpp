#include "models/text/orange_table.h"
#include "models/text/file.h"
#include "models/text/utf8.h"

#include <algorithm>
#include <iterator>

namespace hac::text {
namespace {

constexpr std::size_t max_file_bytes = std::size_t(1) << 30;
constexpr int header_lines = 3;

/// Cells one after the other. After each, `at_end_of_line` says whether it was the last of its
/// line.
class CellReader {
public:
  explicit CellReader(std::string_view text) : text_(text) {}

  bool at_end() const { return at_ == text_.size(); }
  std::size_t line() const { return line_; }
  bool at_end_of_line = true;

  /// The next cell, or nothing where a quote is never closed.
  std::optional<std::string> next() {
    std::string cell;
    if (peek() == '"') {
      at_++;
      for (;; at_++) {
        if (at_end())
          return std::nullopt;
        if (text_[at_] == '"') {
          at_++;
          if (peek() != '"')
            break; // not doubled: the closing one
        }
        line_ += text_[at_] == '\n';
        cell += text_[at_];
      }
    }
    // Text after a closing quote belongs to the cell, as in Python's csv module.
    while (!at_end() && text_[at_] != '\t' && !at_newline())
      cell += text_[at_++];
    at_end_of_line = at_end() || text_[at_] != '\t';
    if (at_end())
      return cell;
    if (at_end_of_line) {
      at_ += text_[at_] == '\r' ? 2 : 1;
      line_++;
    } else {
      at_++;
    }
    return cell;
  }

private:
  int peek() const { return at_end() ? -1 : text_[at_]; }
  bool at_newline() const {
    return text_[at_] == '\n' || text_.substr(at_, 2) == std::string_view("\r\n");
  }

  std::string_view text_;
  std::size_t at_ = 0, line_ = 1;
};

/// "d", "string", or the values of a discrete column: "red green blue".
bool is_type(std::string_view text) {
  static constexpr std::string_view names[] = {"",  "c",      "continuous", "d",    "discrete",
                                               "s", "string", "t",          "time", "basket"};
  return std::find(std::begin(names), std::end(names), text) != std::end(names) ||
         text.find(' ') != text.npos;
}

bool is_role(std::string_view text) {
  static constexpr std::string_view names[] = {"",       "class", "c",      "meta", "m",
                                               "ignore", "i",     "weight", "w"};
  return std::find(std::begin(names), std::end(names), text) != std::end(names) ||
         text.find('=') != text.npos; // an attribute such as a=5
}

std::string cells(std::size_t count) {
  return std::to_string(count) + (count == 1 ? " cell" : " cells");
}

} // namespace

std::optional<std::size_t> OrangeTable::column(std::string_view name) const {
  for (std::size_t i = 0; i < columns.size(); i++)
    if (columns[i].name == name)
      return i;
  return std::nullopt;
}

result<OrangeTable> read_orange_table(const std::string &path) {
  auto bytes = read_file(path, max_file_bytes);
  if (!bytes)
    return failure{bytes.error()};
  return parse_orange_table(*bytes, path);
}

result<OrangeTable> parse_orange_table(std::string_view text, const std::string &name) {
  auto refuse = [&](std::size_t line, const std::string &why) {
    return failure{printable(name) + ": line " + std::to_string(line) + ": " + why};
  };
  if (text.starts_with("\xEF\xBB\xBF"))
    text.remove_prefix(3); // byte order mark
  CellReader reader(text);
  OrangeTable table;
  int row_number = 1;
  for (; !reader.at_end(); row_number++) {
    std::size_t line = reader.line();
    std::vector<std::string> row;
    do {
      auto cell = reader.next();
      if (!cell)
        return refuse(line, "a quoted cell that begins here does not end");
      row.push_back(std::move(*cell));
    } while (!reader.at_end_of_line);

    bool empty = row.size() == 1 && row[0].empty();
    if (row_number == 1)
      table.columns.resize(row.size());
    else if (row_number > header_lines && empty)
      continue;
    else if (row.size() != table.columns.size())
      return refuse(line, cells(row.size()) + ", expected " + cells(table.columns.size()) +
                              " as in line 1");
    if (row_number > header_lines) {
      table.rows.push_back(std::move(row));
      continue;
    }
    for (std::size_t i = 0; i < row.size(); i++) {
      OrangeTable::Column &column = table.columns[i];
      if (row_number == 2 && !is_type(row[i]))
        return refuse(line, "expected types (c, d, s, t ...), got '" + printable(row[i]) +
                                "': is this a table of Orange 3?");
      if (row_number == 3 && !is_role(row[i]))
        return refuse(line, "expected roles (class, meta ...), got '" + printable(row[i]) +
                                "': is this a table of Orange 3?");
      (row_number == 1   ? column.name
       : row_number == 2 ? column.type
                         : column.role) = std::move(row[i]);
    }
    if (row_number == header_lines)
      table.rows.reserve(std::size_t(std::count(text.begin(), text.end(), '\n')));
  }
  if (row_number <= header_lines)
    return refuse(reader.line(), "the end, expected a header of three lines");
  return table;
}

} // namespace hac::text
