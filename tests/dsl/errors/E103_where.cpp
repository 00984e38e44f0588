// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto c = g.input("c", boolean, {B, 4});
  auto x = g.input("x", f32, {B, 3});
#ifdef BAD
  // expected-error@+1 {{where: shapes do not broadcast: [batch, 4] and [batch, 3]: dimension -1 is 4 against 3 [hac-E103]}}
  g.output("out", where(c, x, 0));
#else
  g.output("out", where(slice(c, 1, 1), x, 0));
#endif
}
HAC_EXPORT(m)
