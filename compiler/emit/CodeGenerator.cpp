// LLVM's optimiser and code generator for one target.
#include "compiler/emit/Emit.h"

#include "llvm/Analysis/CGSCCPassManager.h"
#include "llvm/Analysis/LoopAnalysisManager.h"
#include "llvm/Analysis/TargetTransformInfo.h"
#include "llvm/CodeGen/MachineFunctionPass.h"
#include "llvm/CodeGen/Passes.h"
#include "llvm/CodeGen/TargetPassConfig.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/PassManager.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/SmallVectorMemoryBuffer.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/RegisterTargetPassConfigCallback.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/Transforms/Utils/ModuleUtils.h"
#include "llvm/TargetParser/Triple.h"

namespace hac::emit {

CodeGenerator::CodeGenerator(const hac::Target &target) {
  llvm::InitializeAllTargetInfos();
  llvm::InitializeAllTargets();
  llvm::InitializeAllTargetMCs();
  llvm::InitializeAllAsmPrinters();
  llvm::Triple triple(target.triple);
  const llvm::Target *found = llvm::TargetRegistry::lookupTarget(triple, reason);
  if (!found)
    return;
  llvm::TargetOptions options; // no fast-math: what the IR says is what is computed
  machine.reset(found->createTargetMachine(triple, target.cpu, target.features, options, llvm::Reloc::PIC_,
                                           std::nullopt, llvm::CodeGenOptLevel::Aggressive));
}

CodeGenerator::~CodeGenerator() = default;

// True if a value of bfloat is computed anywhere.
static bool usesBFloat(const llvm::Module &module) {
  for (const llvm::Function &f : module)
    for (const llvm::BasicBlock &block : f)
      for (const llvm::Instruction &i : block)
        if (i.getType()->getScalarType()->isBFloatTy())
          return true;
  return false;
}

// Where a level has no bf16 instructions LLVM rounds by a call of __truncsfbf2, from a library that
// no program of ours links. It gets its own, local to the object: to nearest even, NaN quiet.
static void addBFloatRounding(llvm::Module &module) {
  llvm::IRBuilder<> b(module.getContext());
  auto *type = llvm::FunctionType::get(b.getBFloatTy(), {b.getFloatTy()}, false);
  auto *f = llvm::Function::Create(type, llvm::GlobalValue::InternalLinkage, "__truncsfbf2", module);
  b.SetInsertPoint(llvm::BasicBlock::Create(module.getContext(), "", f));
  llvm::Value *x = f->getArg(0), *bits = b.CreateBitCast(x, b.getInt32Ty());
  llvm::Value *odd = b.CreateAnd(b.CreateLShr(bits, 16), 1);
  llvm::Value *rounded = b.CreateLShr(b.CreateAdd(bits, b.CreateAdd(odd, b.getInt32(0x7fff))), 16);
  llvm::Value *isNaN = b.CreateFCmpUNO(x, x);
  llvm::Value *result = b.CreateTrunc(b.CreateSelect(isNaN, b.getInt32(0x7fc0), rounded), b.getInt16Ty());
  b.CreateRet(b.CreateBitCast(result, b.getBFloatTy()));
  llvm::appendToCompilerUsed(module, {f}); // code generation makes the calls, after the optimiser
}

void CodeGenerator::prepare(llvm::Module &module) {
  if (usesBFloat(module))
    addBFloatRounding(module);
  module.setTargetTriple(machine->getTargetTriple());
  module.setDataLayout(machine->createDataLayout());
  module.setPICLevel(llvm::PICLevel::BigPIC);
  for (llvm::Function &f : module) {
    if (f.isDeclaration())
      continue;
    f.addFnAttr("target-cpu", machine->getTargetCPU());
    f.addFnAttr("target-features", machine->getTargetFeatureString());
    // 512-bit registers stay in use where the schedule chose them.
    f.addFnAttr("prefer-vector-width", "512");
    f.addFnAttr(llvm::Attribute::NoUnwind);
  }
}

void CodeGenerator::optimize(llvm::Module &module) {
  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager callGraph;
  llvm::ModuleAnalysisManager modules;
  llvm::PipelineTuningOptions tuning;
  tuning.LoopVectorization = tuning.SLPVectorization = tuning.LoopInterleaving = true;
  tuning.LoopUnrolling = false; // tiles fill the FMA units as they are; see RATIONALE.md
  llvm::PassBuilder builder(machine.get(), tuning);
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(callGraph);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, callGraph, modules);
  builder.buildPerModuleDefaultPipeline(llvm::OptimizationLevel::O3).run(module, modules);
}

std::string CodeGenerator::emitAs(llvm::Module &module, bool assembly) {
  Frames frames;
  found.clear();
  slow.clear();
  // Near the end: frames have their size, registers are final, nothing is expanded any more.
  llvm::RegisterTargetPassConfigCallback verify(
      [&](llvm::TargetMachine &, llvm::PassManagerBase &, llvm::TargetPassConfig *config) {
        config->insertPass(&llvm::StackMapLivenessID, createVerifyMachineCode(frames, found, slow));
      });
  llvm::SmallString<0> text;
  llvm::raw_svector_ostream stream(text);
  llvm::legacy::PassManager passes;
  auto type = assembly ? llvm::CodeGenFileType::AssemblyFile : llvm::CodeGenFileType::ObjectFile;
  if (machine->addPassesToEmitFile(passes, stream, nullptr, type)) {
    found.push_back("no code generator for " + machine->getTargetTriple().str());
    return {};
  }
  passes.run(module);
  verifyStack(module, frames, found);
  return std::string(text);
}

std::string CodeGenerator::assembly(llvm::Module &module) { return emitAs(module, true); }

std::string CodeGenerator::object(llvm::Module &module) {
  std::string object = emitAs(module, false);
  verifySymbols(object, module.getName(), found);
  return object;
}

} // namespace hac::emit
