// ModernBERT-base has the names and shapes that Hugging Face's transformers gives it.
#include "modernbert.model.cpp"
#include "state_dict.h"
using namespace hac::test;

constexpr char transformers[] = {
#embed "state_dict/modernbert.txt"
};
EXPECT_STATE_DICT(Encoder{}, {transformers, sizeof transformers}, "model");
