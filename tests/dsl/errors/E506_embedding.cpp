// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch"), T = dyn("seq");

constexpr void m(graph &g) {
  auto ids = g.input("ids", i32, {B, T});
  auto w = g.input("w", f32, {100, 7});
#ifdef BAD
  // expected-error@+1 {{embedding: padding_idx 100 is outside the table f32[100, 7] [hac-E506]}}
  g.output("out", embedding(ids, w, {.padding_idx = 100}));
#else
  g.output("out", embedding(ids, w, {.padding_idx = 0}));
#endif
}
HAC_EXPORT(m)
