// The ISA levels of hac.
#include "compiler/support/Target.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/Triple.h"

namespace hac {

static constexpr int64_t KiB = 1 << 10;
static constexpr int64_t MiB = 1 << 20;
static constexpr const char *x86 = "x86_64-unknown-linux-gnu";

const std::vector<Target> &knownTargets() {
  static const std::vector<Target> targets = {
      {.name = "znver5",
       .triple = x86,
       .cpu = "znver5",
       .features = "",
       .vectorRegisters = 32,
       .lanes = 16,
       .fmaPerCycle = 2,
       .fmaLatency = 4,
       .loadsPerCycle = 2,
       .broadcastsPerCycle = 2,
       .l1Bytes = 48 * KiB,
       .l2Bytes = 1 * MiB,
       .l2GBs = 97,
       .l3GBs = 60,
       .memoryGBs = 20,
       .gigahertz = 3.8,
       .tiles = {{8, 48}, {8, 32}, {4, 64}}},
      {.name = "znver4", // 512-bit operations take both halves of the core: one FMA per cycle
       .triple = x86,
       .cpu = "znver4",
       .features = "",
       .vectorRegisters = 32,
       .lanes = 16,
       .fmaPerCycle = 1,
       .fmaLatency = 4,
       .loadsPerCycle = 1,
       .broadcastsPerCycle = 2,
       .l1Bytes = 32 * KiB,
       .l2Bytes = 1 * MiB,
       .l2GBs = 100,
       .l3GBs = 60,
       .memoryGBs = 20,
       .gigahertz = 3.6,
       .tiles = {{8, 48}, {8, 32}, {4, 64}, {8, 16}}},
      {.name = "x86-64-v4", // znver4's numbers; 8 accumulators or more suit Zen 5 as well
       .triple = x86,
       .cpu = "x86-64-v4",
       .features = "",
       .vectorRegisters = 32,
       .lanes = 16,
       .fmaPerCycle = 1,
       .fmaLatency = 8,
       .loadsPerCycle = 1,
       .broadcastsPerCycle = 2,
       .l1Bytes = 32 * KiB,
       .l2Bytes = 1 * MiB,
       .l2GBs = 100,
       .l3GBs = 60,
       .memoryGBs = 20,
       .gigahertz = 3.6,
       .tiles = {{8, 48}, {8, 32}, {4, 64}, {8, 16}}},
      {.name = "x86-64-v3",
       .triple = x86,
       .cpu = "x86-64-v3",
       .features = "",
       .vectorRegisters = 16,
       .lanes = 8,
       .fmaPerCycle = 2,
       .fmaLatency = 4,
       .loadsPerCycle = 2,
       .broadcastsPerCycle = 2,
       .l1Bytes = 32 * KiB,
       .l2Bytes = 512 * KiB,
       .l2GBs = 60,
       .l3GBs = 40,
       .memoryGBs = 15,
       .gigahertz = 3.6,
       .tiles = {{4, 24}, {6, 16}, {5, 16}}},
      {.name = "aarch64-neon", // assumed, not run
       .triple = "aarch64-unknown-linux-gnu",
       .cpu = "generic",
       .features = "+neon,+fp-armv8",
       .vectorRegisters = 32,
       .lanes = 4,
       .fmaPerCycle = 2,
       .fmaLatency = 4,
       .loadsPerCycle = 3,
       .broadcastsPerCycle = 3,
       .l1Bytes = 64 * KiB,
       .l2Bytes = 1 * MiB,
       .l2GBs = 60,
       .l3GBs = 40,
       .memoryGBs = 15,
       .gigahertz = 2.6,
       // Room for a broadcast of each row: LLVM loads all of them first (8x12 spilled 3 sums).
       .tiles = {{6, 12}, {8, 8}, {4, 16}}},
  };
  return targets;
}

static std::string levelOfThisMachine() {
  if (llvm::Triple(llvm::sys::getProcessTriple()).isAArch64())
    return "aarch64-neon";
  std::string cpu = llvm::sys::getHostCPUName().str();
  if (cpu == "znver4" || cpu == "znver5")
    return cpu;
  llvm::StringMap<bool> has = llvm::sys::getHostCPUFeatures();
  auto all = [&](std::initializer_list<const char *> features) {
    return llvm::all_of(features, [&](const char *f) { return has.lookup(f); });
  };
  if (!all({"avx2", "fma", "bmi", "bmi2", "f16c", "lzcnt", "movbe"}))
    return "";
  return all({"avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"}) ? "x86-64-v4"
                                                                          : "x86-64-v3";
}

std::optional<Target> targetByName(const std::string &name) {
  std::string level = name == "native" ? levelOfThisMachine() : name;
  for (const Target &target : knownTargets())
    if (target.name == level)
      return target;
  return std::nullopt;
}

} // namespace hac
