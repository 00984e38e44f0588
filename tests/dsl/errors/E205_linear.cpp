// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 5});
  // expected-note@+1 {{the weight f32[5] comes from here}}
  auto w = g.input("w", f32, {5});
#ifdef BAD
  // expected-error@+1 {{linear: the weight must be [out, in], got f32[5] [hac-E205]}}
  g.output("out", linear(x, w));
#else
  g.output("out", linear(x, unsqueeze(w, 0)));
#endif
}
HAC_EXPORT(m)
