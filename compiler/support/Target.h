// What the compiler knows about a machine: one plain struct per ISA level. Nothing is detected
// while compiling but by the name "native", so an object does not depend on where it was made.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hac {

struct RegisterTile { // a tile of the result that stays in vector registers
  int64_t rows;
  int64_t columns; // f32 elements
};

struct Target {
  std::string name;     // "x86-64-v3": the ISA level, suffix of its functions
  std::string triple;   // of LLVM
  std::string cpu;      // LLVM's -mcpu: which instructions may be used
  std::string features; // LLVM's target-features, on top of the cpu's

  int64_t vectorRegisters;
  int64_t lanes; // f32 per vector register
  double fmaPerCycle;
  int64_t fmaLatency; // cycles
  double loadsPerCycle;
  double broadcastsPerCycle;
  int64_t l1Bytes, l2Bytes;
  int64_t l3Bytes = 16 << 20;        // a core's share; only for times in the cost model, as these:
  double l2GBs, l3GBs, memoryGBs;    // of one core
  double gigahertz; // for times in the cost model; only ratios decide anything

  /// Register tiles in order of preference; the first one that fits wins a tie.
  std::vector<RegisterTile> tiles;

  double flopsPerSecond() const { return 2e9 * fmaPerCycle * double(lanes) * gigahertz; }
};

/// All levels, best first within an architecture.
const std::vector<Target> &knownTargets();

/// By name, or "native": the best level this machine can run, or "aarch64": aarch64-neon. Nothing
/// for an unknown name.
std::optional<Target> targetByName(const std::string &name);

/// The levels of one object from their names: "x86-64-v3,x86-64-v4"; best first, each once. Empty,
/// and `why` says what is wrong, for an unknown name and for levels of two architectures.
std::vector<Target> targetsByNames(const std::string &names, std::string &why);

} // namespace hac
