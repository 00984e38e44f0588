// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void wide(graph &g) {
  // expected-note@+1 {{`wide` has it from here}}
  auto fc = g.module(nn::Linear{3, 5, .bias = false}, "fc");
  g.output("out", fc(g.input("x", f32, {3})));
}
constexpr void narrow(graph &g) {
#ifdef BAD
  // expected-error@+1 {{`fc.weight` is parameter f32[4, 3] in `narrow` and parameter f32[5, 3] in `wide` [hac-E008]}}
  auto fc = g.module(nn::Linear{3, 4, .bias = false}, "fc");
#else
  auto fc = g.module(nn::Linear{3, 5, .bias = false}, "fc");
#endif
  g.output("out", fc(g.input("x", f32, {3})));
}
HAC_EXPORT(wide)
HAC_EXPORT(narrow)
