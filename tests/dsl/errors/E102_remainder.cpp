// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", i32, {B, 3});
  auto y = g.input("y", i64, {B, 3});
#ifdef BAD
  // expected-error@+2 {{remainder: element types differ: i32[batch, 3] and i64[batch, 3] [hac-E102]}}
  // expected-note@+1 {{there is no implicit conversion: write cast(x, i32)}}
  g.output("out", x % y);
#else
  g.output("out", x % cast(y, i32));
#endif
}
HAC_EXPORT(m)
