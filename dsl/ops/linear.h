// Linear algebra.
#pragma once
#include "check.h"

namespace hac {

namespace detail {

/// A bias is a vector with one element per output channel.
inline constexpr std::uint32_t bias_error = 204;
constexpr bool check_bias(checker &c, Tensor b, std::int64_t channels, Tensor x) {
  if (!b.bound())
    return true;
  if (!c.same_type(x, b))
    return false;
  if (b.rank() == 1 && b.shape()[0] == channels)
    return true;
  c.no(bias_error, "the bias must be [", size{channels}, "], got ", b);
  return c.came_from("the bias", b);
}

} // namespace detail

/// Applies a linear layer to the last axis:
///     y[..., o] = sum over i of x[..., i] * w[o, i] + b[o]
///
/// x       [..., in]   f32, f16 or bf16              example: [B, T, 128]
/// w       [out, in]   the type of x                          [20, 128]
/// b       [out]       the type of x; left out: zeros         [20]
/// result  [..., out]  the type of x                          [B, T, 20]
///
/// E101  x has a floating-point type
/// E102  w and b have the type of x
/// E109  x has at least one axis
/// E203  the last dimension of x is `in`
/// E204  b is [out]
/// E205  w has rank 2
///
/// Sums are accumulated in f32 and rounded once.
/// Source: torch.nn.functional.linear.
constexpr Tensor linear(Tensor x, Tensor w, Tensor b = {}, loc at = loc::current()) {
  checker c("linear", at, {x, w}, {b});
  if (!c || !c.floating(x) || !c.same_type(x, w) || !c.rank(x, 1, blob::max_rank, "rank 1 or more"))
    return c.poison();
  if (w.rank() != 2) {
    c.no(205, "the weight must be [out, in], got ", w);
    c.came_from("the weight", w);
    return c.poison();
  }
  shape s = x.shape();
  const std::int64_t in = w.shape()[1], out = w.shape()[0];
  std::int64_t &last = s[s.rank - 1];
  if (last != in) {
    c.no(203, "the last dimension of ", x, " is ", size{last}, ", the weight ", w, " wants ",
         size{in});
    if (last == out)
      c.note("the weight looks transposed: it is [out, in], as in PyTorch");
    c.came_from("the input", x);
    c.came_from("the weight", w);
    return c.poison();
  }
  if (!detail::check_bias(c, b, out, x))
    return c.poison();
  last = out;
  return c.result(op::linear, x.type(), s);
}

} // namespace hac
