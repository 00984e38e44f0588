// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {3});
  Tensor inner;
  auto y = iterate(2, [&](Tensor t) {
    inner = exp(t);
    return inner;
  }, x);
#ifdef BAD
  // expected-error@+2 {{relu: f32[3] was made inside a body and is used outside of it [hac-E703]}}
  // expected-note@+1 {{return it from the body}}
  g.output("out", relu(inner));
#else
  g.output("out", relu(y));
#endif
}
HAC_EXPORT(m)
