// OutputFiles.h has the interface.
#include "tools/hac/OutputFiles.h"
#include "tools/hac/Message.h"

#include "llvm/Support/Errno.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

#include <cerrno>
#include <sys/stat.h>
#include <unistd.h>

using llvm::StringRef;
namespace fs = llvm::sys::fs;

namespace hac::tool {
namespace {

std::string folderOf(StringRef path) {
  StringRef folder = llvm::sys::path::parent_path(path);
  return folder.empty() ? "." : folder.str();
}

/// One file by any name: symlinks, hard links and ../ included.
bool isSameFile(const std::string &a, const std::string &b) {
  struct stat first, second;
  if (stat(a.c_str(), &first) == 0 && stat(b.c_str(), &second) == 0)
    return first.st_dev == second.st_dev && first.st_ino == second.st_ino;
  // A file that does not exist yet: the same name in the same folder.
  return llvm::sys::path::filename(a) == llvm::sys::path::filename(b) &&
         stat(folderOf(a).c_str(), &first) == 0 && stat(folderOf(b).c_str(), &second) == 0 &&
         first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

bool cannotWrite(const std::string &path, const std::string &why) {
  return error("C009", "cannot write '{}': {}", escaped(path), why);
}

} // namespace

OutputFiles::~OutputFiles() {
  for (File &file : written)
    llvm::consumeError(file.temporary.discard());
}

bool OutputFiles::check(const std::string &path, const std::string &input) {
  if (input != "-" && isSameFile(path, input))
    return error("C007", "'{}' is the model itself", escaped(path));
  for (const std::string &other : checked)
    if (isSameFile(path, other))
      return error("C007", "'{}' and '{}' are one file", escaped(other), escaped(path));
  checked.push_back(path);

  std::string folder = folderOf(path);
  struct stat status;
  if (stat(folder.c_str(), &status) != 0)
    return cannotWrite(path, llvm::sys::StrError(errno));
  if (!S_ISDIR(status.st_mode))
    return cannotWrite(path, fmt::format("'{}' is no folder", escaped(folder)));
  if (lstat(path.c_str(), &status) == 0) { // a symlink is replaced, whatever it shows to
    if (S_ISDIR(status.st_mode))
      return error("C008", "'{}' is a directory", escaped(path));
    if (!S_ISREG(status.st_mode) && !S_ISLNK(status.st_mode))
      return error("C012", "'{}' is no regular file", escaped(path));
    if (S_ISREG(status.st_mode) && access(path.c_str(), W_OK) != 0)
      return cannotWrite(path, llvm::sys::StrError(errno));
  }
  if (access(folder.c_str(), W_OK | X_OK) != 0)
    return cannotWrite(path, llvm::sys::StrError(errno));
  return true;
}

bool OutputFiles::write(const std::string &path, StringRef content) {
  // Beside its place, so that the rename stays within one file system.
  llvm::SmallString<128> model(folderOf(path));
  llvm::sys::path::append(model, ".hac-%%%%%%%%.tmp");
  auto temporary = fs::TempFile::create(model, fs::all_read | fs::all_write);
  if (!temporary)
    return cannotWrite(path, llvm::toString(temporary.takeError()));
  written.push_back({path, std::move(*temporary)});

  llvm::raw_fd_ostream out(written.back().temporary.FD, /*shouldClose=*/false);
  out << content;
  out.flush();
  if (out.has_error()) {
    std::string why = out.error().message();
    out.clear_error();
    return error("C010", "cannot write {} bytes to '{}': {}", content.size(), escaped(path), why);
  }
  return true;
}

bool OutputFiles::commit() {
  while (!written.empty()) {
    File file = std::move(written.front());
    written.erase(written.begin());
    if (llvm::Error failed = file.temporary.keep(file.path))
      return cannotWrite(file.path, llvm::toString(std::move(failed)));
  }
  return true;
}

} // namespace hac::tool
