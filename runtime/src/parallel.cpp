// parallel.cpp: tasks of a fusion group on the caller's threads.
#include "first_fault.h"
#include "fp_guard.h"
#include "profile.h"

#include <atomic>

namespace hac::rt {

namespace {

struct region {
  hac_call *call;
  void (*fn)(void *arg, int64_t task, int64_t lane);
  void *arg;
  int64_t tasks, lanes;
  std::atomic<int64_t> next_task{0};
  std::atomic<bool> misused{false}, cancelled{false};
  std::atomic<uint64_t> seen[HAC_MAX_LANES / 64]{}; // a bit for each lane

  region(hac_call *call, void (*fn)(void *, int64_t, int64_t), void *arg, int64_t tasks,
         int64_t lanes)
      : call(call), fn(fn), arg(arg), tasks(tasks), lanes(lanes) {}

  void run(int64_t lane) {
    // A lane's scratch must not be used twice at a time, so a repeated lane does nothing.
    if (lane < 0 || lane >= lanes || first_visit(lane) == false) {
      misused.store(true, std::memory_order_relaxed);
      return;
    }
    hac_profile *profile = lane ? call->cx->profile : nullptr; // lane 0: hac_rt1_group
    uint64_t begin_ns = profile ? now_ns() : 0;
    {
      fp_guard ieee; // the hook's threads may round in any way
      draw(lane);
    }
    if (profile && call->group != no_group)
      record(*profile, {call->group, uint32_t(lane), begin_ns, now_ns()});
  }

  void draw(int64_t lane) {
    for (;;) {
      int64_t task = next_task.fetch_add(1, std::memory_order_relaxed);
      if (task >= tasks)
        return;
      if (hac_rt1_cancelled(call)) {
        cancelled.store(true, std::memory_order_relaxed);
        return;
      }
      if (__atomic_load_n(&call->failed, __ATOMIC_RELAXED))
        return;
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
} // namespace hac::rt

using namespace hac::rt;

void hac_rt1_fail(hac_call *call, int32_t status, int64_t arg, int64_t value) {
  if (!is_first_fault(*call, status))
    return;
  call->fault_arg = arg;
  call->fault_value = value;
}

// The status without what an earlier region of the call left.
static int32_t run_region(hac_call *call, int64_t tasks,
                          void (*fn)(void *arg, int64_t task, int64_t lane), void *arg) {
  if (int32_t status = hac_rt1_cancelled(call))
    return status;
  int64_t lanes = call->lanes < tasks ? call->lanes : tasks;
  region work(call, fn, arg, tasks, lanes);
  if (lanes <= 1) {
    work.draw(0);
  } else {
    const hac_parallel *hook = call->cx->parallel;
    if (hook->run(hook->self, lanes, run_lane, &work))
      return HAC_E_CANCELLED;
    if (!work.complete())
      return HAC_E_PARALLEL;
  }
  return work.cancelled.load(std::memory_order_relaxed) ? HAC_E_CANCELLED : HAC_OK;
}

// The first status stays with the call: a kernel need not look at it inside a loop, where the
// regions that follow end at once.
int32_t hac_rt1_parallel_for(hac_call *call, int64_t tasks,
                             void (*fn)(void *arg, int64_t task, int64_t lane), void *arg) {
  if (call->failed)
    return call->failed;
  int32_t status = run_region(call, tasks, fn, arg);
  if (!call->failed) // a task may have called hac_rt1_fail
    call->failed = status;
  return call->failed;
}
