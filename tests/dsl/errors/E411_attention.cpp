// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch"), T = dyn("seq");
  auto q = g.input("q", f32, {B, 8, T, 32});
  auto k = g.input("k", f32, {B, 2, T, 32});
  auto v = g.input("v", f32, {B, 2, T, 48});
  // expected-note@+1 {{the tensor i32[batch, seq] comes from here}}
  auto seg = g.input("seg", i32, {B, T});
#ifdef BAD
  // expected-error@+1 {{attention: the mask reads i32[batch, seq] with an index that is no integer [hac-E411]}}
  g.output("y", attention(q, k, v, [=](auto b, auto h, auto q, auto k) { return seg(b, q) == seg(b, k * 0.5); }));
#else
  g.output("y", attention(q, k, v, [=](auto b, auto h, auto q, auto k) { return seg(b, q) == seg(b, k / 2); }));
#endif
}
HAC_EXPORT(m)
