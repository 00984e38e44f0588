// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 3});
  auto y = g.input("y", f32, {B, 4});
#ifdef BAD
  // expected-error@+1 {{lt: shapes do not broadcast: [batch, 3] and [batch, 4]: dimension -1 is 3 against 4 [hac-E103]}}
  g.output("out", x < y);
#else
  g.output("out", x < slice(y, 1, 0, 3));
#endif
}
HAC_EXPORT(m)
