// + - * / % and == of dims: of one graph, as polynomials in its table; outside, k * symbol + c.
#pragma once
#include "graph.h"

namespace hac {

namespace detail {

constexpr graph *owner_of(const dim &a, const dim &b) { return a.owner ? a.owner : b.owner; }

constexpr dim combine(const dim &a, const dim &b, s64 (dim_table::*operation)(s64, s64)) {
  graph &g = *owner_of(a, b);
  s64 x = 0, y = 0;
  if (dim::fault wrong = g.enter(a, x); wrong != dim::fault::none)
    return a.broken(wrong);
  if (dim::fault wrong = g.enter(b, y); wrong != dim::fault::none)
    return b.broken(wrong);
  s64 code = (g.dims.*operation)(x, y);
  if (g.dims.failed) {
    g.dims.failed = false;
    return a.broken(dim::fault::not_representable);
  }
  dim d;
  d.owner = &g;
  d.code = code;
  return d;
}

/// Outside a graph: k * symbol + c.
constexpr dim linear_dim(const dim &form, s64 factor, s64 constant) {
  dim d = form;
  d.factor = factor;
  d.constant = constant;
  bool small = factor <= blob::max_symbol && factor >= -blob::max_symbol &&
               constant <= blob::max_dim / 2 && constant >= -blob::max_dim / 2;
  return small ? d : d.broken(dim::fault::not_representable);
}

constexpr bool broken(const dim &d) { return d.wrong != dim::fault::none; }

} // namespace detail

constexpr dim operator+(const dim &a, const dim &b) {
  if (detail::broken(a) || detail::broken(b))
    return detail::broken(a) ? a : b;
  if (detail::owner_of(a, b))
    return detail::combine(a, b, &detail::dim_table::add);
  if (a.factor && b.factor && !(view(a.symbol) == view(b.symbol)))
    return a.broken(dim::fault::not_representable);
  if (a.factor && b.factor && !(a.bounds == b.bounds))
    return a.broken(dim::fault::two_bounds);
  return detail::linear_dim(a.factor ? a : b, a.factor + b.factor, a.constant + b.constant);
}

constexpr dim operator*(const dim &a, const dim &b) {
  if (detail::broken(a) || detail::broken(b))
    return detail::broken(a) ? a : b;
  if (detail::owner_of(a, b))
    return detail::combine(a, b, &detail::dim_table::mul);
  if (a.factor && b.factor)
    return a.broken(dim::fault::not_representable);
  const dim &form = a.factor ? a : b, &times = a.factor ? b : a;
  __int128 factor = (__int128)form.factor * times.constant;
  __int128 constant = (__int128)form.constant * times.constant;
  if (factor > blob::max_dim || factor < -blob::max_dim || constant > blob::max_dim ||
      constant < -blob::max_dim)
    return a.broken(dim::fault::not_representable);
  return detail::linear_dim(form, (std::int64_t)factor, (std::int64_t)constant);
}

constexpr dim operator-(const dim &a) { return a * dim(-1); }
constexpr dim operator-(const dim &a, const dim &b) { return a + -b; }

/// Rounded towards minus infinity.
constexpr dim operator/(const dim &a, std::int64_t divisor) {
  if (detail::broken(a))
    return a;
  if (divisor < 1)
    return a.broken(dim::fault::not_representable);
  if (a.owner)
    return detail::combine(a, dim(divisor), &detail::dim_table::div);
  if (!a.factor)
    return detail::floor_div(a.constant, divisor);
  if (a.factor % divisor || a.constant % divisor)
    return a.broken(dim::fault::not_representable);
  return detail::linear_dim(a, a.factor / divisor, a.constant / divisor);
}
constexpr dim operator%(const dim &a, std::int64_t divisor) { return a - a / divisor * divisor; }

/// Same normal form: equal for every allowed size. May steer a build-time `if`.
constexpr bool operator==(const dim &a, const dim &b) {
  if (detail::broken(a) || detail::broken(b))
    return false;
  if (graph *g = detail::owner_of(a, b)) {
    std::int64_t x = 0, y = 0;
    return g->enter(a, x) == dim::fault::none && g->enter(b, y) == dim::fault::none && x == y;
  }
  return a.factor == b.factor && a.constant == b.constant &&
         (!a.factor || view(a.symbol) == view(b.symbol));
}

} // namespace hac
