// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {3});
#ifdef BAD
  graph other;
  auto y = other.input("y", f32, {3});
#else
  auto y = g.input("y", f32, {3});
#endif
  // expected-error@+2 {{add: operands belong to different graphs [hac-E001]}}
  // expected-note@+1 {{build both in one model function}}
  g.output("out", x + y);
}
HAC_EXPORT(m)
