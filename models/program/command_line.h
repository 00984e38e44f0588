// The command line, by CLI11, with errors as one line.
#pragma once
#include "models/program/report.h"

#include <hac/abi.h>

#include <CLI/CLI.hpp>

#include <optional>

namespace hac::program {

/// The exit code where the program is to end now: after --help or --version, or with an error.
inline std::optional<int> parse(CLI::App &app, int argc, char **argv) {
  try {
    app.parse(argc, argv);
    return std::nullopt;
  } catch (const CLI::Success &asked) {
    app.exit(asked); // prints the help or the version on stdout
    return finish_output(app.get_name());
  } catch (const CLI::ParseError &error) {
    return fail(app.get_name(), std::string(error.what()) + " (see --help)");
  }
}

/// --threads N, for a hac::pool. The default is 1: a program takes more of a machine than one CPU only
/// where it is told to. 0 is every CPU that it may use. The answers are the same bits.
inline void add_threads(CLI::App &app, std::int64_t &threads) {
  app.add_option("--threads", threads, "threads to compute with; 0: one for each CPU")
      ->check(CLI::Range(0, HAC_MAX_LANES))
      ->capture_default_str();
}

} // namespace hac::program
