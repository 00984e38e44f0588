// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch"), T = dyn("seq");

constexpr void m(graph &g) {
  auto ids = g.input("ids", i32, {B, T});
#ifdef BAD
  // expected-error@+2 {{one_hot: f64 is not a type of compiled functions [hac-E112]}}
  // expected-note@+1 {{write f32}}
  g.output("out", one_hot(ids, 10, f64));
#else
  g.output("out", one_hot(ids, 10, f16));
#endif
}
HAC_EXPORT(m)
