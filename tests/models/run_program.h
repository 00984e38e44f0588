// Runs a program as a user does and keeps what it says.
#pragma once
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

struct Outcome {
  int exit = -1; // 128 + the signal where one ended it
  std::string out, err;
};

/// A folder of its own for the files of a test.
class Folder {
public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "program_test.XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder &) = delete;

  std::string operator/(const std::string &name) const { return (path_ / name).string(); }
  std::string write(const std::string &name, const std::string &bytes) const {
    std::ofstream(path_ / name, std::ios::binary) << bytes;
    return *this / name;
  }

private:
  std::filesystem::path path_;
};

inline std::string read_all(const std::string &path) {
  std::ostringstream bytes;
  bytes << std::ifstream(path, std::ios::binary).rdbuf();
  return bytes.str();
}

/// `out`: a file that standard output goes to instead, such as /dev/full.
inline Outcome run_program(const std::string &program, std::vector<std::string> arguments,
                           const std::string &input = "", const std::string &out = "") {
  Folder folder;
  std::string stdin_path = folder.write("in", input),
              stdout_path = out.empty() ? folder / "out" : out, stderr_path = folder / "err";
  pid_t child = ::fork();
  if (child == 0) {
    std::vector<char *> argv = {const_cast<char *>(program.c_str())};
    for (std::string &argument : arguments)
      argv.push_back(argument.data());
    argv.push_back(nullptr);
    if (std::freopen(stdin_path.c_str(), "r", stdin) &&
        std::freopen(stdout_path.c_str(), "w", stdout) &&
        std::freopen(stderr_path.c_str(), "w", stderr))
      ::execv(program.c_str(), argv.data());
    ::_exit(127);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
          out.empty() ? read_all(stdout_path) : "", read_all(stderr_path)};
}
