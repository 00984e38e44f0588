// Traced lambdas: masks, scores, and the functions given to map() and reduce().
//
// Such a lambda is called once, with variables instead of numbers. Every operator it applies appends
// a step to a tape, so what remains of the lambda is a straight list of operations on scalars:
//
//     [](auto q, auto k) { return k <= q && q - k < 64; }
//
//     r0 var 0   r1 var 1   r2 var 2 (q)   r3 var 3 (k)
//     r4 le r3 r2     r5 sub r2 r3     r6 ci 64     r7 lt r5 r6     r8 land r4 r7
//
// Words and registers are those of blob_format.h. A mistake is kept on the tape as a `fault` and
// reported by the op that takes the lambda: a mask may be made long before there is a graph.
#pragma once
#include "blob_format.h"
#include "graph.h"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

namespace hac::traced {

using blob::tape_kind;
using blob::tape_op;

/// Operations with one operand register; where (sel) has three, ld as many as it says.
constexpr bool is_unary(tape_op o) {
  return o == tape_op::neg || o == tape_op::lnot || (o >= tape_op::exp && o <= tape_op::floor);
}

/// What a lambda did wrong. `code` is an error number of errors.def.
struct fault {
  static constexpr int poison = -1; // it read a tensor whose error is already reported
  int code = 0;
  int got = 0;     // E412: indices given; E107: the number given
  Tensor tensor{}; // E411, E412: the tensor that was read
};

/// A finished or growing list of steps. Small enough to live in a mask by value.
struct tape {
  struct step {
    std::uint64_t word = 0;     // {op, kind, a, b, c, d, count}, a byte each from the lowest
    std::uint64_t constant = 0; // i64, f64 bits, number of a variable or of a read
    constexpr tape_op op() const { return tape_op(word & 255); }
    constexpr tape_kind kind() const { return tape_kind(word >> 8 & 255); }
    constexpr unsigned reg(int i) const { return unsigned(word >> (16 + 8 * i) & 255); }
    constexpr unsigned count() const { return unsigned(word >> 48 & 255); }
  };
  step steps[blob::max_tape_ops]{};
  Tensor reads[blob::max_tape_reads]{};
  unsigned size = 0, variables = 0, read_count = 0, result = 0;
  tape_kind result_kind = tape_kind::integer;
  fault problem{};

  /// Only the first mistake counts; what follows it may be its consequence.
  constexpr void fail(fault f) {
    if (!problem.code)
      problem = f;
  }

  /// Appends a step and returns its register.
  constexpr unsigned append(tape_op op, tape_kind kind, std::uint64_t constant = 0, unsigned a = 0,
                            unsigned b = 0, unsigned c = 0, unsigned d = 0, unsigned count = 0) {
    if (size == blob::max_tape_ops) {
      fail({.code = 23});
      return size - 1;
    }
    std::uint64_t word = std::uint64_t(op) | std::uint64_t(kind) << 8 | std::uint64_t(a) << 16 |
                         std::uint64_t(b) << 24 | std::uint64_t(c) << 32 | std::uint64_t(d) << 40 |
                         std::uint64_t(count) << 48;
    steps[size] = {word, constant};
    return size++;
  }

  /// The number of `t` among the tensors that this tape reads.
  constexpr unsigned slot_of(Tensor t) {
    for (unsigned i = 0; i < read_count; i++)
      if (reads[i].g == t.g && reads[i].id == t.id)
        return i;
    if (read_count == blob::max_tape_reads) {
      fail({.code = 415});
      return 0;
    }
    reads[read_count] = t;
    return read_count++;
  }

  /// Appends variable number `size`. Variables come first, so register and number agree.
  constexpr void add_variable(tape_kind kind) { append(tape_op::var, kind, variables++); }
};

/// A scalar inside a traced lambda: a register of its tape, a C++ number, or an element of a tensor
/// that waits for a tape (`bias()` or `table(0)`: no index says which lambda this is).
struct value {
  static constexpr int max_indices = 4;
  tape *on = nullptr; // nullptr: a number, or a waiting read
  unsigned reg = 0;
  tape_kind kind = tape_kind::integer;
  std::int64_t integer = 0; // a number of kind integer or boolean
  double real = 0;          // a number of kind real
  int indices = -1;         // of a waiting read; -1: this is none
  Tensor waiting{};
  std::int64_t index[max_indices]{};
  int broken = 0; // error number to report on the tape where this value is used

  constexpr value() = default;
  template <class T>
    requires std::is_arithmetic_v<T>
  constexpr value(T number) {
    if constexpr (std::is_floating_point_v<T>) {
      kind = tape_kind::real;
      real = number;
    } else {
      kind = std::is_same_v<T, bool> ? tape_kind::boolean : tape_kind::integer;
      integer = std::int64_t(number);
    }
  }
  constexpr value(tape *on, unsigned reg, tape_kind kind) : on(on), reg(reg), kind(kind) {}

  explicit operator bool() const =
      delete("a traced value has no truth value: the lambda runs once, before any data exists; "
             "write where(c, a, b) instead of `if` and `?:`");

  constexpr bool is_bool() const { return kind == tape_kind::boolean; }
  constexpr bool is_number() const { return !on && indices < 0 && !broken; }

  /// The register that holds this value on tape `t`.
  constexpr unsigned on_tape(tape &t) const {
    if (broken)
      t.fail({.code = broken, .got = indices, .tensor = waiting});
    if (on) {
      if (on != &t)
        t.fail({.code = 901});
      return reg;
    }
    if (indices >= 0) {
      unsigned r[max_indices]{};
      for (int i = 0; i < indices && i < max_indices; i++)
        r[i] = t.append(tape_op::ci, tape_kind::integer, std::uint64_t(index[i]));
      return t.append(tape_op::ld, kind, t.slot_of(waiting), r[0], r[1], r[2], r[3],
                      unsigned(indices));
    }
    if (kind == tape_kind::real)
      return t.append(tape_op::cf, kind, std::bit_cast<std::uint64_t>(real));
    unsigned number = t.append(tape_op::ci, tape_kind::integer, std::uint64_t(integer));
    if (kind == tape_kind::integer)
      return number;
    unsigned zero = t.append(tape_op::ci, tape_kind::integer, 0); // there is no bool constant
    return t.append(tape_op::ne, kind, 0, number, zero);
  }
};

namespace detail {

/// What an operator gives that meets no variable of a lambda, as in table(0) * table(1): there is no
/// tape to write it on. Reported where it meets one.
constexpr value homeless() {
  value v;
  v.broken = 901;
  return v;
}

constexpr tape_kind joined(const value &a, const value &b) {
  bool real = a.kind == tape_kind::real || b.kind == tape_kind::real;
  return real ? tape_kind::real : tape_kind::integer;
}

/// Arithmetic and comparisons. `result`: boolean for comparisons, real for pow.
constexpr value binary(tape_op op, const value &a, const value &b, tape_kind result) {
  tape *t = a.on ? a.on : b.on;
  if (!t)
    return homeless();
  if (a.is_bool() || b.is_bool())
    t->fail({.code = 904});
  unsigned left = a.on_tape(*t), right = b.on_tape(*t);
  return {t, t->append(op, result, 0, left, right), result};
}
constexpr value arithmetic(tape_op op, const value &a, const value &b) {
  return binary(op, a, b, joined(a, b));
}
constexpr value comparison(tape_op op, const value &a, const value &b) {
  return binary(op, a, b, tape_kind::boolean);
}

/// An integer is divided by a positive constant only, so no division by zero exists; `%` is for
/// integers.
constexpr value division(tape_op op, const value &a, const value &b) {
  tape *t = a.on ? a.on : b.on;
  bool integer = joined(a, b) == tape_kind::integer;
  bool constant = b.is_number() && b.integer > 0;
  if (t && (integer ? !constant : op == tape_op::mod))
    t->fail({.code = 903});
  return arithmetic(op, a, b);
}

constexpr value logic(tape_op op, const value &a, const value &b) {
  tape *t = a.on ? a.on : b.on;
  if (!t)
    return homeless();
  if (!a.is_bool() || !b.is_bool())
    t->fail({.code = 905});
  unsigned left = a.on_tape(*t), right = b.on_tape(*t);
  return {t, t->append(op, tape_kind::boolean, 0, left, right), tape_kind::boolean};
}

/// `keep`: the result has the operand's kind; otherwise it is real.
constexpr value unary(tape_op op, const value &a, bool keep = false) {
  if (!a.on)
    return homeless();
  if (a.is_bool())
    a.on->fail({.code = 904});
  tape_kind kind = keep ? a.kind : tape_kind::real;
  return {a.on, a.on->append(op, kind, 0, a.reg), kind};
}

} // namespace detail

constexpr value operator+(const value &a, const value &b) { return detail::arithmetic(tape_op::add, a, b); }
constexpr value operator-(const value &a, const value &b) { return detail::arithmetic(tape_op::sub, a, b); }
constexpr value operator*(const value &a, const value &b) { return detail::arithmetic(tape_op::mul, a, b); }
constexpr value operator/(const value &a, const value &b) { return detail::division(tape_op::div, a, b); }
constexpr value operator%(const value &a, const value &b) { return detail::division(tape_op::mod, a, b); }
constexpr value operator-(const value &a) { return detail::unary(tape_op::neg, a, true); }
constexpr value operator<(const value &a, const value &b) { return detail::comparison(tape_op::lt, a, b); }
constexpr value operator<=(const value &a, const value &b) { return detail::comparison(tape_op::le, a, b); }
constexpr value operator>(const value &a, const value &b) { return detail::comparison(tape_op::gt, a, b); }
constexpr value operator>=(const value &a, const value &b) { return detail::comparison(tape_op::ge, a, b); }
constexpr value operator==(const value &a, const value &b) { return detail::comparison(tape_op::eq, a, b); }
constexpr value operator!=(const value &a, const value &b) { return detail::comparison(tape_op::ne, a, b); }
constexpr value operator&&(const value &a, const value &b) { return detail::logic(tape_op::land, a, b); }
constexpr value operator||(const value &a, const value &b) { return detail::logic(tape_op::lor, a, b); }
constexpr value operator!(const value &a) {
  if (!a.on)
    return detail::homeless();
  if (!a.is_bool())
    a.on->fail({.code = 905});
  return {a.on, a.on->append(tape_op::lnot, tape_kind::boolean, 0, a.reg), tape_kind::boolean};
}

constexpr value exp(const value &a) { return detail::unary(tape_op::exp, a); }
constexpr value exp2(const value &a) { return detail::unary(tape_op::exp2, a); }
constexpr value log(const value &a) { return detail::unary(tape_op::log, a); }
constexpr value tanh(const value &a) { return detail::unary(tape_op::tanh, a); }
constexpr value erf(const value &a) { return detail::unary(tape_op::erf, a); }
constexpr value sigmoid(const value &a) { return detail::unary(tape_op::sigmoid, a); }
constexpr value sqrt(const value &a) { return detail::unary(tape_op::sqrt, a); }
constexpr value rsqrt(const value &a) { return detail::unary(tape_op::rsqrt, a); }
constexpr value sin(const value &a) { return detail::unary(tape_op::sin, a); }
constexpr value cos(const value &a) { return detail::unary(tape_op::cos, a); }
constexpr value floor(const value &a) { return detail::unary(tape_op::floor, a); }
constexpr value abs(const value &a) { return detail::unary(tape_op::abs, a, true); }
constexpr value max(const value &a, const value &b) { return detail::arithmetic(tape_op::max, a, b); }
constexpr value min(const value &a, const value &b) { return detail::arithmetic(tape_op::min, a, b); }
constexpr value pow(const value &a, const value &b) {
  return detail::binary(tape_op::pow, a, b, tape_kind::real);
}

/// c ? a : b. Two bools give a bool, otherwise both are numbers.
constexpr value where(const value &c, const value &a, const value &b) {
  tape *t = c.on ? c.on : a.on ? a.on : b.on;
  if (!t)
    return detail::homeless();
  if (!c.is_bool())
    t->fail({.code = 905});
  bool bools = a.is_bool() && b.is_bool();
  if (!bools && (a.is_bool() || b.is_bool()))
    t->fail({.code = 904});
  tape_kind kind = bools ? tape_kind::boolean : detail::joined(a, b);
  unsigned r0 = c.on_tape(*t), r1 = a.on_tape(*t), r2 = b.on_tape(*t);
  return {t, t->append(tape_op::sel, kind, 0, r0, r1, r2), kind};
}

namespace detail {

/// Element [index...] of a tensor; clamped to its bounds when the lambda is evaluated.
constexpr value read(Tensor tensor, const value *index, int indices) {
  tape *t = nullptr;
  bool all_numbers = true, all_integers = true;
  for (int i = 0; i < indices; i++) {
    t = t ? t : index[i].on;
    all_numbers = all_numbers && index[i].is_number();
    all_integers = all_integers && index[i].kind == tape_kind::integer;
  }
  int code = 0;
  if (!tensor.g)
    code = 2;
  else if (tensor.id < 0)
    code = fault::poison;
  else if (tensor.rank() != indices || indices > value::max_indices)
    code = 412;
  else if (!all_integers)
    code = 411;
  else if (!t && !all_numbers)
    code = 901;

  value element;
  if (!code)
    element.kind = is_float(tensor.type())    ? tape_kind::real
                   : tensor.type() == boolean ? tape_kind::boolean
                                              : tape_kind::integer;
  element.waiting = tensor;
  element.indices = indices;
  element.broken = code;
  if (code && t)
    t->fail({.code = code, .got = indices, .tensor = tensor});
  if (code)
    return element;
  if (!t) {
    for (int i = 0; i < indices; i++)
      element.index[i] = index[i].integer;
    return element;
  }
  unsigned r[value::max_indices]{};
  for (int i = 0; i < indices; i++)
    r[i] = index[i].on_tape(*t);
  unsigned slot = t->slot_of(tensor);
  return {t, t->append(tape_op::ld, element.kind, slot, r[0], r[1], r[2], r[3], unsigned(indices)),
          element.kind};
}

/// A variable of a tape whose variables are already on it.
constexpr value variable(tape &t, unsigned number) {
  return {&t, number, t.steps[number].kind()};
}

/// Calls f(a, b, ...) with all variables of the tape and keeps what it returns.
template <std::size_t N> constexpr void run(tape &t, const auto &f) {
  value result = [&]<std::size_t... I>(std::index_sequence<I...>) {
    return value(f(variable(t, I)...));
  }(std::make_index_sequence<N>{});
  t.result = result.on_tape(t);
  t.result_kind = result.kind;
}

} // namespace detail

/// The tape of a function of N scalars of the given kinds.
template <std::size_t N> constexpr tape of(const auto &f, const tape_kind (&kinds)[N]) {
  tape t;
  for (tape_kind kind : kinds)
    t.add_variable(kind);
  detail::run<N>(t, f);
  return t;
}

/// Makes the result real, for scores and reductions: [](auto s, auto q, auto k) { return q - k; }
constexpr void make_real(tape &t) {
  if (t.result_kind != tape_kind::integer)
    return;
  value result{&t, t.result, tape_kind::integer};
  t.result = (result * 1.0).reg;
  t.result_kind = tape_kind::real;
}

/// A tape as the words of section TAPE.
struct tape_words {
  std::uint64_t words[1 + 2 * blob::max_tape_ops]{};
  std::uint32_t count = 0;
};
/// `first_read`: which operand of the node is the first tensor that the tape reads.
constexpr tape_words write(const tape &t, unsigned first_read) {
  tape_words out;
  out.words[out.count++] = std::uint64_t(t.size) | std::uint64_t(t.variables) << 8 |
                           std::uint64_t(t.read_count) << 16 | std::uint64_t(t.result) << 24 |
                           std::uint64_t(t.result_kind) << 32 | std::uint64_t(first_read) << 40;
  for (unsigned i = 0; i < t.size; i++) {
    out.words[out.count++] = t.steps[i].word;
    out.words[out.count++] = t.steps[i].constant;
  }
  return out;
}

} // namespace hac::traced

namespace hac {

template <class... I>
  requires(std::is_convertible_v<I, traced::value> && ...)
constexpr traced::value Tensor::operator()(I... index) const {
  const traced::value indices[sizeof...(I) + 1] = {traced::value(index)...};
  return traced::detail::read(*this, indices, int(sizeof...(I)));
}

} // namespace hac
