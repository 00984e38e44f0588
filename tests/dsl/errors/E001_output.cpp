// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {3});
#ifdef BAD
  graph other;
  auto y = other.input("y", f32, {3});
  // expected-error@+2 {{output: this tensor belongs to another graph [hac-E001]}}
  // expected-note@+1 {{build both in one model function}}
  g.output("out", y);
#else
  g.output("out", x);
#endif
}
HAC_EXPORT(m)
