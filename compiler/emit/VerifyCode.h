// What emit promises about machine code and objects, read back from them. See README.md.
#pragma once
#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace llvm {
class MachineFunctionPass;
class Module;
} // namespace llvm

namespace hac::emit {

inline constexpr int64_t maxFrameBytes = 4 << 10;  // of a function
inline constexpr int64_t maxBodyBytes = 12 << 10;  // of <function>_body, which each call enters once
inline constexpr int64_t maxStackBytes = 32 << 10; // of a chain of calls; the runtime has 16 KiB more

/// What was found wrong, one sentence each: "emit-5: layer_task0 has a frame of 8192 bytes, ..".
using Faults = std::vector<std::string>;

/// Bytes of stack of each function, its return address included.
using Frames = std::map<std::string, int64_t>;

/// A pass for the end of code generation, where frames are laid out and registers assigned: notes
/// the frame of each function, and finds frames that grow (`faults`), frames that are too large and k
/// loops that touch the stack (`slow`: right, but not as planned; a chain of calls has its own limit). A k loop has no loop inside, and sums that it
/// carries: vector registers that only fused multiply-adds write.
llvm::MachineFunctionPass *createVerifyMachineCode(Frames &frames, Faults &faults, Faults &slow);

/// Stack of the deepest chain of calls; task functions count as called where their address is taken.
/// `module` is what the frames belong to.
void verifyStack(const llvm::Module &module, const Frames &frames, Faults &faults);

/// Symbols of a finished object: global ones begin with `prefix`, undefined ones are those that the
/// runtime offers and memcpy, memmove, memset.
void verifySymbols(llvm::StringRef object, llvm::StringRef prefix, Faults &faults);

} // namespace hac::emit
