// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  // expected-note@+1 {{here it is 1 to 512, multiple of 1}}
  auto x = g.input("x", f32, {dyn("seq", {.max = 512})});
#ifdef BAD
  // expected-error@+2 {{input: the symbol `seq` is declared with two different bounds [hac-E009]}}
  // expected-note@+1 {{declare it once, outside of the functions: constexpr auto N = dyn(...);}}
  auto y = g.input("y", f32, {dyn("seq")});
#else
  auto y = g.input("y", f32, {x.dim(0)});
#endif
  g.output("out", x + y);
}
HAC_EXPORT(m)
