// Threads for hac_parallel: as many as lanes, the caller's among them.
#pragma once
#include <hac/abi.h>

#include <atomic>
#include <thread>
#include <vector>

namespace run_model {

/// Workers spin for some microseconds between two parallel regions, then sleep.
class Lanes {
public:
  explicit Lanes(int lanes) : hook{&Lanes::run, this, lanes} {
    for (int lane = 1; lane < lanes; lane++)
      workers.emplace_back([this, lane] { work(lane); });
  }
  ~Lanes() {
    fn = nullptr;
    next_round();
    for (std::thread &worker : workers)
      worker.join();
  }
  Lanes(const Lanes &) = delete; // the hook points at this object

  const hac_parallel hook;

private:
  static int run(void *self, std::int64_t lanes, hac_lane_fn fn, void *arg) {
    auto &pool = *static_cast<Lanes *>(self);
    pool.fn = fn, pool.arg = arg, pool.lanes_in_use = lanes;
    pool.busy.store(int(pool.workers.size()), std::memory_order_relaxed);
    pool.next_round();
    fn(arg, 0);
    for (int left; (left = pool.busy.load(std::memory_order_acquire)) > 0;)
      wait_while(pool.busy, left);
    return 0;
  }

  void next_round() {
    round.fetch_add(1, std::memory_order_release);
    round.notify_all();
  }

  void work(int lane) {
    for (int seen = 0;; seen++) {
      wait_while(round, seen);
      if (!fn)
        return;
      if (lane < lanes_in_use)
        fn(arg, lane);
      if (busy.fetch_sub(1, std::memory_order_acq_rel) == 1)
        busy.notify_one();
    }
  }

  static void wait_while(std::atomic<int> &value, int old) {
    for (int spin = 0; spin < 4000; spin++) { // about 40 us
      if (value.load(std::memory_order_acquire) != old)
        return;
#ifdef __x86_64__
      __builtin_ia32_pause();
#endif
    }
    value.wait(old, std::memory_order_acquire);
  }

  hac_lane_fn fn = nullptr;
  void *arg = nullptr;
  std::int64_t lanes_in_use = 0;
  std::atomic<int> round{0}, busy{0};
  std::vector<std::thread> workers;
};

} // namespace run_model
