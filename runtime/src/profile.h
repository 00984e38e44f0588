// Events of a run, into the caller's buffer.
#pragma once
#include "clock.h"

#include <hac/abi.h>

namespace hac::rt {

/// From any lane at the same time. Once the buffer is full, events are only counted.
void record(hac_profile &profile, const hac_event &event);

/// No group has begun yet.
constexpr uint32_t no_group = UINT32_MAX;

/// The event of the group that runs on the caller, if there is one.
void end_group(hac_call &call);

} // namespace hac::rt
