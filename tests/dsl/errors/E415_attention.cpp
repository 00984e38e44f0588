// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch"), T = dyn("seq");
  auto q = g.input("q", f32, {B, 8, T, 32});
  auto k = g.input("k", f32, {B, 2, T, 32});
  auto v = g.input("v", f32, {B, 2, T, 48});
  tensors<9> w;
  constexpr const char *names[] = {"w0", "w1", "w2", "w3", "w4", "w5", "w6", "w7", "w8"};
  for (int i = 0; i < 9; i++)
    w[i] = g.input(names[i], f32, {9});
#ifdef BAD
  // expected-error@+2 {{attention: the score reads more than 8 tensors [hac-E415]}}
  // expected-note@+1 {{stack tensors of one shape and read them by an index}}
  g.output("y", attention(q, k, v, {{.count = 8, .score = [=](auto s, auto h, auto q, auto k) {
      for (int i = 0; i < 9; i++)
        s = s + w[i](h);
      return s;
    }}}));
#else
  g.output("y", attention(q, k, v, {{.count = 8, .score = [=](auto s, auto h, auto q, auto k) {
      for (int i = 0; i < 8; i++)
        s = s + w[i](h);
      return s;
    }}}));
#endif
}
HAC_EXPORT(m)
