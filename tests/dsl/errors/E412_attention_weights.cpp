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
  // expected-error@+1 {{attention_weights: the mask reads i32[batch, seq] with 1 index, it has rank 2 [hac-E412]}}
  g.output("y", attention_weights(q, k, v, [=](auto q, auto k) { return seg(q) == seg(k); }).out);
#else
  g.output("y", attention_weights(q, k, v, [=](auto b, auto h, auto q, auto k) { return seg(b, q) == seg(b, k); }).out);
#endif
}
HAC_EXPORT(m)
