// hac.bad_index -> hac_rt1_bad_index with a text that names op and line.
#include "compiler/emit/Emit.h"
#include "compiler/emit/SourceText.h"
#include "compiler/hac/HacDialect.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/Builders.h"

namespace hac {
#define GEN_PASS_DEF_LOWERBADINDEX
#include "compiler/emit/Passes.h.inc"

using namespace mlir;

namespace {

constexpr llvm::StringLiteral badIndex = "hac_rt1_bad_index";

struct LowerBadIndex : impl::LowerBadIndexBase<LowerBadIndex> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    OpBuilder b(&getContext());
    auto pointer = LLVM::LLVMPointerType::get(&getContext());
    Type i64 = b.getI64Type();
    SmallVector<BadIndexOp> ops;
    module.walk([&](BadIndexOp op) { ops.push_back(op); });
    if (ops.empty())
      return;
    b.setInsertionPointToStart(module.getBody());
    auto type = LLVM::LLVMFunctionType::get(LLVM::LLVMVoidType::get(&getContext()), {pointer, pointer, i64, i64, i64});
    auto runtime = LLVM::LLVMFuncOp::create(b, module.getLoc(), badIndex, type);
    for (auto [i, op] : llvm::enumerate(ops)) {
      LLVM::GlobalOp where = emit::addText(module, ".index" + std::to_string(i),
                                           emit::sourceText(op.getOp(), op.getLoc()), op.getLoc());
      b.setInsertionPoint(op);
      Value call = op->getParentOfType<func::FuncOp>().getArgument(0);
      Value address = LLVM::AddressOfOp::create(b, op.getLoc(), where);
      LLVM::CallOp::create(b, op.getLoc(), runtime,
                           ValueRange{call, address, op.getPosition(), op.getValue(), op.getSize()});
      op.erase();
    }
  }
};

} // namespace
} // namespace hac
