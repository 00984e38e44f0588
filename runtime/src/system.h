// The system calls of a load. The test build goes through a table, so that a test can make the n-th
// call fail; the library calls libc directly.
#pragma once
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace hac::rt {

#ifdef HAC_RT_SYSTEM_TABLE
struct system_table {
  int (*open)(const char *path, int flags);
  int (*fstat)(int fd, struct stat *info);
  ssize_t (*pread)(int fd, void *to, size_t bytes, off_t at);
  void *(*map)(size_t bytes);
};
extern const system_table default_system_table; // libc
extern system_table system_calls;
#else
struct system_table {
  static int open(const char *path, int flags) { return ::open(path, flags); }
  static int fstat(int fd, struct stat *info) { return ::fstat(fd, info); }
  static ssize_t pread(int fd, void *to, size_t bytes, off_t at) {
    return ::pread(fd, to, bytes, at);
  }
  static void *map(size_t bytes) {
    return mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  }
};
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
