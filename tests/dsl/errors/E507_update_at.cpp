// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 7});
  // expected-note@+1 {{the start i32[1] comes from here}}
  auto start = g.input("start", i32, {1});
  auto y = g.input("y", f32, {B, 2});
#ifdef BAD
  // expected-error@+1 {{update_at: the start must have rank 0, got i32[1] [hac-E507]}}
  g.output("out", update_at(x, 1, start, y));
#else
  g.output("out", update_at(x, 1, squeeze(start, 0), y));
#endif
}
HAC_EXPORT(m)
