// hac: a model in, an object and a header out. README.md shows the command lines.
#include "tools/hac/CommandLine.h"
#include "tools/hac/Driver.h"
#include "tools/hac/Message.h"

int main(int argc, char **argv) {
  int exitCode = hac::tool::Done;
  auto line = hac::tool::parseCommandLine({argv + 1, size_t(argc - 1)}, exitCode);
  return line ? hac::tool::run(*line, argv[0]) : exitCode;
}
