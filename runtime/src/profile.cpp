// profile.cpp: where one fusion group ends and the next begins.
#include "profile.h"

namespace hac::rt {

void record(hac_profile &profile, const hac_event &event) {
  // `used` never passes `capacity`, whatever the number of lanes that come at once.
  int64_t at = __atomic_load_n(&profile.used, __ATOMIC_RELAXED);
  do {
    if (at < 0 || at >= profile.capacity) {
      __atomic_fetch_add(&profile.dropped, 1, __ATOMIC_RELAXED);
      return;
    }
  } while (!__atomic_compare_exchange_n(&profile.used, &at, at + 1, true, __ATOMIC_RELAXED,
                                        __ATOMIC_RELAXED));
  profile.events[at] = event;
}

void end_group(hac_call &call) {
  if (call.group != no_group)
    record(*call.cx->profile, {call.group, 0, call.begin_ns, now_ns()});
}

} // namespace hac::rt

int32_t hac_rt1_cancelled(hac_call *call) {
  const volatile int32_t *cancel = call->cx->cancel;
  return cancel && *cancel ? HAC_E_CANCELLED : HAC_OK;
}

int32_t hac_rt1_group(hac_call *call, uint32_t group) {
  if (call->cx->profile) {
    hac::rt::end_group(*call);
    call->begin_ns = hac::rt::now_ns();
  }
  call->group = group;
  return hac_rt1_cancelled(call);
}
