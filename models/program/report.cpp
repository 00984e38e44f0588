#include "models/program/report.h"
#include "models/text/utf8.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace hac::program {

int fail(std::string_view name, std::string_view text) {
  std::fflush(stdout); // what was found before the error comes first
  fmt::print(stderr, "{}: {}\n", name, text::printable(text, 1000));
  return cannot;
}

int fail(std::string_view name, const hac_error &error) {
  fail(name, fmt::format("{} [hac-{}{:03}]", error.text, hac_letter(error.status), error.status));
  bool file_or_machine = error.status < 300 || (error.status >= 400 && error.status < 500);
  return file_or_machine ? cannot : fault;
}

int fail_to_load(std::string_view name, std::string_view path, const hac_error &error) {
  bool about_content = error.status > HAC_E_FILE_READ && error.status < 300;
  return fail(about_content ? fmt::format("{}: {}", name, text::printable(path))
                            : std::string(name),
              error);
}

int finish_output(std::string_view name) {
  if (std::fflush(stdout) == 0 && !std::ferror(stdout))
    return done;
  return fail(name, fmt::format("standard output: cannot write: {}", std::strerror(errno)));
}

} // namespace hac::program
