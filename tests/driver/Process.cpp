// Process.h has the interface.
#include "tests/driver/Process.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <poll.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace hac::test {
namespace {

struct Pipe {
  int ends[2];
  Pipe() {
    if (pipe2(ends, O_CLOEXEC))
      std::abort();
  }
  void close(int end) {
    if (ends[end] >= 0)
      ::close(ends[end]);
    ends[end] = -1;
  }
};

Outcome run(const std::function<void()> &child, const std::string &input, int killAfterMs,
            int killWith, int secondsAtMost) {
  Pipe in, out, err;
  pid_t pid = fork();
  if (pid < 0)
    std::abort();
  if (pid == 0) {
    dup2(in.ends[0], 0);
    dup2(out.ends[1], 1);
    dup2(err.ends[1], 2);
    child();
    _exit(127);
  }
  in.close(0);
  out.close(1);
  err.close(1);
  std::signal(SIGPIPE, SIG_IGN);
  std::thread writer([&] {
    for (size_t at = 0; at < input.size();) {
      ssize_t n = write(in.ends[1], input.data() + at, input.size() - at);
      if (n <= 0)
        break;
      at += size_t(n);
    }
    in.close(1);
  });

  Outcome result;
  auto start = std::chrono::steady_clock::now();
  auto elapsed = [&] {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() -
                                                                 start)
        .count();
  };
  bool killed = false;
  while (out.ends[0] >= 0 || err.ends[0] >= 0) {
    pollfd fds[] = {{out.ends[0], POLLIN, 0}, {err.ends[0], POLLIN, 0}};
    poll(fds, 2, 10);
    if (killAfterMs && !killed && elapsed() >= killAfterMs) {
      kill(pid, killWith);
      killed = true;
    }
    if (elapsed() > secondsAtMost * 1000LL)
      kill(pid, SIGKILL);
    for (auto [fd, pipe, text] :
         {std::tuple{&fds[0], &out, &result.out}, {&fds[1], &err, &result.err}}) {
      if (!(fd->revents & (POLLIN | POLLHUP)))
        continue;
      char buffer[4096];
      ssize_t n = read(pipe->ends[0], buffer, sizeof buffer);
      if (n > 0)
        text->append(buffer, size_t(n));
      else
        pipe->close(0);
    }
  }
  writer.join();
  int status = 0;
  waitpid(pid, &status, 0);
  if (WIFEXITED(status))
    result.exitCode = WEXITSTATUS(status);
  else
    result.signal = WTERMSIG(status);
  return result;
}

} // namespace

Outcome runProgram(const std::string &program, const Call &r) {
  std::vector<char *> argv{const_cast<char *>(program.c_str())};
  for (const std::string &arg : r.args)
    argv.push_back(const_cast<char *>(arg.c_str()));
  argv.push_back(nullptr);
  return run(
      [&] {
        if (!r.folder.empty() && chdir(r.folder.c_str()))
          _exit(126);
        if (r.beforeExec)
          r.beforeExec();
        execv(program.c_str(), argv.data());
      },
      r.input, r.killAfterMs, r.killWith, r.secondsAtMost);
}

Outcome runForked(const std::function<int()> &body, int killAfterMs, int killWith) {
  return run([&] { std::exit(body()); }, "", killAfterMs, killWith, 120);
}

TemporaryFolder::TemporaryFolder() {
  const char *base = std::getenv("TMPDIR");
  path = std::string(base ? base : "/tmp") + "/hac-test-XXXXXX";
  if (!mkdtemp(path.data()))
    std::abort();
  std::filesystem::permissions(path, std::filesystem::perms(0755));
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path, ignored);
}

void TemporaryFolder::write(const std::string &name, const std::string &content) const {
  std::ofstream(file(name), std::ios::binary) << content;
}

std::string TemporaryFolder::read(const std::string &name) const {
  std::ifstream in(file(name), std::ios::binary);
  return std::string((std::istreambuf_iterator<char>(in)), {});
}

std::vector<std::string> TemporaryFolder::names() const {
  std::vector<std::string> result;
  for (const auto &entry : std::filesystem::directory_iterator(path))
    result.push_back(entry.path().filename().string());
  std::sort(result.begin(), result.end());
  return result;
}

} // namespace hac::test
