// Loops with a fixed count, which keep one copy of their body.
#pragma once
#include "../graph/region.h"
#include "parts.h"

#include <cstddef>
#include <utility>

namespace hac {

namespace detail {

constexpr tensors<1> as_tensors(Tensor x) { return {x}; }
template <std::size_t N> constexpr tensors<N> as_tensors(const tensors<N> &x) { return x; }

/// Does the body return the state it was given? E701
template <std::size_t N>
constexpr bool keeps_types(checker &c, const tensors<N> &state, const tensors<N> &next) {
  for (std::size_t i = 0; i < N; i++)
    if (next[i].type() != state[i].type() || !(next[i].shape() == state[i].shape())) {
      c.no(701, "the body changes the type of state ", i, " from ", state[i], " to ", next[i]);
      return c.came_from("the new state", next[i]);
    }
  return true;
}

template <std::size_t N>
constexpr tensors<N> iterate_all(std::int64_t count, const auto &body, const tensors<N> &state,
                                 loc at) {
  checker c("iterate", at, checker::any_number{state});
  if (!c || !c.option("the count", count, 1, blob::max_symbol))
    return all_poison<N>(c.g);
  if (region_builder::depth_of_next(*c.g) > blob::max_region_depth) {
    c.no(705, "bodies are nested over ", blob::max_region_depth, " deep");
    return all_poison<N>(c.g);
  }

  region_builder region(*c.g);
  tensors<N> current;
  for (std::size_t i = 0; i < N; i++)
    current[i] = region.argument(state[i].type(), state[i].shape(), at);
  auto next = [&]<std::size_t... I>(std::index_sequence<I...>) {
    return as_tensors(body(current[I]...));
  }(std::make_index_sequence<N>{});
  static_assert(std::tuple_size_v<decltype(next)> == N,
                "hac: the body of iterate returns as many tensors as it is given");
  tensors<2 * N> visible; // the arguments say which graph the results must be of
  for (std::size_t i = 0; i < N; i++) {
    visible[i] = current[i];
    visible[N + i] = next[i];
  }
  checker returned("iterate", at, checker::any_number{visible});
  if (!returned || !keeps_types(c, state, next)) {
    region.leave();
    return all_poison<N>(c.g);
  }
  region.close(next, at);

  node_ref node = c.result(op::iterate, state[0].type(), state[0].shape(), state);
  tensors<N> results{node};
  for (std::size_t i = 1; i < N; i++)
    results[i] = node.result(state[i].type(), state[i].shape(), "iterate", at);
  node.region("body", region.number).attr("count", count);
  return results;
}

} // namespace detail

/// Applies a body `count` times to a state: one tensor, or several in tensors<N>.
///
///     auto y = iterate(3, [&](Tensor x) { return x + block(x); }, x);
///     auto [a, b] = iterate(3, [&](Tensor a, Tensor b) { return tensors<2>{b, a + b}; },
///                           tensors<2>{x, y});
///
/// The body may use tensors and modules from outside; every iteration uses the same parameters.
/// Inputs, outputs, states, updates and parameters do not belong in it (E704).
///
/// E107  count is positive
/// E701  the body returns tensors of the types that it is given
/// E703  what is made in the body is used outside only if the body returns it
/// E705  bodies are nested at most 4 deep
template <class F>
constexpr Tensor iterate(std::int64_t count, const F &body, Tensor state, loc at = loc::current()) {
  return detail::iterate_all(count, body, tensors<1>{state}, at)[0];
}
template <class F, std::size_t N>
constexpr tensors<N> iterate(std::int64_t count, const F &body, const tensors<N> &state,
                             loc at = loc::current()) {
  return detail::iterate_all(count, body, state, at);
}

} // namespace hac
