// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

struct Net {
  nn::Linear fc{3, 4};
  // expected-error@+2 {{Linear: this module has no parameters yet: it is called without being bound [hac-E002]}}
  // expected-note@+1 {{bind it and call the copy: auto net = g.module<Net>();}}
  constexpr Tensor operator()(Tensor x) const { return fc(x); }
};

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {3});
#ifdef BAD
  Net net;
#else
  auto net = g.module<Net>();
#endif
  g.output("out", net(x));
}
HAC_EXPORT(m)
