// system_table.cpp: the table through which the checked runtime makes its system calls.
#include "runtime/src/system.h"

namespace hac::rt {
const system_table default_system_table = {
    [](const char *path, int flags) { return ::open(path, flags); },
    [](int fd, struct stat *info) { return ::fstat(fd, info); },
    [](int fd, void *to, size_t bytes, off_t at) { return ::pread(fd, to, bytes, at); },
    [](size_t bytes) {
      return mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    }};
system_table system_calls = default_system_table;
} // namespace hac::rt
