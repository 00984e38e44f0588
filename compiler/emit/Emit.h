// Stage emit: from loops on memrefs to an object. See README.md.
#pragma once
#include "compiler/emit/ModelInfo.h"
#include "compiler/emit/VerifyCode.h"
#include "compiler/support/Target.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Pass/PassManager.h"
#include <memory>
#include <string>

namespace llvm {
class LLVMContext;
class Module;
class TargetMachine;
} // namespace llvm

namespace hac {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "compiler/emit/Passes.h.inc"

namespace emit {

/// Down to the LLVM dialect; every access compared with its buffer's bounds if it `checksBounds`.
void addLLVMPasses(mlir::OpPassManager &passes, bool checksBounds);

/// The arena formula of a function, kept from before its lowering.
struct ArenaFormula {
  std::string function;
  mlir::AffineMap bytes; // without lanes' scratch, which comes behind
  int64_t laneBytes;     // scratch of one lane
};
std::vector<ArenaFormula> arenaFormulas(mlir::ModuleOp module);

/// Bytes of scratch that a lane needs: what the function that takes most takes.
int64_t laneScratchBytes(mlir::ModuleOp module);

/// Translates the lowered module and adds kernels, arena formulas, descriptor and entry points.
/// Fills kernel and arenaBytes of `model`. Null after an internal error, which is reported at the
/// module.
std::unique_ptr<llvm::Module> translate(mlir::ModuleOp module, const std::vector<ArenaFormula> &arenas, Model &model,
                                        llvm::LLVMContext &context);

/// Adds `i32 kernel(ptr hac_call)` and `i64 arena(ptr symbols, i64 lanes)` for one function.
void addKernelEntry(llvm::Module &module, Function &function, const ArenaFormula &arena);

/// LLVM's -O3 for the target; then the module as text, assembly or an object.
struct CodeGenerator {
  explicit CodeGenerator(const Target &target);
  ~CodeGenerator();
  /// Empty, or why the target cannot be used.
  const std::string &error() const { return reason; }
  /// What is wrong with the code that assembly() or object() made last: a fault in hac.
  const Faults &faults() const { return found; }
  /// What is right, but slower than planned.
  const Faults &slowSpots() const { return slow; }
  void prepare(llvm::Module &module);
  void optimize(llvm::Module &module);
  std::string assembly(llvm::Module &module);
  std::string object(llvm::Module &module);

private:
  std::string emitAs(llvm::Module &module, bool assembly);
  std::unique_ptr<llvm::TargetMachine> machine;
  std::string reason;
  Faults found, slow;
};

} // namespace emit
} // namespace hac
