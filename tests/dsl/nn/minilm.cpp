// The MiniLM model has the names and shapes of the published model.safetensors.
#include "../../../models/minilm/minilm.model.cpp"
#include "state_dict.h"
using namespace hac::test;

constexpr char published[] = {
#embed "state_dict/minilm.txt"
};

// In the file, but not needed for an embedding.
constexpr char unused[] = "embeddings.position_ids i64[1, 512]\n"
                          "pooler.dense.bias f32[384]\n"
                          "pooler.dense.weight f32[384, 384]\n";

EXPECT_STATE_DICT(MiniLM{}, {published, sizeof published}, nullptr, unused);
