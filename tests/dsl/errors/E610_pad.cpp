// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 3});
#ifdef BAD
  // expected-error@+2 {{pad: padding {3, 3} is not possible for dimension 1 of f32[batch, 3] [hac-E610]}}
  // expected-note@+1 {{reflect takes from size - 1 elements, circular from all of them}}
  g.output("out", pad(x, {{0, 0}, {3, 3}}, pad_mode::reflect));
#else
  g.output("out", pad(x, {{0, 0}, {2, 2}}, pad_mode::reflect));
#endif
}
HAC_EXPORT(m)
