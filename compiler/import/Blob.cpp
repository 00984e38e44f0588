// readBlob: the order in which a blob is checked. The rules stand in BlobSections.cpp (container),
// BlobTypes.cpp, BlobGraph.cpp, BlobAttributes.cpp, BlobTape.cpp and BlobNames.cpp.
#include "compiler/import/BlobReader.h"

#include "llvm/Support/SwapByteOrder.h"

static_assert(llvm::sys::IsLittleEndianHost, "the reader takes text from the words as they lie");

namespace hac::import {

bool BlobReader::read() {
  if (!readHeader() || !readSectionTable() || !readStrings() || !readScopes() || !readLocs() ||
      !readDiags())
    return false;
  if (out.errors) // the graph was given up where it went wrong; only its messages count
    return true;
  return readDims() && readAtoms() && measureAtoms() && measureDims() && readTypes() &&
         readTapes() && readNodes() && readEdges() && readAttrs() && readRegions() &&
         checkNodes() && checkRegions() && readParams() && readInOuts() && checkNames();
}

std::optional<BlobError> readBlob(llvm::ArrayRef<uint32_t> words, Blob &out) {
  out = Blob();
  BlobReader reader(words, out);
  if (!reader.read())
    out = Blob(); // nobody may use half of one
  return std::move(reader.error);
}

std::string Blob::path(uint32_t scope) const {
  std::vector<std::string> parts; // innermost first
  for (; scope != none; scope = scopes[scope].parent)
    parts.push_back(scopes[scope].index >= 0 ? std::to_string(scopes[scope].index)
                                             : strings[scopes[scope].name]);
  std::string result;
  for (size_t i = parts.size(); i-- > 0;) {
    result += parts[i];
    if (i)
      result += '.';
  }
  return result;
}

std::string Blob::parameterName(const Param &param) const {
  std::string prefix = path(param.scope);
  return prefix.empty() ? strings[param.leaf] : prefix + "." + strings[param.leaf];
}

} // namespace hac::import
