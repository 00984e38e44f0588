// One Transformer layer, WIDTH wide, with HEADS heads that see everything.
#include "parts.h"

constexpr head_groups groups = {{.count = HEADS}};

constexpr void forward(graph &g) {
  auto x = g.input("x", f32, {dyn("batch"), dyn("seq"), WIDTH});
  g.output("y", g.module(EncoderLayer{WIDTH})(x, groups));
}
HAC_EXPORT(forward)
