// cpu.cpp: see cpu.h.
#include "cpu.h"

#include <string.h>
#if defined(__x86_64__)
#include <cpuid.h>
#elif defined(__aarch64__)
#include <asm/hwcap.h>
#include <sys/auxv.h>
#endif

namespace hac::rt {

#if defined(__x86_64__)

namespace {

uint64_t read_xcr0() {
  uint32_t low, high;
  asm volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return uint64_t(high) << 32 | low;
}

constexpr bool all(uint64_t value, uint64_t bits) { return (value & bits) == bits; }

} // namespace

x86_facts read_x86_facts() {
  x86_facts facts = {};
  unsigned a = 0, b = 0, c = 0, d = 0;
  if (__get_cpuid(0, &a, &b, &c, &d))
    facts.amd = b == signature_AMD_ebx && c == signature_AMD_ecx && d == signature_AMD_edx;
  if (__get_cpuid(1, &a, &b, &c, &d)) {
    facts.leaf1_ecx = c;
    facts.family = (a >> 8 & 15) == 15 ? 15 + (a >> 20 & 255) : a >> 8 & 15;
    facts.xcr0 = c & bit_OSXSAVE ? read_xcr0() : 0;
  }
  if (__get_cpuid_count(7, 0, &a, &b, &c, &d)) {
    facts.leaf7_ebx = b;
    if (a >= 1 && __get_cpuid_count(7, 1, &a, &b, &c, &d))
      facts.leaf7_1_eax = a;
  }
  if (__get_cpuid(0x80000001, &a, &b, &c, &d))
    facts.extended1_ecx = c;
  return facts;
}

isa_mask levels_of(const x86_facts &f) {
  constexpr uint64_t ymm_state = 0x6, zmm_state = 0xe6;
  bool v3 = all(f.leaf1_ecx, bit_SSE3 | bit_SSSE3 | bit_FMA | bit_CMPXCHG16B | bit_SSE4_1 |
                                 bit_SSE4_2 | bit_MOVBE | bit_POPCNT | bit_AVX | bit_F16C) &&
            all(f.leaf7_ebx, bit_BMI | bit_AVX2 | bit_BMI2) &&
            all(f.extended1_ecx, bit_LAHF_LM | bit_ABM) && all(f.xcr0, ymm_state);
  bool v4 = v3 && all(f.xcr0, zmm_state) &&
            all(f.leaf7_ebx,
                bit_AVX512F | bit_AVX512BW | bit_AVX512CD | bit_AVX512DQ | bit_AVX512VL);
  bool bf16 = v4 && all(f.leaf7_1_eax, bit_AVX512BF16);
  constexpr uint32_t zen4_family = 0x19, zen5_family = 0x1a; // 0x19 is Zen 3 too, without AVX-512
  isa_mask levels = 0;
  if (v3)
    levels |= 1u << HAC_ISA_X86_64_V3;
  if (v4)
    levels |= 1u << HAC_ISA_X86_64_V4;
  if (bf16)
    levels |= 1u << HAC_ISA_X86_64_V4_BF16;
  if (bf16 && f.amd && f.family == zen4_family)
    levels |= 1u << HAC_ISA_ZNVER4;
  if (bf16 && f.amd && f.family == zen5_family)
    levels |= 1u << HAC_ISA_ZNVER5;
  return levels;
}

isa_mask machine_levels() { return levels_of(read_x86_facts()); }

#elif defined(__aarch64__)

isa_mask machine_levels() {
  if (!(getauxval(AT_HWCAP) & HWCAP_ASIMD))
    return 0;
  bool bf16 = getauxval(AT_HWCAP2) & HWCAP2_BF16;
  return 1u << HAC_ISA_AARCH64_NEON | (bf16 ? 1u << HAC_ISA_AARCH64_BF16 : 0);
}

#endif

namespace {

bool runs(isa_mask machine, const hac_isa &isa) { return machine >> isa.level & 1; }

failure list_levels(failure f, const hac_model &model) {
  f << "; the object has";
  for (uint32_t i = 0; i < model.isa_count; ++i)
    f << " " << model.isas[i].name;
  return f;
}

} // namespace

hac_status choose_isa(const hac_model &model, isa_mask machine, int32_t wanted,
                      const char *variable, uint32_t &index, hac_error *error) {
  bool forced = wanted != 0 || variable;
  for (index = 0; index < model.isa_count; ++index) {
    const hac_isa &isa = model.isas[index];
    bool chosen = wanted ? isa.level == wanted : variable ? !strcmp(isa.name, variable) : true;
    if (chosen && runs(machine, isa))
      return HAC_OK;
    if (chosen && forced)
      return failure(error, HAC_E_ISA_OVERRIDE, -1, isa.level)
             << "this machine does not run " << isa.name;
  }
  if (!forced)
    return list_levels(failure(error, HAC_E_CPU) << "this machine runs no code of the object",
                       model);
  failure f(error, HAC_E_ISA_OVERRIDE, -1, wanted);
  if (wanted)
    f << "ISA level " << wanted;
  else
    f << "HAC_ISA=" << quoted(variable);
  return list_levels(f << " is not in the object", model);
}

} // namespace hac::rt
