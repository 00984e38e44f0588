// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch"), T = dyn("seq");
  auto x = g.input("x", f32, {B, T, 64});
#ifdef BAD
  // expected-error@+2 {{reduce: the lambda has more than 64 operations, arguments and constants included [hac-E023]}}
  // expected-note@+1 {{compute a tensor with ops and read that, or split the work in two}}
  g.output("y", reduce([](auto a, auto b) {
      for (int i = 0; i < 63; i++)
        a = a + b;
      return a;
    }, 0.0, x));
#else
  g.output("y", reduce([](auto a, auto b) {
      for (int i = 0; i < 62; i++)
        a = a + b;
      return a;
    }, 0.0, x));
#endif
}
HAC_EXPORT(m)
