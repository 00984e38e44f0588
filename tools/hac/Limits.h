// --limit: the process ends itself, without a partial file, when it needs too much time or memory.
#pragma once
#include "tools/hac/CommandLine.h"

namespace hac::tool {

/// C013, or F005 while the front end runs. Without a memory limit it makes the machine's own lack
/// of memory an error message.
void enforce(const Limits &limits);

/// The front end is done: from here a limit is C013.
void leaveFrontend();

} // namespace hac::tool
