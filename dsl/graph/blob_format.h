// The graph blob: the only thing that crosses from the DSL to the compiler.
//
// Numbers only, no code: the DSL writes it (dsl/graph/blob.h), the compiler reads it
// (compiler/import/Blob.h), so both include this file. The reference interpreter has its own reader
// and shares only the opcode numbers of ops.def.
//
// A blob is an array of u32 words, little-endian on disk:
//   8 header words, then one section table row {tag, offset, rows, words per row} per section,
//   then the sections in the order of `section`, with no gap.
// "x2" below is a 64-bit number in two words, low word first. -1 (0xffffffff) means none.
#pragma once
#include <cstdint>

namespace hac::blob {

inline constexpr std::uint32_t magic = 0x47434148; // 'HACG'
inline constexpr std::uint32_t version = 1;
inline constexpr std::uint32_t header_words = 8;   // see `header`
inline constexpr std::uint32_t section_words = 4;  // {tag, offset in words, rows, words per row}
inline constexpr std::uint32_t none = 0xffffffffu;

enum header : std::uint32_t {
  h_magic,
  h_version,
  h_words,    // length of the whole blob in words
  h_sections, // always section_count
  h_errors,   // graph errors, also those beyond the limit on kept diagnostics
  h_flags,    // bit 0: a training function
  h_name,     // string: name of the exported function
  h_zero,     // 0
};
inline constexpr std::uint32_t flag_training = 1;

// In file order.
enum section : std::uint32_t {
  s_STRT, // {offset in bytes, bytes}: interned strings
  s_STRC, // the bytes of all strings, 4 in a word, first byte lowest; rows = words
  s_DIMS, // stream of words: {terms n <= 4, constant x2, n * {atom, factor x2}}; rows = words
  s_ATOM, // {kind, name, min x2, max x2, multiple x2, dividend x2, divisor x2, factor, factor}
  s_TYPE, // stream of words: {dtype, rank, rank * dim code x2}; rows = words
  s_SCOP, // {parent, name, index}; index -1: a name
  s_LOCS, // {file, function, line, column}: strings, numbers
  s_VALU, // {type, node, result number}
  s_NODE, // {opcode, region, scope, location, first operand, operands, first value, values,
          //  first attribute, attributes}
  s_EDGE, // {value}; none: an absent optional operand
  s_ATTR, // {key, kind, value x2}
  s_PARM, // {value, scope, leaf name, kind | trainable << 8, init kind, a x2, b x2}; a, b: f64 bits
  s_INOU, // {kind, name (update: the value written to), value, location}
  s_REGN, // {parent, first node, one past the last node, first argument node, arguments}
  s_TAPE, // stream of 64-bit words (rows = words, 2 u32 each); see `tape_header`
  s_DIAG, // {code, location, scope, text offset, bytes, first note, notes}
  s_NOTE, // {location, text offset, bytes}
  s_TEXT, // UTF-8 of all messages, 4 bytes in a word; rows = words
};
inline constexpr std::uint32_t section_count = 18;
inline constexpr char section_tags[] = "STRTSTRCDIMSATOMTYPESCOPLOCSVALUNODEEDGEATTRPARMINOUREGNTAPE"
                                       "DIAGNOTETEXT";
inline constexpr std::uint32_t section_row_words[section_count] = {2, 1, 1, 14, 1, 3, 4, 3, 10,
                                                                   1, 4, 9, 4,  5, 2, 7, 3, 1};

enum class dtype : std::uint32_t { none, f32, f64, bf16, f16, i8, u8, i32, i64, boolean };
inline constexpr std::uint32_t dtype_count = 10;

// A dim code (x2) is a constant, or sym_base + the ordinal of a polynomial in DIMS. Types and dims
// are numbered by their position in their stream (0, 1, 2 ...), not by word offset.
inline constexpr std::int64_t sym_base = -(std::int64_t(1) << 62);
constexpr bool is_symbolic(std::int64_t code) { return code < -(std::int64_t(1) << 61); }

// A symbol atom stands for size / multiple, so a dim that prints as `seq` with multiple_of = 8 is
// 8 * atom. A floor atom is floor(dividend / divisor), both in the row; dividend is a dim code.
// A product atom multiplies two atoms, given by number, the smaller first.
enum class atom_kind : std::uint32_t { symbol, floor, product };

enum class attr_kind : std::uint32_t {
  integer,
  real,     // f64 bits
  string,   // string number
  tape,     // offset of the tape's header in TAPE, in 64-bit words; -1: no tape
  dim,      // dim code
  region,   // region number
};

enum class inou_kind : std::uint32_t { input, output, state, update };
// state: what an optimizer keeps; its leaf is a buffer, and it is 0 where a file does not have it.
enum class param_kind : std::uint32_t { parameter, buffer, state };
enum class init_kind : std::uint32_t { constant, uniform, normal, trunc_normal }; // a, b: see init.h

// Tapes (traced lambdas). Header, one 64-bit word, a byte a field from the lowest:
//   operations, variables, reads, result register, kind of the result, first operand read.
// A tape's `reads` tensors are the operands [first operand read, +reads) of the node that owns it.
// Then per operation two words: {op, kind, a, b, c, d, count} a byte a field, and a constant.
// Operation i writes register i; registers refer backwards only. The first `variables` operations
// are `var` with the constant = the number of the variable:
//   masks     0 batch row, 1 head, 2 query, 3 key                      all integer
//   scores    0 score (real), 1 batch row, 2 head, 3 query, 4 key
//   map       one per operand, of the operand's kind;   reduce: 0 accumulator, 1 element
enum class tape_kind : std::uint8_t { integer, real, boolean };
enum class tape_op : std::uint8_t {
  var,    // constant: number of the variable
  ci, cf, // constant: i64, f64 bits
  add, sub, mul, div, mod, neg, // on integers div and mod round towards minus infinity
  lt, le, gt, ge, eq, ne,       // a mixed operand pair is compared as real
  land, lor, lnot,
  sel,    // a ? b : c
  exp, exp2, log, tanh, erf, sigmoid, sqrt, rsqrt, sin, cos, // result real
  abs, floor, max, min, pow,    // abs keeps the kind; floor gives real; pow gives real
  ld,     // tensor number `constant`, `count` (<= 4) indices in a, b, c, d; clamped to its bounds
};
inline constexpr std::uint32_t tape_op_count = 35;

// Limits; manual.md lists those that a model meets.
inline constexpr std::uint32_t max_rank = 8, max_nodes = 16384, max_exports = 16, max_symbols = 32,
                               max_terms = 4, max_tape_ops = 64, max_tape_reads = 8,
                               max_tape_vars = 8, max_groups = 8, max_region_depth = 4,
                               max_name_bytes = 256, max_path_bytes = 1024,
                               max_text_bytes = 1u << 20, max_diags = 256,
                               max_words = 1u << 24, max_constant_values = 65536;
inline constexpr std::int64_t max_symbol = 2147483647, max_dim = std::int64_t(1) << 62,
                              max_static_elements = std::int64_t(1) << 40;

} // namespace hac::blob
