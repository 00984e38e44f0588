// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 9, 6});
#ifdef BAD
  // expected-error@+1 {{adaptive_max_pool1d: the output size is 0, allowed is 1 to 1048576 [hac-E107]}}
  g.output("out", adaptive_max_pool1d(x, 0));
#else
  g.output("out", adaptive_max_pool1d(x, 1));
#endif
}
HAC_EXPORT(m)
