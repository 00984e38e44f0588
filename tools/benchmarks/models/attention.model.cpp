// One attention layer, 256 wide, in three versions that differ in what the eight heads see.
#include "parts.h"

template <const head_groups &groups> constexpr void layer(graph &g) {
  auto x = g.input("x", f32, {dyn("batch"), dyn("seq"), 256});
  g.output("y", g.module(Attention{256})(x, groups));
}

constexpr void mixed_heads_layer(graph &g) { layer<mixed_heads>(g); }
constexpr void full_heads_layer(graph &g) { layer<full_heads>(g); }
constexpr void window_heads_layer(graph &g) { layer<window_heads>(g); }
HAC_EXPORT(mixed_heads_layer)
HAC_EXPORT(full_heads_layer)
HAC_EXPORT(window_heads_layer)
