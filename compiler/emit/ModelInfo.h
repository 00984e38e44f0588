// What the descriptor, the entry points and the generated header say about a model: plain data,
// filled by the pipeline from the imported graphs and the compiled kernels.
#pragma once
#include "dsl/graph/blob_format.h"

#include <cstdint>
#include <string>
#include <vector>

namespace hac::emit {

struct Dim { // constant + sum of factor * atom
  struct Term {
    int64_t factor;
    uint32_t atom;
  };
  int64_t constant = 0;
  std::vector<Term> terms;
};

struct Atom { // see blob::atom_kind
  blob::atom_kind kind;
  uint32_t symbol = 0; // symbol: its number; the atom is size / multiple_of
  Dim dividend;        // floor(dividend / divisor)
  int64_t divisor = 1;
  uint32_t left = 0, right = 0; // product of two atoms with smaller numbers
};

struct Symbol {
  std::string name;
  int64_t min, max, multipleOf;
  std::string file; // base name only: no path of the build machine in an object
  unsigned line;
};

struct Range { // of the values of an integer input: lo <= v <= hi, checked before a call does work
  int status = 0; // 0: not checked; 308 index, 309 label, 310 length
  Dim lo, hi;
};

struct Argument {
  enum Kind { Input, Output, State } kind;
  std::string name;
  blob::dtype dtype;
  std::vector<Dim> dims; // rank 0 inputs are plain members, rank 0 outputs views of count 1
  Range range;
  unsigned line;
};

struct Check { // assert_shape: left == right on entry, else R304
  Dim left, right;
  unsigned line;
};

/// What an ISA level runs for a function: symbols of the LLVM module, both internal.
struct Code {
  std::string kernel;     // i32 kernel(ptr hac_call); see runtime/abi
  std::string arenaBytes; // i64 arena(ptr symbol_values, i64 lanes): bytes, monotone
};

struct Function {
  std::string name; // "classify": the C name is <model>_classify
  std::string file;
  unsigned line;
  std::vector<Symbol> symbols; // in order of declaration
  std::vector<Atom> atoms;
  std::vector<Argument> arguments; // in order of the model: inputs, states and outputs as declared
  std::vector<Check> checks;
  std::vector<Code> codes; // one for each of Model::isas
  bool trains = false;       // it writes parameters
};

struct Parameter {
  std::string name; // state-dict name
  blob::dtype dtype;
  std::vector<int64_t> shape;
  bool buffer, state, trainable; // state: of an optimizer, 0 where a file has none
  blob::init_kind init;
  double a, b;
};

/// One dense copy of a parameter in the weights block. Destination axis i runs over `extent`
/// values and adds index * stride to coordinate `source` of the parameter; where a coordinate
/// leaves the parameter's shape the element is 0.
/// Example: [out, in] -> [out/48][in][48] is {out/48, 0, 48}, {in, 1, 1}, {48, 0, 1}.
struct Packing {
  uint32_t parameter;
  int64_t offset; // bytes from the start of the weights block, multiple of 64
  struct Axis {
    int64_t extent;
    uint32_t source;
    int64_t stride;
  };
  std::vector<Axis> axes; // identity: one axis per dimension
};

struct IsaLevel {
  std::string name; // "x86-64-v3"
  int64_t weightsBytes;
  std::vector<Packing> packings;
};

/// A fusion group; see hac_group in runtime/abi. Its number is its place in Model::groups, which is
/// what the kernel passes to hac_rt1_group.
struct Group {
  std::string name; // "linear+relu"
  std::string tile; // "6x16, k 384": as --explain prints it
  std::string file; // base name only
  unsigned line, lastLine;
  uint32_t function, isa; // places in Model::functions and Model::isas
  Dim flops, bytes;       // of one call, over the function's atoms
  double gflops = 0, gbytes = 0; // a second, of one lane, that the schedule expects; 0: not known
  uint32_t maxLanes = 0;         // 0: no limit, 1: runs on the caller
};

struct Model {
  std::string name;  // "news": prefix of every global symbol
  std::string build; // hac and LLVM version, options, ISA list: no path, no time
  std::vector<Function> functions;
  std::vector<Parameter> parameters; // of all functions, by name; sorted by first use
  std::vector<IsaLevel> isas;        // best first
  std::vector<Group> groups;         // of a function and level: together, in the order they run
  bool trains() const {
    for (const Function &f : functions)
      if (f.trains)
        return true;
    return false;
  }
  uint64_t signature; // hash of every name, shape, dtype and symbol bound
  uint64_t buildHash;
};

} // namespace hac::emit
