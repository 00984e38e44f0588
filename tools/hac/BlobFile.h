// Files of graph blobs (*.blob): what --emit=blob writes and hac reads back.
// The blobs of all exported functions stand one after the other, each knows its own length.
#pragma once
#include "compiler/frontend/Frontend.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace hac::tool {

/// True if the content is taken as blobs and not as C++: by the name, or by its first four bytes.
bool isBlobFile(llvm::StringRef path, llvm::StringRef content);

/// Little-endian words.
std::string blobBytes(llvm::ArrayRef<frontend::Export> exports);

/// As frontend::run, for blobs that were made before. The file is not trusted: B001 to B013, B015.
/// Errors that a graph carries are printed with their own numbers.
frontend::Result readBlobFile(llvm::StringRef path, llvm::StringRef content);

} // namespace hac::tool
