// A blob taken apart into its sections, so that a test can change one thing and put it together
// again with a correct header and section table.
#pragma once
#include "dsl/graph/blob_format.h"

#include <array>
#include <string>
#include <vector>

namespace hac::test {

struct RawBlob {
  using Words = std::vector<uint32_t>;

  std::array<uint32_t, blob::header_words> header{}; // lengths are filled in by words()
  std::array<Words, blob::section_count> sections;

  /// Of a valid blob.
  static RawBlob split(const Words &words);

  Words words() const;

  uint32_t width(blob::section s) const { return blob::section_row_words[s]; }
  uint32_t rows(blob::section s) const { return uint32_t(sections[s].size()) / width(s); }
  uint32_t &at(blob::section s, uint32_t row, uint32_t column = 0) {
    return sections[s].at(size_t(row) * width(s) + column);
  }
  void set64(blob::section s, uint32_t row, uint32_t column, uint64_t value) {
    at(s, row, column) = uint32_t(value);
    at(s, row, column + 1) = uint32_t(value >> 32);
  }
  void addRow(blob::section s, const Words &row) {
    sections[s].insert(sections[s].end(), row.begin(), row.end());
  }
  /// Number of the string; the string is added.
  uint32_t addString(const std::string &text);
  /// The first node with this opcode.
  uint32_t nodeOf(const std::string &op) const;
};

/// A blob with something of everything: symbols, a floor and a product in its sizes, a parameter
/// and a buffer, an optional operand, a state with its update, attention with mask and score, map,
/// a loop in a loop.
///
///   f(x f32[batch, 8], tokens i32[batch, seq], cache f32[4])
RawBlob handMadeBlob();

/// The same with two errors, one of them with a note.
RawBlob handMadeErrors();

} // namespace hac::test
