// The families of ops that random graphs are made of.
#pragma once
#include "tests/random/sketch.h"

namespace hac::random_graphs {

/// Adds one op (or a few that belong together) to the sketch; false if no live value fits.
using Grow = bool (*)(Sketch &);

struct Choice {
  const char *name;
  int weight;
  Grow grow;
};

std::vector<Choice> elementwiseChoices(); ///< also comparisons, where, casts, map
std::vector<Choice> layerChoices();       ///< linear, matmul, norms, conv, pooling
std::vector<Choice> attentionChoices();   ///< attention with named and random masks
std::vector<Choice> shapeChoices();       ///< views, concat, split, slice, pad, gather
std::vector<Choice> reductionChoices();   ///< reductions, argmax, reduce

bool endsConstant(const Live &x); ///< a last axis of a known size
Live linearTo(Sketch &s, const Live &x, int64_t outputs);

} // namespace hac::random_graphs
