// hac: a model in, an object and a header out. README.md shows the command lines.
#include "tools/hac/CommandLine.h"
#include "tools/hac/Driver.h"
#include "tools/hac/Message.h"

int main(int argc, char **argv) {
  auto line = hac::tool::parseCommandLine({argv + 1, size_t(argc - 1)});
  return line ? hac::tool::run(*line, argv[0]) : hac::tool::CannotDo;
}
