// json.cpp: see json.h.
#include "json.h"

#include <string.h>

namespace hac::rt {

uint32_t first_bad_utf8(const char *text, uint32_t bytes) {
  const unsigned char *s = reinterpret_cast<const unsigned char *>(text);
  uint32_t i = 0;
  while (i < bytes) {
    unsigned char c = s[i];
    if (c < 0x80) {
      ++i;
      continue;
    }
    uint32_t more = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : 1;
    if (c < 0xc2 || c > 0xf4 || bytes - i <= more)
      return i;
    // The second byte excludes overlong forms (e0, f0), surrogates (ed) and 110000 up (f4).
    unsigned char lo = c == 0xe0 ? 0xa0 : c == 0xf0 ? 0x90 : 0x80;
    unsigned char hi = c == 0xed ? 0x9f : c == 0xf4 ? 0x8f : 0xbf;
    if (s[i + 1] < lo || s[i + 1] > hi)
      return i;
    for (uint32_t k = 2; k <= more; ++k)
      if ((s[i + k] & 0xc0) != 0x80)
        return i;
    i += more + 1;
  }
  return bytes;
}

char json_reader::peek() {
  while (at < end && (text[at] == ' ' || text[at] == '\t' || text[at] == '\n' || text[at] == '\r'))
    ++at;
  return at < end ? text[at] : 0;
}

bool json_reader::at_end() {
  peek();
  return at == end;
}

bool json_reader::accept(char c) { // c is not 0
  if (peek() != c)
    return false;
  ++at;
  return true;
}

hac_status json_reader::expect(char c) {
  if (accept(c))
    return HAC_OK;
  const char name[] = {'\'', c, '\'', 0};
  return fail_json(name);
}

failure json_reader::fail_json(const char *what) const {
  return fail(HAC_E_FILE_JSON) << "the header is not as expected at its byte " << at << ": "
                               << what << " should stand there";
}

bool json_reader::equals(slice s, const char *word) const {
  return s.bytes == strlen(word) && memcmp(text + s.offset, word, s.bytes) == 0;
}

/// The escape's text is never shorter than the bytes it stands for, so `out` stays behind `at`.
hac_status json_reader::string(slice &out) {
  if (peek() != '"')
    return fail_json("a string");
  ++at;
  char *to = text + at;
  out.offset = at;
  while (at < end && text[at] != '"') {
    if (static_cast<unsigned char>(text[at]) < 0x20)
      return fail_json("a string without control characters");
    if (text[at] != '\\') {
      *to++ = text[at++];
      continue;
    }
    ++at;
    if (hac_status s = escape(to))
      return s;
  }
  if (at == end)
    return fail_json("the end of a string");
  ++at;
  out.bytes = uint32_t(to - text) - out.offset;
  return HAC_OK;
}

bool json_reader::hex4(uint32_t &code) {
  code = 0;
  if (end - at < 4)
    return false;
  for (int i = 0; i < 4; ++i) {
    char c = text[at + i];
    uint32_t digit = c >= '0' && c <= '9'   ? uint32_t(c - '0')
                     : c >= 'a' && c <= 'f' ? uint32_t(c - 'a' + 10)
                     : c >= 'A' && c <= 'F' ? uint32_t(c - 'A' + 10)
                                            : 16;
    if (digit == 16)
      return false;
    code = code * 16 + digit;
  }
  at += 4;
  return true;
}

hac_status json_reader::escape(char *&out) {
  constexpr char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
  if (at == end)
    return fail_json("an escape");
  char c = text[at++];
  if (const char *found = c ? strchr(names, c) : nullptr) {
    *out++ = values[found - names];
    return HAC_OK;
  }
  uint32_t code;
  if (c != 'u' || !hex4(code))
    return fail_json("an escape of JSON");
  if (code >= 0xd800 && code <= 0xdfff) { // two escapes make one code point: \ud83d\ude00
    uint32_t low;
    bool pair = code < 0xdc00 && end - at >= 2 && text[at] == '\\' && text[at + 1] == 'u';
    at += pair ? 2 : 0;
    if (!pair || !hex4(low) || low < 0xdc00 || low > 0xdfff)
      return fail(HAC_E_FILE_UTF8) << "a lone surrogate at byte " << at << " of the header";
    code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
  }
  if (code < 0x80) {
    *out++ = char(code);
  } else if (code < 0x800) {
    *out++ = char(0xc0 | code >> 6);
    *out++ = char(0x80 | (code & 63));
  } else if (code < 0x10000) {
    *out++ = char(0xe0 | code >> 12);
    *out++ = char(0x80 | (code >> 6 & 63));
    *out++ = char(0x80 | (code & 63));
  } else {
    *out++ = char(0xf0 | code >> 18);
    *out++ = char(0x80 | (code >> 12 & 63));
    *out++ = char(0x80 | (code >> 6 & 63));
    *out++ = char(0x80 | (code & 63));
  }
  return HAC_OK;
}

hac_status json_reader::number(uint64_t &out) {
  char c = peek();
  bool digit = c >= '0' && c <= '9';
  if (!digit && c != '-' && c != '"')
    return fail_json("a number");
  auto bad = [&] {
    return fail(HAC_E_FILE_NUMBER) << "the number at byte " << at
                                   << " of the header is not a plain integer of 0 to 2^64 - 1";
  };
  if (!digit || (c == '0' && end - at > 1 && text[at + 1] >= '0' && text[at + 1] <= '9'))
    return bad();
  out = 0;
  uint32_t i = at;
  for (; i < end && text[i] >= '0' && text[i] <= '9'; ++i)
    if (__builtin_mul_overflow(out, uint64_t(10), &out) ||
        __builtin_add_overflow(out, uint64_t(text[i] - '0'), &out))
      return bad();
  if (i < end && (text[i] == '.' || text[i] == 'e' || text[i] == 'E'))
    return bad();
  at = i;
  return HAC_OK;
}

} // namespace hac::rt
