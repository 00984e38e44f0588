// The feature extraction of the news model, without its embedding.
#include "parts.h"

constexpr void forward(graph &g) {
  auto x = g.input("x", f32, {dyn("batch"), dyn("seq", {.min = 8}), 128});
  g.output("y", g.module<TextCnn>()(x));
}
HAC_EXPORT(forward)
