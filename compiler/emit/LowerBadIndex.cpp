// hac.bad_index -> hac_rt1_bad_index with a text that names op and line.
#include "compiler/emit/Emit.h"
#include "compiler/hac/HacDialect.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/Builders.h"

namespace hac {
#define GEN_PASS_DEF_LOWERBADINDEX
#include "compiler/emit/Passes.h.inc"

using namespace mlir;

namespace {

constexpr llvm::StringLiteral badIndex = "hac_rt1_bad_index";

// The user's line under names of modules.
FileLineColLoc lineOf(Location loc) {
  FileLineColLoc line;
  loc->walk([&](Location inner) {
    if (!line)
      line = dyn_cast<FileLineColLoc>(inner);
    return WalkResult::advance();
  });
  return line;
}

// "embedding (news.model.cpp:12)", and the 0 that ends it. Of the file's path only its name: an
// object holds no path.
std::string textOf(BadIndexOp op) {
  std::string text = op.getOp().str();
  if (FileLineColLoc line = lineOf(op.getLoc())) {
    StringRef file = line.getFilename().strref();
    text += (" (" + file.substr(file.find_last_of('/') + 1) + ":" + Twine(line.getLine()) + ")").str();
  }
  return text + '\0';
}

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
      std::string text = textOf(op);
      b.setInsertionPointToStart(module.getBody());
      auto where = LLVM::GlobalOp::create(b, op.getLoc(), LLVM::LLVMArrayType::get(b.getI8Type(), text.size()),
                                          /*isConstant=*/true, LLVM::Linkage::Private, ".index" + std::to_string(i),
                                          b.getStringAttr(text), /*alignment=*/1);
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
