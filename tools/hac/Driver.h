// From the command line to the written files.
#pragma once
#include "tools/hac/CommandLine.h"

namespace hac::tool {

/// Does what the command line says and returns the exit code. `program` is argv[0].
int run(const CommandLine &line, const char *program);

} // namespace hac::tool
