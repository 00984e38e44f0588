// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {3});
#ifdef BAD
  // expected-error@+2 {{output: `a.b` cannot be a name in the generated header [hac-E004]}}
  // expected-note@+1 {{it becomes a member of a C struct: use a C identifier that is no keyword of C or C++, nor `head` or `sample_base`}}
  g.output("a.b", x);
#else
  g.output("a_b", x);
#endif
}
HAC_EXPORT(m)
