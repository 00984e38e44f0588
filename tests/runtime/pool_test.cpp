// libhac_pool under the runtime: lanes, callers, forks, nesting (bad inputs R15, R17 to R19).
#include "support.h"

#include <hac/pool.hpp>

#include <atomic>
#include <chrono>
#include <immintrin.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace support;

namespace {

/// Every lane of one region, counted.
std::vector<int> lanes_run(const hac_parallel &hook, int64_t lanes) {
  std::vector<std::atomic<int>> seen(size_t(lanes) + 1);
  struct region {
    std::vector<std::atomic<int>> &seen;
    int64_t lanes;
  } r{seen, lanes};
  auto count = [](void *arg, int64_t lane) {
    auto &r = *static_cast<region *>(arg);
    r.seen[size_t(lane >= 0 && lane < r.lanes ? lane : r.lanes)]++;
  };
  EXPECT_EQ(hook.run(hook.self, lanes, count, &r), 0);
  return {seen.begin(), seen.end()};
}

std::vector<int> once(int64_t lanes) {
  std::vector<int> expected(size_t(lanes) + 1, 1);
  expected.back() = 0;
  return expected;
}

TEST(Pool, EachLaneOnce) {
  for (int64_t lanes : {1, 2, 3, 7, 64, HAC_MAX_LANES})
    for (auto spin : {std::chrono::microseconds(-1), std::chrono::microseconds(0)}) {
      hac::pool pool(lanes, spin);
      ASSERT_EQ(pool.lanes(), lanes);
      const hac_parallel *hook = pool;
      for (int i = 0; i < 200; ++i)
        for (int64_t wanted : {int64_t(1), (lanes + 1) / 2, lanes})
          ASSERT_EQ(lanes_run(*hook, wanted), once(wanted));
    }
}

TEST(Pool, LanesAreChecked) {
  for (int64_t lanes : {int64_t(-1), int64_t(HAC_MAX_LANES + 1), INT64_MIN}) {
    EXPECT_EQ(hac_pool_create(lanes, -1), nullptr);
    hac::pool pool(lanes);
    EXPECT_EQ(pool.lanes(), 1);
    EXPECT_EQ(static_cast<const hac_parallel *>(pool), nullptr); // serial
  }
  EXPECT_EQ(hac_pool_parallel(nullptr), nullptr);
  hac_pool_destroy(nullptr);
  cpu_set_t cpus;
  ASSERT_EQ(sched_getaffinity(0, sizeof cpus, &cpus), 0);
  EXPECT_EQ(hac::pool().lanes(), CPU_COUNT(&cpus));
}

/// The lanes share work: a region of sleeping tasks is run by more than one thread.
TEST(Pool, OthersTakePart) {
  hac::pool pool(2);
  const hac_parallel *hook = pool;
  struct region {
    std::atomic<int> inside{0}, together{0};
  } r;
  for (int i = 0; i < 1000 && !r.together; ++i)
    hook->run(
        hook->self, 2,
        [](void *arg, int64_t) {
          auto &r = *static_cast<region *>(arg);
          if (++r.inside == 2)
            r.together = 1;
          std::this_thread::sleep_for(std::chrono::milliseconds(1));
          --r.inside;
        },
        &r);
  EXPECT_EQ(r.together, std::thread::hardware_concurrency() > 1 ? 1 : 0);
}

TEST(Pool, LanesGiveTheSameBits) {
  for (int64_t lanes : {1, 2, 3, 7}) {
    hac::pool pool(lanes);
    classify_call c(lanes);
    c.cx.parallel = pool;
    for (int i = 0; i < 100; ++i)
      c.expect_right();
  }
}

TEST(Pool, R15_PoolMadeUnderFlushToZero) {
  unsigned before = _mm_getcsr();
  _mm_setcsr(before | 0x8040 | 0x6000); // FTZ, DAZ, round to zero
  hac::pool pool(3);
  _mm_setcsr(before);
  hac_context cx{};
  cx.parallel = pool;
  hac_call call{};
  call.cx = &cx;
  call.lanes = 3;
  std::atomic<int> wrong{0};
  for (int i = 0; i < 100; ++i)
    ASSERT_EQ(hac_rt1_parallel_for(
                  &call, 30,
                  [](void *arg, int64_t, int64_t) {
                    *static_cast<std::atomic<int> *>(arg) += (_mm_getcsr() & 0xffc0) != 0x1f80;
                  },
                  &wrong),
              0);
  EXPECT_EQ(wrong, 0);
}

TEST(Pool, R17_TwoThreadsTwoContextsOnePool) {
  hac::pool pool(2);
  auto work = [&] {
    classify_call c(2);
    c.cx.parallel = pool;
    for (int i = 0; i < 300; ++i)
      c.expect_right();
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back(work);
  for (std::thread &thread : threads)
    thread.join();
}

#ifndef HAC_TESTS_WITHOUT_FORK // ThreadSanitizer refuses threads in a forked child

/// 0 if `body` returned true in a child within 5 s.
template <typename Body> int status_of_child(Body body) {
  pid_t child = fork();
  if (child == 0) {
    alarm(5);
    _exit(body() ? 0 : 1);
  }
  int status = -1;
  waitpid(child, &status, 0);
  return status;
}

TEST(Pool, R18_ForkBeforeAndAfterARun) {
  hac::pool pool(2);
  const hac_parallel *hook = pool;
  auto runs = [&] {
    classify_call c(2);
    c.cx.parallel = pool;
    for (int i = 0; i < 10; ++i)
      if (c.run())
        return false;
    return c.logits == classify_by_hand(c.tokens, c.length, 8) &&
           lanes_run(*hook, 2) == once(2);
  };
  EXPECT_EQ(status_of_child(runs), 0); // the pool has no thread yet
  EXPECT_TRUE(runs());
  EXPECT_EQ(status_of_child(runs), 0); // its threads are not in the child
  EXPECT_EQ(status_of_child([&] {      // nor is its end waited for
              hac::pool inner(2);
              return runs() && lanes_run(*static_cast<const hac_parallel *>(inner), 2) == once(2);
            }),
            0);
  EXPECT_TRUE(runs());
}

#ifndef HAC_RT_SYSTEM_TABLE // sanitizers need more address space

TEST(Pool, NoMemoryForThreadsIsSerial) {
  EXPECT_EQ(status_of_child([] {
              hac::pool pool(2);
              rlimit limit{};
              getrlimit(RLIMIT_AS, &limit);
              limit.rlim_cur = 1 << 20; // less than is mapped: no stack for a thread
              setrlimit(RLIMIT_AS, &limit);
              return lanes_run(*static_cast<const hac_parallel *>(pool), 2) == once(2);
            }),
            0);
}

#endif

#endif

TEST(Pool, R19_NestedOnTheSamePool) {
  static hac::pool pool(3);
  hac_context cx{};
  cx.parallel = pool;
  hac_call call{};
  call.cx = &cx;
  call.lanes = 3;
  std::atomic<int> right{0};
  ASSERT_EQ(hac_rt1_parallel_for(
                &call, 9,
                [](void *arg, int64_t, int64_t) {
                  classify_call inner(3);
                  inner.cx.parallel = pool;
                  *static_cast<std::atomic<int> *>(arg) += inner.run() == 0;
                },
                &right),
            0);
  EXPECT_EQ(right, 9);
}

TEST(Pool, CancelAndFailureStopTheLanes) {
  hac::pool pool(3);
  volatile int32_t cancel = 0;
  hac_context cx{};
  cx.parallel = pool;
  cx.cancel = &cancel;
  struct region {
    hac_call call{};
    volatile int32_t *cancel;
    std::atomic<int> tasks{0};
  } r;
  r.call.cx = &cx;
  r.call.lanes = 3;
  r.cancel = &cancel;
  EXPECT_EQ(hac_rt1_parallel_for(
                &r.call, 100000,
                [](void *arg, int64_t, int64_t) {
                  auto &r = *static_cast<region *>(arg);
                  if (++r.tasks == 10)
                    *r.cancel = 1;
                },
                &r),
            HAC_E_CANCELLED);
  EXPECT_LT(r.tasks, 1000);
  cancel = 0;
  r.tasks = 0;
  r.call.failed = 0; // another call
  EXPECT_EQ(hac_rt1_parallel_for(
                &r.call, 100000,
                [](void *arg, int64_t task, int64_t) {
                  auto &r = *static_cast<region *>(arg);
                  if (++r.tasks >= 10) // of several the first stays
                    hac_rt1_fail(&r.call, HAC_E_INDEX, -1, task);
                },
                &r),
            HAC_E_INDEX);
  EXPECT_LT(r.tasks, 1000);
  EXPECT_EQ(r.call.fault_arg, -1);
}

TEST(Pool, ManyPoolsComeAndGo) {
  for (int i = 0; i < 300; ++i) {
    hac::pool pool(1 + i % 4);
    const hac_parallel *hook = pool;
    ASSERT_EQ(lanes_run(*hook, pool.lanes()), once(pool.lanes()));
  }
}

} // namespace
