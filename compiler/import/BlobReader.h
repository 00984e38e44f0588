// The reader behind readBlob (Blob.h). One object reads one blob; the first broken rule ends it.
//
// Every member function returns false after fail(). Work is linear in the words of the blob: rows
// are visited once, and whatever a row may repeat (strings, texts, paths, tapes) has a total limit.
#pragma once
#include "compiler/import/Blob.h"

#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/StringRef.h"
#include <fmt/format.h>

namespace hac::import {

class BlobReader {
public:
  BlobReader(llvm::ArrayRef<uint32_t> words, Blob &out) : words(words), out(out) {}
  bool read();
  std::optional<BlobError> error;

private:
  // BlobSections.cpp: the container, and what is true of a row by itself.
  bool readHeader();
  bool readSectionTable();
  bool readStrings();
  bool readScopes();
  bool readLocs();
  bool readDiags();

  // BlobTypes.cpp: sizes and types.
  bool readDims();
  bool readAtoms();
  bool measureAtoms();
  bool measureDims();
  bool isKnownDim(int64_t code) const;
  template <typename... Args>
  bool failUnknownDim(int64_t code, fmt::format_string<Args...> where, Args &&...args) {
    return fail(7, "{}: dim {}, there are {}", fmt::format(where, std::forward<Args>(args)...),
                code - blob::sym_base, out.dims.size());
  }
  bool readTypes();
  bool checkStaticSize(const Type &type, size_t number);

  // BlobGraph.cpp: the nodes and what they refer to.
  bool readNodes();
  bool readEdges();
  bool readAttrs();
  bool readRegions();
  bool checkNodes();
  bool checkOperands(uint32_t n, const OpInfo &op);
  bool checkResults(uint32_t n, const OpInfo &op);
  bool checkPlace(uint32_t n);
  bool checkRegions();

  // BlobAttributes.cpp: attributes against ops.def.
  bool checkAttributes(uint32_t n, const OpInfo &op);
  bool checkAttribute(uint32_t n, const Attr &attr, const OpInfo::Attribute &spec);
  bool checkAttributeCounts(uint32_t n, const OpInfo &op, llvm::ArrayRef<uint32_t> counts);

  // BlobTape.cpp: traced lambdas.
  bool readTapes();
  bool checkTapeStep(size_t tape, uint32_t step, uint32_t variables);
  bool checkTapeUse(uint32_t n, const Attr &attr);

  // BlobNames.cpp: names of the function, of arguments, symbols and parameters.
  bool readParams();
  bool readInOuts();
  bool checkUpdate(const InOut &row, size_t i, llvm::BitVector &written);
  bool checkNames();

  template <typename... Args>
  bool fail(int code, fmt::format_string<Args...> format, Args &&...args) {
    if (!error)
      error = BlobError{code, fmt::format(format, std::forward<Args>(args)...)};
    return false;
  }

  /// "node 12 (linear)", the way every message names a node.
  std::string nodeName(uint32_t n) const;

  struct Section {
    uint32_t offset, rows, width;
  };
  uint32_t rows(blob::section s) const { return sections[s].rows; }
  /// Word `column` of row `row`. Bounds were checked with the section table.
  uint32_t at(blob::section s, uint32_t row, uint32_t column = 0) const {
    return words[sections[s].offset + size_t(row) * sections[s].width + column];
  }
  int64_t wide(blob::section s, uint32_t row, uint32_t column) const {
    return int64_t(uint64_t(at(s, row, column)) | uint64_t(at(s, row, column + 1)) << 32);
  }
  /// Bytes of a section that holds text, four in a word. The host is little-endian (Blob.cpp).
  llvm::StringRef bytes(blob::section s) const {
    return {reinterpret_cast<const char *>(words.data() + sections[s].offset),
            size_t(sections[s].rows) * 4};
  }
  bool checkString(uint32_t number, const char *what, size_t row);
  const Type &typeOf(uint32_t value) const { return out.types[out.values[value].type]; }
  uint32_t attrCount(uint32_t n, llvm::StringRef key) const;

  llvm::ArrayRef<uint32_t> words;
  Blob &out;
  std::array<Section, blob::section_count> sections{};
  struct Interval {
    int64_t low, high;
  };
  std::vector<Interval> atomRange, dimRange;
  std::vector<uint32_t> regionDepth;  // 1 for a body of the function itself
  std::vector<uint32_t> regionOwner;  // the node with the attribute, or none
  std::vector<uint32_t> regionFilled; // nodes that stand in the region or in one inside it
  llvm::BitVector tapeStart;          // 64-bit words of TAPE at which a tape begins
};

bool isPrintableUtf8(llvm::StringRef text);
/// As the language defines them: dsl/graph/names.h.
bool isArgumentName(llvm::StringRef name);
bool isFunctionName(llvm::StringRef name);

} // namespace hac::import
