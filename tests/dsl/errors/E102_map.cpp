// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch"), T = dyn("seq");
  auto x = g.input("x", f32, {B, T, 64});
  auto h = g.input("h", bf16, {B, T, 64});
#ifdef BAD
  // expected-error@+2 {{map: element types differ: f32[batch, seq, 64] and bf16[batch, seq, 64] [hac-E102]}}
  // expected-note@+1 {{there is no implicit conversion: write cast(x, f32)}}
  g.output("y", map([](auto a, auto b) { return a + b; }, x, h));
#else
  g.output("y", map([](auto a, auto b) { return a + b; }, x, cast(h, f32)));
#endif
}
HAC_EXPORT(m)
