// direct_pool: vectors along the channels; what follows is fused.
#include "compiler/schedule/Anchors.h"

namespace hac::schedule {

static std::optional<std::string> refuse(Operation *, const Target &) { return std::nullopt; }
static Neighbours neighbours(Operation *, const Target &) { return {.epilogue = true}; }
static void decide(GroupOp, const Target &) {}

const Family poolFamily = {refuse, neighbours, decide};

} // namespace hac::schedule
