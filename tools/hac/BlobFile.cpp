// BlobFile.h has the interface.
#include "tools/hac/BlobFile.h"
#include "compiler/import/Blob.h"
#include "tools/hac/Message.h"

#include "llvm/Support/Endian.h"
#include "llvm/Support/raw_ostream.h"

using llvm::StringRef;

namespace hac::tool {
namespace {

bool reportBroken(StringRef path, const import::BlobError &broken) {
  return printError(fmt::format("B{:03}", broken.code).c_str(),
                    fmt::format("{}: {}", escaped(path), broken.text));
}

/// "model.cpp:14:17: error: matmul: ... [hac-E201]"
void printErrors(const import::Blob &graph) {
  auto place = [&](uint32_t loc) {
    const import::Loc &l = graph.locs[loc];
    return fmt::format("{}:{}:{}", graph.strings[l.file], l.line, l.column);
  };
  for (const import::Diag &diag : graph.diags) {
    std::string path = graph.path(diag.scope);
    llvm::errs() << fmt::format("{}: error: {}{} [hac-E{:03}]\n", place(diag.loc), diag.text,
                                path.empty() ? "" : fmt::format(" [in {}]", path), diag.code);
    for (const import::Diag::Note &note : diag.notes)
      llvm::errs() << fmt::format("{}: note: {}\n", place(note.loc), note.text);
  }
}

} // namespace

bool isBlobFile(StringRef path, StringRef content) {
  return path.ends_with(".blob") || content.starts_with("HACG");
}

std::string blobBytes(llvm::ArrayRef<frontend::Export> exports) {
  std::string bytes;
  for (const frontend::Export &exported : exports)
    for (uint32_t word : exported.blob) {
      char four[4];
      llvm::support::endian::write32le(four, word);
      bytes.append(four, 4);
    }
  return bytes;
}

frontend::Result readBlobFile(StringRef path, StringRef content) {
  frontend::Result result;
  auto broken = [&](const import::BlobError &error) {
    reportBroken(path, error);
    result.exports.clear();
    result.exitCode = CannotDo;
    return result;
  };
  if (content.size() % 4)
    return broken({1, fmt::format("{} bytes, a blob has 4 in a word", content.size())});
  std::vector<uint32_t> words(content.size() / 4);
  for (size_t i = 0; i < words.size(); ++i)
    words[i] = llvm::support::endian::read32le(content.data() + 4 * i);

  llvm::ArrayRef<uint32_t> rest = words;
  bool hasErrors = false;
  do {
    llvm::ArrayRef<uint32_t> blob = rest;
    // The next blob begins where this one says that it ends; a wrong length is the reader's to say.
    if (rest.size() > blob::header_words && rest[blob::h_words] < rest.size() &&
        rest[rest[blob::h_words]] == blob::magic)
      blob = rest.take_front(rest[blob::h_words]);
    import::Blob graph;
    if (auto error = import::readBlob(blob, graph))
      return broken(*error);
    printErrors(graph);
    hasErrors |= graph.errors != 0;
    result.exports.push_back({graph.name, 0, blob.vec()});
    rest = rest.drop_front(blob.size());
  } while (!rest.empty());
  if (result.exports.size() > blob::max_exports)
    return broken({15, fmt::format("{} functions, the limit is {}", result.exports.size(),
                                   blob::max_exports)});
  if (hasErrors) {
    result.exports.clear();
    result.exitCode = ModelIsWrong;
  }
  return result;
}

} // namespace hac::tool
