// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
#ifdef BAD
  // expected-error@+2 {{input: `class` cannot be a name in the generated header [hac-E004]}}
  // expected-note@+1 {{it becomes a member of a C struct: use a C identifier that is no keyword of C or C++, nor `head` or `sample_base`}}
  auto x = g.input("class", f32, {3});
#else
  auto x = g.input("classes", f32, {3});
#endif
  g.output("out", x);
}
HAC_EXPORT(m)
