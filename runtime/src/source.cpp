// source.cpp: see source.h.
#include "source.h"

#include <errno.h>
#include <string.h>

namespace hac::rt {

source::~source() {
  if (fd >= 0)
    close(fd);
}

hac_status source::open(const char *path, hac_error *error) {
  do
    fd = system_calls.open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  while (fd < 0 && errno == EINTR);
  if (fd < 0) {
    int why = errno;
    struct stat info; // a socket cannot be opened at all
    if (stat(path, &info) == 0 && !S_ISREG(info.st_mode))
      return failure(error, HAC_E_FILE_NOT_REGULAR) << quoted(path) << " is not a regular file";
    return failure(error, HAC_E_FILE_OPEN, -1, why)
           << quoted(path) << " cannot be opened: " << system_error(why);
  }
  if (system_calls.fstat(fd, &opened)) {
    int why = errno;
    return failure(error, HAC_E_FILE_READ, -1, why)
           << quoted(path) << " cannot be examined: " << system_error(why);
  }
  if (!S_ISREG(opened.st_mode))
    return failure(error, HAC_E_FILE_NOT_REGULAR) << quoted(path) << " is not a regular file";
  size = uint64_t(opened.st_size);
  return HAC_OK;
}

int source::read_all(int fd, uint64_t at, void *to, uint64_t bytes) {
  char *out = static_cast<char *>(to);
  constexpr uint64_t block = 1 << 24;
  while (bytes > 0) {
    ssize_t got = system_calls.pread(fd, out, bytes < block ? bytes : block, off_t(at));
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0)
      return got ? errno : -1;
    out += got;
    at += uint64_t(got);
    bytes -= uint64_t(got);
  }
  return 0;
}

hac_status source::read(uint64_t at, void *to, uint64_t bytes, hac_error *error) const {
  if (memory) {
    memcpy(to, memory + at, bytes);
    return HAC_OK;
  }
  int why = read_all(fd, at, to, bytes);
  if (!why)
    return HAC_OK;
  if (why < 0)
    return failure(error, HAC_E_FILE_READ, -1, int64_t(at))
           << "the file ends before byte " << at + bytes << ", it was longer when it was opened";
  return failure(error, HAC_E_FILE_READ, -1, int64_t(at))
         << "reading " << bytes << " bytes at byte " << at << " failed: " << system_error(why);
}

hac_status source::check_unchanged(hac_error *error) const {
  struct stat now;
  if (memory)
    return HAC_OK;
  if (system_calls.fstat(fd, &now))
    return failure(error, HAC_E_FILE_READ, -1, errno) << "the file cannot be examined";
  if (now.st_size == opened.st_size && now.st_mtim.tv_sec == opened.st_mtim.tv_sec &&
      now.st_mtim.tv_nsec == opened.st_mtim.tv_nsec)
    return HAC_OK;
  return failure(error, HAC_E_FILE_CHANGED, -1, now.st_size)
         << "the file changed while it was read";
}

} // namespace hac::rt
