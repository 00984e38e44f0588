// pool.cpp: regions of lanes on oneTBB's threads. See RATIONALE.md, "The pool".
//
// TBB makes, counts and parks the threads; a region is handed to them by one word of memory. A
// helper is a TBB task that takes lanes from that word and, when there are none, looks at it for a
// while before it ends. The caller takes lanes like a helper and then waits for those that began.
#include "pool.h"

#include <tbb/info.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <new>
#include <pthread.h>
#include <sched.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace {

using clock = std::chrono::steady_clock;

constexpr int64_t default_spin_us = 1000; // longer than most serial groups, or what a program does between calls
constexpr int64_t longest_spin_us = 1000000;

void pause() {
#if defined(__x86_64__)
  _mm_pause();
#else
  asm volatile("yield");
#endif
}

/// This process was forked from one that had a pool: TBB's threads are not here, and its locks may
/// be held by them. From then on every pool is serial.
std::atomic<bool> forked{false};

/// Moves this thread to another CPU than `cpu`, if it may use one. Linux likes to wake a thread on the
/// CPU of the thread that woke it; on a busy machine the two then share that CPU for many regions.
void leave_cpu(int cpu) {
  cpu_set_t mine, others;
  if (cpu < 0 || cpu >= CPU_SETSIZE || sched_getcpu() != cpu ||
      sched_getaffinity(0, sizeof mine, &mine))
    return;
  others = mine;
  CPU_CLR(cpu, &others);
  if (CPU_COUNT(&others) && !sched_setaffinity(0, sizeof others, &others))
    sched_setaffinity(0, sizeof mine, &mine); // stays there, and may go anywhere again
}

/// What the caller and its helpers share. Helpers keep it alive, so nobody waits for them at the end.
class shared {
public:
  /// threads: the caller's and TBB's; TBB has no more of them than CPUs.
  shared(int64_t threads, int64_t spin_us)
      : spin(spin_us), helpers_wanted(threads - 1), arena(int(threads), 1) {}

  void run(int64_t lanes, hac_lane_fn fn, void *arg, const std::shared_ptr<shared> &self);
  void stop();

private:
  /// Runs one lane of the region that is open now; false where none is left.
  bool run_one();
  void help();
  void call_helpers(int64_t wanted, const std::shared_ptr<shared> &self);

  // High half: number of the region. Low half: lanes that nobody has taken; its value minus 1 is
  // the next lane. A lane is taken by a compare-and-swap on both, so `fn` and `arg`, read before,
  // are those of that region.
  alignas(64) std::atomic<uint64_t> ticket{0};
  std::atomic<hac_lane_fn> fn{nullptr};
  std::atomic<void *> arg{nullptr};
  alignas(64) std::atomic<int64_t> finished{0}; // lanes of the region
  alignas(64) std::atomic<bool> taken{false};   // by a caller
  std::atomic<int64_t> helpers{0};              // TBB tasks that run or are about to
  std::atomic<bool> stopped{false};
  std::atomic<int> caller_cpu{-1};

  const std::chrono::microseconds spin;
  const int64_t helpers_wanted;
  tbb::task_arena arena;
};

constexpr uint64_t untaken(uint64_t ticket) { return ticket & 0xffffffff; }

bool shared::run_one() {
  uint64_t seen = ticket.load(std::memory_order_acquire);
  while (untaken(seen)) {
    hac_lane_fn lane_fn = fn.load(std::memory_order_relaxed);
    void *lane_arg = arg.load(std::memory_order_relaxed);
    if (ticket.compare_exchange_weak(seen, seen - 1, std::memory_order_acq_rel,
                                     std::memory_order_acquire)) {
      lane_fn(lane_arg, int64_t(untaken(seen)) - 1);
      finished.fetch_add(1, std::memory_order_release);
      return true;
    }
  }
  return false;
}

void shared::help() {
  for (;;) {
    leave_cpu(caller_cpu.load(std::memory_order_relaxed));
    clock::time_point last = clock::now();
    for (uint32_t turn = 1;; ++turn) {
      if (run_one()) {
        last = clock::now();
        turn = 0;
      } else if (stopped.load(std::memory_order_relaxed)) {
        break;
      } else if (turn % 64) {
        pause();
      } else if (clock::now() - last >= spin) {
        break;
      } else {
        sched_yield(); // to a caller that shares this CPU, for one
      }
    }
    helpers.fetch_sub(1, std::memory_order_seq_cst);
    // A caller that came just now may have counted this helper and called no other.
    if (!untaken(ticket.load(std::memory_order_seq_cst)) ||
        stopped.load(std::memory_order_relaxed))
      return;
    helpers.fetch_add(1, std::memory_order_seq_cst);
  }
}

void shared::call_helpers(int64_t wanted, const std::shared_ptr<shared> &self) {
  wanted = wanted < helpers_wanted ? wanted : helpers_wanted;
  while (helpers.load(std::memory_order_seq_cst) < wanted) {
    helpers.fetch_add(1, std::memory_order_seq_cst);
    try {
      arena.enqueue([self] { self->help(); });
    } catch (...) { // no memory, or no thread: the caller does it all
      helpers.fetch_sub(1, std::memory_order_seq_cst);
      return;
    }
  }
}

/// Helpers end as soon as they see it. One that has not begun keeps this object alive until it has.
void shared::stop() {
  stopped.store(true, std::memory_order_relaxed);
  clock::time_point begin = clock::now();
  while (helpers.load(std::memory_order_relaxed) && !forked.load(std::memory_order_relaxed) &&
         clock::now() - begin < std::chrono::seconds(1))
    sched_yield();
}

void shared::run(int64_t lanes, hac_lane_fn lane_fn, void *lane_arg,
                 const std::shared_ptr<shared> &self) {
  if (lanes <= 1 || forked.load(std::memory_order_relaxed) ||
      taken.exchange(true, std::memory_order_acquire)) {
    for (int64_t lane = 0; lane < lanes; ++lane)
      lane_fn(lane_arg, lane);
    return;
  }
  fn.store(lane_fn, std::memory_order_relaxed);
  arg.store(lane_arg, std::memory_order_relaxed);
  finished.store(0, std::memory_order_relaxed);
  caller_cpu.store(sched_getcpu(), std::memory_order_relaxed);
  uint64_t number = (ticket.load(std::memory_order_relaxed) >> 32) + 1;
  ticket.store(number << 32 | uint64_t(lanes), std::memory_order_seq_cst);
  call_helpers(lanes - 1, self);
  while (run_one()) {
  }
  for (uint32_t turn = 0; finished.load(std::memory_order_acquire) != lanes; ++turn)
    if (turn < 2000) // about 50 us; then the helper's thread has lost its CPU
      pause();
    else
      sched_yield();
  taken.store(false, std::memory_order_release);
}

} // namespace

struct hac_pool {
  std::shared_ptr<shared> state;
  hac_parallel hook;
};

hac_pool *hac_pool_create(int64_t lanes, int64_t spin_us) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, [] {
    pthread_atfork(nullptr, nullptr, [] { forked.store(true, std::memory_order_relaxed); });
  });
  if (lanes < 0 || lanes > HAC_MAX_LANES)
    return nullptr;
  if (spin_us < 0)
    spin_us = default_spin_us;
  try {
    int64_t cpus = std::min<int64_t>(tbb::info::default_concurrency(), HAC_MAX_LANES);
    lanes = lanes ? lanes : cpus;
    auto pool = std::make_unique<hac_pool>();
    pool->state =
        std::make_shared<shared>(std::min(lanes, cpus), std::min(spin_us, longest_spin_us));
    pool->hook.run = [](void *self, int64_t wanted, hac_lane_fn fn, void *arg) {
      const auto &state = static_cast<hac_pool *>(self)->state;
      state->run(wanted, fn, arg, state);
      return 0;
    };
    pool->hook.self = pool.get();
    pool->hook.lanes = lanes;
    return pool.release();
  } catch (...) {
    return nullptr;
  }
}

const hac_parallel *hac_pool_parallel(const hac_pool *pool) { return pool ? &pool->hook : nullptr; }

void hac_pool_destroy(hac_pool *pool) {
  if (!pool)
    return;
  pool->state->stop();
  if (forked.load(std::memory_order_relaxed)) // ending it would take TBB's locks: it stays
    new std::shared_ptr<shared>(pool->state);
  delete pool;
}
