// Derivatives.
#pragma once
#include "check.h"

#include <cstddef>

namespace hac {

namespace detail {

/// Does `loss` come from the result of another grad, but by way of xs? E812
constexpr bool comes_from_gradient(const graph &g, Tensor loss, tensor_list xs) {
  if (!g.differentiates)
    return false;
  rows<bool> from; // by value
  for (u32 i = 0; i < g.values.size; i++)
    from.push(false);
  // A body's nodes stand before the node that owns it: what they read, that node reads.
  rows<bool> body;
  for (u32 i = 0; i < g.regions.size; i++)
    body.push(false);
  for (u32 i = 0; i < g.nodes.size; i++) {
    const graph::node_row &n = g.nodes[i];
    bool found = n.opcode == op::grad;
    for (u32 k = 0; k < n.operands; k++)
      found = found || (g.edges[n.first_operand + k] >= 0 && from[(u32)g.edges[n.first_operand + k]]);
    for (u32 k = 0; k < n.attrs; k++) {
      const graph::attr_row &a = g.attributes[n.first_attr + k];
      found = found || (a.kind == blob::attr_kind::region && body[(u32)a.bits]);
    }
    if (found && n.region >= 0)
      body[(u32)n.region] = true;
    for (u32 k = 0; k < n.values; k++)
      from[n.first_value + k] = found;
    for (Tensor x : xs)
      if (g.values[(u32)x.id].node == (int)i)
        from[(u32)x.id] = false;
  }
  return from[(u32)loss.id];
}

/// results[i] = d loss / d xs[i]; poison after an error. `what` is the op that asks, for messages.
constexpr bool gradients(const char *what, Tensor loss, tensor_list xs, Tensor *results, loc at) {
  rows<Tensor> all;
  all.push(loss);
  for (Tensor x : xs)
    all.push(x);
  checker c(what, at, checker::any_number{{all.data, all.size}});
  for (std::size_t i = 0; i < xs.size(); i++)
    results[i] = c.poison();
  if (!c)
    return false;
  if (c.g->current_region >= 0)
    return c.no(704, "a gradient cannot be taken inside a body");
  if (loss.rank() != 0 || !is_float(loss.type())) {
    c.no(805, "the loss must be a floating-point tensor of rank 0, got ", loss);
    return c.note("reduce it: mean(loss)");
  }
  for (Tensor x : xs)
    if (!is_float(x.type())) {
      c.no(810, "a loss has no derivative by ", x);
      return c.came_from("the tensor", x);
    }
  if (comes_from_gradient(*c.g, loss, xs))
    return c.no(812, "the loss depends on a gradient; second derivatives are not supported");
  c.g->differentiates = true;
  if (!xs.size())
    return true;
  node_ref node = c.result(op::grad, xs[0].type(), xs[0].shape(), {all.data, all.size});
  results[0] = node;
  for (std::size_t i = 1; i < xs.size(); i++)
    results[i] = node.result(xs[i].type(), xs[i].shape(), what, at);
  return true;
}

} // namespace detail

/// The derivatives of a loss by each of several tensors: inputs, parameters, or values on the way.
///
///     auto [dx, dw] = grad(mse_loss(linear(x, w), y), tensors<2>{x, w});
///
/// loss    []    floating-point
/// xs            floating-point             example: f32[B, 64], f32[20, 64]
/// result        the shapes and types of xs          f32[B, 64], f32[20, 64]
///
/// E704  not inside a body
/// E805  loss is a floating-point tensor of rank 0
/// E810  each of xs has a floating-point type
/// E812  loss comes from no other gradient, but by way of xs
///
/// At corners: relu'(0) = abs'(0) = 0; equals share the gradient of maximum, minimum, amax and amin;
/// max pooling gives it to the first. Nothing flows through integers, bools and stop_gradient; what
/// the loss does not depend on gets zeros. batch_norm uses the statistics of the batch in a function
/// that calls grad or train, unless it is frozen.
template <std::size_t N>
constexpr tensors<N> grad(Tensor loss, const tensors<N> &xs, loc at = loc::current()) {
  tensors<N> results;
  detail::gradients("grad", loss, xs, results.data(), at);
  return results;
}
/// The same by one tensor.
constexpr Tensor grad(Tensor loss, Tensor x, loc at = loc::current()) {
  return grad(loss, tensors<1>{x}, at)[0];
}

} // namespace hac
