// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch"), T = dyn("seq");

constexpr void m(graph &g) {
  auto ids = g.input("ids", u8, {B, T});
  auto w = g.input("w", f32, {100, 7});
#ifdef BAD
  // expected-error@+1 {{embedding: indices must be i32 or i64, got u8[batch, seq] [hac-E501]}}
  g.output("out", embedding(ids, w));
#else
  g.output("out", embedding(cast(ids, i32), w));
#endif
}
HAC_EXPORT(m)
