// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto s = g.state("s", f32, {3});
#ifdef BAD
  graph other;
  auto y = other.input("y", f32, {3});
  // expected-error@+2 {{update: this tensor belongs to another graph [hac-E001]}}
  // expected-note@+1 {{build both in one model function}}
  g.update(s, y);
#else
  g.update(s, s + 1);
#endif
}
HAC_EXPORT(m)
