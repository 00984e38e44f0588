// Elementwise ops.
#pragma once
#include "check.h"

namespace hac {

namespace detail {
constexpr Tensor floating_unary(op opcode, Tensor x, loc at) {
  checker c(name_of(opcode), at, {x});
  if (!c || !c.floating(x))
    return c.poison();
  return c.result(opcode, x.type(), x.shape());
}
} // namespace detail

constexpr Tensor relu(Tensor x, loc at = loc::current()) {
  return detail::floating_unary(op::relu, x, at);
}

} // namespace hac
