// Files that appear whole or not at all: an object, its header, a list of dependencies.
#pragma once
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/FileSystem.h"

#include <string>
#include <vector>

namespace hac::tool {

/// Each file is written beside its place under another name and renamed when all are written, in
/// the order of add(): so the header last, since a header without its object would be found by
/// make. Whatever ends the process before that (also a signal or the lack of memory) leaves the old
/// files.
///
///   OutputFiles files;
///   if (!files.check("news.o", "news.model.cpp") || ...) // before the long work
///   if (!files.write("news.o", object) || !files.write("news.h", header) || !files.commit())
class OutputFiles {
public:
  OutputFiles() = default;
  ~OutputFiles(); // discards what was not committed
  OutputFiles(const OutputFiles &) = delete;

  /// C007, C008, C009, C012: what can be said before there is anything to write.
  bool check(const std::string &path, const std::string &input);

  /// C009, C010.
  bool write(const std::string &path, llvm::StringRef content);

  /// C009, C010: renames everything.
  bool commit();

private:
  struct File {
    std::string path;
    llvm::sys::fs::TempFile temporary;
  };
  std::vector<File> written;
  std::vector<std::string> checked;
};

} // namespace hac::tool
