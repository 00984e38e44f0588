// Bodies: a list of nodes inside another node, as the body of iterate().
//
//     region_builder body(g);                       nodes made from here on belong to the body
//     Tensor x = body.argument(type, shape, at);    one `arg` node each, first of all
//     ...                                           the user's lambda runs
//     body.close(results, at);                      a `yield` node ends it
//     g.node(op::iterate, ...).region("body", body.number)
//
// The node that owns a body stands after the body's nodes. A body may use tensors from outside;
// nothing outside may use a tensor of the body (E703, ops/check.h).
#pragma once
#include "graph.h"

namespace hac::detail {

class region_builder {
public:
  graph *g;
  int number; // row of `regions`

  constexpr explicit region_builder(graph &graph)
      : g(&graph), number((int)graph.regions.size), outer(graph.current_region) {
    g->regions.push({outer, g->nodes.size, 0, g->nodes.size, 0});
    g->current_region = number;
  }
  region_builder(const region_builder &) = delete;

  /// All arguments are made before anything else is.
  constexpr Tensor argument(dtype type, const shape &shape, loc at) {
    Tensor x = g->leaf(op::arg, "arg", at, type, shape);
    row().args++;
    return x;
  }

  /// Ends the body. `results` are the values that it returns, none of them poison.
  constexpr void close(tensor_list results, loc at) {
    g->yield(at, results);
    leave();
  }

  /// Ends a body whose error is reported: there will be no node that owns it.
  constexpr void leave() {
    row().end_node = g->nodes.size;
    g->current_region = outer;
  }

  /// How many bodies a new one would stand in, itself included.
  static constexpr u32 depth_of_next(const graph &g) {
    u32 depth = 1;
    for (int r = g.current_region; r >= 0; r = g.regions[(u32)r].parent)
      depth++;
    return depth;
  }

private:
  int outer;
  constexpr graph::region_row &row() { return g->regions[(u32)number]; }
};

} // namespace hac::detail
