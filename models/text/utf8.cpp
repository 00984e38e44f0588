#include "models/text/utf8.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <cstdio>

namespace hac::text {
namespace {

/// The code point that begins at `at`, or a negative number; `at` moves past it.
UChar32 next(std::string_view utf8, size_t &at) {
  const char *bytes = utf8.data();
  UChar32 code_point;
  U8_NEXT(bytes, at, utf8.size(), code_point);
  return code_point;
}

} // namespace

std::u32string decode(std::string_view utf8) {
  std::u32string result;
  result.reserve(utf8.size());
  for (size_t at = 0; at < utf8.size();) {
    UChar32 code_point = next(utf8, at);
    result += code_point < 0 ? U'\uFFFD' : char32_t(code_point);
  }
  return result;
}

void append(std::string &utf8, char32_t code_point) {
  if (code_point > 0x10FFFF || U_IS_SURROGATE(code_point))
    code_point = 0xFFFD;
  char bytes[U8_MAX_LENGTH];
  int count = 0;
  U8_APPEND_UNSAFE(bytes, count, code_point);
  utf8.append(bytes, count);
}

bool is_well_formed(std::string_view utf8) {
  for (size_t at = 0; at < utf8.size();)
    if (next(utf8, at) < 0)
      return false;
  return true;
}

std::string printable(std::string_view text, std::size_t limit) {
  std::string result;
  for (size_t at = 0; at < text.size();) {
    size_t begin = at;
    UChar32 code_point = next(text, at);
    std::string_view bytes = text.substr(begin, at - begin);
    std::string shown;
    if (code_point >= 0 && u_isprint(code_point)) {
      shown = bytes;
    } else {
      for (unsigned char byte : bytes) {
        char escape[5];
        std::snprintf(escape, sizeof escape, "\\x%02X", byte);
        shown += escape;
      }
    }
    if (result.size() + shown.size() > limit)
      return result + "...";
    result += shown;
  }
  return result;
}

} // namespace hac::text
