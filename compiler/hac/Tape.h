// Traced lambdas inside the compiler: the blob's words, decoded.
#pragma once
#include "dsl/graph/blob_format.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"

namespace hac {

struct TapeOp {
  blob::tape_op op;
  blob::tape_kind kind;
  unsigned registers[4]; // operands a, b, c, d: numbers of earlier operations
  unsigned count;        // ld: how many of them are indices
  uint64_t constant;     // var: number; ci: integer; cf: bits of an f64; ld: which of the reads
};

struct Tape {
  unsigned variables, reads, result, firstRead;
  blob::tape_kind kind; // of the result
  llvm::SmallVector<TapeOp> ops;
};

/// Number of words of the tape that starts at words[0].  Example: 3 operations: 1 + 2 * 3 = 7.
size_t tapeLength(uint64_t header);
Tape decodeTape(llvm::ArrayRef<uint64_t> words);
llvm::SmallVector<uint64_t> encodeTape(const Tape &tape);

llvm::StringRef tapeOpName(blob::tape_op op);
/// How many of the registers an operation reads (ld: its count).
unsigned tapeOperands(const TapeOp &op);

} // namespace hac
