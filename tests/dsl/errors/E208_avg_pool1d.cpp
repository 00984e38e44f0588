// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch"), T = dyn("seq");

constexpr void m(graph &g) {
  // expected-note@+1 {{the input f32[batch, seq, 6] comes from here}}
  auto x = g.input("x", f32, {B, T, 6});
#ifdef BAD
  // expected-error@+2 {{avg_pool1d: the kernel may be larger than the input: kernel covers 3, seq can be as small as 1 [hac-E208]}}
  // expected-note@+1 {{declare seq with .min = 3 in dyn(), or add padding}}
  g.output("out", avg_pool1d(x, {.kernel_size = 3}));
#else
  g.output("out", avg_pool1d(x, {.kernel_size = 3, .padding = 1}));
#endif
}
HAC_EXPORT(m)
