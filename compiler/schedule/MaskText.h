// The masks of attention in words, for --explain.
#pragma once
#include "compiler/hac/HacDialect.h"
#include "compiler/support/ScheduleDialect.h"

#include <string>

namespace hac::schedule {
using namespace mlir;

/// "heads 0 to 1: every key; heads 2 to 7: keys from 64 before the query to the query's own"
std::string masksText(AttentionOp op, AttnAttr attn);

} // namespace hac::schedule
