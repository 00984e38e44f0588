// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch"), T = dyn("seq");
  auto x = g.input("x", f32, {B, T, 64});
  auto z = g.input("z", f32, {B, dyn("frames"), 64});
#ifdef BAD
  // expected-error@+2 {{map: shapes do not broadcast: [batch, seq, 64] and [batch, frames, 64]: dimension -2 is seq against frames [hac-E103]}}
  // expected-note@+1 {{hac cannot prove seq == frames; use one dyn() symbol for both, give it .multiple_of, or write assert_shape(x, {...}), which is checked once on entry}}
  g.output("y", map([](auto a, auto b) { return a + b; }, x, z));
#else
  g.output("y", map([](auto a, auto b) { return a + b; }, x, mean(z, 1, true)));
#endif
}
HAC_EXPORT(m)
