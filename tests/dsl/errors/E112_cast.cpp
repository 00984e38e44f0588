// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 3});
#ifdef BAD
  // expected-error@+2 {{cast: f64 is not a type of compiled functions [hac-E112]}}
  // expected-note@+1 {{write f32}}
  g.output("out", cast(x, f64));
#else
  g.output("out", cast(x, bf16));
#endif
}
HAC_EXPORT(m)
