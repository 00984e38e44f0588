// clang in process: a model file in, the graph blobs of its HAC_EXPORTs out.
// No user code is executed; clang's constant evaluator does the work.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace hac::frontend {

struct Options {
  std::string source;                 // path as the user wrote it; "-" reads `input`
  std::string input;                  // text of the model when source is "-"
  std::vector<std::string> clangArgs; // -I -isystem -iquote -D -U -include -W..., already accepted
  std::string dslInclude;             // folder that holds hac/dsl.h
  std::string resourceDir;            // clang's own headers
  bool verify = false;                // clang's -verify: expected-error comments decide
};

struct Export {
  std::string name; // of the exported function
  unsigned line = 0;
  std::vector<uint32_t> blob;
};

struct Result {
  int exitCode = 0; // 0 done; 1 the model is wrong; 2 a file or the machine; 3 a fault in hac
  std::vector<Export> exports;           // in source order; empty unless exitCode is 0
  std::vector<std::string> dependencies; // every file read, for -MF
};

/// Compiles the model and prints every diagnostic to stderr (clang's and the graph's, F001-F007).
Result run(const Options &options);

/// True if clang may see this argument (ClangArgs.cpp says which). `takesValue` says that the next
/// argument belongs to it.
bool isAllowedClangArg(const std::string &arg, bool &takesValue);

/// True if clang knows this argument, or it has the form of one (@file): F001 unless it is allowed.
bool isClangArg(const std::string &arg);

} // namespace hac::frontend
