// How the programs speak: results on stdout, everything else on stderr, one sentence a line.
#pragma once
#include <hac/abi.h>

#include <string>
#include <string_view>

namespace hac::program {

/// Exit codes of all programs of this project.
enum exit_code {
  done = 0,
  cannot = 2, ///< the command line, a file or the machine
  fault = 3,  ///< a fault in hac or in the program
};

/// Prints "name: text" as one line on stderr and gives `cannot`.
int fail(std::string_view name, std::string_view text);
/// The same for an error of a model: "name: text [hac-S217]"; `fault` for those that a program
/// cannot cause by a file that it was given.
int fail(std::string_view name, const hac_error &error);
/// The same for loading a weights file; names the file where the runtime speaks of its content.
int fail_to_load(std::string_view name, std::string_view path, const hac_error &error);

/// 0 if all that was printed reached its file; else reports and gives `cannot`.
int finish_output(std::string_view name);

} // namespace hac::program
