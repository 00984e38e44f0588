// The IEEE defaults (nearest even, subnormals kept, traps masked) for as long as the guard lives;
// then the caller's word again, sticky flags included.
#pragma once
#include <stdint.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace hac::rt {

#if defined(__x86_64__)
class fp_guard {
public:
  fp_guard() : saved(_mm_getcsr()) { _mm_setcsr(0x1f80); }
  ~fp_guard() { _mm_setcsr(saved); }
  fp_guard(const fp_guard &) = delete;
  fp_guard &operator=(const fp_guard &) = delete;

private:
  uint32_t saved;
};
#elif defined(__aarch64__)
class fp_guard { // FPCR 0 is the default; FPSR holds the sticky flags
public:
  fp_guard() {
    asm volatile("mrs %0, fpcr" : "=r"(control));
    asm volatile("mrs %0, fpsr" : "=r"(flags));
    asm volatile("msr fpcr, %0" ::"r"(uint64_t(0)) : "memory");
  }
  ~fp_guard() {
    asm volatile("msr fpcr, %0" ::"r"(control) : "memory");
    asm volatile("msr fpsr, %0" ::"r"(flags));
  }
  fp_guard(const fp_guard &) = delete;
  fp_guard &operator=(const fp_guard &) = delete;

private:
  uint64_t control, flags;
};
#else
#error "libhac_rt knows x86-64 and aarch64"
#endif

} // namespace hac::rt
