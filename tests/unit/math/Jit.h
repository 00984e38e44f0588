// Compiles MLIR text with hac-lower-math and LLVM's JIT, for one set of CPU features.
#pragma once
#include "mlir/IR/MLIRContext.h"
#include "llvm/ExecutionEngine/Orc/LLJIT.h"

#include <memory>
#include <string>

namespace hac::test {

class Jit {
public:
  /// `cpu` as in clang -march: "x86-64-v3", or "native". Ends the program on failure.
  Jit(const std::string &mlirText, const std::string &cpu);

  template <class Function> Function *lookup(const std::string &name) {
    return llvm::cantFail(jit->lookup(name)).template toPtr<Function *>();
  }

private:
  std::unique_ptr<llvm::orc::LLJIT> jit;
};

/// False if this machine lacks an instruction of the level.
bool runsHere(const std::string &cpu);

} // namespace hac::test
