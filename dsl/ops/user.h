// Element functions and reductions that the user writes as a lambda.
#pragma once
#include "elementwise.h"
#include "../graph/trace.h"
#include "check.h"
#include "lambda.h"
#include "reduce.h"

#include <concepts>

namespace hac {

namespace detail {

constexpr traced::tape_kind kind_of(dtype t) {
  return is_float(t)    ? traced::tape_kind::real
         : t == boolean ? traced::tape_kind::boolean
                        : traced::tape_kind::integer;
}

/// E906
constexpr bool reads_nothing(checker &c, const traced::tape &t, const char *instead) {
  if (!t.read_count)
    return true;
  c.no(906, "the lambda reads ", t.reads[0]);
  return c.note(instead);
}

/// One element type for all operands of a kind, `otherwise` if there is none of that kind.
constexpr bool type_of_kind(checker &c, tensor_list operands, traced::tape_kind kind,
                            dtype otherwise, dtype &type) {
  Tensor first;
  for (const Tensor &x : operands) {
    if (kind_of(x.type()) != kind)
      continue;
    if (first.bound() && !c.same_type(first, x))
      return false;
    first = first.bound() ? first : x;
  }
  type = first.bound() ? first.type() : otherwise;
  return true;
}

template <std::size_t N> constexpr Tensor map_all(const auto &f, const tensors<N> &in, loc at) {
  checker c("map", at, checker::any_number{in});
  if (!c)
    return c.poison();
  shape result = in[0].shape();
  traced::tape_kind kinds[N];
  for (std::size_t i = 0; i < N; i++) {
    shape wider;
    if (!c.broadcast(result, in[i].shape(), wider))
      return c.poison();
    result = wider;
    kinds[i] = kind_of(in[i].type());
  }
  traced::tape t = traced::of(f, kinds);
  if (!lambda_is_good(c, t, "the lambda") ||
      !reads_nothing(c, t, "pass the tensor to map as an operand"))
    return c.poison();

  // Floats must agree in any case; integers if the result is one of them.
  dtype real = f32, whole = i32;
  if (!type_of_kind(c, in, traced::tape_kind::real, f32, real))
    return c.poison();
  bool integer = t.result_kind == traced::tape_kind::integer;
  if (integer && !type_of_kind(c, in, traced::tape_kind::integer, i32, whole))
    return c.poison();
  dtype type = integer                                          ? whole
               : t.result_kind == traced::tape_kind::boolean ? boolean
                                                                : real;
  traced::tape_words w = traced::write(t, 0);
  return c.result(op::map, type, result, in).tape("fn", w.words, w.count);
}

} // namespace detail

/// Applies a traced lambda to 1 to 8 tensors, element by element, with NumPy broadcasting.
///
///     auto y = map([](auto a, auto b) { return a * tanh(b); }, x, gate);
///
/// result  a real lambda: the floating-point type of the operands (f32 if there is none);
///         an integer one: their integer type (i32 if there is none); otherwise bool
///
/// E023 E901 E903 E904 E905  the lambda (ops/lambda.h)
/// E102  floating-point operands have one type; so have integer ones if the result is an integer
/// E103  the shapes broadcast
/// E906  the lambda reads no tensor: those are operands
template <class F, std::convertible_to<Tensor>... More>
constexpr Tensor map(const F &f, located x, const More &...more) {
  static_assert(sizeof...(More) < blob::max_tape_vars, "hac: map takes at most 8 tensors");
  return detail::map_all(f, tensors<1 + sizeof...(More)>{x.x, Tensor(more)...}, x.at);
}

/// Combines the elements along axes (all of them, if none is named) with an associative lambda:
///     result = f(... f(f(identity, x0), x1) ..., xn)
///
///     auto squares = reduce([](auto sum, auto v) { return sum + v; }, 0, x * x, -1);
///
/// identity  f(identity, v) is v; the result where there are no elements
/// result    the type of x; its shape without the axes, or with 1 there if `keepdim`
///
/// E023 E901 E903 E904 E905  the lambda (ops/lambda.h)
/// E101  x has a floating-point type
/// E108 E111  each axis exists and is named once
/// E409  the lambda returns a number
/// E906  the lambda reads no tensor
///
/// Elements are combined in a fixed tree, so the bits are the same for any number of threads.
template <class F>
constexpr Tensor reduce(const F &f, double identity, Tensor x, const axes &over = {},
                        bool keepdim = false, loc at = loc::current()) {
  checker c("reduce", at, {x});
  axis_set set;
  if (!c || !c.floating(x) || !c.axis_list(x, over, set))
    return c.poison();
  traced::tape t = traced::of(f, {traced::tape_kind::real, traced::tape_kind::real});
  if (t.result_kind == traced::tape_kind::boolean)
    t.fail({.code = 409});
  traced::make_real(t);
  if (!detail::lambda_is_good(c, t, "the lambda") ||
      !detail::reads_nothing(c, t, "compute with the tensor before or after reduce"))
    return c.poison();
  traced::tape_words w = traced::write(t, 0);
  node_ref node =
      c.result(op::reduce, x.type(), detail::reduced_shape(x.shape(), set, keepdim));
  node.tape("fn", w.words, w.count).attr("identity", identity);
  for (int i = 0; i < x.rank(); i++)
    if (set.has[i])
      node.attr("axes", i);
  return node.attr("keepdim", keepdim);
}

} // namespace hac
