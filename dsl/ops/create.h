// Tensors from nothing.
#pragma once
#include "check.h"

namespace hac {

namespace detail {

constexpr Tensor filled(graph &g, const char *name, dtype type, const shape &s, number value,
                        loc at) {
  if (!s.valid() || !g.element_type(type, name, at))
    return g.poison();
  if (!number_fits(value, type)) {
    g.fail(110, at, name, ": the number ", value, " does not fit element type ", type);
    return g.poison();
  }
  return g.leaf(op::full, name, at, type, s).attr("value", value, type);
}

} // namespace detail

/// A tensor with one value everywhere.
///
/// result  dims, of `type`      example: full(g, f32, {B, 64}, 0.5) is f32[B, 64]
///
/// E110  value fits the type (a bool is 0 or 1)
/// E112  type is not f64
constexpr Tensor full(graph &g, dtype type, std::initializer_list<dim> dims, number value,
                      loc at = loc::current()) {
  return detail::filled(g, "full", type, g.make_shape(dims, "full", at), value, at);
}
constexpr Tensor zeros(graph &g, dtype type, std::initializer_list<dim> dims,
                       loc at = loc::current()) {
  return full(g, type, dims, 0, at);
}
constexpr Tensor ones(graph &g, dtype type, std::initializer_list<dim> dims,
                      loc at = loc::current()) {
  return full(g, type, dims, 1, at);
}

/// A tensor of the shape and type of x, with one value everywhere.
///
/// E110  value fits the type of x
constexpr Tensor full_like(Tensor x, number value, loc at = loc::current()) {
  checker c("full_like", at, {x});
  if (!c)
    return c.poison();
  return detail::filled(*c.g, c.name, x.type(), x.shape(), value, at);
}
constexpr Tensor zeros_like(Tensor x, loc at = loc::current()) { return full_like(x, 0, at); }
constexpr Tensor ones_like(Tensor x, loc at = loc::current()) { return full_like(x, 1, at); }

/// Counts along an axis: element [.., i, ..] is i.
///
/// result  dims, of `type`      example: iota(g, i32, {1, T}, 1) is [[0, 1, 2, ...]]
///
/// E108  axis
/// E112  type is not f64
constexpr Tensor iota(graph &g, dtype type, std::initializer_list<dim> dims, int axis = -1,
                      loc at = loc::current()) {
  shape s = g.make_shape(dims, "iota", at);
  if (!s.valid() || !g.element_type(type, "iota", at))
    return g.poison();
  if (axis < -s.rank || axis >= s.rank) {
    g.fail(108, at, "iota: axis ", axis, " is out of range for ", s);
    return g.poison();
  }
  return g.leaf(op::iota, "iota", at, type, s).attr("axis", axis < 0 ? axis + s.rank : axis);
}

/// A small table of numbers, in row-major order.
///
/// result  dims, of `type`      example: constant(g, f32, {2, 2}, {1, 0, 0, 1})
///
/// E110  every value fits the type
/// E112  type is not f64
/// E612  dims are constant, there is a value for each element, at most 65,536
constexpr Tensor constant(graph &g, dtype type, std::initializer_list<dim> dims,
                          std::initializer_list<number> values, loc at = loc::current()) {
  shape s = g.make_shape(dims, "constant", at);
  if (!s.valid() || !g.element_type(type, "constant", at))
    return g.poison();
  std::int64_t elements = 1;
  for (int i = 0; i < s.rank; i++) {
    if (g.dims.symbolic(s[i])) {
      g.fail(612, at, "constant: the shape must be constant, got ", s);
      return g.poison();
    }
    elements = g.dims.mul(elements, s[i]);
  }
  if (elements != (std::int64_t)values.size() || values.size() > blob::max_constant_values) {
    g.fail(612, at, "constant: ", values.size(), " values for the shape ", s, " of ", elements,
           " elements; at most ", blob::max_constant_values, " are allowed");
    return g.poison();
  }
  for (number v : values)
    if (!number_fits(v, type)) {
      g.fail(110, at, "constant: the number ", v, " does not fit element type ", type);
      return g.poison();
    }
  node_ref node = g.leaf(op::constant, "constant", at, type, s);
  for (number v : values)
    node.attr("values", v, type);
  return node;
}

} // namespace hac
