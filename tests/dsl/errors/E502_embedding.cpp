// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch"), T = dyn("seq");

constexpr void m(graph &g) {
  auto ids = g.input("ids", i32, {B, T});
  // expected-note@+1 {{the table f32[100] comes from here}}
  auto w = g.input("w", f32, {100});
#ifdef BAD
  // expected-error@+1 {{embedding: the table must be [num, dim], got f32[100] [hac-E502]}}
  g.output("out", embedding(ids, w));
#else
  g.output("out", embedding(ids, unsqueeze(w, 1)));
#endif
}
HAC_EXPORT(m)
