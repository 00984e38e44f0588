// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto x = g.input("length", i32, {3});
#ifdef BAD
  // expected-error@+1 {{input: the symbol `length` has the name of an input, output or state [hac-E005]}}
  auto y = g.input("y", f32, {dyn("length")});
#else
  auto y = g.input("y", f32, {dyn("seq")});
#endif
  g.output("sum", sum(y) + sum(cast(x, f32)));
}
HAC_EXPORT(m)
