// The graph blob as checked tables. The bytes are taken as if an attacker had written them
// (dsl/graph/blob_format.h has the format, the readers the rules B001-B015).
#pragma once
#include "dsl/graph/blob_format.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hac::import {

inline constexpr uint32_t none = blob::none;

struct Dim { // constant + sum of factor * atom; atoms ascending, no factor 0
  struct Term {
    int64_t factor;
    uint32_t atom;
  };
  int64_t constant = 0;
  std::vector<Term> terms;
};

struct Atom {
  blob::atom_kind kind;
  uint32_t name;                 // symbol: string number
  int64_t min, max, multiple;    // symbol: bounds of the size itself; the atom is size / multiple
  int64_t dividend, divisor;     // floor: dim code, positive constant
  uint32_t left, right;          // product: atoms
};

struct Type {
  blob::dtype dtype;
  std::vector<int64_t> dims; // dim codes
};

struct Scope {
  uint32_t parent, name;
  int32_t index; // -1: a name
};

struct Loc {
  uint32_t file, function, line, column;
};

struct Value {
  uint32_t type, node, result;
};

struct Attr {
  uint32_t key;
  blob::attr_kind kind;
  int64_t value; // integer, string, tape offset, dim code, region, or the bits of an f64
};

struct Node {
  uint32_t opcode, region, scope, loc;
  uint32_t firstOperand, operands, firstValue, values, firstAttr, attrs;
};

struct Param {
  uint32_t value, scope, leaf;
  blob::param_kind kind;
  bool trainable;
  blob::init_kind init;
  double a, b;
};

struct InOut {
  blob::inou_kind kind;
  uint32_t name;   // update: the value (state, buffer or parameter) that is written
  uint32_t value, loc;
};

struct Region {
  uint32_t parent, firstNode, lastNode, firstArg, args; // nodes [firstNode, lastNode)
};

struct Diag {
  uint32_t code, loc, scope;
  std::string text;
  struct Note {
    uint32_t loc;
    std::string text;
  };
  std::vector<Note> notes;
};

struct Blob {
  std::string name; // of the exported function
  bool training = false;
  uint32_t errors = 0;
  std::vector<std::string> strings;
  std::vector<Dim> dims;
  std::vector<Atom> atoms;
  std::vector<Type> types;
  std::vector<Scope> scopes;
  std::vector<Loc> locs;
  std::vector<Value> values;
  std::vector<Node> nodes;
  std::vector<uint32_t> edges;
  std::vector<Attr> attrs;
  std::vector<Param> params;
  std::vector<InOut> inouts;
  std::vector<Region> regions;
  std::vector<uint64_t> tapes;
  std::vector<Diag> diags;

  /// Dotted state-dict path of a scope, "" for none.  Example: encoder.layers.3
  std::string path(uint32_t scope) const;
  /// "blocks.1.fc2.weight"
  std::string parameterName(const Param &param) const;
};

struct BlobError {
  int code; // 1-15: B001-B015
  std::string text;
};

/// Checks every rule that does not need a shape rule (B001-B013, B015) and fills `out`.
/// B014 (a stored type against the shape rule) is checked where the dialect ops are made.
std::optional<BlobError> readBlob(llvm::ArrayRef<uint32_t> words, Blob &out);

/// Why a file that exports the function `known` cannot export `name` too; empty where it can.
std::string exportCollision(llvm::StringRef name, llvm::StringRef known);

/// One row of ops.def, parsed once.
struct OpInfo {
  uint32_t opcode;
  llvm::StringRef name;
  struct Operand {
    llvm::StringRef name;
    bool optional, variadic;
  };
  std::vector<Operand> operands;
  int results; // -1: as the attributes say
  struct Attribute {
    llvm::StringRef name;
    char kind;      // i f n s d t r
    bool array;     // key:iN or key:i*
    int count;      // array of exactly this many; -1: any number
    bool optional;
  };
  std::vector<Attribute> attributes;
};

/// nullptr for an unknown opcode.
const OpInfo *opInfo(uint32_t opcode);

} // namespace hac::import
