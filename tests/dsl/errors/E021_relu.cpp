// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
#ifdef BAD
  const int layers = 20000;
#else
  const int layers = 20;
#endif
  auto x = g.input("x", f32, {3});
  for (int i = 0; i < layers; i++)
    // expected-error@+1 {{more than 16384 operations [hac-E021]}}
    x = relu(x);
  g.output("out", x);
}
HAC_EXPORT(m)
