// Which ISA levels this machine runs, and which one a load takes.
#pragma once
#include "failure.h"

namespace hac::rt {

/// A bit (1 << HAC_ISA_*) for each level.
using isa_mask = uint32_t;

#if defined(__x86_64__)
struct x86_facts { // registers of cpuid by leaf, and XCR0 (0 without OSXSAVE)
  uint32_t leaf1_ecx, leaf7_ebx, leaf7_1_eax, extended1_ecx;
  uint32_t family;
  bool amd;
  uint64_t xcr0;
};
x86_facts read_x86_facts();
isa_mask levels_of(const x86_facts &facts);
#endif

isa_mask machine_levels();

/// Sets `index` into model.isas. wanted: HAC_ISA_* or 0; variable: the value of HAC_ISA or NULL.
/// R400 where no level of the object runs here, R401 where the override cannot be followed.
hac_status choose_isa(const hac_model &model, isa_mask machine, int32_t wanted,
                      const char *variable, uint32_t &index, hac_error *error);

} // namespace hac::rt
