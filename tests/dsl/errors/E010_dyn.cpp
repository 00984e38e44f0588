// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
#ifdef BAD
  // expected-error@+2 {{input: the bounds of `seq` are not usable: min 8, max 4, multiple_of 1 [hac-E010]}}
  // expected-note@+1 {{0 <= min <= max < 2^31, and a multiple must lie between them}}
  auto x = g.input("x", f32, {dyn("seq", {.min = 8, .max = 4})});
#else
  auto x = g.input("x", f32, {dyn("seq", {.min = 4, .max = 8})});
#endif
  g.output("out", x);
}
HAC_EXPORT(m)
