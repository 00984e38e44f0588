// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {1048576, B});
#ifdef BAD
  // expected-error@+1 {{tile: f32[1099512676352, batch] has more than 2^40 elements [hac-E022]}}
  g.output("out", tile(x, {1048577, 1}));
#else
  g.output("out", tile(x, {1048576, 1}));
#endif
}
HAC_EXPORT(m)
