// The graph that a model function builds while clang evaluates it.
//
// For whoever writes ops and modules:
//   Tensor                 {g, id}: a value. id -1 is poison (an error is reported already), g null
//                          is "no tensor" (an absent optional operand, an unbound module)
//   g.fail(203, at, ...)   reports E203; text is numbers, strings, Tensors, shapes, dim_text{code},
//                          path_text{scope}. g.note(...), g.note_at(location, ...) add to it
//   g.make_shape({dims})   dims to codes; not valid() after an error, which is reported
//   g.node(op, at, operands, type, shape)
//                          a node with its first result -> node_ref, which converts to Tensor;
//                          .attr(key, v) .attrs(key, list) .text .size .region .tape .result
//   g.param_at(...)        a parameter or buffer; usually through scope::param
//   scope{g, id}           a place in the tree of names; s.sub("fc"), s.sub(3)
//   in_layer               guard: ops inside get the caller's location and the module's scope
//   operands, checks       ops/check.h does them for every op in the same way
// Rows are the rows of the blob (blob_format.h); the tables are public because region.h, module.h
// and blob.h work on them.
#pragma once
#include "dim.h"
#include "error.h"
#include "init.h"
#include "names.h"
#include "op.h"
#include <array>
#include <initializer_list>
#include <type_traits>
#include <utility>

namespace hac {

struct graph;
namespace traced {
struct value; // a scalar inside a mask, a score or a map (trace.h)
}

/// A value of the graph. Copying it copies no data; ops return new ones.
struct Tensor {
  graph *g = nullptr;
  int id = -1;

  constexpr dtype type() const;
  constexpr int rank() const;
  constexpr hac::shape shape() const;
  /// Size along an axis, negative from the end.  Example: x.dim(-1) is 128 for f32[batch, seq, 128]
  constexpr hac::dim dim(int axis, loc at = loc::current()) const;

  /// The result of concat or stack of no tensors: there is no graph to report that to until it meets
  /// one (E601).
  static constexpr int concat_of_nothing = -2, stack_of_nothing = -3;

  constexpr bool bound() const { return g != nullptr; }
  constexpr bool of_nothing() const { return !g && id <= concat_of_nothing; }
  constexpr bool poisoned() const { return g && id < 0; }
  constexpr bool usable() const { return g && id >= 0; }

  /// Reads an element inside a traced lambda: seg(b, q); a tensor of rank 0: temperature().
  template <class... I>
    requires(std::is_convertible_v<I, traced::value> && ...)
  constexpr traced::value operator()(I... index) const;

  explicit operator bool() const = delete ("a Tensor has no C++ truth value: the graph is built "
                                           "before any data exists; use where(c, a, b)");
};

template <std::size_t N> using tensors = std::array<Tensor, N>;

/// Operands in order, from whatever holds them.
struct tensor_list {
  const Tensor *first = nullptr;
  std::size_t count = 0;

  constexpr tensor_list() = default;
  constexpr tensor_list(const Tensor *operands, std::size_t n) : first(operands), count(n) {}
  constexpr tensor_list(std::initializer_list<Tensor> l) : first(l.begin()), count(l.size()) {}
  template <std::size_t N> constexpr tensor_list(const tensors<N> &l) : first(l.data()), count(N) {}

  constexpr const Tensor *begin() const { return first; }
  constexpr const Tensor *end() const { return first + count; }
  constexpr std::size_t size() const { return count; }
  constexpr Tensor operator[](std::size_t i) const { return first[i]; }
};

/// Not constexpr and never defined: calling it ends the evaluation at once, on the user's line.
void E021_more_than_16384_operations(const loc &);

/// What error texts may contain beside numbers, strings, tensors and shapes.
struct dim_text {
  std::int64_t code;
};
struct path_text {
  int scope;
};

struct node_ref;

/// One per exported function.
struct graph {
  struct scope_row {
    int parent;
    std::uint32_t name;
    int index; // -1: a name
  };
  struct location_row {
    std::uint32_t file, function, line, column;
  };
  struct type_row {
    dtype element;
    hac::shape shape;
  };
  struct value_row {
    std::uint32_t type;
    int node;
    std::uint32_t result;
  };
  struct node_row {
    hac::op opcode;
    int region, scope, location;
    std::uint32_t first_operand, operands, first_value, values, first_attr, attrs;
  };
  struct attr_row {
    std::uint32_t key;
    blob::attr_kind kind;
    std::int64_t bits; // as the blob stores it
  };
  struct param_row {
    int value, scope;
    std::uint32_t leaf;
    blob::param_kind kind;
    bool trainable;
    hac::init init;
  };
  struct inout_row {
    blob::inou_kind kind;
    std::uint32_t name; // update: the value written to
    int value, location;
  };
  struct region_row {
    int parent;
    std::uint32_t first_node, end_node, first_arg, args;
  };

  detail::string_table strings;
  detail::dim_table dims;
  detail::diagnostics log;
  detail::rows<scope_row> scopes;
  detail::rows<location_row> locations;
  detail::rows<type_row> types;
  detail::rows<value_row> values;
  detail::rows<node_row> nodes;
  detail::rows<int> edges;
  detail::rows<attr_row> attributes;
  detail::rows<param_row> params;
  detail::rows<inout_row> inouts;
  detail::rows<region_row> regions;
  detail::rows<std::uint64_t> tapes;
  detail::row_index scope_index, type_index, param_index;

  int current_scope = -1;    // ops made now belong to this module
  int current_location = -1; // set: ops made now are reported at this row of `locations`
  int current_region = -1;
  bool differentiates = false; // grad or train was called: a training function
  bool trains = false;         // train was called: parameters and buffers change

  constexpr graph() = default;
  graph(const graph &) = delete;
  graph &operator=(const graph &) = delete;

  // --- the user's part -------------------------------------------------------------------------

  /// A tensor that the caller passes; rank 0 is a plain member of the argument struct.
  ///
  /// E004  name is a C identifier, not a keyword and not `head` or `sample_base`
  /// E005  no other input, output, state or symbol of the function has the name
  /// E009 E010 E011 E020 E026  the dims
  /// E112  dtype is not f64
  /// E704  not inside a body
  constexpr Tensor input(const char *name, dtype type, std::initializer_list<hac::dim> dims,
                         loc at = loc::current());

  /// A tensor that the caller owns and keeps between calls, such as a KV cache. Numbers as `input`.
  constexpr Tensor state(const char *name, dtype type, std::initializer_list<hac::dim> dims,
                         loc at = loc::current());

  /// Names a result.
  ///
  /// E001 E002  x is a tensor of this graph
  /// E004 E005  name, as for `input`
  /// E703 E704  neither the call nor x is inside a body
  constexpr void output(const char *name, Tensor x, loc at = loc::current());

  /// Writes a state, when everything else has read it.
  ///
  /// E001 E002  both are tensors of this graph
  /// E014  the target is written once
  /// E016  value has the type of target
  /// E017  target is a state or a buffer of this function
  /// E027  target is a buffer only in a function that calls train
  /// E703 E704  neither the call nor value is inside a body
  constexpr void update(Tensor target, Tensor value, loc at = loc::current());

  /// The same without checks, and for parameters too: train writes what it trains.
  constexpr void set(Tensor target, Tensor value, loc at);

  /// A symbol as a dim of this graph, so that it can be divided: g.dim(T) / 2.  Errors: see
  /// `input`.
  constexpr hac::dim dim(const hac::dim &symbol, loc at = loc::current());

  /// A copy of a module whose parameters are parameters of this graph (nn/module.h).
  template <class M>
  constexpr M module(const M &prototype, const char *prefix = nullptr, loc at = loc::current());
  template <class M> constexpr M module(loc at = loc::current());

  // --- errors ----------------------------------------------------------------------------------

  template <class... Text> constexpr bool fail(std::uint32_t number, loc at, const Text &...text) {
    log.errors++;
    dims.failed = false; // whatever overflowed belongs to what is reported now
    if (log.diags.size == blob::max_diags)
      return false;
    std::uint32_t start = log.text.size;
    (put(text), ...);
    log.diags.push(
        {number, location(at), current_scope, start, log.text.size - start, log.notes.size, 0});
    return false;
  }
  /// Adds a note at a row of `locations` to the error reported last.
  template <class... Text> constexpr void note_at(int location, const Text &...text) {
    if (log.errors > log.diags.size)
      return; // its error was only counted
    std::uint32_t start = log.text.size;
    (put(text), ...);
    log.notes.push({location, start, log.text.size - start});
    log.diags.last().notes++;
  }
  template <class... Text> constexpr void note(const Text &...text) {
    note_at(log.diags.last().location, text...);
  }
  constexpr Tensor poison() { return {this, -1}; }
  /// E601 for a concat or stack of nothing, where it is used; always false.
  constexpr bool nothing_to_join(Tensor x, loc at);

  template <class T> constexpr void put(const T &v) { log.put(v); }
  constexpr void put(dim_text s) { put_size(s.code); }
  constexpr void put(path_text p) { put_path(p.scope); }
  constexpr void put(const hac::shape &s);
  constexpr void put(Tensor x);

  // --- building --------------------------------------------------------------------------------

  constexpr int location(const loc &at) {
    if (current_location >= 0)
      return current_location;
    std::uint32_t file = strings.number(at.file_name());
    if (locations.size) {
      const location_row &last = locations.last();
      if (last.line == at.line() && last.column == at.column() && last.file == file)
        return (int)locations.size - 1;
    }
    locations.push({file, strings.number(at.function_name()), at.line(), at.column()});
    return (int)locations.size - 1;
  }
  constexpr int location_of(Tensor x) const {
    return nodes[(std::uint32_t)values[(std::uint32_t)x.id].node].location;
  }

  /// The code of a dim, or false: the error is reported.
  constexpr bool code_of(const hac::dim &d, std::int64_t &code, const char *what, loc at);
  /// The dim as a code without a report; what is wrong with it, if anything.
  constexpr hac::dim::fault enter(const hac::dim &d, std::int64_t &code);
  constexpr hac::dim leave(std::int64_t code);
  /// E011 if dim arithmetic since the last call met something that cannot be written.
  constexpr bool dims_written(const char *what, loc at);

  /// `what` is the op, for the error's text.
  constexpr hac::shape make_shape(std::initializer_list<hac::dim> dims, const char *what, loc at);

  constexpr int sub_scope(int parent, view name, int index = -1);

  /// A parameter or buffer `leaf` in `scope`.
  ///
  /// E003  declared once
  /// E004  the name does not begin with `optim.` or `hac.`
  /// E015  the shape is constant
  /// E024  no size is 0
  /// E112  type is not f64
  /// E704  not inside a body
  constexpr Tensor param_at(int scope, view leaf, dtype type, const hac::shape &shape, loc at,
                            init init = {}, blob::param_kind kind = blob::param_kind::parameter,
                            bool trainable = true);

  /// What training keeps beside the parameters: `optim.<name of the parameter>.<leaf>`, of the
  /// parameter's shape; without a parameter `hac.<leaf>`, a single number. 0 at first.
  constexpr Tensor training_state(int param, view leaf, dtype type, loc at);

  /// E112: f64 exists for the reference only.
  constexpr bool element_type(dtype t, const char *what, loc at) {
    if (t != f64)
      return true;
    fail(112, at, what, ": f64 is not a type of compiled functions");
    note("write f32");
    return false;
  }

  /// A node and its first result. Rank, sizes and the number of operations are checked here:
  /// E012, E020, E021, E022. Poisoned after an error.
  constexpr node_ref node(hac::op opcode, const char *what, loc at, tensor_list operands,
                          dtype type, const hac::shape &shape);
  constexpr node_ref leaf(hac::op opcode, const char *what, loc at, dtype type,
                          const hac::shape &shape);

  /// The last node of a body: what it returns.
  constexpr void yield(loc at, tensor_list results);

  /// Interns a type after its checks (E012, E020, E022); false: the error is reported.
  constexpr bool type_number(dtype type, const hac::shape &shape, std::uint32_t &number,
                             const char *what, loc at);

  /// Is x visible where ops are made now? A tensor of a body is not, outside of it (E703).
  constexpr bool visible(Tensor x) const {
    int made = nodes[(std::uint32_t)values[(std::uint32_t)x.id].node].region;
    int here = current_region;
    while (here != made && here >= 0)
      here = regions[(std::uint32_t)here].parent;
    return here == made;
  }

  /// Called at the end of an exported function: E004 for its name, E006 without a result.
  constexpr void finish(const char *name, loc at);

private:
  constexpr Tensor declare_param(int scope, view leaf, dtype type, const hac::shape &shape, loc at,
                                 init init, blob::param_kind kind, bool trainable);
  constexpr void append_node(hac::op opcode, loc at, tensor_list operands, std::uint32_t results);
  constexpr bool checked_operand(const char *what, Tensor x, loc at);
  constexpr bool outside_bodies(const char *what, loc at) {
    if (current_region < 0)
      return true;
    return fail(704, at, what, " cannot be declared inside a body");
  }
  constexpr bool free_name(const char *what, const char *name, loc at);
  constexpr Tensor named_leaf(hac::op opcode, blob::inou_kind kind, const char *name, dtype type,
                              std::initializer_list<hac::dim> dims, loc at);
  constexpr hac::dim::fault enter_symbol(const hac::dim &d, std::int64_t &code);
  constexpr hac::dim::fault check_new_symbol(const hac::dim &d, std::uint32_t name) const;
  constexpr void report(hac::dim::fault wrong, const hac::dim &d, const char *what, loc at);
  constexpr void put_size(std::int64_t code);
  constexpr void put_atom(int atom, bool factor);
  constexpr void put_path(int scope);
  static constexpr std::uint32_t type_hash(dtype type, const hac::shape &shape) {
    std::uint32_t h = (std::uint32_t)type * 31 + (std::uint32_t)shape.rank;
    for (int i = 0; i < shape.rank; i++)
      h = detail::mix(h, (std::uint32_t)shape[i], (std::uint32_t)((std::uint64_t)shape[i] >> 32));
    return h;
  }
};

/// The node made last, while its attributes and further results are added. No-op on poison.
struct node_ref {
  graph *g = nullptr;
  Tensor first;

  constexpr operator Tensor() const { return first; }
  constexpr bool made() const { return first.id >= 0; }

  template <std::integral T> constexpr node_ref attr(const char *key, T v) const {
    return add(key, blob::attr_kind::integer, (std::int64_t)v);
  }
  constexpr node_ref attr(const char *key, double v) const {
    return add(key, blob::attr_kind::real, __builtin_bit_cast(std::int64_t, v));
  }
  /// One row per element, in order.
  template <class List> constexpr node_ref attrs(const char *key, const List &list) const {
    for (const auto &v : list)
      attr(key, v);
    return *this;
  }
  /// A number for a tensor of type t: real if t is, else integer.
  constexpr node_ref attr(const char *key, number v, dtype t) const {
    return is_float(t) ? attr(key, v.real) : attr(key, v.integer);
  }
  constexpr node_ref text(const char *key, view v) const {
    return add(key, blob::attr_kind::string, made() ? g->strings.number(v) : 0);
  }
  constexpr node_ref size(const char *key, std::int64_t code) const {
    return add(key, blob::attr_kind::dim, code);
  }
  constexpr node_ref region(const char *key, int number) const {
    return add(key, blob::attr_kind::region, number);
  }
  /// A tape of `count` 64-bit words, header first; 0 words: no tape (-1).
  constexpr node_ref tape(const char *key, const std::uint64_t *words, std::uint32_t count) const {
    if (!made())
      return *this;
    std::int64_t offset = count ? (std::int64_t)g->tapes.size : -1;
    for (std::uint32_t i = 0; i < count; i++)
      g->tapes.push(words[i]);
    return add(key, blob::attr_kind::tape, offset);
  }
  /// A further result; its shape must be valid if that of the first was (same sizes, reordered).
  constexpr Tensor result(dtype type, const shape &shape, const char *what, loc at) const {
    std::uint32_t number = 0;
    if (!made() || !g->type_number(type, shape, number, what, at))
      return {g, -1};
    graph::node_row &node = g->nodes.last();
    g->values.push({number, (int)g->nodes.size - 1, node.values++});
    return {g, (int)g->values.size - 1};
  }

private:
  constexpr node_ref add(const char *key, blob::attr_kind kind, std::int64_t bits) const {
    if (made()) {
      g->attributes.push({g->strings.number(key), kind, bits});
      g->nodes.last().attrs++;
    }
    return *this;
  }
};

/// A place in the tree of state-dict names.  Example: net.sub("layers").sub(3) is `layers.3`
struct scope {
  graph *g = nullptr;
  int id = -1; // -1: the root

  constexpr scope sub(view name) const { return {g, g->sub_scope(id, name)}; }
  constexpr scope sub(int index) const { return {g, g->sub_scope(id, view("", 0), index)}; }

  constexpr Tensor param(view leaf, dtype type, std::initializer_list<dim> dims, init how,
                         loc at = loc::current()) const {
    return g->param_at(id, leaf, type, g->make_shape(dims, "param", at), at, how);
  }
  constexpr Tensor buffer(view leaf, dtype type, std::initializer_list<dim> dims, init how,
                          loc at = loc::current()) const {
    return g->param_at(id, leaf, type, g->make_shape(dims, "buffer", at), at, how,
                       blob::param_kind::buffer, false);
  }
};

/// While it lives, ops are reported at the caller's line and belong to a module's scope. An outer
/// guard's line wins, so the user's own call is what an error names.
struct in_layer {
  graph *g;
  int location = -1, scope = -1;

  constexpr in_layer(graph *graph, loc at, int new_scope) : g(graph) {
    if (!g)
      return;
    location = g->current_location;
    scope = g->current_scope;
    g->current_location = g->location(at);
    g->current_scope = new_scope;
  }
  /// Same module: a composition of ops that reports under its own line.
  constexpr in_layer(graph *graph, loc at)
      : in_layer(graph, at, graph ? graph->current_scope : -1) {}
  in_layer(const in_layer &) = delete;
  constexpr ~in_layer() {
    if (!g)
      return;
    g->current_location = location;
    g->current_scope = scope;
  }
};

} // namespace hac

#include "dim_ops.h"
#include "graph_impl.h"
