// Where the bytes of a weights file come from: a file, or memory of the caller.
#pragma once
#include "failure.h"
#include "system.h"

namespace hac::rt {

class source {
public:
  source(const void *memory, uint64_t bytes)
      : memory(static_cast<const char *>(memory)), size(bytes) {}
  source() = default;
  ~source();
  source(const source &) = delete;
  source &operator=(const source &) = delete;

  /// S201, S202, S203. Never blocks on a FIFO or a device.
  hac_status open(const char *path, hac_error *error);

  /// S203 where the file fails or ends early.
  hac_status read(uint64_t at, void *to, uint64_t bytes, hac_error *error) const;

  /// S221 where the file changed since it was opened.
  hac_status check_unchanged(hac_error *error) const;

  uint64_t bytes() const { return size; }
  /// Of the file when it was opened; null: memory.
  const struct stat *info() const { return memory || fd < 0 ? nullptr : &opened; }

  /// 0, or the errno of a file that fails; -1 where it ends early.
  static int read_all(int fd, uint64_t at, void *to, uint64_t bytes);

private:
  const char *memory = nullptr;
  uint64_t size = 0;
  int fd = -1;
  struct stat opened = {};
};

} // namespace hac::rt
