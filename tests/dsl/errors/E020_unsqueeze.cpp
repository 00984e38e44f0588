// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {1, 1, 1, 1, 1, 1, 1, B});
#ifdef BAD
  // expected-error@+1 {{unsqueeze: rank 9 is more than 8 [hac-E020]}}
  g.output("out", unsqueeze(x, 0));
#else
  g.output("out", squeeze(x, 0));
#endif
}
HAC_EXPORT(m)
