// The container of a blob: header, section table, strings, scopes, source lines, messages.
#include "compiler/import/BlobReader.h"

#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/SwapByteOrder.h"

using llvm::StringRef;

namespace hac::import {
namespace {

uint32_t tagOf(uint32_t section) {
  const char *t = blob::section_tags + 4 * section;
  return uint32_t(uint8_t(t[0])) | uint32_t(uint8_t(t[1])) << 8 | uint32_t(uint8_t(t[2])) << 16 |
         uint32_t(uint8_t(t[3])) << 24;
}

std::string_view nameOf(uint32_t section) { return {blob::section_tags + 4 * section, 4}; }

uint32_t sectionWithTag(uint32_t tag) {
  for (uint32_t i = 0; i < blob::section_count; ++i)
    if (tagOf(i) == tag)
      return i;
  return none;
}

constexpr uint32_t tableEnd = blob::header_words + blob::section_count * blob::section_words;

} // namespace

bool isPrintableUtf8(StringRef text) {
  const auto *p = reinterpret_cast<const llvm::UTF8 *>(text.bytes_begin());
  const auto *end = reinterpret_cast<const llvm::UTF8 *>(text.bytes_end());
  const llvm::UTF8 *scan = p;
  if (!llvm::isLegalUTF8String(&scan, end))
    return false;
  for (; p != end; ++p) {
    if (*p < 0x20 || *p == 0x7f)
      return false;
    if (*p == 0xc2 && p[1] < 0xa0) // U+0080 to U+009F
      return false;
  }
  return true;
}

bool BlobReader::readHeader() {
  if (words.empty())
    return fail(1, "the blob is empty");
  if (words[0] == llvm::byteswap(blob::magic))
    return fail(4, "the words are in the other byte order (big-endian)");
  if (words[0] != blob::magic)
    return fail(2, "the first word is {:#010x}, not {:#010x} ('HACG')", words[0], blob::magic);
  if (words.size() > blob::max_words)
    return fail(15, "the blob has {} words, the limit is {}", words.size(), blob::max_words);
  if (words.size() > 1 && words[blob::h_version] != blob::version) {
    uint32_t version = words[blob::h_version];
    return fail(3, "version {} is {} than version {}, the only one this hac reads", version,
                version > blob::version ? "newer" : "older", blob::version);
  }
  if (words.size() < blob::header_words)
    return fail(1, "the header has {} words, {} are there", blob::header_words, words.size());

  uint32_t length = words[blob::h_words];
  if (length > words.size())
    return fail(1, "the header says {} words, {} are there", length, words.size());
  if (length < words.size())
    return fail(11, "the header says {} words, {} are there", length, words.size());
  if (words[blob::h_sections] != blob::section_count)
    return fail(12, "the header says {} sections, version {} has {}", words[blob::h_sections],
                blob::version, blob::section_count);
  if (length < tableEnd)
    return fail(1, "header and section table have {} words, {} are there", tableEnd, length);
  if (words[blob::h_flags] & ~blob::flag_training)
    return fail(13, "header: flags {:#x}, only {:#x} is known", words[blob::h_flags],
                blob::flag_training);
  if (words[blob::h_zero] != 0)
    return fail(13, "header: the last word is {}, not 0", words[blob::h_zero]);
  out.errors = words[blob::h_errors];
  out.training = words[blob::h_flags] & blob::flag_training;
  return true;
}

bool BlobReader::readSectionTable() {
  uint64_t next = tableEnd; // where this section must begin
  for (uint32_t i = 0; i < blob::section_count; ++i) {
    const uint32_t *row = &words[blob::header_words + i * blob::section_words];
    uint32_t tag = row[0], offset = row[1], rows = row[2], width = row[3];
    if (tag != tagOf(i)) {
      uint32_t other = sectionWithTag(tag);
      if (other == none)
        return fail(12, "section {}: unknown tag {:#010x} instead of {}", i, tag, nameOf(i));
      return fail(12, "section {}: {} stands where {} must ({})", i, nameOf(other), nameOf(i),
                  other < i ? "it was there before" : "that one is missing");
    }
    if (width != blob::section_row_words[i])
      return fail(6, "section {}: {} words per row, {} are expected", nameOf(i), width,
                  blob::section_row_words[i]);
    uint64_t size = uint64_t(rows) * width;
    if (size > words.size() - tableEnd)
      return fail(6, "section {}: {} rows of {} words, the blob has {} words for all sections",
                  nameOf(i), rows, width, words.size() - tableEnd);
    if (offset + size > words.size())
      return fail(5, "section {}: words {} to {}, the blob has {}", nameOf(i), offset,
                  offset + size, words.size());
    if (offset != next)
      return fail(12, "section {}: begins at word {}, the one before ends at {} ({})", nameOf(i),
                  offset, next, offset < next ? "they overlap" : "there is a gap");
    sections[i] = {offset, rows, width};
    next = offset + size;
  }
  if (next != words.size())
    return fail(11, "the sections end at word {}, the blob has {}", next, words.size());
  return true;
}

bool BlobReader::readStrings() {
  StringRef chars = bytes(blob::s_STRC);
  uint64_t total = 0;
  out.strings.reserve(rows(blob::s_STRT));
  for (uint32_t i = 0; i < rows(blob::s_STRT); ++i) {
    uint64_t offset = at(blob::s_STRT, i, 0), size = at(blob::s_STRT, i, 1);
    if (offset + size > chars.size())
      return fail(10, "string {}: bytes {} to {}, there are {}", i, offset, offset + size,
                  chars.size());
    total += size;
    if (total > chars.size()) // strings that share bytes could make a small blob large
      return fail(10, "string {}: the strings up to here need {} bytes, there are {}", i, total,
                  chars.size());
    StringRef text = chars.substr(offset, size);
    if (!isPrintableUtf8(text))
      return fail(10, "string {}: not UTF-8, or with a control character", i);
    out.strings.emplace_back(text);
  }
  uint32_t name = words[blob::h_name];
  if (!checkString(name, "header: name of the function", 0))
    return false;
  out.name = out.strings[name];
  return true;
}

bool BlobReader::checkString(uint32_t number, const char *what, size_t row) {
  if (number < out.strings.size())
    return true;
  return fail(10, "{} {}: string {}, there are {}", what, row, int32_t(number), out.strings.size());
}

bool BlobReader::readScopes() {
  out.scopes.reserve(rows(blob::s_SCOP));
  std::vector<uint32_t> pathBytes; // of the path down to here, dots included
  pathBytes.reserve(rows(blob::s_SCOP));
  for (uint32_t i = 0; i < rows(blob::s_SCOP); ++i) {
    Scope scope{at(blob::s_SCOP, i, 0), at(blob::s_SCOP, i, 1), int32_t(at(blob::s_SCOP, i, 2))};
    if (scope.parent != none && scope.parent >= i)
      return fail(7, "scope {}: its parent is scope {}, only {} are known before it", i,
                  scope.parent, i);
    if (scope.index < -1)
      return fail(13, "scope {}: index {}, -1 is the least", i, scope.index);
    size_t size;
    if (scope.index >= 0) {
      size = std::to_string(scope.index).size();
    } else {
      if (!checkString(scope.name, "scope", i))
        return false;
      size = out.strings[scope.name].size();
      if (size == 0)
        return fail(10, "scope {}: its name is empty", i);
      if (size > blob::max_name_bytes)
        return fail(15, "scope {}: a name of {} bytes, the limit is {}", i, size,
                    blob::max_name_bytes);
    }
    if (scope.parent != none)
      size += pathBytes[scope.parent] + 1;
    if (size > blob::max_path_bytes)
      return fail(15, "scope {}: a path of {} bytes, the limit is {}", i, size,
                  blob::max_path_bytes);
    pathBytes.push_back(uint32_t(size));
    out.scopes.push_back(scope);
  }
  return true;
}

bool BlobReader::readLocs() {
  out.locs.reserve(rows(blob::s_LOCS));
  for (uint32_t i = 0; i < rows(blob::s_LOCS); ++i) {
    Loc loc{at(blob::s_LOCS, i, 0), at(blob::s_LOCS, i, 1), at(blob::s_LOCS, i, 2),
            at(blob::s_LOCS, i, 3)};
    if (!checkString(loc.file, "file of location", i) ||
        !checkString(loc.function, "function of location", i))
      return false;
    out.locs.push_back(loc);
  }
  return true;
}

bool BlobReader::readDiags() {
  uint32_t count = rows(blob::s_DIAG);
  if (count > blob::max_diags)
    return fail(15, "{} messages, the limit is {}", count, blob::max_diags);
  if (count > out.errors || (out.errors && !count))
    return fail(6, "the header says {} errors, there are {} messages", out.errors, count);

  StringRef text = bytes(blob::s_TEXT);
  uint64_t total = 0, nextNote = 0;
  auto take = [&](const char *what, uint32_t row, uint32_t loc, uint64_t offset, uint64_t size,
                  std::string &into) {
    if (loc >= out.locs.size())
      return fail(7, "{} {}: location {}, there are {}", what, row, int32_t(loc), out.locs.size());
    if (offset + size > text.size())
      return fail(10, "{} {}: text bytes {} to {}, there are {}", what, row, offset, offset + size,
                  text.size());
    total += size;
    if (total > blob::max_text_bytes)
      return fail(15, "{} {}: {} bytes of text up to here, the limit is {}", what, row, total,
                  blob::max_text_bytes);
    into = text.substr(offset, size).str();
    if (!isPrintableUtf8(into))
      return fail(10, "{} {}: text that is not UTF-8, or with a control character", what, row);
    return true;
  };
  for (uint32_t i = 0; i < count; ++i) {
    Diag diag{at(blob::s_DIAG, i, 0), at(blob::s_DIAG, i, 1), at(blob::s_DIAG, i, 2), "", {}};
    uint32_t first = at(blob::s_DIAG, i, 5), notes = at(blob::s_DIAG, i, 6);
    if (diag.code < 1 || diag.code > 999)
      return fail(13, "message {}: number {}, it must be 1 to 999", i, diag.code);
    if (diag.scope != none && diag.scope >= out.scopes.size())
      return fail(7, "message {}: scope {}, there are {}", i, diag.scope, out.scopes.size());
    if (!take("message", i, diag.loc, at(blob::s_DIAG, i, 3), at(blob::s_DIAG, i, 4), diag.text))
      return false;
    if (notes && first != nextNote)
      return fail(6, "message {}: its first note is {}, the next free one is {}", i, first,
                  nextNote);
    if (nextNote + notes > rows(blob::s_NOTE))
      return fail(6, "message {}: notes {} to {}, there are {}", i, nextNote, nextNote + notes,
                  rows(blob::s_NOTE));
    for (uint32_t n = uint32_t(nextNote); n < nextNote + notes; ++n) {
      Diag::Note note{at(blob::s_NOTE, n, 0), ""};
      if (!take("note", n, note.loc, at(blob::s_NOTE, n, 1), at(blob::s_NOTE, n, 2), note.text))
        return false;
      diag.notes.push_back(std::move(note));
    }
    nextNote += notes;
    out.diags.push_back(std::move(diag));
  }
  if (nextNote != rows(blob::s_NOTE))
    return fail(6, "{} notes belong to messages, there are {}", nextNote, rows(blob::s_NOTE));
  return true;
}

} // namespace hac::import
