// Random small graphs: every op gets operands that fit and attributes that are legal, so that a
// graph that the compiler refuses is a failure too.
#pragma once
#include "tests/reference/blob_builder.h"

#include <random>

namespace hac::random_graphs {

/// The blob of the graph of this seed: 3 to 16 nodes, up to 2 symbols, 1 to 3 outputs. The function
/// is called "g<seed>", and what else has a name is unlike that of any other seed.
std::vector<uint32_t> randomGraph(uint64_t seed);

} // namespace hac::random_graphs
