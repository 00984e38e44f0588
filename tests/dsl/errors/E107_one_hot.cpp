// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch"), T = dyn("seq");

constexpr void m(graph &g) {
  auto ids = g.input("ids", i32, {B, T});
#ifdef BAD
  // expected-error@+1 {{one_hot: the number of classes is 0, allowed is 1 to 2147483647 [hac-E107]}}
  g.output("out", one_hot(ids, 0));
#else
  g.output("out", one_hot(ids, 10));
#endif
}
HAC_EXPORT(m)
