// The command line, by CLI11, with errors as one line.
#pragma once
#include "models/program/report.h"

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

} // namespace hac::program
