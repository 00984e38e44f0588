// scf.forall -> task function + hac_rt1_parallel_for; lanes' scratch gets its place.
#include "compiler/emit/Emit.h"
#include "compiler/hac/HacDialect.h"

#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/SCF/Transforms/Transforms.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Transforms/RegionUtils.h"

namespace hac {
#define GEN_PASS_DEF_OUTLINETASKS
#include "compiler/emit/Passes.h.inc"

using namespace mlir;

namespace {

int64_t scratchBytes(LaneScratchOp op) {
  auto type = cast<MemRefType>(op.getType());
  return llvm::alignTo(type.getNumElements() * llvm::divideCeil(type.getElementTypeBitWidth(), 8), 64);
}

constexpr llvm::StringLiteral parallelFor = "hac_rt1_parallel_for";

class Outliner {
public:
  Outliner(ModuleOp module, int64_t laneBytes)
      : module(module), laneBytes(laneBytes), b(module.getContext()), types(module.getContext()),
        pointer(LLVM::LLVMPointerType::get(module.getContext())) {}

  void outline(func::FuncOp parent, scf::ForallOp forall, unsigned number);
  /// Leaves the function with the status, unless that is 0.
  void returnUnlessDone(Operation *next, Value status);

private:
  Value cast(Location loc, Type type, Value v) {
    return v.getType() == type ? v : UnrealizedConversionCastOp::create(b, loc, type, v).getResult(0);
  }
  LLVM::LLVMFuncOp runtime();
  LLVM::LLVMFuncOp taskFunction(StringRef name, scf::ForallOp forall, ArrayRef<Value> captured,
                                LLVM::LLVMStructType frame);

  void placeScratch(Block *task, Value lane);

  ModuleOp module;
  int64_t laneBytes;
  OpBuilder b;
  LLVMTypeConverter types;
  LLVM::LLVMPointerType pointer;
};

// How many steps each dimension of the loop takes.
SmallVector<Value> stepsOf(OpBuilder &b, scf::ForallOp forall) {
  Location loc = forall.getLoc();
  SmallVector<Value> steps;
  for (auto [lo, hi, step] : llvm::zip(forall.getLowerBound(b), forall.getUpperBound(b), forall.getStep(b))) {
    Value span = arith::SubIOp::create(b, loc, hi, lo);
    steps.push_back(arith::CeilDivSIOp::create(b, loc, span, step));
  }
  return steps;
}

LLVM::LLVMFuncOp Outliner::runtime() {
  if (auto found = module.lookupSymbol<LLVM::LLVMFuncOp>(parallelFor))
    return found;
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(module.getBody());
  Type i32 = b.getI32Type(), i64 = b.getI64Type();
  return LLVM::LLVMFuncOp::create(b, module.getLoc(), parallelFor,
                                  LLVM::LLVMFunctionType::get(i32, {pointer, i64, pointer, pointer}));
}

LLVM::LLVMFuncOp Outliner::taskFunction(StringRef name, scf::ForallOp forall, ArrayRef<Value> captured,
                                        LLVM::LLVMStructType frame) {
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToEnd(module.getBody());
  Location loc = forall.getLoc();
  Type i64 = b.getI64Type();
  auto type = LLVM::LLVMFunctionType::get(LLVM::LLVMVoidType::get(b.getContext()), {pointer, i64, i64});
  auto task = LLVM::LLVMFuncOp::create(b, loc, name, type, LLVM::Linkage::Internal);
  Block *entry = task.addEntryBlock(b);
  b.setInsertionPointToStart(entry);
  IRMapping map;
  for (auto [i, value] : llvm::enumerate(captured)) {
    Value slot = LLVM::GEPOp::create(b, loc, pointer, frame, entry->getArgument(0), ArrayRef<LLVM::GEPArg>{0, int32_t(i)});
    Value loaded = LLVM::LoadOp::create(b, loc, frame.getBody()[i], slot);
    map.map(value, cast(loc, value.getType(), loaded));
  }
  // Constants are cheaper made again than passed.
  llvm::SetVector<Value> above;
  getUsedValuesDefinedAbove(forall->getRegions(), above);
  for (Value lower : forall.getDynamicLowerBound())
    above.insert(lower);
  for (Value upper : forall.getDynamicUpperBound())
    above.insert(upper);
  for (Value step : forall.getDynamicStep())
    above.insert(step);
  for (Value value : above)
    if (!map.contains(value))
      map.map(value, b.clone(*value.getDefiningOp())->getResult(0));

  auto copy = llvm::cast<scf::ForallOp>(b.clone(*forall, map));
  b.setInsertionPoint(copy);
  Value rest = arith::IndexCastOp::create(b, loc, b.getIndexType(), entry->getArgument(1));
  SmallVector<Value> steps = stepsOf(b, copy), position(steps.size());
  for (size_t i = steps.size(); i-- > 0;) { // the last dimension runs fastest
    Value digit = i ? arith::RemUIOp::create(b, loc, rest, steps[i]).getResult() : rest;
    if (i)
      rest = arith::DivUIOp::create(b, loc, rest, steps[i]);
    Value scaled = arith::MulIOp::create(b, loc, digit, copy.getStep(b)[i]);
    position[i] = arith::AddIOp::create(b, loc, copy.getLowerBound(b)[i], scaled);
  }
  Block *body = copy.getBody();
  body->getTerminator()->erase();
  for (auto [arg, value] : llvm::zip(body->getArguments(), position))
    arg.replaceAllUsesWith(value);
  entry->getOperations().splice(copy->getIterator(), body->getOperations());
  copy.erase();
  placeScratch(entry, entry->getArgument(2));
  b.setInsertionPointToEnd(entry);
  LLVM::ReturnOp::create(b, loc, ValueRange());
  return task;
}

void Outliner::outline(func::FuncOp parent, scf::ForallOp forall, unsigned number) {
  Location loc = forall.getLoc();
  llvm::SetVector<Value> used;
  getUsedValuesDefinedAbove(forall->getRegions(), used);
  for (Value bound : forall->getOperands())
    used.insert(bound);
  SmallVector<Value> captured;
  SmallVector<Type> fields;
  for (Value value : used) {
    if (matchPattern(value, m_Constant()))
      continue;
    captured.push_back(value);
    fields.push_back(types.convertType(value.getType()));
  }
  auto frame = LLVM::LLVMStructType::getLiteral(b.getContext(), fields);
  std::string name = (parent.getName() + "_task" + std::to_string(number)).str();
  LLVM::LLVMFuncOp task = taskFunction(name, forall, captured, frame);

  b.setInsertionPointToStart(&parent.getBody().front());
  Value one = LLVM::ConstantOp::create(b, loc, b.getI64Type(), b.getI64IntegerAttr(1));
  Value slots = LLVM::AllocaOp::create(b, loc, pointer, frame, one);
  b.setInsertionPoint(forall);
  LLVM::LifetimeStartOp::create(b, loc, slots); // the next task may use the same bytes
  for (auto [i, value] : llvm::enumerate(captured)) {
    Value slot = LLVM::GEPOp::create(b, loc, pointer, frame, slots, ArrayRef<LLVM::GEPArg>{0, int32_t(i)});
    LLVM::StoreOp::create(b, loc, cast(loc, fields[i], value), slot);
  }
  Value tasks = arith::ConstantIndexOp::create(b, loc, 1);
  for (Value steps : stepsOf(b, forall))
    tasks = arith::MulIOp::create(b, loc, tasks, steps);
  Value count = arith::IndexCastOp::create(b, loc, b.getI64Type(), tasks);
  Value function = LLVM::AddressOfOp::create(b, loc, task);
  Value status = LLVM::CallOp::create(b, loc, runtime(), ValueRange{parent.getArgument(0), count, function, slots}).getResult();
  LLVM::LifetimeEndOp::create(b, loc, slots);

  returnUnlessDone(forall, status);
  forall.erase();
}

void Outliner::returnUnlessDone(Operation *next, Value status) {
  Location loc = status.getLoc();
  b.setInsertionPoint(next);
  Value zero = arith::ConstantIntOp::create(b, loc, b.getI32Type(), 0);
  Value leftOut = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ne, status, zero);
  Block *before = next->getBlock(), *after = before->splitBlock(next);
  Block *leave = b.createBlock(before->getParent(), before->getParent()->end());
  func::ReturnOp::create(b, loc, status);
  b.setInsertionPointToEnd(before);
  cf::CondBranchOp::create(b, loc, leftOut, leave, after);
}

// Each op one behind the other, from a multiple of 64 bytes on; lanes are `laneBytes` apart.
void Outliner::placeScratch(Block *task, Value lane) {
  SmallVector<LaneScratchOp> ops;
  task->getParentOp()->walk([&](LaneScratchOp op) { ops.push_back(op); });
  int64_t place = 0;
  for (LaneScratchOp op : ops) {
    b.setInsertionPoint(op);
    Location loc = op.getLoc();
    Value number = arith::IndexCastOp::create(b, loc, b.getIndexType(), lane);
    Value start = arith::MulIOp::create(b, loc, number, arith::ConstantIndexOp::create(b, loc, laneBytes));
    start = arith::AddIOp::create(b, loc, start, arith::ConstantIndexOp::create(b, loc, place));
    start = arith::AddIOp::create(b, loc, start, op.getBase());
    op.replaceAllUsesWith(
        memref::ViewOp::create(b, loc, op.getType(), op.getArena(), start, ValueRange()).getResult());
    place += scratchBytes(op);
    op.erase();
  }
}

// A call of a group's function is a parallel region like any other.
SmallVector<func::CallOp> callsOfGroups(func::FuncOp func) {
  SmallVector<func::CallOp> calls;
  for (Block &block : func.getBody())
    for (auto call : block.getOps<func::CallOp>())
      calls.push_back(call);
  return calls;
}

struct OutlineTasks : impl::OutlineTasksBase<OutlineTasks> {
  void runOnOperation() override {
    Outliner outliner(getOperation(), emit::laneScratchBytes(getOperation()));
    IRRewriter rewriter(&getContext());
    for (func::FuncOp func : llvm::make_early_inc_range(getOperation().getOps<func::FuncOp>())) {
      SmallVector<scf::ForallOp> loops;
      func.walk<WalkOrder::PreOrder>([&](scf::ForallOp forall) {
        loops.push_back(forall);
        return WalkResult::skip();
      });
      for (auto [i, forall] : llvm::enumerate(loops)) {
        if (forall->getParentOp() == func) {
          outliner.outline(func, forall, unsigned(i));
          continue;
        }
        rewriter.setInsertionPoint(forall);
        if (failed(scf::forallToForLoop(rewriter, forall)))
          return signalPassFailure();
      }
      for (func::CallOp call : callsOfGroups(func))
        outliner.returnUnlessDone(call->getNextNode(), call.getResult(0));
    }
  }
};

} // namespace

int64_t emit::laneScratchBytes(ModuleOp module) {
  int64_t most = 0;
  for (auto func : module.getOps<func::FuncOp>()) {
    int64_t bytes = 0;
    func.walk([&](LaneScratchOp op) { bytes += scratchBytes(op); });
    most = std::max(most, bytes);
  }
  return most;
}
} // namespace hac
