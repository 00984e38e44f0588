// Object and header appear together or not at all: bad inputs C08 and C15, for the
// pair of files.
#include "tests/driver/Process.h"
#include "tools/hac/Limits.h"
#include "tools/hac/OutputFiles.h"

#include <csignal>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

namespace hac::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class OutputFiles : public testing::Test {
protected:
  TemporaryFolder folder;
  std::string object = folder.file("m.o"), header = folder.file("m.h");
  const std::string content = std::string(100000, 'o');

  void expectUntouched() {
    EXPECT_THAT(folder.names(), ElementsAre("m.h", "m.o"));
    EXPECT_EQ(folder.read("m.o"), "old object");
    EXPECT_EQ(folder.read("m.h"), "old header");
  }
  void SetUp() override {
    folder.write("m.o", "old object");
    folder.write("m.h", "old header");
  }
};

TEST_F(OutputFiles, BothAreReplaced) {
  Outcome o = runForked([&] {
    tool::OutputFiles files;
    return !(files.check(object, "m.cpp") && files.check(header, "m.cpp") &&
             files.write(object, content) && files.write(header, "new") && files.commit());
  });
  EXPECT_EQ(o.exitCode, 0) << o.err;
  EXPECT_THAT(folder.names(), ElementsAre("m.h", "m.o"));
  EXPECT_EQ(folder.read("m.o"), content);
  EXPECT_EQ(folder.read("m.h"), "new");
}

TEST_F(OutputFiles, C08_SecondWriteFails) {
  Outcome o = runForked([&] {
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit size{100, 100};
    setrlimit(RLIMIT_FSIZE, &size);
    tool::OutputFiles files;
    return files.write(object, "new") && files.write(header, content) && files.commit() ? 0 : 2;
  });
  EXPECT_EQ(o.exitCode, 2);
  EXPECT_THAT(o.err, HasSubstr("m.h': File too large [hac-C010]"));
  expectUntouched();
}

TEST_F(OutputFiles, C15_NotCommitted) {
  Outcome o = runForked([&] {
    tool::OutputFiles files;
    return !(files.write(object, content) && files.write(header, content));
  });
  EXPECT_EQ(o.exitCode, 0);
  expectUntouched();
}

TEST_F(OutputFiles, C15_SignalBetweenWriteAndCommit) {
  for (int signal : {SIGINT, SIGTERM, SIGHUP}) {
    Outcome o = runForked(
        [&] {
          tool::OutputFiles files;
          files.write(object, content);
          files.write(header, content);
          pause();
          return files.commit();
        },
        500, signal);
    EXPECT_EQ(o.signal, signal) << o.exitCode;
    expectUntouched();
  }
}

TEST_F(OutputFiles, C15_KillBetweenWriteAndCommit) {
  runForked(
      [&] {
        tool::OutputFiles files;
        files.write(object, content);
        files.write(header, content);
        pause();
        return files.commit();
      },
      500, SIGKILL);
  // Nobody can remove the files with other names, but the old ones are whole.
  EXPECT_EQ(folder.read("m.o"), "old object");
  EXPECT_EQ(folder.read("m.h"), "old header");
}

TEST_F(OutputFiles, C16_TimeLimitAfterTheFrontEnd) {
  Outcome o = runForked([&] {
    tool::Limits limits;
    limits.seconds = 1;
    tool::enforce(limits);
    tool::leaveFrontend();
    tool::OutputFiles files;
    files.write(object, content);
    for (;;)
      pause();
    return 0;
  });
  EXPECT_EQ(o.exitCode, 2);
  EXPECT_EQ(o.err, "hac: error: the model needs more time than it may to be compiled [hac-C013]\n");
  expectUntouched();
}

TEST_F(OutputFiles, C16_MemoryLimitAfterTheFrontEnd) {
  Outcome o = runForked([&] {
    tool::Limits limits;
    limits.bytes = 256 << 20;
    tool::enforce(limits);
    tool::leaveFrontend();
    tool::OutputFiles files;
    files.write(object, content);
    std::vector<std::string> more;
    for (;;)
      more.emplace_back(1 << 20, 'x');
    return 0;
  });
  EXPECT_EQ(o.exitCode, 2);
  EXPECT_EQ(o.err,
            "hac: error: the model needs more memory than it may to be compiled [hac-C013]\n");
  expectUntouched();
}

} // namespace
} // namespace hac::test
