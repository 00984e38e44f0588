// Linear algebra.
#pragma once
#include "check.h"

namespace hac {

namespace detail {

/// E204: a bias is a vector with one element per output channel.
constexpr bool check_bias(checker &c, Tensor b, std::int64_t channels, Tensor x) {
  if (!b.bound())
    return true;
  if (!c.same_type(x, b))
    return false;
  if (b.rank() == 1 && b.shape()[0] == channels)
    return true;
  c.no(204, "the bias must be [", dim_text{channels}, "], got ", b);
  return c.came_from("the bias", b);
}

} // namespace detail

/// Matrix product of the last two axes, the others broadcast:
///     y[..., m, n] = sum over k of a[..., m, k] * b[..., k, n]
///
/// a       [.., m, k]   f32, f16 or bf16          example: [B, T, 128]
/// b       [.., k, n]   the type of a                      [128, 20]
/// result  [.., m, n]   the type of a                      [B, T, 20]
///
/// E101  a has a floating-point type
/// E102  b has the type of a
/// E109  both have rank 2 or more
/// E201  the k are the same
/// E202  the leading axes broadcast
///
/// Sums are accumulated in f32 and rounded once.
/// Source: torch.matmul, without its rules for vectors.
constexpr Tensor matmul(Tensor a, Tensor b, loc at = loc::current()) {
  checker c("matmul", at, {a, b});
  if (!c || !c.floating(a) || !c.same_type(a, b) ||
      !c.rank(a, 2, blob::max_rank, "rank 2 or more") ||
      !c.rank(b, 2, blob::max_rank, "rank 2 or more"))
    return c.poison();
  shape left = a.shape(), right = b.shape(), s;
  const std::int64_t m = left[left.rank - 2], k = left[left.rank - 1];
  const std::int64_t k_right = right[right.rank - 2], n = right[right.rank - 1];
  if (k != k_right) {
    c.no(201, "inner dimensions differ: ", a, " x ", b, ": ", dim_text{k}, " against ",
         dim_text{k_right});
    if (k == n)
      c.note("the right side looks transposed: matmul(x, transpose(w))");
    else
      c.prove_note(k, k_right);
    c.came_from("the left side", a);
    c.came_from("the right side", b);
    return c.poison();
  }
  if (!c.broadcast(left.first(left.rank - 2), right.first(right.rank - 2), s, 202))
    return c.poison();
  s.push(m);
  s.push(n);
  return c.result(op::matmul, a.type(), s);
}

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
    c.no(203, "the last dimension of ", x, " is ", dim_text{last}, ", the weight ", w, " wants ",
         dim_text{in});
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
