// A file that is there whole or not at all: written under another name, synced, renamed.
#pragma once
#include "system.h"

namespace hac::rt {

/// All results are 0 or an errno. Whatever fails, the old file is as it was and the temporary one is
/// gone with the object. A symlink is replaced, not followed.
class atomic_file {
public:
  atomic_file() = default;
  ~atomic_file();
  atomic_file(const atomic_file &) = delete;
  atomic_file &operator=(const atomic_file &) = delete;

  /// `name` in the open `folder`; both outlive the object.
  int create(int folder, const char *name);
  int write(const void *from, uint64_t bytes);
  /// The two steps of a commit.
  int sync();
  int rename();
  /// `modified`: what the file's time is set to; null: now.
  int commit(const timespec *modified);

private:
  int folder = -1, fd = -1;
  const char *name = nullptr;
  char temporary[256]; // ".NAME.hac-tmp.PID.N"
};

} // namespace hac::rt
