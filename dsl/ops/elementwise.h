// Elementwise ops: one, two and three operands; two and three broadcast as in NumPy.
#pragma once
#include "check.h"
#include "parts.h"

namespace hac {

// --- one operand -------------------------------------------------------------------------------

namespace detail {

/// What an op asks of the element type of its operand.
enum class element { any, number, floating, integer, logical };

constexpr bool check_element(checker &c, Tensor x, element wanted) {
  switch (wanted) {
  case element::any:
    return true;
  case element::number:
    return c.numeric(x);
  case element::floating:
    return c.floating(x);
  case element::integer:
    return c.integer(x);
  case element::logical:
    return c.logical_or_integer(x);
  }
  return false;
}

constexpr node_ref unary(op opcode, Tensor x, element wanted, loc at) {
  checker c(name_of(opcode), at, {x});
  if (!c || !check_element(c, x, wanted))
    return {c.g, c.poison()};
  return c.result(opcode, x.type(), x.shape());
}

} // namespace detail

// x any shape -> the shape and type of x.
//
// E101  x has a floating-point type
//
// PyTorch's formulas, computed in f32 for f16 and bf16. relu6 = min(max(x, 0), 6),
// silu = x * sigmoid(x), mish = x * tanh(softplus(x)), softplus = log(1 + exp(x)),
// hardsigmoid = clamp(x/6 + 1/2, 0, 1), hardswish = x * hardsigmoid(x); round: half to even.
#define HAC_FLOATING(name)                                                                         \
  constexpr Tensor name(Tensor x, loc at = loc::current()) {                                       \
    return detail::unary(op::name, x, detail::element::floating, at);                              \
  }
HAC_FLOATING(exp)
HAC_FLOATING(exp2)
HAC_FLOATING(expm1)
HAC_FLOATING(log)
HAC_FLOATING(log2)
HAC_FLOATING(log1p)
HAC_FLOATING(sqrt)
HAC_FLOATING(rsqrt)
HAC_FLOATING(reciprocal)
HAC_FLOATING(sin)
HAC_FLOATING(cos)
HAC_FLOATING(tanh)
HAC_FLOATING(erf)
HAC_FLOATING(sigmoid)
HAC_FLOATING(relu)
HAC_FLOATING(relu6)
HAC_FLOATING(silu)
HAC_FLOATING(selu)
HAC_FLOATING(mish)
HAC_FLOATING(softplus)
HAC_FLOATING(hardswish)
HAC_FLOATING(hardsigmoid)
HAC_FLOATING(floor)
HAC_FLOATING(ceil)
HAC_FLOATING(round)
#undef HAC_FLOATING

// x any shape -> the shape and type of x.
//
// E104  x is not bool
#define HAC_NUMERIC(name)                                                                          \
  constexpr Tensor name(Tensor x, loc at = loc::current()) {                                       \
    return detail::unary(op::name, x, detail::element::number, at);                                \
  }
HAC_NUMERIC(neg)
HAC_NUMERIC(abs)
HAC_NUMERIC(sign)
HAC_NUMERIC(square)
#undef HAC_NUMERIC

/// How gelu is computed: none is x * Phi(x) with erf, tanh PyTorch's approximation.
enum class approx : unsigned char { none, tanh };

/// x * Phi(x), Phi the normal distribution.
///
/// E101  x has a floating-point type
///
/// Source: Hendrycks and Gimpel 2016; torch.nn.functional.gelu.
constexpr Tensor gelu(Tensor x, approx approximate = approx::none, loc at = loc::current()) {
  return detail::unary(op::gelu, x, detail::element::floating, at)
      .attr("approximate", (int)approximate);
}

/// x for x >= 0, else slope * x.
///
/// E101  x has a floating-point type
constexpr Tensor leaky_relu(Tensor x, double negative_slope = 0.01, loc at = loc::current()) {
  return detail::unary(op::leaky_relu, x, detail::element::floating, at)
      .attr("negative_slope", negative_slope);
}

/// x for x > 0, else alpha * (exp(x) - 1).
///
/// E101  x has a floating-point type
constexpr Tensor elu(Tensor x, double alpha = 1, loc at = loc::current()) {
  return detail::unary(op::elu, x, detail::element::floating, at).attr("alpha", alpha);
}

/// min(max(x, lo), hi); the bounds are allowed values.
///
/// x       any shape, a number type
/// result  the shape and type of x
///
/// E104  x is not bool
/// E107  lo <= hi
/// E110  lo and hi fit the type of x
constexpr Tensor clamp(Tensor x, number lo, number hi, loc at = loc::current()) {
  checker c("clamp", at, {x});
  if (!c || !c.numeric(x) || !c.fits(lo, x.type()) || !c.fits(hi, x.type()))
    return c.poison();
  if (!(lo.real <= hi.real)) {
    c.no(107, "the lower bound ", lo, " is above the upper bound ", hi);
    return c.poison();
  }
  return c.result(op::clamp, x.type(), x.shape()).attr("lo", lo, x.type()).attr("hi", hi, x.type());
}

/// not x: of a bool the other value, of an integer every bit inverted. Also written ~x.
///
/// E106  x is bool or integer
constexpr Tensor logical_not(Tensor x, loc at = loc::current()) {
  return detail::unary(op::logical_not, x, detail::element::logical, at);
}

/// x with another element type. Float to integer truncates, saturates and makes NaN 0; to bool is
/// x != 0.
///
/// E112  type is not f64
constexpr Tensor cast(Tensor x, dtype type, loc at = loc::current()) {
  checker c("cast", at, {x});
  if (!c || !c.g->element_type(type, c.name, at))
    return c.poison();
  return c.result(op::cast, type, x.shape());
}

/// x, through which no gradient flows.
constexpr Tensor stop_gradient(Tensor x, loc at = loc::current()) {
  return detail::unary(op::stop_gradient, x, detail::element::any, at);
}

/// x for x >= 0, else w * x with one learnt slope, or one per channel.
///
/// x       any shape            example: [B, T, 64]
/// w       [1] or [channels]             [64]
/// result  the shape of x                [B, T, 64]
///
/// E101  x has a floating-point type
/// E102  w has the type of x
/// E302  w is [1] or [channels]
///
/// Source: He et al. 2015; torch.nn.functional.prelu.
constexpr Tensor prelu(Tensor x, Tensor w, loc at = loc::current()) {
  checker c("prelu", at, {x, w});
  if (!c || !c.floating(x) || !c.same_type(x, w))
    return c.poison();
  bool one = w.rank() == 1 && w.shape()[0] == 1;
  bool each = w.rank() == 1 && x.rank() > 0 && w.shape()[0] == x.shape()[channel_axis(x.rank())];
  if (!one && !each) {
    c.no(302, "the weight must be [1] or [channels], got ", w, " for ", x);
    return c.poison();
  }
  return c.result(op::prelu, x.type(), x.shape());
}

// --- two operands ------------------------------------------------------------------------------

/// An operand that remembers where it was written: the place of an operator. Made from a Tensor or
/// what converts to one, such as a `parameter`.
struct located {
  Tensor x;
  loc at;
  template <std::convertible_to<Tensor> T>
  constexpr located(const T &tensor, loc where = loc::current()) : x(tensor), at(where) {}
};

namespace detail {

enum class result_type { operand, boolean };

constexpr Tensor binary(op opcode, Tensor a, Tensor b, element wanted, loc at,
                        result_type gives = result_type::operand) {
  checker c(name_of(opcode), at, {a, b});
  shape s;
  if (!c || !check_element(c, a, wanted) || !c.same_type(a, b) ||
      !c.broadcast(a.shape(), b.shape(), s))
    return c.poison();
  return c.result(opcode, gives == result_type::boolean ? boolean : a.type(), s);
}

/// The number's type is that of the tensor beside it.
enum class side { left, right };
constexpr Tensor binary(op opcode, Tensor x, number v, side where, element wanted, loc at,
                        result_type gives = result_type::operand) {
  checker c(name_of(opcode), at, {x});
  if (!c || !check_element(c, x, wanted))
    return c.poison();
  Tensor scalar = c.scalar(v, x.type());
  if (!scalar.usable())
    return c.poison();
  return where == side::right ? binary(opcode, x, scalar, wanted, at, gives)
                              : binary(opcode, scalar, x, wanted, at, gives);
}

} // namespace detail

// a op b with NumPy broadcasting; a C++ number may stand for one side and takes the other's type.
//
// a, b    [..] numbers of one type, or bool where noted    example: f32[B, T, 64], f32[64]
// result  the broadcast shape; comparisons give bool                f32[B, T, 64]
//
// E102  a and b have one element type
// E103  their shapes broadcast
// E104  + - * < <= > >=: not bool
// E101  /: floating-point
// E105  %: integer (towards minus infinity: -1 % 3 is 2; by zero gives 0)
// E106  & | ^: bool or integer
// E110  a number fits the type
#define HAC_OPERATOR(symbol, name, wanted, gives)                                                  \
  constexpr Tensor operator symbol(located a, Tensor b) {                                          \
    return detail::binary(op::name, a.x, b, detail::element::wanted, a.at,                         \
                          detail::result_type::gives);                                             \
  }                                                                                                \
  constexpr Tensor operator symbol(located a, number b) {                                          \
    return detail::binary(op::name, a.x, b, detail::side::right, detail::element::wanted, a.at,    \
                          detail::result_type::gives);                                             \
  }                                                                                                \
  constexpr Tensor operator symbol(number a, located b) {                                          \
    return detail::binary(op::name, b.x, a, detail::side::left, detail::element::wanted, b.at,     \
                          detail::result_type::gives);                                             \
  }
HAC_OPERATOR(+, add, number, operand)
HAC_OPERATOR(-, sub, number, operand)
HAC_OPERATOR(*, mul, number, operand)
HAC_OPERATOR(/, div, floating, operand)
HAC_OPERATOR(%, remainder, integer, operand)
HAC_OPERATOR(&, bit_and, logical, operand)
HAC_OPERATOR(|, bit_or, logical, operand)
HAC_OPERATOR(^, bit_xor, logical, operand)
HAC_OPERATOR(<, lt, number, boolean)
HAC_OPERATOR(<=, le, number, boolean)
HAC_OPERATOR(>, gt, number, boolean)
HAC_OPERATOR(>=, ge, number, boolean)
HAC_OPERATOR(==, eq, any, boolean)
HAC_OPERATOR(!=, ne, any, boolean)
#undef HAC_OPERATOR

constexpr Tensor operator-(located x) { return neg(x.x, x.at); }
constexpr Tensor operator~(located x) { return logical_not(x.x, x.at); }

Tensor operator&&(Tensor, Tensor) = delete ("on tensors write a & b");
Tensor operator||(Tensor, Tensor) = delete ("on tensors write a | b");
Tensor operator!(Tensor) = delete ("on a tensor write ~a");

// The same as functions. maximum and minimum give NaN if either is NaN; floor_div rounds towards
// minus infinity and gives 0 for a division by 0.
//
// E102 E103 E110  as for the operators
// E104  maximum, minimum: not bool       E101  pow: floating-point      E105  floor_div: integer
#define HAC_BINARY(name, wanted)                                                                   \
  constexpr Tensor name(Tensor a, Tensor b, loc at = loc::current()) {                             \
    return detail::binary(op::name, a, b, detail::element::wanted, at);                            \
  }                                                                                                \
  constexpr Tensor name(Tensor a, number b, loc at = loc::current()) {                             \
    return detail::binary(op::name, a, b, detail::side::right, detail::element::wanted, at);       \
  }                                                                                                \
  constexpr Tensor name(number a, Tensor b, loc at = loc::current()) {                             \
    return detail::binary(op::name, b, a, detail::side::left, detail::element::wanted, at);        \
  }
HAC_BINARY(maximum, number)
HAC_BINARY(minimum, number)
HAC_BINARY(pow, floating)
HAC_BINARY(floor_div, integer)
#undef HAC_BINARY

// --- three operands ----------------------------------------------------------------------------

/// c ? a : b for every element, all three broadcast.
///
/// c       bool                        example: bool[B, T, 1]
/// a, b    any type, the same                   f32[B, T, 64], a number
/// result  the broadcast shape                  f32[B, T, 64]
///
/// E102  a and b have one element type
/// E103  the three shapes broadcast
/// E106  c is bool
/// E110  a number fits the type
constexpr Tensor where(Tensor c, Tensor a, Tensor b, loc at = loc::current()) {
  checker k("where", at, {c, a, b});
  shape ab, all;
  if (!k || !k.logical(c) || !k.same_type(a, b) || !k.broadcast(a.shape(), b.shape(), ab) ||
      !k.broadcast(c.shape(), ab, all))
    return k.poison();
  return k.result(op::where, a.type(), all);
}
constexpr Tensor where(Tensor c, Tensor a, number b, loc at = loc::current()) {
  checker k("where", at, {c, a});
  Tensor scalar = k ? k.scalar(b, a.type()) : k.poison();
  return scalar.usable() ? where(c, a, scalar, at) : k.poison();
}
constexpr Tensor where(Tensor c, number a, Tensor b, loc at = loc::current()) {
  checker k("where", at, {c, b});
  Tensor scalar = k ? k.scalar(a, b.type()) : k.poison();
  return scalar.usable() ? where(c, scalar, b, at) : k.poison();
}

// --- compositions ------------------------------------------------------------------------------

/// a * sigmoid(b), where a and b are the two halves of x along an axis.
///
/// x       [.., 2n, ..]  floating-point   example: [B, T, 128]
/// result  [.., n, ..]                             [B, T, 64]
///
/// E101  x has a floating-point type
/// E108  axis
/// E603  the axis is even for all allowed sizes
///
/// Source: Dauphin et al. 2017; torch.nn.functional.glu.
constexpr Tensor glu(Tensor x, int axis = -1, loc at = loc::current()) {
  checker c("glu", at, {x});
  if (!c || !c.floating(x) || !c.axis(x, axis) || !detail::check_parts(c, x, 2, axis))
    return c.poison();
  in_layer here(c.g, at);
  auto [a, b] = chunk<2>(x, axis);
  return a * sigmoid(b);
}

} // namespace hac
