// The caller's environment: bad inputs R15 to R23, R27 and R29.
#include "alien.h"
#include "support.h"

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <immintrin.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace support;

namespace {

/// A hook on plain threads: one for each lane.
int run_threads(void *, int64_t lanes, hac_lane_fn fn, void *arg) {
  std::vector<std::thread> threads;
  for (int64_t lane = 0; lane < lanes; ++lane)
    threads.emplace_back(fn, arg, lane);
  for (std::thread &thread : threads)
    thread.join();
  return 0;
}

int run_serially(void *, int64_t lanes, hac_lane_fn fn, void *arg) {
  for (int64_t lane = lanes; lane-- > 0;)
    fn(arg, lane);
  return 0;
}

hac_status status_with(hac_parallel hook) {
  classify_call c(hook.lanes);
  c.cx.parallel = &hook;
  hac_status status = c.run();
  EXPECT_EQ(status, c.error.status);
  c.cx.parallel = nullptr; // the context can be used again
  c.expect_right();
  return status;
}

TEST(C5_Caller, LanesGiveTheSameBits) {
  for (int64_t lanes : {1, 2, 3, 7, 64, HAC_MAX_LANES})
    for (auto run : {run_threads, run_serially}) {
      if (run == run_threads && lanes > 64)
        continue;
      hac_parallel hook{run, nullptr, lanes};
      classify_call c(lanes);
      c.cx.parallel = &hook;
      c.expect_right();
    }
  for (int64_t lanes : {int64_t(0), int64_t(-1), int64_t(HAC_MAX_LANES + 1), INT64_MAX}) {
    hac_parallel hook{run_serially, nullptr, lanes};
    classify_call c;
    c.cx.parallel = &hook;
    EXPECT_EQ(c.run_untouched(), HAC_E_PARALLEL);
  }
}

std::vector<float> odd_outputs() {
  odd_call c;
  EXPECT_EQ(c.run(), 0) << c.error.text;
  c.copy.push_back(c.total[0]);
  return c.copy;
}

TEST(C5_Caller, R15_ControlWordOfTheCaller) {
  const std::vector<float> right = odd_outputs();
  unsigned before = _mm_getcsr();
  constexpr unsigned ftz = 0x8000, daz = 0x40, masks = 0x1f80, sticky = 0x3f;
  for (unsigned rounding : {0x0000u, 0x2000u, 0x4000u, 0x6000u})
    for (unsigned word : {masks, masks | ftz | daz, masks | sticky, 0x1000u /* traps on */}) {
      odd_call c;
      _mm_setcsr(word | rounding);
      hac_status status = c.run();
      unsigned after = _mm_getcsr();
      _mm_setcsr(before);
      ASSERT_EQ(status, 0);
      EXPECT_EQ(after, word | rounding);
      c.copy.push_back(c.total[0]);
      EXPECT_EQ(std::memcmp(c.copy.data(), right.data(), right.size() * sizeof(float)), 0);
    }
}

TEST(C5_Caller, R15_ControlWordOfEachLane) {
  // The hook's threads run with FTZ and another rounding; lanes must not, and must restore.
  static std::atomic<int> restored;
  restored = 0;
  hac_parallel hook{[](void *, int64_t lanes, hac_lane_fn fn, void *arg) {
                      for (int64_t lane = 0; lane < lanes; ++lane)
                        std::thread([=] {
                          _mm_setcsr(0xffc0 & ~0x3fu);
                          fn(arg, lane);
                          restored += _mm_getcsr() == (0xffc0 & ~0x3fu);
                        }).join();
                      return 0;
                    },
                    nullptr, 3};
  static std::atomic<int> inside;
  inside = 0;
  hac_context cx{};
  cx.parallel = &hook;
  hac_call call{};
  call.cx = &cx;
  call.lanes = 3;
  EXPECT_EQ(hac_rt1_parallel_for(
                &call, 10, [](void *, int64_t, int64_t) { inside += _mm_getcsr() == 0x1f80; },
                nullptr),
            0);
  EXPECT_EQ(inside, 10);
  EXPECT_EQ(restored, 3);
}

TEST(C5_Caller, R16_TwoCallsWithOneContext) {
  static classify_call *outer;
  static hac_status inner;
  classify_call c(2);
  outer = &c;
  hac_parallel hook{[](void *, int64_t lanes, hac_lane_fn fn, void *arg) {
                      hac_error error{};
                      std::thread([&] {
                        inner = news_classify(outer->w, &outer->cx, &outer->args, &error);
                      }).join();
                      return run_serially(nullptr, lanes, fn, arg);
                    },
                    nullptr, 2};
  c.cx.parallel = &hook;
  c.expect_right();
  EXPECT_EQ(inner, HAC_E_BUSY);
  EXPECT_EQ(c.cx.busy, 0u);
}

TEST(C5_Caller, R17_ManyThreadsWithTheirOwnContexts) {
  weights shared = load_news();
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      hac_parallel hook{run_threads, nullptr, 2};
      classify_call c(2);
      c.w = shared.get();
      c.cx.parallel = &hook;
      for (int repeat = 0; repeat < 20; ++repeat)
        c.expect_right();
    });
  for (std::thread &thread : threads)
    thread.join();
}

TEST(C5_Caller, R18_Fork) {
  classify_call c;
  for (bool run_before : {false, true}) {
    if (run_before)
      c.expect_right();
    pid_t child = fork();
    if (child == 0) {
      alarm(5);
      hac_status status = c.run();
      std::vector<float> right = classify_by_hand(c.tokens, c.length, 8);
      _exit(status == 0 && c.logits == right ? 0 : 1);
    }
    int status = -1;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  c.expect_right();
}

TEST(C5_Caller, R19_Nested) {
  // Inside a lane of another run: its own context is fine, the same one is busy.
  static hac_status same;
  static classify_call *outer;
  classify_call c(2);
  outer = &c;
  hac_parallel hook{[](void *, int64_t lanes, hac_lane_fn fn, void *arg) {
                      for (int64_t lane = 0; lane < lanes; ++lane) {
                        classify_call inner;
                        inner.w = outer->w;
                        inner.expect_right();
                        hac_error error{};
                        same = news_classify(outer->w, &outer->cx, &outer->args, &error);
                        fn(arg, lane);
                      }
                      return 0;
                    },
                    nullptr, 2};
  c.cx.parallel = &hook;
  c.expect_right();
  EXPECT_EQ(same, HAC_E_BUSY);
}

TEST(C5_Caller, R20_HooksThatMisbehave) {
  auto twice = [](void *, int64_t lanes, hac_lane_fn fn, void *arg) {
    fn(arg, 0);
    return run_serially(nullptr, lanes, fn, arg);
  };
  auto left_out = [](void *, int64_t, hac_lane_fn fn, void *arg) { return fn(arg, 1), 0; };
  auto none = [](void *, int64_t, hac_lane_fn, void *) { return 0; };
  auto wrong = [](void *, int64_t lanes, hac_lane_fn fn, void *arg) {
    fn(arg, lanes);
    return run_serially(nullptr, lanes, fn, arg);
  };
  auto negative = [](void *, int64_t lanes, hac_lane_fn fn, void *arg) {
    fn(arg, -1);
    return run_serially(nullptr, lanes, fn, arg);
  };
  auto refuses = [](void *, int64_t, hac_lane_fn fn, void *arg) { return fn(arg, 0), 7; };
  EXPECT_EQ(status_with({twice, nullptr, 2}), HAC_E_PARALLEL);
  EXPECT_EQ(status_with({left_out, nullptr, 2}), HAC_E_PARALLEL);
  EXPECT_EQ(status_with({none, nullptr, 2}), HAC_E_PARALLEL);
  EXPECT_EQ(status_with({wrong, nullptr, 2}), HAC_E_PARALLEL);
  EXPECT_EQ(status_with({negative, nullptr, 2}), HAC_E_PARALLEL);
  EXPECT_EQ(status_with({refuses, nullptr, 2}), HAC_E_CANCELLED);
}

TEST(C5_Caller, R20_HookThatThrows) {
  int calls = 0;
  hac::parallel throwing(2, [&](int64_t lanes, auto &&body) {
    for (int64_t lane = 0; lane < lanes; ++lane)
      body(lane);
    if (++calls == 1)
      throw calls;
  });
  const hac_parallel *hook = throwing;
  EXPECT_EQ(status_with(*hook), HAC_E_CANCELLED);
  classify_call c(2);
  c.cx.parallel = throwing; // the second time it does not throw
  c.expect_right();
}

TEST(C5_Caller, R21_Cancel) {
  volatile int32_t cancel = 1;
  classify_call before;
  before.cx.cancel = &cancel;
  EXPECT_EQ(before.run_untouched(), HAC_E_CANCELLED);
  cancel = 0;
  before.expect_right();
  cancel = 1; // after a run: nothing happens
  EXPECT_EQ(before.run(), HAC_E_CANCELLED);

  // Between two fusion groups.
  hac_context cx{};
  cx.cancel = &cancel;
  hac_call call{};
  call.cx = &cx;
  call.lanes = 1;
  int tasks = 0;
  auto count = [](void *arg, int64_t, int64_t) { ++*static_cast<int *>(arg); };
  cancel = 0;
  EXPECT_EQ(hac_rt1_parallel_for(&call, 3, count, &tasks), 0);
  cancel = 1;
  EXPECT_EQ(hac_rt1_parallel_for(&call, 3, count, &tasks), HAC_E_CANCELLED);
  EXPECT_EQ(hac_rt1_cancelled(&call), HAC_E_CANCELLED);
  EXPECT_EQ(tasks, 3);
  cancel = 0; // a call that lost a region stays lost, also if the kernel did not look
  EXPECT_EQ(hac_rt1_parallel_for(&call, 3, count, &tasks), HAC_E_CANCELLED);
  EXPECT_EQ(tasks, 3);
}

TEST(C5_Caller, ParallelForRunsEachTaskOnce) {
  hac_context cx{};
  hac_parallel hook{run_threads, nullptr, 7};
  cx.parallel = &hook;
  hac_call call{};
  call.cx = &cx;
  call.lanes = 7;
  for (int64_t tasks : {0, 1, 6, 7, 8, 1000}) {
    std::vector<std::atomic<int>> seen(1000);
    EXPECT_EQ(hac_rt1_parallel_for(
                  &call, tasks,
                  [](void *arg, int64_t task, int64_t lane) {
                    auto *counts = static_cast<std::atomic<int> *>(arg);
                    counts[task] += lane >= 0 && lane < 7 ? 1 : 100;
                  },
                  seen.data()),
              0);
    for (int64_t task = 0; task < 1000; ++task)
      EXPECT_EQ(seen[size_t(task)], task < tasks) << task;
  }
}

TEST(C5_Caller, R22_ThreadCancelledInRun) {
  static classify_call *call;
  static bool done;
  classify_call c(2);
  call = &c;
  done = false;
  hac_parallel hook{[](void *, int64_t lanes, hac_lane_fn fn, void *arg) {
                      pthread_cancel(pthread_self());
                      return run_serially(nullptr, lanes, fn, arg);
                    },
                    nullptr, 2};
  c.cx.parallel = &hook;
  pthread_t thread;
  ASSERT_EQ(pthread_create(
                &thread, nullptr,
                [](void *) -> void * {
                  done = call->run() == 0;
                  pthread_testcancel();
                  return nullptr;
                },
                nullptr),
            0);
  void *result = nullptr;
  pthread_join(thread, &result);
  EXPECT_TRUE(done);
  EXPECT_EQ(result, PTHREAD_CANCELED);
  c.cx.parallel = nullptr;
  c.expect_right();
}

#ifndef HAC_RT_SYSTEM_TABLE // sanitizers need more stack and address space

TEST(C5_Caller, R23_SmallStack) {
  constexpr size_t stack_bytes = 64 * 1024, allowed = 48 * 1024;
  static classify_call *call;
  static const char *path;
  static hac_status status;
  temporary_file file(file_of(news_tensors()));
  classify_call c;
  call = &c;
  path = file.path();
  aligned_block stack(stack_bytes, 0xa5);
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  // pthread_attr_setstack wants a page boundary.
  char *page = stack.data + (4096 - reinterpret_cast<uintptr_t>(stack.data) % 4096) % 4096;
  size_t usable = (stack_bytes - size_t(page - stack.data)) / 4096 * 4096;
  ASSERT_EQ(pthread_attr_setstack(&attributes, page, usable), 0);
  pthread_t thread;
  ASSERT_EQ(pthread_create(
                &thread, &attributes,
                [](void *) -> void * {
                  hac_weights *w = nullptr;
                  status = news_load(path, nullptr, &w, nullptr);
                  call->w = w;
                  status = status ? status : call->run();
                  news_unload(w);
                  return nullptr;
                },
                nullptr),
            0);
  pthread_join(thread, nullptr);
  EXPECT_EQ(status, 0);
  size_t unused = 0;
  while (unused < usable && page[unused] == char(0xa5))
    ++unused;
  EXPECT_LT(usable - unused, allowed);
}

TEST(C5_Caller, R24_MappingRefused) {
  pid_t child = fork();
  if (child == 0) {
    std::string header = "{\"__metadata__\":{\"k\":\"" + std::string(40'000'000, 'x') + "\"}}";
    std::string file = file_of(header);
    rlimit limit{64 << 20, 64 << 20};
    setrlimit(RLIMIT_AS, &limit);
    hac_weights *w = nullptr;
    _exit(news_load_memory(file.data(), file.size(), nullptr, &w, nullptr) == HAC_E_NO_MEMORY
              ? 0
              : 1);
  }
  int status = -1;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
}

#endif

TEST(C5_Caller, R27_IsaLevels) {
  std::string file = file_of({{"w", "F32", {4}, bytes_of<float>({1, 2, 3, 4})}});
  auto alien_status = [&](int32_t isa) {
    hac_load_options options{};
    options.head = alien_head(sizeof options);
    options.isa = isa;
    hac_weights *w = nullptr;
    hac_status status = alien_load_memory(file.data(), file.size(), &options, &w, nullptr);
    alien_unload(w);
    return status;
  };
  auto other_status = [&](int32_t isa, uint32_t flags = 0) {
    hac_load_options options{};
    options.head = other_head(sizeof options);
    options.isa = isa;
    options.flags = flags;
    hac_weights *w = nullptr;
    hac_status status = other_load_memory(file.data(), file.size(), &options, &w, nullptr);
    if (!status)
      EXPECT_STREQ(hac_weights_isa(w), "x86-64-v3"); // the first that runs here
    other_unload(w);
    return status;
  };
  unsetenv("HAC_ISA");
  EXPECT_EQ(alien_status(0), HAC_E_CPU);
  EXPECT_EQ(alien_weights_bytes(0), -HAC_E_CPU);
  EXPECT_EQ(alien_status(HAC_ISA_AARCH64_NEON), HAC_E_ISA_OVERRIDE); // in the object, not here
  EXPECT_EQ(other_status(0), 0);
  EXPECT_EQ(other_weights_bytes(0), 128 + 64); // handle and block
  EXPECT_EQ(other_status(HAC_ISA_X86_64_V3), 0);
  EXPECT_EQ(other_status(HAC_ISA_X86_64_V4), HAC_E_ISA_OVERRIDE); // not in the object
  for (int32_t unknown : {-1, 99, INT32_MAX, INT32_MIN})
    EXPECT_EQ(other_status(unknown), HAC_E_ISA_OVERRIDE);
  for (const char *bad : {"x86-64-v4", "aarch64-neon", "sse2", "X86-64-V3"}) {
    setenv("HAC_ISA", bad, 1);
    EXPECT_EQ(other_status(0), HAC_E_ISA_OVERRIDE) << bad;
    EXPECT_EQ(other_status(0, HAC_LOAD_NO_ENV), 0) << bad;
    EXPECT_EQ(other_status(HAC_ISA_X86_64_V3), 0) << bad; // the option wins
  }
  for (const char *good : {"x86-64-v3", ""}) {
    setenv("HAC_ISA", good, 1);
    EXPECT_EQ(other_status(0), 0) << good;
  }
  unsetenv("HAC_ISA");
}

TEST(C5_Caller, R29_SignalsDuringRuns) {
  static std::atomic<int> signals;
  signals = 0;
  struct sigaction action{}, before{};
  action.sa_handler = [](int) {
    volatile double x = 3; // the handler uses the FPU
    x = x / 7;
    ++signals;
  };
  sigaction(SIGALRM, &action, &before);
  itimerval timer{{0, 1000}, {0, 1000}}, off{};
  setitimer(ITIMER_REAL, &timer, nullptr);
  temporary_file file(file_of(news_tensors()));
  while (signals < 50) {
    hac_weights *w = nullptr;
    ASSERT_EQ(news_load(file.path(), nullptr, &w, nullptr), 0);
    classify_call c;
    c.w = w;
    c.expect_right();
    news_unload(w);
  }
  setitimer(ITIMER_REAL, &off, nullptr);
  sigaction(SIGALRM, &before, nullptr);
}

} // namespace
