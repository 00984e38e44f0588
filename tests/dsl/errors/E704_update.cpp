// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {3});
  auto s = g.state("s", f32, {3});
#ifdef BAD
  auto y = iterate(2, [&](Tensor t) {
    // expected-error@+1 {{an update cannot be declared inside a body [hac-E704]}}
    g.update(s, x);
    return exp(t);
  }, x);
#else
  auto y = iterate(2, [&](Tensor t) { return exp(t); }, x);
  g.update(s, x);
#endif
  g.output("out", y);
}
HAC_EXPORT(m)
