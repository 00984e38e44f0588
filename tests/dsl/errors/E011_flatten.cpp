// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch"), T = dyn("seq"), H = dyn("height");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, T, H, 3});
#ifdef BAD
  // expected-error@+2 {{flatten: a size of the result cannot be written as a dim: it needs a product of three symbols, more than 4 terms or numbers over 2^62 [hac-E011]}}
  // expected-note@+1 {{give the size a symbol of its own with assert_shape(x, {...})}}
  g.output("out", flatten(x));
#else
  g.output("out", flatten(x, 0, 1));
#endif
}
HAC_EXPORT(m)
