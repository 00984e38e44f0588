// Every system call of a load fails in turn (document 6, B7). Only in the build whose runtime calls
// through a table.
#include "support.h"

#include "runtime/src/system.h"

#include <algorithm>
#include <cerrno>
#include <pthread.h>

using namespace support;
using hac::rt::system_calls;

namespace {

const hac::rt::system_table real = hac::rt::default_system_table;

int calls, fail_at, fail_errno;
bool fails() {
  bool now = calls++ == fail_at;
  if (now)
    errno = fail_errno;
  return now;
}

int open_files() {
  int count = 0;
  for (int fd = 0; fd < 256; ++fd)
    count += fcntl(fd, F_GETFD) >= 0;
  return count;
}

class Faults : public testing::Test {
protected:
  void SetUp() override { system_calls = real; }
  void TearDown() override { system_calls = real; }
  hac_status load() {
    hac::rt::system_table failing = system_calls;
    system_calls = real;
    classify_call call;
    system_calls = failing;
    hac_weights *w = nullptr;
    hac_error error{};
    hac_status status = news_load(file.path(), nullptr, &w, &error);
    EXPECT_EQ(status == 0, w != nullptr);
    EXPECT_EQ(status, error.status);
    if (!status) {
      call.w = w;
      call.expect_right();
    }
    news_unload(w);
    return status;
  }
  /// Fails the n-th call for every n until the load succeeds; returns how many failed.
  int fail_each(int error_number, std::vector<hac_status> allowed) {
    for (fail_at = 0;; ++fail_at) {
      calls = 0;
      fail_errno = error_number;
      int files = open_files();
      hac_status status = load();
      EXPECT_EQ(open_files(), files);
      if (!status)
        return fail_at;
      EXPECT_TRUE(std::find(allowed.begin(), allowed.end(), status) != allowed.end())
          << status << " at call " << fail_at;
    }
  }
  temporary_file file{file_of(news_tensors())};
};

TEST_F(Faults, OpenFails) {
  system_calls.open = [](const char *path, int flags) {
    return fails() ? -1 : real.open(path, flags);
  };
  EXPECT_EQ(fail_each(EACCES, {HAC_E_FILE_OPEN}), 1);
}

TEST_F(Faults, FstatFails) {
  system_calls.fstat = [](int fd, struct stat *info) {
    return fails() ? -1 : real.fstat(fd, info);
  };
  EXPECT_EQ(fail_each(EIO, {HAC_E_FILE_READ}), 2); // when opened, and at the end
}

TEST_F(Faults, ReadFails) {
  system_calls.pread = [](int fd, void *to, size_t bytes, off_t at) {
    return fails() ? ssize_t(-1) : real.pread(fd, to, bytes, at);
  };
  EXPECT_EQ(fail_each(EIO, {HAC_E_FILE_READ}), 6); // length, header, four parameters
}

TEST_F(Faults, MappingFails) {
  system_calls.map = [](size_t bytes) { return fails() ? MAP_FAILED : real.map(bytes); };
  EXPECT_EQ(fail_each(ENOMEM, {HAC_E_NO_MEMORY}), 3); // header, weights, scratch
}

TEST_F(Faults, ShortReadsAndEintrAreRetried) {
  system_calls.open = [](const char *path, int flags) {
    errno = EINTR;
    return calls++ < 2 ? -1 : real.open(path, flags);
  };
  system_calls.pread = [](int fd, void *to, size_t bytes, off_t at) {
    errno = EINTR;
    return calls++ % 3 == 0 ? ssize_t(-1) : real.pread(fd, to, bytes < 100 ? bytes : 100, at);
  };
  calls = 0;
  EXPECT_EQ(load(), 0);
}

TEST_F(Faults, S22_FileShrinksWhileLoading) {
  system_calls.pread = [](int fd, void *to, size_t bytes, off_t at) {
    return calls++ < 3 ? real.pread(fd, to, bytes, at) : 0;
  };
  calls = 0;
  EXPECT_EQ(load(), HAC_E_FILE_READ);
}

TEST_F(Faults, S22_FileChangesWhileLoading) {
  system_calls.fstat = [](int fd, struct stat *info) {
    int result = real.fstat(fd, info);
    info->st_size += calls++ > 0;
    return result;
  };
  calls = 0;
  EXPECT_EQ(load(), HAC_E_FILE_CHANGED);
}

TEST_F(Faults, R22_ThreadCancelledInLoad) {
  static bool loaded;
  loaded = false;
  system_calls.pread = [](int fd, void *to, size_t bytes, off_t at) {
    pthread_cancel(pthread_self());
    pthread_testcancel(); // as the cancellation points of libc do
    return real.pread(fd, to, bytes, at);
  };
  pthread_t thread;
  auto body = [](void *self) -> void * {
    loaded = static_cast<Faults_R22_ThreadCancelledInLoad_Test *>(self)->load() == 0;
    pthread_testcancel();
    return nullptr;
  };
  ASSERT_EQ(pthread_create(&thread, nullptr, body, this), 0);
  void *result = nullptr;
  pthread_join(thread, &result);
  EXPECT_TRUE(loaded);
  EXPECT_EQ(result, PTHREAD_CANCELED);
}

} // namespace
