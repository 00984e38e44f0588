// The rules that every op shares (numbers: errors.def), and helpers for those that many share.
//
// An op looks like this:
//   constexpr Tensor softmax(Tensor x, int axis = -1, loc at = loc::current()) {
//     checker c("softmax", at, {x});                  // E001 E002 E703; `c` is false on poison
//     if (!c || !c.floating(x) || !c.axis(x, axis))   // each check reports its own error
//       return c.poison();
//     return c.result(op::softmax, x.type(), x.shape()).attr("axis", axis);
//   }
// A check that an op has alone is written in place:
//     return c.no(609, "dimension ", axis, " of ", x, " is not 1"), c.poison();
// c.note(...) and c.came_from("the input", x) add notes to the error reported last.
#pragma once
#include "../graph/graph.h"
#include "options.h"

namespace hac {

/// Where channels are (manual.md, Layout): axis 1 of an image, else last.
constexpr int channel_axis(int rank) { return rank >= 4 ? 1 : rank - 1; }

constexpr bool number_fits(number v, dtype t) {
  if (is_float(t)) { // infinities and NaN fit, a finite number beyond the type's largest does not
    double size = v.real < 0 ? -v.real : v.real;
    return !(size > largest_of(t)) || size > largest_of(f64);
  }
  if (v.is_real)
    return false;
  if (t == boolean)
    return v.integer == 0 || v.integer == 1;
  integer_range r = range_of(t);
  return v.integer >= r.min && v.integer <= r.max;
}

/// The axes of a list, each once.
struct axis_set {
  bool has[blob::max_rank]{};
};

/// One op's operands and where it was called.
struct checker {
  /// Enough for every op but concat, stack and the like, which hand over a list of their own.
  static constexpr int max_operands = 16;

  const char *name;
  loc at;
  graph *g = nullptr;
  bool good = true;
  int lost = -1; // of_nothing() among the operands, while there is no graph to report it to
  Tensor operands[max_operands]{};
  int count = 0;

  /// `required` must be bound; an optional operand may be Tensor{}.
  constexpr checker(const char *op_name, loc where, std::initializer_list<Tensor> required,
                    std::initializer_list<Tensor> optional = {})
      : name(op_name), at(where) {
    begin(required, optional);
    for (const Tensor &x : required)
      operands[count++] = x;
    for (const Tensor &x : optional)
      operands[count++] = x;
  }
  /// For ops with any number of operands: checks them, and the op hands them to result().
  struct any_number {
    tensor_list operands;
  };
  constexpr checker(const char *op_name, loc where, any_number required)
      : name(op_name), at(where) {
    begin(required.operands, {});
  }

  constexpr explicit operator bool() const { return good; }
  constexpr Tensor poison() const { return {g, g ? -1 : lost}; }

  /// Reports; always false.
  template <class... Text> constexpr bool no(std::uint32_t number, const Text &...text) {
    good = false;
    return g->fail(number, at, name, ": ", text...);
  }
  template <class... Text> constexpr bool note(const Text &...text) {
    g->note(text...);
    return false;
  }
  /// Where an operand was made, unless that is where the error is.
  constexpr bool came_from(const char *what, Tensor x) {
    int made = g->location_of(x);
    if (made != g->log.diags.last().location)
      g->note_at(made, what, " ", x, " comes from here");
    return false;
  }

  // --- element types ---------------------------------------------------------------------------

  constexpr bool floating(Tensor x) {
    if (is_float(x.type()))
      return true;
    no(101, "needs a floating-point tensor, got ", x);
    return note("convert it: cast(x, f32)");
  }
  constexpr bool numeric(Tensor x) {
    if (x.type() != boolean)
      return true;
    no(104, "needs numbers, got ", x);
    return note("convert it: cast(x, f32) or cast(x, i32)");
  }
  constexpr bool integer(Tensor x) {
    if (is_integer(x.type()))
      return true;
    return no(105, "needs an integer tensor, got ", x);
  }
  constexpr bool logical(Tensor x) {
    if (x.type() == boolean)
      return true;
    no(106, "needs a bool tensor, got ", x);
    return note("compare: x != 0");
  }
  constexpr bool logical_or_integer(Tensor x) {
    if (x.type() == boolean || is_integer(x.type()))
      return true;
    return no(106, "needs a bool or integer tensor, got ", x);
  }
  constexpr bool same_type(Tensor a, Tensor b) {
    if (a.type() == b.type())
      return true;
    no(102, "element types differ: ", a, " and ", b);
    return note("there is no implicit conversion: write cast(x, ", a.type(), ")");
  }
  constexpr bool index_type(Tensor x) {
    if (x.type() == i32 || x.type() == i64)
      return true;
    return no(501, "indices must be i32 or i64, got ", x);
  }
  /// A C++ number where an element of type t is stored: `full`, the value of `pad`.
  constexpr bool fits(number v, dtype t) {
    if (number_fits(v, t))
      return true;
    return no(110, "the number ", v, " does not fit element type ", t);
  }
  /// A C++ number beside a tensor of type t; none stands for a bool.
  constexpr bool fits_beside(number v, dtype t) {
    if (t != boolean)
      return fits(v, t);
    return no(110, "a number cannot stand for an element of type bool: ", v);
  }

  // --- shapes and options ----------------------------------------------------------------------

  /// `wanted` completes "needs ...": "[batch, seq, channels]", "rank 2 or more".
  constexpr bool rank(Tensor x, int least, int most, const char *wanted) {
    int r = x.rank();
    if (r >= least && r <= most)
      return true;
    return no(109, "needs ", wanted, ", got ", x);
  }
  /// Makes a negative axis count from the front.
  constexpr bool axis(Tensor x, int &a) { return axis_of(x.rank(), x, a); }
  /// `x` is what the message shows; an op that adds an axis passes its rank + 1.
  constexpr bool axis_of(int rank, Tensor x, int &a) {
    if (a < -rank || a >= rank)
      return no(108, "axis ", a, " is out of range for ", x);
    if (a < 0)
      a += rank;
    return true;
  }
  /// {} is every axis (E108, E111).
  constexpr bool axis_list(Tensor x, const axes &list, axis_set &set) {
    for (int i = 0; i < x.rank(); i++)
      set.has[i] = !list.count;
    if (list.count > x.rank())
      return no(111, list.count, " axes are named for ", x);
    for (int i = 0; i < list.count; i++) {
      int a = list.list[i];
      if (!axis(x, a))
        return false;
      if (set.has[a])
        return no(111, "axis ", a, " is named twice for ", x);
      set.has[a] = true;
    }
    return true;
  }
  /// A result of this rank can be written down (E020).
  constexpr bool rank_fits(int r) {
    if (r <= (int)blob::max_rank)
      return true;
    return no(20, "rank ", r, " is more than ", blob::max_rank);
  }
  /// q divides the size for all allowed sizes.
  constexpr bool divisible(std::int64_t code, std::int64_t q) const {
    bool yes = g->dims.mul(g->dims.div(code, q), q) == code;
    return yes && !g->dims.failed;
  }
  constexpr bool option(const char *what, std::int64_t v, std::int64_t least, std::int64_t most) {
    if (v >= least && v <= most)
      return true;
    return no(107, what, " is ", v, ", allowed is ", least, " to ", most);
  }
  /// eps and its like. Written so that NaN fails too.
  constexpr bool positive(const char *what, double v) {
    if (v > 0 && v < 1e300)
      return true;
    return no(107, what, " is ", v, ", it must be positive");
  }

  /// NumPy broadcasting of two shapes.
  constexpr bool broadcast(const shape &a, const shape &b, shape &result,
                           std::uint32_t number = 103) {
    result = {};
    result.rank = a.rank > b.rank ? a.rank : b.rank;
    for (int i = 0; i < result.rank; i++) {
      int of_a = i - (result.rank - a.rank), of_b = i - (result.rank - b.rank);
      std::int64_t x = of_a < 0 ? 1 : a[of_a], y = of_b < 0 ? 1 : b[of_b];
      if (x != y && x != 1 && y != 1) {
        no(number, "shapes do not broadcast: ", a, " and ", b, ": dimension ", i - result.rank,
           " is ", dim_text{x}, " against ", dim_text{y});
        return prove_note(x, y);
      }
      result[i] = x == 1 ? y : x;
    }
    return true;
  }
  /// What to write if two sizes are equal but hac cannot see it.
  constexpr bool prove_note(std::int64_t x, std::int64_t y) {
    if (g->dims.symbolic(x) || g->dims.symbolic(y))
      g->note("hac cannot prove ", dim_text{x}, " == ", dim_text{y},
              "; use one dyn() symbol for both, give it .multiple_of, or write assert_shape(x, "
              "{...}), which is checked once on entry");
    return false;
  }
  /// `code` is at least `wanted` for all allowed sizes; else a note with the .min to declare.
  constexpr bool always_at_least(std::int64_t code, std::int64_t wanted) const {
    return g->dims.range(code).min >= wanted;
  }
  constexpr bool minimum_note(std::int64_t code, std::int64_t wanted, const char *otherwise) {
    int symbol = g->dims.symbolic(code) ? g->dims.only_symbol(code) : -1;
    std::int64_t least = symbol < 0 ? -1 : g->dims.smallest_size(code, symbol, wanted);
    if (least >= 0)
      g->note("declare ", g->strings[g->dims.atoms[(std::uint32_t)symbol].name],
              " with .min = ", least, " in dyn()", otherwise);
    else if (g->dims.symbolic(code))
      g->note("raise .min of a symbol in dyn()", otherwise);
    return false;
  }

  // --- results ---------------------------------------------------------------------------------

  constexpr node_ref result(op opcode, dtype type, const shape &shape) {
    return g->node(opcode, name, at, {operands, (std::size_t)count}, type, shape);
  }
  constexpr node_ref result(op opcode, dtype type, const shape &shape, tensor_list list) {
    return g->node(opcode, name, at, list, type, shape);
  }
  /// A C++ number as a tensor: a rank-0 `full`.
  constexpr Tensor scalar(number v, dtype t) {
    if (!fits_beside(v, t))
      return poison();
    return g->leaf(op::full, name, at, t, shape{}).attr("value", v, t);
  }

private:
  constexpr void begin(tensor_list required, tensor_list optional) {
    for (const Tensor &x : required)
      if (!g)
        g = x.g;
    for (const Tensor &x : optional)
      if (!g)
        g = x.g;
    if (!g) { // nothing to report to: the poison has no graph either, and the output says E002 or
              // E601
      good = false;
      for (tensor_list list : {required, optional})
        for (const Tensor &x : list)
          if (x.of_nothing())
            lost = x.id;
      return;
    }
    for (tensor_list list : {required, optional})
      for (const Tensor &x : list)
        if (x.of_nothing()) {
          good = g->nothing_to_join(x, at);
          return;
        }
    for (const Tensor &x : required)
      if (!x.bound()) {
        no(2, "an operand is an empty Tensor: one without a value, or a parameter of a module that "
              "is not bound to the graph");
        note("of a module: write auto net = g.module<Net>(); and call the copy that it returns");
        return;
      }
    for (const Tensor &x : required)
      usable(x);
    for (const Tensor &x : optional)
      if (x.bound())
        usable(x);
  }

  constexpr void usable(Tensor x) {
    if (!good)
      return;
    if (x.g != g) {
      graph *other = x.g;
      no(1, "operands belong to different graphs");
      note("build both in one model function");
      other->fail(1, at, name, ": operands belong to different graphs");
      return;
    }
    if (x.poisoned()) {
      good = false;
      return;
    }
    if (!g->visible(x)) {
      no(703, x, " was made inside a body and is used outside of it");
      note("return it from the body");
    }
  }
};

} // namespace hac
