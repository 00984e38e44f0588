// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 9, 6});
  // expected-note@+1 {{the weight f32[10, 6] comes from here}}
  auto w = g.input("w", f32, {10, 6});
#ifdef BAD
  // expected-error@+1 {{conv1d: the weight must be [out, in/groups, kernel], got f32[10, 6] [hac-E205]}}
  g.output("out", conv1d(x, w));
#else
  g.output("out", conv1d(x, unsqueeze(w, 2)));
#endif
}
HAC_EXPORT(m)
