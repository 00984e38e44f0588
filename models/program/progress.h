// A line on stderr that says how far a long task is.
#pragma once
#include <chrono>
#include <cstddef>
#include <string>

namespace hac::program {

/// Nothing is printed in the first second, nor where stderr is no terminal:
///     Progress progress("embedding sentences", count);
///     for (...) progress.advance(1);          // "embedding sentences: 1200 of 5000, 24 %"
class Progress {
public:
  Progress(std::string task, std::size_t total);
  Progress(const Progress &) = delete;
  Progress &operator=(const Progress &) = delete;
  ~Progress() { finish(); }

  void advance(std::size_t count);
  void finish(); ///< removes the line

private:
  using clock = std::chrono::steady_clock;
  std::string task_;
  std::size_t total_, done_ = 0;
  clock::time_point next_;
  bool terminal_, printed_ = false;
};

} // namespace hac::program
