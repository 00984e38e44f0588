// Compiles MLIR text and runs it in this process.
#pragma once
#include "mlir/IR/DialectRegistry.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/ExecutionEngine/Orc/LLJIT.h"

#include <functional>
#include <memory>
#include <string>

namespace hac::test {

struct JitOptions {
  std::string cpu = "native"; // LLVM's name: "x86-64-v3"
  bool optimize = false;      // LLVM's -O3, as for objects
  std::string dump;           // file for the assembly; none if empty
};

class Jit {
public:
  /// `lower` adds the passes that come before the conversion to LLVM's dialect. Ends the program on
  /// failure, with the diagnostics on stderr.
  Jit(const std::string &mlirText, const std::function<void(mlir::OpPassManager &)> &lower,
      const JitOptions &options = {});

  template <class Function> Function *lookup(const std::string &name) {
    return llvm::cantFail(jit->lookup(name)).template toPtr<Function *>();
  }

private:
  std::unique_ptr<llvm::orc::LLJIT> jit;
};

/// False if this machine lacks an instruction of the level.
bool runsHere(const std::string &cpu);

} // namespace hac::test
