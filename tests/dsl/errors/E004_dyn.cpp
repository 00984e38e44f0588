// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
#ifdef BAD
  // expected-error@+2 {{input: the symbol `max-len` cannot be a name in the generated header [hac-E004]}}
  // expected-note@+1 {{it becomes an argument of the generated C function: use a C identifier that is no keyword of C or C++}}
  auto x = g.input("x", f32, {dyn("max-len")});
#else
  auto x = g.input("x", f32, {dyn("max_len")});
#endif
  g.output("out", x);
}
HAC_EXPORT(m)
