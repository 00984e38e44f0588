// Sizes that may not be known before the model runs, in a normal form.
//
// A dim is c + k1*a1 + ... of at most 4 terms. An atom `a` is a symbol (dyn), floor(dim / q) with a
// constant q > 0, or a product of two of those. Terms are sorted by atom, no factor is 0, and
//   floor((q*a + b) / q) = a + floor(b / q)          e.g. (2*seq + 1) / 2     -> seq
//   floor((g*a + b) / (g*q)) = floor((a + floor(b / g)) / q)   (2*seq + 1) / 4 -> seq/2
// so two dims are equal for all sizes if, and only if as far as hac knows, their normal forms are
// identical. A symbol with multiple_of = 8 is 8 * atom: dividing it by 8 leaves no floor.
//
// This header is C++20 and knows nothing of graphs: the compiler may use the same arithmetic.
#pragma once
#include "blob_format.h"
#include "table.h"
#include <concepts>

namespace hac {

/// What is known about a symbol. Checked against the actual size on entry of the function (R304).
struct dim_bounds {
  std::int64_t min = 1, max = blob::max_symbol, multiple_of = 1;
  constexpr bool operator==(const dim_bounds &) const = default;
};

struct graph;

/// A size. Outside a model function a number or `k * symbol + c`; inside, whatever x.dim(i) and
/// g.dim(symbol) give under + - * / %.
struct dim {
  /// Why this dim cannot be used. Reported where an op or an input meets it.
  enum class fault : unsigned char {
    none,
    other_graph,       // E001
    unbound,           // E002: a dim of a tensor without a graph
    name,              // E004: the symbol's name
    name_taken,        // E005
    two_bounds,        // E009
    bounds,            // E010
    not_representable, // E011
    too_many_symbols,  // E026
    poisoned,          // a dim of a tensor whose error is reported already
  };
  std::int64_t constant = 0, factor = 0; // factor * symbol + constant, while `owner` is null
  const char *symbol = nullptr;
  dim_bounds bounds{};
  graph *owner = nullptr; // whose table gives `code` its meaning
  std::int64_t code = 0;
  fault wrong = fault::none;

  constexpr dim() = default;
  template <std::integral T> constexpr dim(T size) : constant((std::int64_t)size) {}

  constexpr bool is_number(std::int64_t v) const {
    return wrong == fault::none && !owner && !factor && constant == v;
  }
  constexpr dim broken(fault why) const {
    dim d = *this;
    d.wrong = why;
    return d;
  }
};

/// A size that is known only when the function is called. The same name is the same size everywhere
/// in the file, with the same bounds (E009).  Example: dyn("seq", {.min = 8, .max = 1024})
constexpr dim dyn(const char *name, dim_bounds bounds = {}) {
  dim d;
  d.factor = 1;
  d.symbol = name;
  d.bounds = bounds;
  return d;
}

/// Sizes of a tensor as codes: a code is a number, or stands for a row of the graph's dim table.
struct shape {
  std::int64_t dims[blob::max_rank]{};
  int rank = 0; // -1: an error was reported while the shape was made

  constexpr std::int64_t &operator[](int axis) { return dims[axis]; }
  constexpr std::int64_t operator[](int axis) const { return dims[axis]; }
  constexpr bool valid() const { return rank >= 0; }
  constexpr void push(std::int64_t code) { dims[rank++] = code; }
  /// The first or last n dims.  Example: [2, 3, 5].last(2) is [3, 5]
  constexpr shape first(int n) const {
    shape s;
    for (int i = 0; i < n; i++)
      s.push(dims[i]);
    return s;
  }
  constexpr shape last(int n) const {
    shape s;
    for (int i = rank - n; i < rank; i++)
      s.push(dims[i]);
    return s;
  }
  friend constexpr bool operator==(const shape &a, const shape &b) {
    if (a.rank != b.rank)
      return false;
    for (int i = 0; i < a.rank; i++)
      if (a.dims[i] != b.dims[i])
        return false;
    return true;
  }
};

namespace detail {

/// Rounded towards minus infinity.  Example: floor_div(-1, 2) is -1
constexpr s64 floor_div(s64 a, s64 b) {
  s64 q = a / b;
  return a % b != 0 && (a < 0) != (b < 0) ? q - 1 : q;
}
constexpr s64 gcd(s64 a, s64 b) {
  a = a < 0 ? -a : a;
  b = b < 0 ? -b : b;
  while (b) {
    s64 rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

/// c + sum of factor * atom.
struct polynomial {
  s64 constant = 0;
  int terms = 0;
  s64 factor[blob::max_terms]{};
  int atom[blob::max_terms]{};

  friend constexpr bool operator==(const polynomial &a, const polynomial &b) {
    if (a.constant != b.constant || a.terms != b.terms)
      return false;
    for (int i = 0; i < a.terms; i++)
      if (a.factor[i] != b.factor[i] || a.atom[i] != b.atom[i])
        return false;
    return true;
  }
};

/// Smallest and largest value over all allowed sizes of the symbols.
struct interval {
  s64 min, max;
};

/// The symbolic dims of one graph. A code (s64) is a number, or blob::sym_base + row.
/// An operation whose result cannot be written sets `failed` and returns 1; the caller reports
/// E011.
struct dim_table {
  struct atom_row {
    blob::atom_kind kind{};
    u32 name = 0;        // symbol
    dim_bounds bounds{}; // symbol
    s64 dividend = 0;    // floor: code
    s64 divisor = 0;
    int left = 0, right = 0; // product: atoms, the smaller first
    int location = -1;       // symbol: row of the graph's table, where it was used first
  };
  rows<polynomial> polynomials;
  rows<atom_row> atoms;
  row_index polynomial_index, atom_index;
  u32 symbols = 0;
  bool failed = false;

  static constexpr bool symbolic(s64 code) { return blob::is_symbolic(code); }

  constexpr polynomial get(s64 code) const {
    if (symbolic(code))
      return polynomials[(u32)(code - blob::sym_base)];
    polynomial p;
    p.constant = code;
    return p;
  }

  constexpr s64 add(s64 x, s64 y) {
    if (!symbolic(x) && !symbolic(y))
      return number(checked_add(x, y));
    polynomial sum = get(x), other = get(y);
    sum.constant = checked_add(sum.constant, other.constant);
    for (int i = 0; i < other.terms; i++)
      add_term(sum, other.factor[i], other.atom[i]);
    return code_of(sum);
  }
  constexpr s64 sub(s64 x, s64 y) { return add(x, mul(y, -1)); }

  constexpr s64 mul(s64 x, s64 y) {
    if (!symbolic(x) && !symbolic(y))
      return number(checked_mul(x, y));
    polynomial a = get(x), b = get(y), product;
    product.constant = checked_mul(a.constant, b.constant);
    for (int i = 0; i < a.terms; i++)
      add_term(product, checked_mul(a.factor[i], b.constant), a.atom[i]);
    for (int j = 0; j < b.terms; j++)
      add_term(product, checked_mul(b.factor[j], a.constant), b.atom[j]);
    for (int i = 0; i < a.terms; i++)
      for (int j = 0; j < b.terms; j++)
        add_term(product, checked_mul(a.factor[i], b.factor[j]),
                 product_atom(a.atom[i], b.atom[j]));
    return code_of(product);
  }

  /// floor(x / q), q > 0.
  constexpr s64 div(s64 x, s64 q) {
    if (!symbolic(x))
      return number(floor_div(x, q));
    polynomial whole, rest;
    polynomial p = get(x);
    s64 common = q;
    for (int i = 0; i < p.terms; i++) {
      s64 quotient = floor_div(p.factor[i], q), left = p.factor[i] - quotient * q;
      add_term(whole, quotient, p.atom[i]);
      add_term(rest, left, p.atom[i]);
      common = gcd(common, left);
    }
    whole.constant = floor_div(p.constant, q);
    if (!rest.terms)
      return code_of(whole);
    rest.constant = floor_div(p.constant - whole.constant * q, common);
    for (int i = 0; i < rest.terms; i++)
      rest.factor[i] /= common;
    add_term(
        whole, 1,
        atom({.kind = blob::atom_kind::floor, .dividend = code_of(rest), .divisor = q / common}));
    return code_of(whole);
  }

  /// x / y if y divides x for every size and hac can see it; false otherwise.
  ///   128*batch*seq by 64: 2*batch*seq    by batch: 128*seq    by batch*seq: 128
  constexpr bool exact_quotient(s64 x, s64 y, s64 &quotient) {
    if (!symbolic(y)) {
      quotient = y > 0 ? div(x, y) : 0;
      return y > 0 && mul(quotient, y) == x && !failed;
    }
    polynomial a = get(x), b = get(y);
    if (a.terms && a.factor[0] % b.factor[0] == 0) {
      quotient = a.factor[0] / b.factor[0];
      if (mul(y, quotient) == x && !failed)
        return true;
    }
    if (b.terms != 1 || b.constant || a.constant)
      return false;
    polynomial result;
    for (int i = 0; i < a.terms; i++) {
      const atom_row &product = atoms[(u32)a.atom[i]];
      bool left = product.left == b.atom[0], right = product.right == b.atom[0];
      if (product.kind != blob::atom_kind::product || !(left || right) || a.factor[i] % b.factor[0])
        return false;
      add_term(result, a.factor[i] / b.factor[0], left ? product.right : product.left);
    }
    quotient = code_of(result);
    return a.terms > 0 && !failed;
  }

  /// The code of factor * symbol + constant.
  constexpr s64 symbol(u32 name, const dim_bounds &bounds, s64 factor, s64 constant) {
    polynomial p;
    p.constant = constant;
    add_term(p, checked_mul(factor, bounds.multiple_of),
             atom({.kind = blob::atom_kind::symbol, .name = name, .bounds = bounds}));
    return code_of(p);
  }
  constexpr const atom_row *find_symbol(u32 name) const {
    for (u32 i = 0, seen = 0; i < atoms.size && seen < symbols; i++)
      if (atoms[i].kind == blob::atom_kind::symbol) {
        if (atoms[i].name == name)
          return &atoms[i];
        seen++;
      }
    return nullptr;
  }

  /// What `code` can be. Exact for one term; with several, an interval that holds every value.
  constexpr interval range(s64 code) const {
    if (!symbolic(code))
      return {code, code};
    const polynomial &p = polynomials[(u32)(code - blob::sym_base)];
    interval r{clamp(term_by_term_min(p, 1)), clamp(-term_by_term_min(p, -1))};
    if (p.terms > 1) { // seq - seq/2 >= 0 shows only without the floor
      r.min = max(r.min, floorless_min(p, 1));
      r.max = -max(-r.max, floorless_min(p, -1));
    }
    return r;
  }

  /// The only symbol in `code`, or -1 if there are several.
  constexpr int only_symbol(s64 code) const {
    int found = -1;
    return collect_symbol(code, found) ? found : -1;
  }
  /// The smallest size of `symbol` (the only one in `code`) from which on code >= wanted;
  /// -1 if even its largest is too small. The dims of ops grow with their symbols.
  ///   code 2*seq - 5, wanted 0: 3
  constexpr s64 smallest_size(s64 code, int symbol, s64 wanted) const {
    const dim_bounds &b = atoms[(u32)symbol].bounds;
    s64 low = -floor_div(-b.min, b.multiple_of), high = floor_div(b.max, b.multiple_of);
    if (value(code, high) < wanted)
      return -1;
    while (low < high) {
      s64 middle = low + (high - low) / 2;
      if (value(code, middle) >= wanted)
        high = middle;
      else
        low = middle + 1;
    }
    return low * b.multiple_of;
  }

private:
  static constexpr s64 max(s64 a, s64 b) { return a > b ? a : b; }

  // A lower bound of sign * p, every atom on its own.
  constexpr __int128 term_by_term_min(const polynomial &p, int sign) const {
    __int128 min = (__int128)p.constant * sign;
    for (int i = 0; i < p.terms; i++) {
      interval a = range_of_atom(p.atom[i]);
      __int128 k = (__int128)p.factor[i] * sign;
      min += k * (k > 0 ? a.min : a.max);
    }
    return min;
  }

  // A lower bound of sign * p from (x - q + 1) / q <= floor(x / q) <= x / q, so that terms of x can
  // cancel others: Q * (seq - floor(seq/2)) >= 2*seq - seq.
  constexpr s64 floorless_min(const polynomial &p, int sign) const {
    s64 scale = 1; // Q: a common multiple of the divisors
    for (int i = 0; i < p.terms; i++)
      if (const atom_row &a = atoms[(u32)p.atom[i]]; a.kind == blob::atom_kind::floor) {
        scale *= a.divisor / gcd(scale, a.divisor);
        if (scale > 1 << 20)
          return -blob::max_dim;
      }
    if (scale == 1)
      return -blob::max_dim;
    dim_table scratch; // its add_term notices overflow; `atoms` are not touched
    polynomial sum;
    sum.constant = scratch.checked_mul(p.constant * sign, scale);
    for (int i = 0; i < p.terms; i++) {
      const atom_row &a = atoms[(u32)p.atom[i]];
      s64 k = p.factor[i] * sign;
      if (a.kind != blob::atom_kind::floor) {
        scratch.add_term(sum, scratch.checked_mul(k, scale), p.atom[i]);
        continue;
      }
      s64 weight = scratch.checked_mul(k, scale / a.divisor);
      polynomial x = get(a.dividend);
      s64 rest = k > 0 ? x.constant - (a.divisor - 1) : x.constant;
      sum.constant = scratch.checked_add(sum.constant, scratch.checked_mul(weight, rest));
      for (int j = 0; j < x.terms; j++)
        scratch.add_term(sum, scratch.checked_mul(weight, x.factor[j]), x.atom[j]);
    }
    if (scratch.failed)
      return -blob::max_dim;
    return -floor_div(-clamp(term_by_term_min(sum, 1)), scale);
  }

  constexpr s64 fail() {
    failed = true;
    return 1;
  }
  static constexpr s64 clamp(__int128 v) {
    return v > blob::max_dim ? blob::max_dim : v < -blob::max_dim ? -blob::max_dim : (s64)v;
  }
  constexpr s64 in_limits(__int128 v) {
    return v > blob::max_dim || v < -blob::max_dim ? fail() : (s64)v;
  }
  constexpr s64 checked_add(s64 a, s64 b) { return in_limits((__int128)a + b); }
  constexpr s64 checked_mul(s64 a, s64 b) { return in_limits((__int128)a * b); }
  // A number so far below 0 would read as a row of the table.
  constexpr s64 number(s64 v) { return symbolic(v) ? fail() : v; }

  constexpr void add_term(polynomial &p, s64 factor, int atom) {
    if (!factor)
      return;
    int at = 0;
    while (at < p.terms && p.atom[at] < atom)
      at++;
    if (at < p.terms && p.atom[at] == atom) {
      p.factor[at] = checked_add(p.factor[at], factor);
      if (!p.factor[at])
        remove_term(p, at);
      return;
    }
    if (p.terms == (int)blob::max_terms) {
      failed = true;
      return;
    }
    for (int i = p.terms; i > at; i--) {
      p.factor[i] = p.factor[i - 1];
      p.atom[i] = p.atom[i - 1];
    }
    p.factor[at] = factor;
    p.atom[at] = atom;
    p.terms++;
  }
  static constexpr void remove_term(polynomial &p, int at) {
    p.terms--;
    for (int i = at; i < p.terms; i++) {
      p.factor[i] = p.factor[i + 1];
      p.atom[i] = p.atom[i + 1];
    }
    p.factor[p.terms] = 0;
    p.atom[p.terms] = 0;
  }

  constexpr s64 code_of(const polynomial &p) {
    if (!p.terms)
      return number(p.constant);
    u32 &slot = polynomial_index.find(
        hash_of(p), [&](u32 i) { return polynomials[i] == p; },
        [&](u32 i) { return hash_of(polynomials[i]); });
    if (!slot) {
      polynomials.push(p);
      slot = polynomials.size;
    }
    return blob::sym_base + (slot - 1);
  }
  static constexpr u32 hash_of(const polynomial &p) {
    u32 h = mix((u32)p.constant, (u32)p.terms, 0);
    for (int i = 0; i < p.terms; i++)
      h = mix(h, (u32)p.factor[i], (u32)p.atom[i]);
    return h;
  }

  constexpr int atom(const atom_row &row) {
    u32 &slot = atom_index.find(
        hash_of(row), [&](u32 i) { return same(atoms[i], row); },
        [&](u32 i) { return hash_of(atoms[i]); });
    if (!slot) {
      atoms.push(row);
      symbols += row.kind == blob::atom_kind::symbol;
      slot = atoms.size;
    }
    return (int)slot - 1;
  }
  constexpr int product_atom(int a, int b) {
    if (atoms[(u32)a].kind == blob::atom_kind::product ||
        atoms[(u32)b].kind == blob::atom_kind::product) {
      failed = true; // three symbols in one product
      return a;
    }
    return atom({.kind = blob::atom_kind::product, .left = a < b ? a : b, .right = a < b ? b : a});
  }
  static constexpr bool same(const atom_row &a, const atom_row &b) {
    return a.kind == b.kind && a.name == b.name && a.dividend == b.dividend &&
           a.divisor == b.divisor && a.left == b.left && a.right == b.right;
  }
  static constexpr u32 hash_of(const atom_row &a) {
    return mix((u32)a.kind + a.name * 4, (u32)a.dividend + (u32)a.left * 64,
               (u32)a.divisor + (u32)a.right);
  }

  constexpr interval range_of_atom(int number) const {
    const atom_row &a = atoms[(u32)number];
    if (a.kind == blob::atom_kind::symbol)
      return {-floor_div(-a.bounds.min, a.bounds.multiple_of),
              floor_div(a.bounds.max, a.bounds.multiple_of)};
    if (a.kind == blob::atom_kind::floor) {
      interval r = range(a.dividend);
      return {floor_div(r.min, a.divisor), floor_div(r.max, a.divisor)};
    }
    interval x = range_of_atom(a.left), y = range_of_atom(a.right);
    interval r{blob::max_dim, -blob::max_dim};
    for (s64 u : {x.min, x.max})
      for (s64 v : {y.min, y.max}) {
        s64 corner = clamp((__int128)u * v);
        r.min = corner < r.min ? corner : r.min;
        r.max = corner > r.max ? corner : r.max;
      }
    return r;
  }

  constexpr bool collect_symbol(s64 code, int &found) const {
    if (!symbolic(code))
      return true;
    polynomial p = get(code);
    for (int i = 0; i < p.terms; i++)
      if (!collect_symbol_of_atom(p.atom[i], found))
        return false;
    return true;
  }
  constexpr bool collect_symbol_of_atom(int number, int &found) const {
    const atom_row &a = atoms[(u32)number];
    if (a.kind == blob::atom_kind::floor)
      return collect_symbol(a.dividend, found);
    if (a.kind == blob::atom_kind::product)
      return collect_symbol_of_atom(a.left, found) && collect_symbol_of_atom(a.right, found);
    if (found >= 0 && found != number)
      return false;
    found = number;
    return true;
  }

  // The value of a dim whose only symbol has the atom value `v`.
  constexpr s64 value(s64 code, s64 v) const {
    polynomial p = get(code);
    __int128 sum = p.constant;
    for (int i = 0; i < p.terms; i++)
      sum += (__int128)p.factor[i] * value_of_atom(p.atom[i], v);
    return clamp(sum);
  }
  constexpr s64 value_of_atom(int number, s64 v) const {
    const atom_row &a = atoms[(u32)number];
    if (a.kind == blob::atom_kind::symbol)
      return v;
    if (a.kind == blob::atom_kind::floor)
      return floor_div(value(a.dividend, v), a.divisor);
    return clamp((__int128)value_of_atom(a.left, v) * value_of_atom(a.right, v));
  }
};

} // namespace detail
} // namespace hac
