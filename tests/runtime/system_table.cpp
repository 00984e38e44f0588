// system_table.cpp: the table through which the checked runtime makes its system calls.
#include "runtime/src/system.h"

namespace hac::rt {
#define HAC_RT_SYSTEM_CALL(result, name, parameters, call)                                         \
  [] parameters -> result { return call; },
const system_table default_system_table = {HAC_RT_SYSTEM_CALLS};
system_table system_calls = default_system_table;
} // namespace hac::rt
