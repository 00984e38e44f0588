// Every system call of a load fails in turn. Only in the build whose runtime calls
// through a table.
#include "support.h"

#include "runtime/src/system.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
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

/// Loads with a cache, while the system calls that `spoil` replaces fail one after the other.
class CacheFaults : public Faults {
protected:
  void SetUp() override {
    Faults::SetUp();
    ASSERT_NE(mkdtemp(folder.data()), nullptr);
  }
  void TearDown() override {
    Faults::TearDown();
    std::filesystem::remove_all(folder);
  }
  /// A load succeeds whatever fails; the cache is the old one or a new one, whole, and alone.
  hac_load_info load_cached(const std::string &before) {
    std::string cache = folder + "/packed";
    hac_load_info info{};
    auto w = news::weights::load(file.path(), {.cache_path = cache.c_str()});
    hac::rt::system_table failing = system_calls;
    system_calls = real;
    EXPECT_TRUE(w) << w.error().text;
    if (w) {
      classify_call call;
      call.w = w->get();
      call.expect_right();
      info = w->load_info();
    }
    for (auto &entry : std::filesystem::directory_iterator(folder))
      EXPECT_EQ(entry.path(), cache);
    if (!info.cache_written && info.cache != HAC_CACHE_HIT) {
      size_t whole = 4096 + size_t(news_model.isas[0].weights_bytes);
      EXPECT_TRUE(content(cache) == before || content(cache).size() == whole); // folder not synced
    }
    system_calls = failing;
    return info;
  }
  static std::string content(const std::string &path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  /// Every n-th call fails until nothing does; returns how often a call failed. `before`: what lies
  /// there instead of a cache.
  int fail_each_cached(int error_number, const std::string &before) {
    for (fail_at = 0;; ++fail_at) {
      std::filesystem::remove(folder + "/packed");
      if (!before.empty())
        std::ofstream(folder + "/packed", std::ios::binary) << before;
      calls = 0;
      fail_errno = error_number;
      int files = open_files();
      hac_load_info info = load_cached(before);
      EXPECT_EQ(open_files(), files);
      if (calls <= fail_at) {
        EXPECT_EQ(info.cache_written, 1);
        return fail_at;
      }
    }
  }
  std::string folder = "/tmp/hac-runtime-XXXXXX";
};

TEST_F(CacheFaults, EachCallOfWriting) {
  for (const std::string before : {"", "HACCACHE of old"}) {
    system_calls.write = [](int fd, const void *from, size_t bytes) {
      return fails() ? ssize_t(-1) : real.write(fd, from, bytes);
    };
    EXPECT_EQ(fail_each_cached(ENOSPC, before), 2); // header and block
    system_calls = real;
    system_calls.sync = [](int fd) { return fails() ? -1 : real.sync(fd); };
    EXPECT_EQ(fail_each_cached(EIO, before), 2); // file, folder
    system_calls = real;
    system_calls.rename_in = [](int in, const char *from, const char *to) {
      return fails() ? -1 : real.rename_in(in, from, to);
    };
    EXPECT_EQ(fail_each_cached(EACCES, before), 1);
    system_calls = real;
    system_calls.set_times = [](int fd, const timespec times[2]) {
      return fails() ? -1 : real.set_times(fd, times);
    };
    EXPECT_EQ(fail_each_cached(EPERM, before), 1);
    system_calls = real;
    system_calls.open_in = [](int in, const char *name, int flags) {
      return fails() ? -1 : real.open_in(in, name, flags);
    };
    EXPECT_EQ(fail_each_cached(EMFILE, before), 3); // folder, cache, temporary file
    system_calls = real;
  }
}

TEST_F(CacheFaults, ShortWritesAreContinued) {
  system_calls.write = [](int fd, const void *from, size_t bytes) {
    errno = EINTR;
    return calls++ % 3 == 0 ? ssize_t(-1) : real.write(fd, from, bytes < 700 ? bytes : 700);
  };
  EXPECT_EQ(load_cached("").cache_written, 1);
  system_calls = real;
  EXPECT_EQ(load_cached("").cache, HAC_CACHE_HIT);
}

TEST_F(CacheFaults, EachCallOfReading) {
  load_cached("");
  std::string whole = content(folder + "/packed");
  system_calls.map_file = [](int fd, size_t bytes) {
    return fails() ? MAP_FAILED : real.map_file(fd, bytes);
  };
  for (fail_at = 0; fail_at < 2; ++fail_at) {
    calls = 0;
    fail_errno = ENOMEM;
    hac_load_info info = load_cached(whole);
    EXPECT_EQ(info.cache, fail_at ? HAC_CACHE_HIT : HAC_CACHE_MISSING);
    EXPECT_EQ(info.cache_written, !fail_at);
  }
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
