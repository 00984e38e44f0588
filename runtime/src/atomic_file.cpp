// atomic_file.cpp: see atomic_file.h.
#include "atomic_file.h"

#include <errno.h>
#include <string.h>

namespace hac::rt {

namespace {

char *append(char *to, const char *text) {
  size_t bytes = strlen(text);
  memcpy(to, text, bytes);
  return to + bytes;
}

char *append(char *to, uint32_t value) {
  char digits[10];
  int at = sizeof digits;
  do {
    digits[--at] = char('0' + value % 10);
    value /= 10;
  } while (value);
  memcpy(to, digits + at, sizeof digits - size_t(at));
  return to + sizeof digits - at;
}

uint32_t next_number; // tells the files of this process apart

} // namespace

int atomic_file::create(int in, const char *called) {
  constexpr size_t longest = sizeof temporary - sizeof ".." "hac-tmp..4294967295.4294967295";
  if (strlen(called) > longest)
    return ENAMETOOLONG;
  folder = in;
  name = called;
  for (int attempt = 0; attempt < 16; ++attempt) { // a crashed process may have left a few
    char *end = append(append(append(temporary, "."), name), ".hac-tmp.");
    end = append(append(end, uint32_t(getpid())), ".");
    *append(end, __atomic_fetch_add(&next_number, 1, __ATOMIC_RELAXED)) = 0;
    fd = system_calls.open_in(folder, temporary,
                              O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC);
    if (fd >= 0)
      return 0;
    if (errno != EEXIST && errno != EINTR)
      break;
  }
  return errno;
}

int atomic_file::write(const void *from, uint64_t bytes) {
  const char *at = static_cast<const char *>(from);
  while (bytes > 0) {
    ssize_t wrote = system_calls.write(fd, at, bytes < (1 << 24) ? bytes : 1 << 24);
    if (wrote < 0 && errno == EINTR)
      continue;
    if (wrote <= 0)
      return wrote ? errno : EIO;
    at += wrote;
    bytes -= uint64_t(wrote);
  }
  return 0;
}

int atomic_file::commit(const timespec *modified) {
  timespec times[2] = {{0, UTIME_NOW}, {}};
  if (modified) {
    times[1] = *modified;
    if (system_calls.set_times(fd, times))
      return errno;
  }
  if (int failed = sync())
    return failed;
  return rename();
}

int atomic_file::sync() { return system_calls.sync(fd) ? errno : 0; } // final: what the disk has is not known any more

int atomic_file::rename() {
  if (system_calls.rename_in(folder, temporary, name))
    return errno;
  name = nullptr; // nothing to remove
  return system_calls.sync(folder) ? errno : 0;
}

atomic_file::~atomic_file() {
  if (fd < 0)
    return;
  close(fd);
  if (name)
    system_calls.unlink_in(folder, temporary);
}

} // namespace hac::rt
