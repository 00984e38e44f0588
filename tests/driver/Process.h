// Runs hac, or a piece of it in a forked child, and keeps what came out.
#pragma once
#include <functional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace hac::test {

struct Outcome {
  int exitCode = -1; // -1: ended by `signal`
  int signal = 0;
  std::string out, err;
};

struct Call {
  std::vector<std::string> args;     // without the program
  std::string input;                 // of stdin
  std::string folder;                // the working folder, "": this one
  std::function<void()> beforeExec;  // in the child: limits, another user
  int killAfterMs = 0, killWith = 0; // 0: not
  int secondsAtMost = 120;           // then it is killed
};

/// Runs `program`.
Outcome runProgram(const std::string &program, const Call &call);

/// Runs `body` in a child process; its return value is the exit code. Two minutes at most.
Outcome runForked(const std::function<int()> &body, int killAfterMs = 0, int killWith = 0);

/// A folder that is removed with what is in it.
class TemporaryFolder {
public:
  TemporaryFolder();
  ~TemporaryFolder();
  std::string path;

  std::string file(const std::string &name) const { return path + "/" + name; }
  void write(const std::string &name, const std::string &content) const;
  std::string read(const std::string &name) const;
  /// The names in it, sorted.
  std::vector<std::string> names() const;
};

} // namespace hac::test
