// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {3});
#ifdef BAD
  // expected-error@+1 {{a state cannot be declared inside a body [hac-E704]}}
  auto y = iterate(2, [&](Tensor t) { return t + g.state("s", f32, {3}); }, x);
#else
  auto s = g.state("s", f32, {3});
  auto y = iterate(2, [&](Tensor t) { return t + s; }, x);
#endif
  g.output("out", y);
}
HAC_EXPORT(m)
