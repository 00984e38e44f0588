#include "compiler/emit/Emit.h"
#include "compiler/bufferize/Bufferize.h"
#include "compiler/emit/EntryPoints.h"
#include "compiler/hac/HacDialect.h"

#include "mlir/Conversion/Passes.h"
#include "mlir/Dialect/Arith/Transforms/Passes.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "mlir/Transforms/Passes.h"
#include "llvm/IR/Module.h"

using namespace mlir;

namespace hac::emit {

void addLLVMPasses(OpPassManager &passes, bool checksBounds) {
  if (checksBounds) {
    passes.addPass(createGuardArena());
    passes.addPass(createCheckBounds());
  }
  passes.addPass(createLowerBadIndex()); // a task gets the runtime's call as it gets other values
  passes.addPass(createOutlineTasks());
  passes.addPass(memref::createExpandStridedMetadataPass());
  passes.addPass(createLowerAffinePass());
  // bf16 conversions become integer code: the target's library call is not on the list of symbols.
  arith::ArithExpandOpsPassOptions expand;
  expand.includeBf16 = true;
  passes.addPass(arith::createArithExpandOpsPass(expand));
  passes.addPass(createSCFToControlFlowPass());
  passes.addPass(createConvertVectorToLLVMPass());
  passes.addPass(createConvertToLLVMPass()); // all other dialects at once: half the time of one by one
  passes.addPass(createCSEPass());
  passes.addPass(createReconcileUnrealizedCastsPass());
}

std::vector<ArenaFormula> arenaFormulas(ModuleOp module) {
  std::vector<ArenaFormula> list;
  int64_t laneBytes = laneScratchBytes(module);
  for (func::FuncOp func : module.getOps<func::FuncOp>())
    if (auto bytes = func->getAttrOfType<AffineMapAttr>(HacDialect::arenaAttrName))
      list.push_back({func.getName().str(), bytes.getValue(), laneBytes});
  return list;
}

std::unique_ptr<llvm::Module> translate(ModuleOp module, const std::vector<ArenaFormula> &arenas, Model &model,
                                        llvm::LLVMContext &context) {
  for (auto func : module.getOps<LLVM::LLVMFuncOp>()) // hac's attributes have done their work
    func.removeArgAttrsAttr();
  std::unique_ptr<llvm::Module> out = translateModuleToLLVMIR(module, context, model.name);
  if (!out) {
    module.emitError("internal: no translation to LLVM IR [hac-X900]");
    return nullptr;
  }
  out->setSourceFileName(model.name); // no path in the object
  for (Function &function : model.functions) {
    auto arena = llvm::find_if(arenas, [&](const ArenaFormula &a) { return a.function == function.name; });
    addKernelEntry(*out, function, *arena);
  }
  emitEntryPoints(*out, model);
  return out;
}

} // namespace hac::emit
