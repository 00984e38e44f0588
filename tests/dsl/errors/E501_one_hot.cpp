// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch"), T = dyn("seq");

constexpr void m(graph &g) {
  auto ids = g.input("ids", f32, {B, T});
#ifdef BAD
  // expected-error@+1 {{one_hot: indices must be i32 or i64, got f32[batch, seq] [hac-E501]}}
  g.output("out", one_hot(ids, 10));
#else
  g.output("out", one_hot(cast(ids, i32), 10));
#endif
}
HAC_EXPORT(m)
