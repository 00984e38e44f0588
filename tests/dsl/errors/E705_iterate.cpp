// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch"), T = dyn("seq");
  auto x = g.input("x", f32, {B, T, 64});
#ifdef BAD
  // expected-error@+1 {{iterate: bodies are nested over 4 deep [hac-E705]}}
  g.output("y", iterate(2, [](Tensor s) { return iterate(2, [](Tensor s) { return iterate(2, [](Tensor s) { return iterate(2, [](Tensor s) { return iterate(2, [](Tensor s) { return s * 0.5; }, s); }, s); }, s); }, s); }, x));
#else
  g.output("y", iterate(2, [](Tensor s) { return iterate(2, [](Tensor s) { return iterate(2, [](Tensor s) { return iterate(2, [](Tensor s) { return s * 0.5; }, s); }, s); }, s); }, x));
#endif
}
HAC_EXPORT(m)
