#include "models/text/file.h"
#include "models/text/utf8.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace hac::text {
namespace {

failure cannot(const char *what, const std::string &path) {
  return {printable(path) + ": cannot " + what + ": " + std::strerror(errno)};
}

struct Descriptor {
  int number;
  ~Descriptor() {
    if (number >= 0)
      ::close(number);
  }
};

} // namespace

result<std::string> read_file(const std::string &path, size_t limit) {
  // O_NONBLOCK: a FIFO without a writer must be refused, not waited for.
  Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  if (file.number < 0)
    return cannot("open", path);
  struct stat info;
  if (::fstat(file.number, &info) != 0)
    return cannot("look at", path);
  if (!S_ISREG(info.st_mode))
    return failure{printable(path) + ": not a regular file"};
  if (uint64_t(info.st_size) > limit)
    return failure{printable(path) + ": " + std::to_string(info.st_size) +
                   " bytes, expected at most " + std::to_string(limit)};

  std::string bytes(size_t(info.st_size), '\0');
  size_t done = 0;
  while (done < bytes.size()) {
    ssize_t got = ::read(file.number, bytes.data() + done, bytes.size() - done);
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return cannot("read", path);
    if (got == 0)
      return failure{printable(path) + ": became shorter while it was read"};
    done += size_t(got);
  }
  return bytes;
}

result<bool> write_file(const std::string &path, std::string_view bytes) {
  std::string temporary = path + ".tmp." + std::to_string(::getpid());
  Descriptor file{::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666)};
  if (file.number < 0)
    return cannot("write", path);
  auto give_up = [&](const char *what) {
    failure why = cannot(what, path);
    ::unlink(temporary.c_str());
    return why;
  };
  while (!bytes.empty()) {
    ssize_t put = ::write(file.number, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR)
      continue;
    if (put < 0)
      return give_up("write");
    bytes.remove_prefix(size_t(put));
  }
  if (::fsync(file.number) != 0)
    return give_up("write");
  if (std::rename(temporary.c_str(), path.c_str()) != 0)
    return give_up("replace");
  return true;
}

} // namespace hac::text
