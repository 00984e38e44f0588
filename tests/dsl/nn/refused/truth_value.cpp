// A traced lambda runs once, before any data exists.
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {3, 8});
#ifdef BAD
  g.output("y", map([](auto v) { return v > 0 ? v : 0; }, x));
#else
  g.output("y", map([](auto v) { return where(v > 0, v, 0); }, x));
#endif
}
HAC_EXPORT(m)
