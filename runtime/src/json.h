// The JSON of a safetensors header, token by token. Strings are unescaped in place; there is no
// recursion: the grammar above it (safetensors.cpp) is three levels deep.
#pragma once
#include "failure.h"

namespace hac::rt {

struct slice { // of the header's text
  uint32_t offset, bytes;
};

class json_reader {
public:
  json_reader(char *text, uint32_t bytes, hac_error *error)
      : text(text), end(bytes), error(error) {}

  /// True where only white space is left.
  bool at_end();
  /// Consumes `c` or fails with S207.
  hac_status expect(char c);
  /// Consumes `c` if it comes next.
  bool accept(char c);
  /// S206 for a lone surrogate, S207 for anything else that is no string.
  hac_status string(slice &out);
  /// 0 to 2^64 - 1, digits only, no leading zero: S209.
  hac_status number(uint64_t &out);

  failure fail(hac_status status) const { return failure(error, status, -1, at); }
  failure fail_json(const char *what) const; // S207 at the current byte
  uint32_t position() const { return at; }
  bool equals(slice s, const char *word) const;
  quoted quote(slice s) const { return quoted(text + s.offset, s.bytes); }

private:
  char peek(); // the next byte that is not white space, 0 at the end
  hac_status escape(char *&out);
  bool hex4(uint32_t &code);

  char *text;
  uint32_t at = 0, end;
  hac_error *error;
};

/// Position of the first byte that is no UTF-8 (overlong forms, surrogates and code points past
/// 10FFFF included), or `bytes`.
uint32_t first_bad_utf8(const char *text, uint32_t bytes);

} // namespace hac::rt
