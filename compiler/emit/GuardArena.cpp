// Calls of the runtime that fill and compare the arena between the steps of a function.
#include "compiler/emit/Emit.h"
#include "compiler/emit/SourceText.h"
#include "compiler/hac/HacDialect.h"
#include "compiler/support/BufferUses.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace hac {
#define GEN_PASS_DEF_GUARDARENA
#include "compiler/emit/Passes.h.inc"

using namespace mlir;

namespace {

constexpr llvm::StringLiteral fill = "hac_rt1_fill", zone = "hac_rt1_zone", written = "hac_rt1_written";

struct Buffer {
  memref::ViewOp view;
  Operation *last; // of the function's block that uses it
};

class Guard {
public:
  Guard(ModuleOp module, func::FuncOp func, unsigned &texts)
      : module(module), func(func), texts(texts), b(func.getContext()),
        pointer(LLVM::LLVMPointerType::get(func.getContext())) {}

  void run();

private:
  void call(StringRef name, ArrayRef<Value> arguments);
  Value i64(Value index) { return arith::IndexCastOp::create(b, loc, b.getI64Type(), index); }
  Value addressOf(Value memref) {
    Value address = memref::ExtractAlignedPointerAsIndexOp::create(b, loc, memref);
    return LLVM::IntToPtrOp::create(b, loc, pointer, i64(address));
  }
  Value bytesOf(memref::ViewOp view);
  Value textOf(StringRef what, Location where);
  void fillBuffer(memref::ViewOp view) { call(fill, {addressOf(view), i64(bytesOf(view))}); }
  void compareZone(memref::ViewOp view);

  ModuleOp module;
  func::FuncOp func;
  unsigned &texts;
  OpBuilder b;
  LLVM::LLVMPointerType pointer;
  Location loc = b.getUnknownLoc();
};

void Guard::call(StringRef name, ArrayRef<Value> arguments) {
  auto runtime = module.lookupSymbol<LLVM::LLVMFuncOp>(name);
  if (!runtime) {
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(module.getBody());
    SmallVector<Type> types(ValueRange(arguments).getTypes());
    runtime = LLVM::LLVMFuncOp::create(
        b, module.getLoc(), name, LLVM::LLVMFunctionType::get(LLVM::LLVMVoidType::get(b.getContext()), types));
  }
  LLVM::CallOp::create(b, loc, runtime, arguments);
}

Value Guard::bytesOf(memref::ViewOp view) {
  MemRefType type = view.getType();
  int64_t fixed = llvm::divideCeil(type.getElementTypeBitWidth(), 8);
  for (int64_t size : type.getShape())
    fixed *= ShapedType::isDynamic(size) ? 1 : size;
  Value bytes = arith::ConstantIndexOp::create(b, loc, fixed);
  for (Value size : view.getDynamicSizes())
    bytes = arith::MulIOp::create(b, loc, bytes, size);
  return bytes;
}

Value Guard::textOf(StringRef what, Location where) {
  LLVM::GlobalOp text =
      emit::addText(module, ".buffer" + std::to_string(texts++), emit::sourceText(what, where), where);
  return LLVM::AddressOfOp::create(b, loc, text);
}

void Guard::compareZone(memref::ViewOp view) {
  Value end = LLVM::GEPOp::create(b, loc, pointer, b.getI8Type(), addressOf(view), ArrayRef<LLVM::GEPArg>{i64(bytesOf(view))});
  Value bytes = LLVM::ConstantOp::create(b, loc, b.getI64Type(), b.getI64IntegerAttr(redZoneBytes));
  call(zone, {func.getArgument(0), end, bytes, textOf("a buffer", view.getLoc())});
}

void Guard::run() {
  Block &block = func.getBody().front();
  AffineMap size = func->getAttrOfType<AffineMapAttr>(HacDialect::arenaAttrName).getValue();
  SmallVector<Buffer> buffers;
  SmallVector<memref::ViewOp> borders;
  for (auto view : block.getOps<memref::ViewOp>()) {
    auto memory = dyn_cast<BlockArgument>(view.getSource());
    if (memory && memory.getArgNumber() > 2) // behind call, arena and weights: inputs and outputs
      borders.push_back(view);
    if (!memory || memory.getArgNumber() != 1)
      continue;
    Buffer buffer{view, view};
    for (Operation *user : usersInBlock(view, &block))
      if (buffer.last->isBeforeInBlock(user))
        buffer.last = user;
    buffers.push_back(buffer);
  }

  SmallVector<Operation *> steps;
  for (Operation &op : block.without_terminator())
    if (!isMemoryEffectFree(&op))
      steps.push_back(&op);
  for (Operation *step : steps) {
    loc = step->getLoc();
    b.setInsertionPointAfter(step);
    for (const Buffer &buffer : buffers)
      if (buffer.view->isBeforeInBlock(step))
        compareZone(buffer.view);
    for (const Buffer &buffer : buffers)
      if (buffer.last == step)
        fillBuffer(buffer.view);
  }

  loc = func.getLoc();
  b.setInsertionPoint(block.getTerminator());
  for (memref::ViewOp view : borders)
    call(written, {func.getArgument(0), addressOf(view), i64(bytesOf(view)), textOf("a result", view.getLoc())});
  b.setInsertionPointToStart(&block);
  SmallVector<Value> symbols;
  for (BlockArgument argument : func.getArguments())
    if (isa<IndexType>(argument.getType()))
      symbols.push_back(argument);
  Value bytes = affine::AffineApplyOp::create(b, loc, size, symbols);
  call(fill, {addressOf(func.getArgument(1)), i64(bytes)});
}

struct GuardArena : impl::GuardArenaBase<GuardArena> {
  void runOnOperation() override {
    unsigned texts = 0;
    for (func::FuncOp func : getOperation().getOps<func::FuncOp>())
      if (func->hasAttr(HacDialect::arenaAttrName))
        Guard(getOperation(), func, texts).run();
  }
};

} // namespace
} // namespace hac
