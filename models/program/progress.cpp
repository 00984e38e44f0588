#include "models/program/progress.h"

#include <fmt/format.h>

#include <cstdio>
#include <unistd.h>

namespace hac::program {

using namespace std::chrono_literals;

Progress::Progress(std::string task, std::size_t total)
    : task_(std::move(task)), total_(total), next_(clock::now() + 1s),
      terminal_(::isatty(STDERR_FILENO)) {}

void Progress::finish() {
  if (printed_)
    fmt::print(stderr, "\r\x1B[K");
  printed_ = false;
}

void Progress::advance(std::size_t count) {
  done_ += count;
  if (!terminal_ || clock::now() < next_)
    return;
  fmt::print(stderr, "\r{}: {} of {}, {} %\x1B[K", task_, done_, total_, 100 * done_ / total_);
  std::fflush(stderr);
  printed_ = true;
  next_ = clock::now() + 100ms;
}

} // namespace hac::program
