// failure.cpp: error texts, and the name of each status.
#include "failure.h"

#include "decimal.h"

#include <string.h>

namespace hac::rt {

const char *system_error(int number) { return strerror(number); }

void prefix(hac_error *error, quoted name) {
  if (!error)
    return;
  hac_error before = *error;
  failure(error, before.status, before.arg, before.value) << name << ": " << before.text;
}

quoted::quoted(const char *text) : data(text), bytes(strlen(text)) {}

failure::failure(hac_error *error, hac_status status, int64_t arg, int64_t value)
    : error(error), status(status) {
  if (!error)
    return;
  memset(error, 0, sizeof *error);
  error->status = status;
  error->arg = int32_t(arg);
  error->value = value;
}

void failure::append(const char *text, uint64_t bytes) {
  uint32_t room = uint32_t(sizeof error->text) - 1 - used;
  if (bytes > room) {
    bytes = room;
    while (bytes > 0 && (text[bytes] & 0xc0) == 0x80) // text[bytes] would be cut off its head
      --bytes;
  }
  memcpy(error->text + used, text, bytes);
  used += uint32_t(bytes);
}

failure &failure::operator<<(const char *text) {
  if (error)
    append(text, strlen(text));
  return *this;
}

failure &failure::operator<<(uint64_t value) {
  if (!error)
    return *this;
  decimal text(value);
  append(text.data(), text.size());
  return *this;
}

failure &failure::operator<<(int64_t value) {
  if (value < 0)
    return *this << "-" << (0 - uint64_t(value));
  return *this << uint64_t(value);
}

failure &failure::operator<<(quoted text) {
  if (!error)
    return *this;
  constexpr uint64_t limit = 80;
  const char *hex = "0123456789abcdef";
  char out[limit + 8];
  uint64_t n = 0, i = 0;
  out[n++] = '"';
  for (; i < text.bytes && n < limit; ++i) {
    unsigned char c = (unsigned char)text.data[i];
    if (c >= 0x20 && c < 0x7f && c != '"' && c != '\\') {
      out[n++] = char(c);
    } else { // \x1b: also for bytes of UTF-8, so that the result is ASCII whatever the bytes are
      out[n++] = '\\', out[n++] = 'x', out[n++] = hex[c >> 4], out[n++] = hex[c & 15];
    }
  }
  out[n++] = '"';
  append(out, n);
  return i < text.bytes ? *this << "..." : *this;
}

namespace {

struct status_name {
  hac_status status;
  const char *name;
};
constexpr status_name names[] = {
    {HAC_OK, "ok"},
    {HAC_E_FILE_OPEN, "open"},
    {HAC_E_FILE_NOT_REGULAR, "not-regular"},
    {HAC_E_FILE_READ, "read"},
    {HAC_E_FILE_TOO_SHORT, "too-short"},
    {HAC_E_FILE_HEADER_SIZE, "header-size"},
    {HAC_E_FILE_UTF8, "utf8"},
    {HAC_E_FILE_JSON, "json"},
    {HAC_E_FILE_DUPLICATE, "duplicate"},
    {HAC_E_FILE_NUMBER, "number"},
    {HAC_E_FILE_DTYPE, "dtype"},
    {HAC_E_FILE_OFFSETS, "offsets"},
    {HAC_E_FILE_OVERLAP, "overlap"},
    {HAC_E_FILE_HOLE, "hole"},
    {HAC_E_FILE_TRAILING, "trailing"},
    {HAC_E_FILE_SIZE, "size"},
    {HAC_E_FILE_OVERFLOW, "overflow"},
    {HAC_E_FILE_MISSING, "missing"},
    {HAC_E_FILE_EXTRA, "extra"},
    {HAC_E_FILE_SHAPE, "shape"},
    {HAC_E_FILE_TYPE, "type"},
    {HAC_E_FILE_CHANGED, "file-changed"},
    {HAC_E_FILE_NON_FINITE, "non-finite"},
    {HAC_E_FILE_LIMIT, "limit"},
    {HAC_E_SAVE_WRITE, "save-write"},
    {HAC_E_NULL, "null"},
    {HAC_E_ABI, "abi"},
    {HAC_E_SIGNATURE, "signature"},
    {HAC_E_ALIGN, "align"},
    {HAC_E_DIM, "dim"},
    {HAC_E_COUNT, "count"},
    {HAC_E_OVERLAP, "overlap"},
    {HAC_E_MEMORY_SMALL, "memory-small"},
    {HAC_E_INDEX, "index"},
    {HAC_E_LABEL, "label"},
    {HAC_E_LENGTH, "length"},
    {HAC_E_BUSY, "busy"},
    {HAC_E_CANCELLED, "cancelled"},
    {HAC_E_PARALLEL, "parallel"},
    {HAC_E_OVERFLOW, "overflow"},
    {HAC_E_FLAGS, "flags"},
    {HAC_E_HANDLE, "handle"},
    {HAC_E_CPU, "cpu"},
    {HAC_E_ISA_OVERRIDE, "isa-override"},
    {HAC_E_NO_MEMORY, "no-memory"},
    {HAC_E_INTERNAL, "internal"},
    {HAC_E_BOUNDS, "bounds"},
    {HAC_E_RED_ZONE, "red-zone"},
    {HAC_E_UNWRITTEN, "unwritten"},
};

} // namespace
} // namespace hac::rt

const char *hac_status_name(hac_status status) {
  for (const auto &row : hac::rt::names)
    if (row.status == status)
      return row.name;
  return "";
}
