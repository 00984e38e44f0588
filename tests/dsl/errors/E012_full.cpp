// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch"), T = dyn("seq");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, T});
#ifdef BAD
  // expected-error@+1 {{full: dimension 0 of the result [seq-2] can be negative [hac-E012]}}
  g.output("out", full(g, f32, {x.dim(1) - 2}, 0));
#else
  g.output("out", full(g, f32, {x.dim(1) - 1}, 0));
#endif
}
HAC_EXPORT(m)
