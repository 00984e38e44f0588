// Also as a member: a class with a constructor cannot be taken apart.
#include <hac/dsl.h>
using namespace hac;

struct Part {
  nn::Linear fc{8, 4};
#ifdef BAD
  constexpr Part() {}
#endif
  constexpr Tensor operator()(Tensor x) const { return fc(x); }
};
struct Net {
  Part part;
};
constexpr void m(graph &g) { g.output("y", g.module<Net>().part(g.input("x", f32, {3, 8}))); }
HAC_EXPORT(m)
