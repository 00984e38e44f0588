// Builds the text of a hac_error:  return failure(e, HAC_E_DIM, i, v) << "seq is " << v;
#pragma once
#include <hac/abi.h>

namespace hac::rt {

/// Bytes from a file or a caller: printed in quotes, escaped, cut at 80 bytes.
struct quoted {
  const char *data;
  uint64_t bytes;
  explicit quoted(const char *text);
  quoted(const char *data, uint64_t bytes) : data(data), bytes(bytes) {}
};

/// Without an hac_error only the status is kept. The text is cut at 239 bytes, never inside a
/// UTF-8 sequence.
class failure {
public:
  failure(hac_error *error, hac_status status, int64_t arg = -1, int64_t value = 0);
  failure &operator<<(const char *text);
  failure &operator<<(int64_t value);
  failure &operator<<(uint64_t value);
  failure &operator<<(int32_t value) { return *this << int64_t(value); }
  failure &operator<<(uint32_t value) { return *this << uint64_t(value); }
  failure &operator<<(quoted text);
  operator hac_status() const { return status; }

private:
  void append(const char *text, uint64_t bytes);

  hac_error *error;
  hac_status status;
  uint32_t used = 0;
};

/// "No such file or directory". Static text for every number that the system calls of a load give.
const char *system_error(int number);

/// Puts `"name": ` in front of the text of a failure, for a reader who loads several files.
void prefix(hac_error *error, quoted name);

} // namespace hac::rt
