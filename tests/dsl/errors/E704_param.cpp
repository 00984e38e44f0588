// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {3});
#ifdef BAD
  // expected-error@+1 {{a parameter cannot be declared inside a body [hac-E704]}}
  auto y = iterate(2, [&](Tensor t) { return g.module(nn::Linear{3, 3, .bias = false})(t); }, x);
#else
  auto fc = g.module(nn::Linear{3, 3, .bias = false});
  auto y = iterate(2, [&](Tensor t) { return fc(t); }, x);
#endif
  g.output("out", y);
}
HAC_EXPORT(m)
