// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch"), T = dyn("seq");
  auto k = g.input("k", f32, {B, 2, T, 32});
  auto v = g.input("v", f32, {B, 2, T, 48});
  auto ids = g.input("ids", i32, {B, 8, T, 32});
#ifdef BAD
  // expected-error@+2 {{attention: needs a floating-point tensor, got i32[batch, 8, seq, 32] [hac-E101]}}
  // expected-note@+1 {{convert it: cast(x, f32)}}
  g.output("y", attention(ids, k, v));
#else
  g.output("y", attention(cast(ids, f32), k, v));
#endif
}
HAC_EXPORT(m)
