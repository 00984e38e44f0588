// The command line as one struct. Everything that can be said without looking at a file is checked
// here: C001 to C006, C013's values, and F001.
#pragma once
#include "llvm/ADT/ArrayRef.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hac::tool {

struct Limits {
  unsigned seconds = 0; // 0: none
  uint64_t bytes = 0;   // 0: none
};

struct CommandLine {
  enum class Action { Compile, Check, Help, Version } action = Action::Compile;
  enum class Form { Object, Assembly, LLVM, MLIR, Blob, Report } form = Form::Object;

  std::string input;  // "-": stdin
  std::string output; // "": not given; "-": stdout
  std::string header, depfile;
  std::string modelName; // a C identifier
  std::string target = "x86-64-v3"; // the same object wherever it is made
  std::string stopAfter; // "": the whole way
  std::string resourceDir;
  std::vector<std::pair<std::string, int64_t>> sizes; // of --explain, by symbol
  bool naive = false;
  bool strict = false;
  bool checksBounds = false;
  bool verify = false;
  Limits limits;
  std::vector<std::string> clangArgs;
};

/// "obj", "asm", "llvm", "mlir", "blob" or "report".
const char *nameOf(CommandLine::Form form);

/// Nothing if an error was printed; then `exitCode` is set. `args` without the program's name.
std::optional<CommandLine> parseCommandLine(llvm::ArrayRef<const char *> args, int &exitCode);

void printHelp();

} // namespace hac::tool
