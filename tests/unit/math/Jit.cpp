// Compiles MLIR text with hac-lower-math and LLVM's JIT.
#include "tests/unit/math/Jit.h"
#include "compiler/vector/MathDialect.h"
#include "compiler/vector/Passes.h"

#include "mlir/Conversion/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/TargetParser/Host.h"

namespace hac::test {

static std::unique_ptr<llvm::Module> toLlvm(const std::string &text, llvm::LLVMContext &llvmContext) {
  mlir::DialectRegistry registry;
  registry.insert<mlir::arith::ArithDialect, mlir::func::FuncDialect, mlir::LLVM::LLVMDialect,
                  mlir::math::MathDialect, mlir::scf::SCFDialect, hacm::HacmDialect>();
  mlir::registerBuiltinDialectTranslation(registry);
  mlir::registerLLVMDialectTranslation(registry);
  mlir::MLIRContext context(registry);
  auto module = mlir::parseSourceString<mlir::ModuleOp>(text, &context);
  mlir::PassManager passes(&context);
  passes.addPass(vector::createLowerMath());
  passes.addPass(mlir::createSCFToControlFlowPass());
  passes.addPass(mlir::createConvertMathToLLVMPass());
  passes.addPass(mlir::createArithToLLVMConversionPass());
  passes.addPass(mlir::createConvertControlFlowToLLVMPass());
  passes.addPass(mlir::createConvertFuncToLLVMPass());
  passes.addPass(mlir::createReconcileUnrealizedCastsPass());
  if (!module || failed(passes.run(*module)))
    llvm::report_fatal_error("the test's module does not compile");
  return mlir::translateModuleToLLVMIR(*module, llvmContext);
}

Jit::Jit(const std::string &mlirText, const std::string &cpu) {
  llvm::InitializeNativeTarget();
  llvm::InitializeNativeTargetAsmPrinter();
  auto context = std::make_unique<llvm::LLVMContext>();
  std::unique_ptr<llvm::Module> module = toLlvm(mlirText, *context);
  auto target = llvm::cantFail(llvm::orc::JITTargetMachineBuilder::detectHost());
  if (cpu != "native") {
    target.setCPU(cpu);
    target.setFeatures("");
  }
  for (llvm::Function &function : *module)
    if (cpu != "native")
      function.addFnAttr("target-cpu", cpu);
  jit = llvm::cantFail(llvm::orc::LLJITBuilder().setJITTargetMachineBuilder(target).create());
  llvm::cantFail(
      jit->addIRModule(llvm::orc::ThreadSafeModule(std::move(module), std::move(context))));
}

bool runsHere(const std::string &cpu) {
  llvm::StringMap<bool> has = llvm::sys::getHostCPUFeatures();
  if (cpu == "x86-64-v3")
    return has.lookup("avx2") && has.lookup("fma");
  if (cpu == "x86-64-v4")
    return has.lookup("avx512f") && has.lookup("avx512dq") && has.lookup("avx512bw") &&
           has.lookup("avx512vl");
  return cpu == "native";
}

} // namespace hac::test
