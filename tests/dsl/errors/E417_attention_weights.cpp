// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch"), T = dyn("seq");
  auto q = g.input("q", f32, {B, 8, T, 32});
  auto k = g.input("k", f32, {B, 2, T, 32});
  auto v = g.input("v", f32, {B, 2, T, 48});
#ifdef BAD
  // expected-note@+1 {{sink_logit f32[2] comes from here}}
  auto sinks_of_keys = g.input("sinks", f32, {2});
  // expected-error@+1 {{attention_weights: sink_logit must be [8], one logit per head, got f32[2] [hac-E417]}}
  g.output("y", attention_weights(q, k, v, {}, {.sink_logit = sinks_of_keys}).out);
#else
  auto sink = g.input("sink", f32, {8});
  g.output("y", attention_weights(q, k, v, {}, {.sink_logit = sink}).out);
#endif
}
HAC_EXPORT(m)
