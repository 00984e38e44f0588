// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
#ifdef BAD
  // expected-error@+2 {{state: `head` cannot be a name in the generated header [hac-E004]}}
  // expected-note@+1 {{it becomes a member of a C struct: use a C identifier that is no keyword of C or C++, nor `head` or `sample_base`}}
  auto s = g.state("head", f32, {3});
#else
  auto s = g.state("heads", f32, {3});
#endif
  g.update(s, s + 1);
}
HAC_EXPORT(m)
