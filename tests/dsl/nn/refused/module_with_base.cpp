// The parameters of a base class would have no name of their own.
#include <hac/dsl.h>
using namespace hac;

struct Base {
  nn::Linear fc{8, 4};
};
#ifdef BAD
struct Net : Base {
  constexpr Tensor operator()(Tensor x) const { return fc(x); }
};
#else
struct Net {
  Base base;
  constexpr Tensor operator()(Tensor x) const { return base.fc(x); }
};
#endif
constexpr void m(graph &g) { g.output("y", g.module<Net>()(g.input("x", f32, {3, 8}))); }
HAC_EXPORT(m)
