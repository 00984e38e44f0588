// The system calls of loading and writing. The test build goes through a table, so that a test can
// make the n-th call fail; the library calls libc directly.
#pragma once
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace hac::rt {

#ifdef HAC_RT_SYSTEM_TABLE
#define HAC_RT_SYSTEM_CALL(result, name, parameters, call) result(*name) parameters;
#else
#define HAC_RT_SYSTEM_CALL(result, name, parameters, call)                                         \
  static result name parameters { return call; }
#endif
#define HAC_RT_SYSTEM_CALLS                                                                        \
  HAC_RT_SYSTEM_CALL(int, open, (const char *path, int flags), ::open(path, flags))                \
  HAC_RT_SYSTEM_CALL(int, open_in, (int folder, const char *name, int flags),                      \
                     ::openat(folder, name, flags, 0600))                                          \
  HAC_RT_SYSTEM_CALL(int, fstat, (int fd, struct stat *info), ::fstat(fd, info))                   \
  HAC_RT_SYSTEM_CALL(ssize_t, pread, (int fd, void *to, size_t bytes, off_t at),                   \
                     ::pread(fd, to, bytes, at))                                                   \
  HAC_RT_SYSTEM_CALL(void *, map, (size_t bytes),                                                  \
                     ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,   \
                            -1, 0))                                                                \
  HAC_RT_SYSTEM_CALL(void *, map_file, (int fd, size_t bytes),                                     \
                     ::mmap(nullptr, bytes, PROT_READ, MAP_SHARED, fd, 0))                         \
  HAC_RT_SYSTEM_CALL(ssize_t, write, (int fd, const void *from, size_t bytes),                     \
                     ::write(fd, from, bytes))                                                     \
  HAC_RT_SYSTEM_CALL(int, set_times, (int fd, const timespec times[2]), ::futimens(fd, times))     \
  HAC_RT_SYSTEM_CALL(int, sync, (int fd), ::fsync(fd))                                             \
  HAC_RT_SYSTEM_CALL(int, rename_in, (int folder, const char *from, const char *to),               \
                     ::renameat(folder, from, folder, to))                                         \
  HAC_RT_SYSTEM_CALL(int, unlink_in, (int folder, const char *name), ::unlinkat(folder, name, 0))

struct system_table {
  HAC_RT_SYSTEM_CALLS
};
#undef HAC_RT_SYSTEM_CALL

#ifdef HAC_RT_SYSTEM_TABLE
extern const system_table default_system_table; // libc
extern system_table system_calls;
#else
inline constexpr system_table system_calls;
#endif

/// Anonymous memory, zero at first, given back with the object.
class mapping {
public:
  mapping() = default;
  /// False where there is no memory. Once per object.
  bool allocate(uint64_t wanted) {
    bytes = wanted ? wanted : 1;
    void *memory = system_calls.map(bytes);
    data = memory == MAP_FAILED ? nullptr : static_cast<char *>(memory);
    return data;
  }
  ~mapping() {
    if (data)
      munmap(data, bytes);
  }
  mapping(const mapping &) = delete;
  mapping &operator=(const mapping &) = delete;
  char *release() {
    char *memory = data;
    data = nullptr;
    return memory;
  }

  char *data = nullptr;
  uint64_t bytes = 0;
};

} // namespace hac::rt
