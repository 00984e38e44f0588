// Gradients of each op: the reference differentiates by central differences. Sizes are small, since
// each element of what is differentiated by costs two evaluations. Names of inputs: ../ops/real.h.
#pragma once
#include <hac/dsl.h>
using namespace hac;

constexpr auto N = dyn("n", {.max = 3}), M = dyn("m", {.max = 5});

/// A loss in which each element of y has another weight.
constexpr Tensor loss_of(Tensor y) { return sum(sin(y * 1.3 + 0.7)); }
/// d loss_of(y) / dx
constexpr Tensor slope(Tensor y, Tensor x) { return grad(loss_of(y), x); }
