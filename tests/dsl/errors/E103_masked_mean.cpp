// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch"), T = dyn("seq");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, T, 7});
  auto n = g.input("n", i32, {T});
#ifdef BAD
  // expected-error@+2 {{masked_mean: the lengths i32[seq] have another batch than f32[batch, seq, 7] [hac-E103]}}
  // expected-note@+1 {{hac cannot prove seq == batch; use one dyn() symbol for both, give it .multiple_of, or write assert_shape(x, {...}), which is checked once on entry}}
  g.output("out", masked_mean(x, n));
#else
  g.output("out", masked_mean(transpose(x, 0, 1), n));
#endif
}
HAC_EXPORT(m)
