// Activations and other modules without parameters, for use in nn::Sequential.
#pragma once
#include "../ops/elementwise.h"
#include "../ops/shape.h"
#include "module.h"

namespace hac {

/// Activation of a Transformer layer.
enum class act : unsigned char { relu, gelu, gelu_tanh, silu };

constexpr Tensor activate(act a, Tensor x, loc at = loc::current()) {
  switch (a) {
  case act::relu:
    return relu(x, at);
  case act::gelu:
    return gelu(x, approx::none, at);
  case act::gelu_tanh:
    return gelu(x, approx::tanh, at);
  case act::silu:
    return silu(x, at);
  }
  return relu(x, at);
}

} // namespace hac

namespace hac::nn {

// One module per function, with the function's formula.
#define HAC_ACTIVATION(Module, function)                                                           \
  struct Module {                                                                                  \
    constexpr void bind(const scope &) {}                                                          \
    constexpr Tensor operator()(Tensor x, loc at = loc::current()) const {                         \
      return function(x, at);                                                                      \
    }                                                                                              \
  };
HAC_ACTIVATION(ReLU, relu)
HAC_ACTIVATION(SiLU, silu)
HAC_ACTIVATION(Tanh, tanh)
HAC_ACTIVATION(Sigmoid, sigmoid)
HAC_ACTIVATION(Hardswish, hardswish)
HAC_ACTIVATION(Softplus, softplus)
HAC_ACTIVATION(Mish, mish)
#undef HAC_ACTIVATION

/// hac::gelu, exact (approx::none) or by tanh.
struct GELU {
  approx approximate = approx::none;

  constexpr void bind(const scope &) {}
  constexpr Tensor operator()(Tensor x, loc at = loc::current()) const {
    return gelu(x, approximate, at);
  }
};

/// The identity, as in every inference function of PyTorch.
struct Dropout {
  double p = 0.5;

  constexpr void bind(const scope &) {}
  constexpr Tensor operator()(Tensor x, loc = loc::current()) const { return x; }
};

/// hac::flatten
struct Flatten {
  int start_dim = 1, end_dim = -1;

  constexpr void bind(const scope &) {}
  constexpr Tensor operator()(Tensor x, loc at = loc::current()) const {
    return flatten(x, start_dim, end_dim, at);
  }
};

} // namespace hac::nn
