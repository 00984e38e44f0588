// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
#ifdef BAD
  // expected-error@+2 {{parameter: f64 is not a type of compiled functions [hac-E112]}}
  // expected-note@+1 {{write f32}}
  auto fc = g.module(nn::Linear{3, 4, .bias = false, .dtype = f64});
#else
  auto fc = g.module(nn::Linear{3, 4, .bias = false, .dtype = f16});
#endif
  g.output("out", fc.weight_);
}
HAC_EXPORT(m)
