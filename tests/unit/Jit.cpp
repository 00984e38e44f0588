// Compiles MLIR text and runs it in this process.
#include "tests/unit/Jit.h"
#include "compiler/hac/HacDialect.h"
#include "compiler/support/MathDialect.h"

#include "mlir/Conversion/Passes.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/Transforms/Utils/Cloning.h"

namespace hac::test {

static std::unique_ptr<llvm::Module> toLlvm(const std::string &text,
                                            const std::function<void(mlir::OpPassManager &)> &lower,
                                            llvm::LLVMContext &llvmContext) {
  mlir::DialectRegistry registry;
  mlir::registerAllDialects(registry);
  mlir::registerAllExtensions(registry);
  registry.insert<HacDialect, hacm::HacmDialect>();
  mlir::registerBuiltinDialectTranslation(registry);
  mlir::registerLLVMDialectTranslation(registry);
  mlir::MLIRContext context(registry, mlir::MLIRContext::Threading::DISABLED);
  auto module = mlir::parseSourceString<mlir::ModuleOp>(text, &context);
  mlir::PassManager passes(&context);
  lower(passes);
  passes.addPass(mlir::createSCFToControlFlowPass());
  passes.addPass(mlir::memref::createExpandStridedMetadataPass());
  passes.addPass(mlir::createLowerAffinePass());
  passes.addPass(mlir::createConvertVectorToLLVMPass());
  passes.addPass(mlir::createConvertMathToLLVMPass());
  passes.addPass(mlir::createArithToLLVMConversionPass());
  passes.addPass(mlir::createFinalizeMemRefToLLVMConversionPass());
  passes.addPass(mlir::createConvertIndexToLLVMPass());
  passes.addPass(mlir::createConvertControlFlowToLLVMPass());
  passes.addPass(mlir::createConvertFuncToLLVMPass());
  passes.addPass(mlir::createReconcileUnrealizedCastsPass());
  if (!module || failed(passes.run(*module)))
    llvm::report_fatal_error("the test's module does not compile");
  return mlir::translateModuleToLLVMIR(*module, llvmContext);
}

static void optimize(llvm::Module &module, llvm::TargetMachine &machine) {
  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager calls;
  llvm::ModuleAnalysisManager modules;
  llvm::PassBuilder builder(&machine);
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(calls);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, calls, modules);
  builder.buildPerModuleDefaultPipeline(llvm::OptimizationLevel::O3).run(module, modules);
}

static void printAssembly(llvm::Module &module, llvm::TargetMachine &machine,
                          const std::string &file) {
  std::error_code error;
  llvm::raw_fd_ostream out(file, error);
  llvm::legacy::PassManager passes;
  std::unique_ptr<llvm::Module> copy = llvm::CloneModule(module);
  if (!machine.addPassesToEmitFile(passes, out, nullptr, llvm::CodeGenFileType::AssemblyFile))
    passes.run(*copy);
}

Jit::Jit(const std::string &mlirText, const std::function<void(mlir::OpPassManager &)> &lower,
         const JitOptions &options) {
  llvm::InitializeNativeTarget();
  llvm::InitializeNativeTargetAsmPrinter();
  auto context = std::make_unique<llvm::LLVMContext>();
  std::unique_ptr<llvm::Module> module = toLlvm(mlirText, lower, *context);
  auto target = llvm::cantFail(llvm::orc::JITTargetMachineBuilder::detectHost());
  if (options.cpu != "native") {
    target.setCPU(options.cpu);
    target.setFeatures("");
  }
  target.setCodeGenOptLevel(options.optimize ? llvm::CodeGenOptLevel::Aggressive
                                             : llvm::CodeGenOptLevel::Default);
  for (llvm::Function &function : *module)
    function.addFnAttr("target-cpu", target.getCPU());
  if (options.optimize || !options.dump.empty()) {
    std::unique_ptr<llvm::TargetMachine> machine = llvm::cantFail(target.createTargetMachine());
    module->setDataLayout(machine->createDataLayout());
    module->setTargetTriple(machine->getTargetTriple());
    if (options.optimize)
      optimize(*module, *machine);
    if (!options.dump.empty())
      printAssembly(*module, *machine, options.dump);
  }
  jit = llvm::cantFail(llvm::orc::LLJITBuilder().setJITTargetMachineBuilder(target).create());
  llvm::cantFail(
      jit->addIRModule(llvm::orc::ThreadSafeModule(std::move(module), std::move(context))));
}

bool runsHere(const std::string &cpu) {
  llvm::StringMap<bool> has = llvm::sys::getHostCPUFeatures();
  bool avx2 = has.lookup("avx2") && has.lookup("fma");
  bool avx512 = has.lookup("avx512f") && has.lookup("avx512dq") && has.lookup("avx512bw") &&
                has.lookup("avx512vl");
  if (cpu == "x86-64-v3")
    return avx2;
  if (cpu == "x86-64-v4")
    return avx512;
  if (cpu == "znver4")
    return avx512 && has.lookup("avx512bf16");
  return cpu == "native";
}

} // namespace hac::test
