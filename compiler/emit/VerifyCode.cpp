// Checks invariants 1, 2 and 5 to 7 of README.md.
#include "compiler/emit/VerifyCode.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/CodeGen/MachineFrameInfo.h"
#include "llvm/CodeGen/MachineFunctionPass.h"
#include "llvm/CodeGen/MachineLoopInfo.h"
#include "llvm/CodeGen/PseudoSourceValue.h"
#include "llvm/CodeGen/TargetInstrInfo.h"
#include "llvm/CodeGen/TargetLowering.h"
#include "llvm/CodeGen/TargetRegisterInfo.h"
#include "llvm/CodeGen/TargetSubtargetInfo.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Module.h"
#include "llvm/Object/ObjectFile.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"
#include <fmt/format.h>

namespace hac::emit {
namespace {

// Vector instructions that add a product to the register they write, by LLVM's names:
// vfmadd231ps zmm, vdpbf16ps, vpdpbusd; fmla v0.4s, bfmmla.
bool accumulates(llvm::StringRef name) {
  return name.starts_with("VFMADD231P") || name.starts_with("VDPBF16PS") ||
         name.starts_with("VPDPBUSD") || name.starts_with("FMLAv") || name.starts_with("BFMMLA") ||
         name.starts_with("BFDOT");
}

class VerifyMachineCode : public llvm::MachineFunctionPass {
public:
  VerifyMachineCode(Frames &frames, Faults &faults, Faults &slow)
      : MachineFunctionPass(id), frames(frames), faults(faults), slow(slow) {}

  llvm::StringRef getPassName() const override { return "Frames and k loops of hac's functions"; }

  void getAnalysisUsage(llvm::AnalysisUsage &usage) const override {
    usage.addRequired<llvm::MachineLoopInfoWrapperPass>();
    usage.setPreservesAll();
    MachineFunctionPass::getAnalysisUsage(usage);
  }

  bool runOnMachineFunction(llvm::MachineFunction &f) override {
    constexpr int64_t returnAddress = 8;
    int64_t bytes = int64_t(f.getFrameInfo().getStackSize());
    frames[f.getName().str()] = bytes + returnAddress;
    int64_t most = f.getName().ends_with("_body") ? maxBodyBytes : maxFrameBytes;
    if (bytes > most)
      slow.push_back(fmt::format("emit-5: {} has a frame of {} bytes, at most {} are allowed",
                                 f.getName().str(), bytes, most));
    if (f.getFrameInfo().hasVarSizedObjects())
      faults.push_back(fmt::format("emit-5: the frame of {} grows at run time", f.getName().str()));
    auto &loops = getAnalysis<llvm::MachineLoopInfoWrapperPass>().getLI();
    for (llvm::MachineLoop *loop : loops.getLoopsInPreorder())
      if (loop->isInnermost())
        checkLoop(*loop, f);
    return false;
  }

private:
  void checkLoop(const llvm::MachineLoop &loop, const llvm::MachineFunction &f) {
    const llvm::TargetSubtargetInfo &target = f.getSubtarget();
    const llvm::TargetRegisterInfo &registers = *target.getRegisterInfo();
    llvm::Register stack = target.getTargetLowering()->getStackPointerRegisterToSaveRestore();
    llvm::Register frame = registers.getFrameRegister(f);
    int64_t accesses = 0;
    bool sums = false;
    llvm::DenseMap<unsigned, bool> onlySums; // by register unit: nothing else writes it
    llvm::DenseSet<int> stored, loadedFirst; // vectors on the stack, by slot
    for (llvm::MachineBasicBlock *block : loop.blocks())
      for (const llvm::MachineInstr &i : *block) {
        accesses += i.mayLoadOrStore() && (i.readsRegister(stack, nullptr) || i.readsRegister(frame, nullptr));
        for (const llvm::MachineMemOperand *memory : i.memoperands())
          if (auto *slot = llvm::dyn_cast_or_null<llvm::FixedStackPseudoSourceValue>(memory->getPseudoValue());
              slot && memory->getSize().hasValue() && memory->getSize().getValue() >= 16) {
            if (memory->isStore())
              stored.insert(slot->getFrameIndex());
            else if (!stored.contains(slot->getFrameIndex()))
              loadedFirst.insert(slot->getFrameIndex());
          }
        bool adds = accumulates(target.getInstrInfo()->getName(i.getOpcode()));
        sums |= adds;
        for (const llvm::MachineOperand &operand : i.all_defs())
          if (operand.getReg().isPhysical())
            for (auto unit : registers.regunits(operand.getReg().asMCReg()))
              onlySums.try_emplace(unsigned(unit), true).first->second &= adds;
      }
    bool kLoop = llvm::any_of(onlySums, [](const auto &entry) { return entry.second; });
    // All of the sums on the stack: each loaded as the last round left it.
    bool carried = sums && llvm::any_of(loadedFirst, [&](int slot) { return stored.contains(slot); });
    if (carried || (kLoop && accesses))
      slow.push_back(fmt::format("emit-7: a k loop of {} has {} accesses to the stack: its registers do not suffice",
                                 f.getName().str(), accesses));
  }

  static char id;
  Frames &frames;
  Faults &faults, &slow;
};

char VerifyMachineCode::id = 0;

class StackDepth {
public:
  StackDepth(const Frames &frames, Faults &faults) : frames(frames), faults(faults) {}

  int64_t of(const llvm::Function &f) {
    auto [it, fresh] = known.try_emplace(&f, busy);
    if (!fresh) {
      if (it->second == busy && reported.insert(&f).second)
        faults.push_back(fmt::format("emit-6: {} calls itself", f.getName().str()));
      return it->second == busy ? 0 : it->second;
    }
    int64_t below = 0;
    for (const llvm::Instruction &i : llvm::instructions(f))
      for (const llvm::Use &use : i.operands())
        if (auto *callee = llvm::dyn_cast<llvm::Function>(use); callee && !callee->isDeclaration())
          below = std::max(below, of(*callee));
    auto own = frames.find(f.getName().str());
    return known[&f] = below + (own == frames.end() ? 0 : own->second);
  }

private:
  static constexpr int64_t busy = -1;
  const Frames &frames;
  Faults &faults;
  llvm::DenseMap<const llvm::Function *, int64_t> known;
  llvm::SmallPtrSet<const llvm::Function *, 4> reported;
};

// What an object may need: the seam of runtime/abi/abi.h, and three functions of libc.
bool isOffered(llvm::StringRef name) {
  return name.starts_with("hac_rt1_") || name == "memcpy" || name == "memmove" || name == "memset";
}

} // namespace

llvm::MachineFunctionPass *createVerifyMachineCode(Frames &frames, Faults &faults, Faults &slow) {
  return new VerifyMachineCode(frames, faults, slow);
}

void verifyStack(const llvm::Module &module, const Frames &frames, Faults &faults) {
  StackDepth depth(frames, faults);
  for (const llvm::Function &f : module)
    if (int64_t bytes = f.isDeclaration() ? 0 : depth.of(f); bytes > maxStackBytes)
      faults.push_back(fmt::format("emit-6: {} and what it calls need {} bytes of stack, at most {} are allowed",
                                   f.getName().str(), bytes, maxStackBytes));
}

void verifySymbols(llvm::StringRef object, llvm::StringRef prefix, Faults &faults) {
  auto file = llvm::object::ObjectFile::createObjectFile(llvm::MemoryBufferRef(object, "object"));
  if (!file) {
    faults.push_back("emit-2: the object cannot be read: " + llvm::toString(file.takeError()));
    return;
  }
  for (const llvm::object::SymbolRef &symbol : (*file)->symbols()) {
    llvm::Expected<uint32_t> flags = symbol.getFlags();
    llvm::Expected<llvm::StringRef> name = symbol.getName();
    if (!flags || !name) {
      faults.push_back("emit-2: a symbol of the object cannot be read");
      llvm::consumeError(flags.takeError());
      llvm::consumeError(name.takeError());
      continue;
    }
    if (!(*flags & llvm::object::SymbolRef::SF_Global) || name->empty())
      continue;
    if (*flags & llvm::object::SymbolRef::SF_Undefined) {
      if (!isOffered(*name))
        faults.push_back(fmt::format("emit-2: the object needs {}, which no program links", name->str()));
    } else if (!name->starts_with(prefix.str() + "_")) {
      faults.push_back(fmt::format("emit-1: {} is global and does not begin with {}_", name->str(), prefix.str()));
    }
  }
}

} // namespace hac::emit
