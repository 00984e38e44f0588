// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto T = dyn("seq");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {2, T, 5});
  auto w = g.input("w", f32, {3, 5, 7});
#ifdef BAD
  // expected-error@+1 {{matmul: shapes do not broadcast: [2] and [3]: dimension -1 is 2 against 3 [hac-E202]}}
  g.output("out", matmul(x, w));
#else
  g.output("out", matmul(x, slice(w, 0, 0, 2)));
#endif
}
HAC_EXPORT(m)
