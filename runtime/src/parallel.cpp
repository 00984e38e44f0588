// parallel.cpp: tasks of a fusion group on the caller's threads.
#include "fp_guard.h"

#include <atomic>
#include <hac/abi.h>

namespace {

struct region {
  void (*fn)(void *arg, int64_t task, int64_t lane);
  void *arg;
  int64_t tasks, lanes;
  std::atomic<int64_t> next_task{0};
  std::atomic<bool> misused{false};
  std::atomic<uint64_t> seen[HAC_MAX_LANES / 64]{}; // a bit for each lane

  region(void (*fn)(void *, int64_t, int64_t), void *arg, int64_t tasks, int64_t lanes)
      : fn(fn), arg(arg), tasks(tasks), lanes(lanes) {}

  void run(int64_t lane) {
    // A lane's scratch must not be used twice at a time, so a repeated lane does nothing.
    if (lane < 0 || lane >= lanes || first_visit(lane) == false) {
      misused.store(true, std::memory_order_relaxed);
      return;
    }
    hac::rt::fp_guard ieee; // the hook's threads may round in any way
    for (;;) {
      int64_t task = next_task.fetch_add(1, std::memory_order_relaxed);
      if (task >= tasks)
        break;
      fn(arg, task, lane);
    }
  }

  bool complete() {
    int64_t count = 0;
    for (auto &word : seen)
      count += __builtin_popcountll(word.load(std::memory_order_relaxed));
    return count == lanes && !misused.load(std::memory_order_relaxed);
  }

private:
  bool first_visit(int64_t lane) {
    uint64_t bit = uint64_t(1) << (lane % 64);
    return !(seen[lane / 64].fetch_or(bit, std::memory_order_relaxed) & bit);
  }
};

void run_lane(void *self, int64_t lane) { static_cast<region *>(self)->run(lane); }

} // namespace

int32_t hac_rt1_cancelled(hac_call *call) {
  const volatile int32_t *cancel = call->cx->cancel;
  return cancel && *cancel ? HAC_E_CANCELLED : HAC_OK;
}

int32_t hac_rt1_parallel_for(hac_call *call, int64_t tasks,
                             void (*fn)(void *arg, int64_t task, int64_t lane), void *arg) {
  if (int32_t status = hac_rt1_cancelled(call))
    return status;
  int64_t lanes = call->lanes < tasks ? call->lanes : tasks;
  if (lanes <= 1) {
    for (int64_t task = 0; task < tasks; ++task)
      fn(arg, task, 0);
    return HAC_OK;
  }
  region work(fn, arg, tasks, lanes);
  const hac_parallel *hook = call->cx->parallel;
  if (hook->run(hook->self, lanes, run_lane, &work))
    return HAC_E_CANCELLED;
  return work.complete() ? HAC_OK : HAC_E_PARALLEL;
}
