// The cache of packed weights and packing by several lanes: bad inputs S22 (mapped) and S32.
#include "support.h"

#include <hac/pool.hpp>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace support;
namespace fs = std::filesystem;

namespace {

std::string read_file(const std::string &path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}
void write_file(const std::string &path, const std::string &bytes) {
  std::ofstream out(path, std::ios::binary);
  out << bytes;
}

class C4_Cache : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_NE(mkdtemp(folder.data()), nullptr); // 0700
    file = folder + "/weights";
    cache = folder + "/packed";
    write_file(file, file_of(news_tensors()));
  }
  void TearDown() override {
    fs::permissions(folder, fs::perms::owner_all);
    fs::remove_all(folder);
  }

  /// A load with the cache, which must give right answers whatever the cache is.
  hac_load_info load(uint32_t flags = 0, std::span<std::byte> memory = {}) {
    auto w = news::weights::load(file.c_str(),
                                 {.flags = flags, .memory = memory, .cache_path = cache.c_str()});
    EXPECT_TRUE(w) << w.error().text;
    if (!w)
      return {-1, 0, 0, 0, 0, 0};
    classify_call call;
    call.w = w->get();
    call.expect_right();
    for (auto &entry : fs::directory_iterator(folder)) // no temporary file is left
      EXPECT_TRUE(entry.path() == file || entry.path() == cache) << entry.path();
    return w->load_info();
  }
  /// The cache is not taken, for this reason, and there is a good one afterwards.
  void expect_rewritten(int32_t why, uint32_t flags = 0) {
    hac_load_info info = load(flags);
    EXPECT_EQ(info.cache, why);
    EXPECT_EQ(info.cache_written, 1);
    EXPECT_EQ(info.cache_errno, 0);
    EXPECT_EQ(load(flags).cache, HAC_CACHE_HIT);
  }

  std::string folder = "/tmp/hac-runtime-XXXXXX", file, cache;
};

TEST_F(C4_Cache, WrittenOnceThenMapped) {
  hac_load_info info = load();
  EXPECT_EQ(info.cache, HAC_CACHE_MISSING);
  EXPECT_EQ(info.cache_written, 1);
  EXPECT_EQ(info.packed_bytes, news_model.isas[0].weights_bytes);
  EXPECT_EQ(info.mapped_bytes, 0);
  std::string first = read_file(cache);
  EXPECT_EQ(first.size(), 4096u + size_t(news_model.isas[0].weights_bytes));
  struct stat stat;
  ASSERT_EQ(::stat(cache.c_str(), &stat), 0);
  EXPECT_EQ(stat.st_mode & 0777, 0600u);
  for (uint32_t flags : {0u, uint32_t(HAC_LOAD_NO_ENV)}) {
    info = load(flags);
    EXPECT_EQ(info.cache, HAC_CACHE_HIT);
    EXPECT_EQ(info.cache_written, 0);
    EXPECT_EQ(info.packed_bytes, 0);
    EXPECT_EQ(info.mapped_bytes, news_model.isas[0].weights_bytes);
  }
  EXPECT_EQ(read_file(cache), first);
}

TEST_F(C4_Cache, IntoMemoryOfTheCaller) {
  aligned_block block(news_weights_bytes(0));
  std::span memory(reinterpret_cast<std::byte *>(block.data), size_t(block.bytes));
  EXPECT_EQ(load(0, memory).cache, HAC_CACHE_MISSING);
  std::memset(block.data, 0xee, size_t(block.bytes));
  hac_load_info info = load(0, memory);
  EXPECT_EQ(info.cache, HAC_CACHE_HIT);
  EXPECT_EQ(info.packed_bytes, news_model.isas[0].weights_bytes);
  EXPECT_EQ(info.mapped_bytes, 0);
}

TEST_F(C4_Cache, OfAFileInMemory) {
  std::string bytes = file_of(news_tensors());
  for (int32_t expected : {HAC_CACHE_MISSING, HAC_CACHE_HIT}) {
    auto w = news::weights::load_memory(
        std::as_bytes(std::span(bytes)),
        {.flags = HAC_CACHE_TRUST_STAT, .cache_path = cache.c_str()}); // memory has no times
    ASSERT_TRUE(w);
    EXPECT_EQ(w->load_info().cache, expected);
  }
}

TEST_F(C4_Cache, S32_Cut) {
  load();
  std::string whole = read_file(cache);
  for (size_t bytes : {size_t(0), size_t(1), size_t(50), size_t(4095), size_t(4096), size_t(5000),
                       whole.size() - 1}) {
    write_file(cache, whole.substr(0, bytes));
    expect_rewritten(HAC_CACHE_DAMAGED);
  }
  write_file(cache, whole + "x");
  expect_rewritten(HAC_CACHE_DAMAGED);
}

TEST_F(C4_Cache, S32_FlippedBit) {
  load();
  const std::string whole = read_file(cache);
  for (size_t at = 0; at < whole.size(); at += at < 128 ? 3 : 331) {
    if (at >= 80 && at < 4096) // the rest of the first page means nothing
      continue;
    std::string flipped = whole;
    flipped[at] = char(flipped[at] ^ 1 << at % 8);
    for (uint32_t flags : {0u, uint32_t(HAC_CACHE_TRUST_STAT)}) {
      write_file(cache, flipped);
      hac_load_info info = load(flags);
      if (at < 8) { // no longer a cache, but somebody's file
        EXPECT_EQ(info.cache, HAC_CACHE_UNSAFE);
        EXPECT_EQ(read_file(cache), flipped);
        continue;
      }
      EXPECT_TRUE(info.cache == HAC_CACHE_DAMAGED || (flags && info.cache == HAC_CACHE_OTHER))
          << at << ": " << info.cache;
      EXPECT_EQ(info.cache_written, 1) << at;
    }
  }
}

TEST_F(C4_Cache, S32_FileThatIsNoCacheIsLeftAlone) {
  write_file(cache, "my notes");
  hac_load_info info = load();
  EXPECT_EQ(info.cache, HAC_CACHE_UNSAFE);
  EXPECT_EQ(info.cache_written, 0);
  EXPECT_EQ(read_file(cache), "my notes");
  auto w = news::weights::load(file.c_str(), {.cache_path = file.c_str()}); // the weights themselves
  ASSERT_TRUE(w);
  EXPECT_EQ(w->load_info().cache, HAC_CACHE_UNSAFE);
  EXPECT_EQ(read_file(file), file_of(news_tensors()));
}

TEST_F(C4_Cache, S32_OtherWeights) {
  load();
  std::vector<tensor> tensors = news_tensors();
  std::swap(tensors[0], tensors[1]); // the same values at other places
  write_file(file, file_of(tensors));
  expect_rewritten(HAC_CACHE_OTHER);
}

TEST_F(C4_Cache, S32_OtherObjectFlagsOrLevel) {
  load();
  expect_rewritten(HAC_CACHE_OTHER, HAC_LOAD_CHECK_FINITE);
  write_file(file, file_of({{"w", "F32", {4}, bytes_of<float>({1, 2, 3, 4})}}));
  auto w = other::weights::load(file.c_str(), {.cache_path = cache.c_str()});
  ASSERT_TRUE(w);
  EXPECT_EQ(w->load_info().cache, HAC_CACHE_OTHER);
  EXPECT_EQ(w->load_info().cache_written, 1);
}

TEST_F(C4_Cache, S32_FolderThatOthersMayWrite) {
  load();
  for (auto more : {fs::perms::others_write, fs::perms::group_write}) {
    fs::permissions(folder, fs::perms::owner_all | more);
    hac_load_info info = load();
    EXPECT_EQ(info.cache, HAC_CACHE_UNSAFE);
    EXPECT_EQ(info.cache_written, 0);
    fs::remove(cache);
    EXPECT_EQ(load().cache, HAC_CACHE_UNSAFE);
    EXPECT_FALSE(fs::exists(cache));
    fs::permissions(folder, fs::perms::owner_all);
    expect_rewritten(HAC_CACHE_MISSING);
  }
}

TEST_F(C4_Cache, S32_CacheThatIsNoFileOfThisUser) {
  fs::create_symlink(file, cache); // never followed, never written through
  EXPECT_EQ(load().cache, HAC_CACHE_UNSAFE);
  EXPECT_EQ(read_file(file), file_of(news_tensors()));
  fs::remove(cache);
  fs::create_directory(cache);
  EXPECT_EQ(load().cache, HAC_CACHE_UNSAFE);
  fs::remove(cache);
  ASSERT_EQ(mkfifo(cache.c_str(), 0600), 0);
  alarm(5); // a load that blocks ends the test
  EXPECT_EQ(load().cache, HAC_CACHE_UNSAFE);
  alarm(0);
  fs::remove(cache);
  load();
  fs::permissions(cache, fs::perms::others_write, fs::perm_options::add);
  EXPECT_EQ(load().cache, HAC_CACHE_UNSAFE);
}

TEST_F(C4_Cache, PathsThatCannotBe) {
  for (std::string path : {folder + "/nowhere/packed", std::string(), folder + "/",
                           folder + "/" + std::string(300, 'x'), std::string(5000, 'x') + "/y"}) {
    cache = path;
    hac_load_info info = load();
    EXPECT_NE(info.cache, HAC_CACHE_HIT) << path;
    EXPECT_NE(info.cache, HAC_CACHE_UNUSED) << path;
    EXPECT_EQ(info.cache_written, 0) << path;
  }
  EXPECT_EQ(load_news() ? 0 : 1, 0);
}

TEST_F(C4_Cache, TrustedTimes) {
  expect_rewritten(HAC_CACHE_MISSING, HAC_CACHE_TRUST_STAT);
  // The content is not looked at, only size, times and header.
  auto time = fs::last_write_time(file);
  std::string bytes = file_of(news_tensors());
  bytes.back() = char(bytes.back() ^ 1);
  write_file(file, bytes);
  fs::last_write_time(file, time);
  EXPECT_EQ(load(HAC_CACHE_TRUST_STAT).cache, HAC_CACHE_HIT);
  write_file(file, file_of(news_tensors())); // another time
  fs::last_write_time(file, time + std::chrono::seconds(2));
  EXPECT_EQ(load(HAC_CACHE_TRUST_STAT).cache, HAC_CACHE_OTHER);
}

TEST_F(C4_Cache, ErrorsOfTheFileStayTheSame) {
  load();
  write_file(file, file_of(news_tensors()).substr(0, 2000));
  auto w = news::weights::load(file.c_str(), {.cache_path = cache.c_str()});
  ASSERT_FALSE(w);
  EXPECT_EQ(w.error().status, HAC_E_FILE_OFFSETS) << w.error().text;
}

TEST_F(C4_Cache, Report) {
  hac_load_info info{};
  weights w = load_news();
  EXPECT_EQ(hac_load_report(w.get(), &info), 0);
  EXPECT_EQ(info.cache, HAC_CACHE_UNUSED);
  EXPECT_EQ(info.packed_bytes, news_model.isas[0].weights_bytes);
  EXPECT_EQ(hac_load_report(nullptr, &info), HAC_E_NULL);
  EXPECT_EQ(hac_load_report(w.get(), nullptr), HAC_E_NULL);
  alignas(64) char other[256] = {};
  EXPECT_EQ(hac_load_report(reinterpret_cast<hac_weights *>(other), &info), HAC_E_HANDLE);
}

#ifndef HAC_RT_SYSTEM_TABLE // AddressSanitizer has a handler of its own, and its mapping is larger

/// In a child: three threads run on a cache that then loses all its pages.
int status_of_shrunk(const std::string &file, const std::string &cache, bool guard) {
  pid_t child = fork();
  if (child == 0) {
    alarm(20);
    if (guard && hac_sigbus_guard(1))
      _exit(10);
    auto w = news::weights::load(file.c_str(), {.cache_path = cache.c_str()});
    if (!w || w->load_info().cache != HAC_CACHE_HIT)
      _exit(11);
    auto healthy = news::weights::load(file.c_str());
    std::atomic<int> lost{0}, right{0}, ready{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 3; ++i)
      threads.emplace_back([&] {
        classify_call call;
        call.w = w->get();
        for (int run = 0; run < 50; ++run)
          right += call.run() == 0;
        if (++ready == 3 && truncate(cache.c_str(), 0)) // the last one, while the others go on
          _exit(12);
        while (call.run() == 0)
          usleep(100);
        lost += call.error.status == HAC_E_FILE_CHANGED && call.run() == HAC_E_FILE_CHANGED;
        call.w = healthy->get(); // the context and other weights are as before
        right += call.run() == 0 &&
                 call.logits == classify_by_hand(call.tokens, call.length, 8);
      });
    for (std::thread &thread : threads)
      thread.join();
    _exit(lost == 3 && right == 3 * 51 && !hac_sigbus_guard(0) ? 0 : 13);
  }
  int status = -1;
  waitpid(child, &status, 0);
  return status;
}

TEST_F(C4_Cache, S22_ShrunkWhileMapped) {
  load();
  EXPECT_EQ(status_of_shrunk(file, cache, true), 0);
  expect_rewritten(HAC_CACHE_DAMAGED);
  int status = status_of_shrunk(file, cache, false);
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGBUS) << status;
}

TEST_F(C4_Cache, S22_ForeignFaultsAreNotTheGuards) {
  auto child_status = [](auto body) {
    pid_t child = fork();
    if (child == 0) {
      alarm(5);
      body();
      _exit(1);
    }
    int status = -1;
    waitpid(child, &status, 0);
    return status;
  };
  int status = child_status([] {
    hac_sigbus_guard(1);
    raise(SIGBUS);
    raise(SIGBUS); // the first has put the default back
  });
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGBUS) << status;
  status = child_status([] {
    signal(SIGBUS, [](int) { _exit(42); });
    hac_sigbus_guard(1);
    raise(SIGBUS);
  });
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 42) << status;
}

#endif

TEST_F(C4_Cache, PackingByLanesGivesTheSameBytes) {
  aligned_block serial(news_weights_bytes(0)), parallel(news_weights_bytes(0), 0x11);
  auto pack = [&](aligned_block &block, const hac_parallel *hook) {
    std::span memory(reinterpret_cast<std::byte *>(block.data), size_t(block.bytes));
    EXPECT_TRUE(news::weights::load(file.c_str(), {.memory = memory, .parallel = hook}));
    return std::string(block.data + 128, size_t(news_model.isas[0].weights_bytes));
  };
  std::string expected = pack(serial, nullptr);
  auto padding = [](std::string bytes) { // bytes between the packs are nobody's
    bytes.erase(4000, 32);
    return bytes;
  };
  for (int64_t lanes : {1, 2, 3, 7, 64}) {
    hac::pool pool(lanes);
    EXPECT_EQ(padding(pack(parallel, pool)).substr(0, 5000), padding(expected).substr(0, 5000));
  }
  for (auto run : {+[](void *, int64_t, hac_lane_fn, void *) { return 0; },   // leaves lanes out
                   +[](void *, int64_t lanes, hac_lane_fn fn, void *arg) { // too many
                     for (int64_t i = 0; i < 3 * lanes; ++i)
                       fn(arg, 0);
                     return 1;
                   }}) {
    hac_parallel wrong{run, nullptr, 3};
    EXPECT_EQ(pack(parallel, &wrong).substr(0, 4000), expected.substr(0, 4000));
  }
}

TEST_F(C4_Cache, PackingByLanesGivesTheSameErrors) {
  std::vector<tensor> tensors = news_tensors();
  for (int which : {0, 3}) // two parameters have a NaN: the model's first is reported
    tensors[size_t(which)].bytes.replace(8, 4, bytes_of<float>({NAN}));
  write_file(file, file_of(tensors));
  hac::pool pool(3);
  for (const hac_parallel *hook : {static_cast<const hac_parallel *>(nullptr),
                                   static_cast<const hac_parallel *>(pool)}) {
    auto w = news::weights::load(file.c_str(), {.flags = HAC_LOAD_CHECK_FINITE, .parallel = hook});
    ASSERT_FALSE(w);
    EXPECT_EQ(w.error().status, HAC_E_FILE_NON_FINITE);
    EXPECT_EQ(w.error().text, "\"" + fs::path(file).filename().string() +
                                  "\": \"head.weight\" has a NaN or an infinity at element 2");
  }
  for (int64_t lanes : {int64_t(0), int64_t(-1), int64_t(HAC_MAX_LANES + 1)}) {
    hac_parallel wrong{static_cast<const hac_parallel *>(pool)->run, nullptr, lanes};
    auto w = news::weights::load(file.c_str(), {.parallel = &wrong});
    ASSERT_FALSE(w);
    EXPECT_EQ(w.error().status, HAC_E_PARALLEL);
  }
  hac_parallel none{nullptr, nullptr, 2};
  EXPECT_EQ(news::weights::load(file.c_str(), {.parallel = &none}).error().status, HAC_E_NULL);
}

} // namespace
