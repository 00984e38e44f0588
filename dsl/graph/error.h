// Errors as values: what went wrong is text and numbers in the graph, never a C++ exception, so one
// run reports every independent mistake. The numbers are listed in errors.def.
#pragma once
#include "dtype.h"
#include "table.h"
#include <concepts>
#include <source_location>

namespace hac {

using loc = std::source_location;

/// A C++ number beside a tensor, or an option that is a number.
struct number {
  double real = 0;
  std::int64_t integer = 0;
  bool is_real = false;

  template <std::integral T> constexpr number(T v) : real((double)v), integer((std::int64_t)v) {}
  template <std::floating_point T> constexpr number(T v) : real((double)v), is_real(true) {}
};

namespace detail {

/// The messages of one graph, in the order in which they arose.
struct diagnostics {
  struct diag_row {
    u32 code; // 201 is E201
    int location, scope;
    u32 text, bytes, first_note, notes;
  };
  struct note_row {
    int location;
    u32 text, bytes;
  };
  rows<diag_row> diags;
  rows<note_row> notes;
  rows<char> text;
  u32 errors = 0; // also those beyond max_diags, which are counted only

  constexpr void put(char c) { text.push(c); }
  constexpr void put(view v) {
    for (u32 i = 0; i < v.size; i++)
      text.push(v.data[i]);
  }
  constexpr void put(const char *s) { put(view(s)); }
  constexpr void put(dtype t) { put(name_of(t)); }
  constexpr void put(bool b) { put(b ? "true" : "false"); }
  template <std::integral T> constexpr void put(T v) { put_integer((s64)v); }
  constexpr void put(double v) { put_real(v); }
  constexpr void put(number n) { n.is_real ? put_real(n.real) : put_integer(n.integer); }

private:
  constexpr void put_integer(s64 v) {
    if (v < 0)
      put('-');
    u64 rest = v < 0 ? 0 - (u64)v : (u64)v;
    char digits[20]{};
    int n = 0;
    do
      digits[n++] = (char)('0' + rest % 10);
    while (rest /= 10);
    while (n)
      put(digits[--n]);
  }

  // Six significant digits, as printf("%g") does.  Examples: 0.5, 1e-05, 2.5e+09
  constexpr void put_real(double v) {
    if (v != v)
      return put("nan");
    if (v < 0) {
      put('-');
      v = -v;
    }
    if (v > 1.7976931348623157e308)
      return put("inf");
    int exponent = 0;
    for (; v >= 10; exponent++)
      v /= 10;
    for (; v > 0 && v < 1; exponent--)
      v *= 10;
    s64 digits = (s64)(v * 100000 + 0.5); // d.ddddd without the point
    if (digits >= 1000000) {
      digits /= 10;
      exponent++;
    }
    bool scientific = exponent < -4 || exponent > 5;
    int point = scientific ? 0 : exponent; // digits before the point, less one
    char shown[6]{};
    for (int i = 5; i >= 0; i--, digits /= 10)
      shown[i] = (char)('0' + digits % 10);
    int last = 5;
    while (last > 0 && shown[last] == '0' && last > point)
      last--;
    if (point < 0) {
      put("0.");
      for (int i = -1; i > point; i--)
        put('0');
    }
    for (int i = 0; i <= last; i++) {
      put(shown[i]);
      if (i == point && i < last)
        put('.');
    }
    if (scientific) {
      put(exponent < 0 ? "e-" : "e+");
      int size = exponent < 0 ? -exponent : exponent;
      if (size < 10)
        put('0');
      put_integer(size);
    }
  }
};

} // namespace detail
} // namespace hac
