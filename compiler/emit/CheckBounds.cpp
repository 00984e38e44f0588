// Accesses of memory behind a comparison with the bounds of the buffer they belong to.
#include "compiler/emit/Emit.h"
#include "compiler/emit/SourceText.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/TypeSwitch.h"

namespace hac {
#define GEN_PASS_DEF_CHECKBOUNDS
#include "compiler/emit/Passes.h.inc"

using namespace mlir;

namespace {

constexpr llvm::StringLiteral reportBounds = "hac_rt1_bounds";

struct Access {
  Value memref;
  ValueRange indices;
  int64_t lanes = 1;
  Value mask = {};   // null: every lane
  Value places = {}; // of a gather, beyond `indices`; null: lane after lane
};

int64_t lanesOf(Type type) {
  auto vector = dyn_cast<VectorType>(type);
  return vector ? vector.getNumElements() : 1;
}

// Nothing for an op that touches no memory.
std::optional<Access> accessOf(Operation *op) {
  using Result = std::optional<Access>;
  return llvm::TypeSwitch<Operation *, Result>(op)
      .Case([](memref::LoadOp load) { return Access{load.getMemRef(), load.getIndices()}; })
      .Case([](memref::StoreOp store) { return Access{store.getMemRef(), store.getIndices()}; })
      .Case([](mlir::vector::LoadOp load) {
        return Access{load.getBase(), load.getIndices(), lanesOf(load.getType())};
      })
      .Case([](mlir::vector::StoreOp store) {
        return Access{store.getBase(), store.getIndices(), lanesOf(store.getValueToStore().getType())};
      })
      .Case([](mlir::vector::MaskedLoadOp load) {
        return Access{load.getBase(), load.getIndices(), lanesOf(load.getType()), load.getMask()};
      })
      .Case([](mlir::vector::MaskedStoreOp store) {
        return Access{store.getBase(), store.getIndices(), lanesOf(store.getValueToStore().getType()),
                      store.getMask()};
      })
      .Case([](mlir::vector::GatherOp gather) {
        return Access{gather.getBase(), gather.getOffsets(), lanesOf(gather.getType()), gather.getMask(),
                      gather.getIndices()};
      })
      .Default([](Operation *) { return Result(); });
}

// Reads or writes memory in a way that accessOf() does not know. A prefetch never fails.
bool isUnknownAccess(Operation *op) {
  auto effects = dyn_cast<MemoryEffectOpInterface>(op);
  return !isa<LLVM::CallOp, memref::PrefetchOp>(op) && effects && llvm::any_of(op->getOperandTypes(), llvm::IsaPred<MemRefType>) &&
         (effects.hasEffect<MemoryEffects::Read>() || effects.hasEffect<MemoryEffects::Write>());
}

// What a function was given, or memory at its place in arena or weights.
Value bufferOf(Value memref) {
  while (Operation *op = memref.getDefiningOp()) {
    if (auto metadata = dyn_cast<memref::ExtractStridedMetadataOp>(op))
      memref = metadata.getSource();
    else if (isa<memref::ReinterpretCastOp, memref::SubViewOp, memref::CastOp, memref::ExpandShapeOp,
                 memref::CollapseShapeOp>(op))
      memref = op->getOperand(0);
    else
      break;
  }
  return memref;
}

class Checker {
public:
  Checker(ModuleOp module, OpBuilder &b) : module(module), b(b), pointer(LLVM::LLVMPointerType::get(b.getContext())) {}

  void check(Operation *op, const Access &access, unsigned number);

private:
  Value constant(int64_t value) { return arith::ConstantIndexOp::create(b, loc, value); }
  Value add(Value x, Value y) { return arith::AddIOp::create(b, loc, x, y); }
  Value sub(Value x, Value y) { return arith::SubIOp::create(b, loc, x, y); }
  Value mul(Value x, Value y) { return arith::MulIOp::create(b, loc, x, y); }
  Value compare(arith::CmpIPredicate predicate, Value x, Value y) {
    return arith::CmpIOp::create(b, loc, predicate, x, y);
  }
  Value both(Value x, Value y) { return arith::AndIOp::create(b, loc, x, y); }
  Value i64(Value v) { return arith::IndexCastOp::create(b, loc, b.getI64Type(), v); }

  /// First element of an access, counted from where its memory begins.
  Value placeOf(const Access &access);
  /// First element of the buffer and the one behind its last.
  std::pair<Value, Value> boundsOf(Value buffer);
  Value isInside(const Access &access, Value place, Value begin, Value end);
  void report(Operation *op, unsigned number, Value place, Value size);

  ModuleOp module;
  OpBuilder &b;
  LLVM::LLVMPointerType pointer;
  Location loc = b.getUnknownLoc();
};

Value Checker::placeOf(const Access &access) {
  auto metadata = memref::ExtractStridedMetadataOp::create(b, loc, access.memref);
  Value place = metadata.getOffset();
  for (auto [index, stride] : llvm::zip(access.indices, metadata.getStrides()))
    place = add(place, mul(index, stride));
  return place;
}

std::pair<Value, Value> Checker::boundsOf(Value buffer) {
  auto metadata = memref::ExtractStridedMetadataOp::create(b, loc, buffer);
  Value begin = metadata.getOffset(), last = begin, one = constant(1), zero = constant(0);
  Value isEmpty = arith::ConstantIntOp::create(b, loc, b.getI1Type(), 0);
  for (auto [size, stride] : llvm::zip(metadata.getSizes(), metadata.getStrides())) {
    last = add(last, mul(sub(size, one), stride));
    isEmpty = arith::OrIOp::create(b, loc, isEmpty, compare(arith::CmpIPredicate::eq, size, zero));
  }
  return {begin, arith::SelectOp::create(b, loc, isEmpty, begin, add(last, one))};
}

Value Checker::isInside(const Access &access, Value place, Value begin, Value end) {
  if (!access.mask)
    return both(compare(arith::CmpIPredicate::sge, place, begin),
                compare(arith::CmpIPredicate::sle, add(place, constant(access.lanes)), end));
  auto type = VectorType::get({access.lanes}, b.getIndexType());
  auto splat = [&](Value v) -> Value { return mlir::vector::BroadcastOp::create(b, loc, type, v); };
  Value lanes = access.places;
  if (!lanes)
    lanes = mlir::vector::StepOp::create(b, loc, type);
  else if (lanes.getType() != type)
    lanes = arith::IndexCastOp::create(b, loc, type, lanes);
  Value places = add(splat(place), lanes);
  Value outside = arith::OrIOp::create(b, loc, compare(arith::CmpIPredicate::slt, places, splat(begin)),
                                       compare(arith::CmpIPredicate::sge, places, splat(end)));
  Value any = mlir::vector::ReductionOp::create(b, loc, mlir::vector::CombiningKind::OR, both(access.mask, outside));
  return arith::XOrIOp::create(b, loc, any, arith::ConstantIntOp::create(b, loc, b.getI1Type(), 1));
}

void Checker::report(Operation *op, unsigned number, Value place, Value size) {
  auto runtime = module.lookupSymbol<LLVM::LLVMFuncOp>(reportBounds);
  if (!runtime) {
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(module.getBody());
    auto type = LLVM::LLVMFunctionType::get(LLVM::LLVMVoidType::get(b.getContext()),
                                            {pointer, pointer, b.getI64Type(), b.getI64Type()});
    runtime = LLVM::LLVMFuncOp::create(b, module.getLoc(), reportBounds, type);
  }
  LLVM::GlobalOp where = emit::addText(module, ".access" + std::to_string(number),
                                       emit::sourceText(op->getName().getStringRef(), op->getLoc()), op->getLoc());
  Value call = op->getParentOfType<func::FuncOp>().getArgument(0);
  Value address = LLVM::AddressOfOp::create(b, loc, where);
  LLVM::CallOp::create(b, loc, runtime, ValueRange{call, address, i64(place), i64(size)});
}

void Checker::check(Operation *op, const Access &access, unsigned number) {
  loc = op->getLoc();
  b.setInsertionPoint(op);
  Value place = placeOf(access);
  auto [begin, end] = boundsOf(bufferOf(access.memref));
  Value inside = isInside(access, place, begin, end);
  auto choice = scf::IfOp::create(b, loc, op->getResultTypes(), inside, /*withElseRegion=*/true);
  op->replaceAllUsesWith(choice);

  // Without results the builder has ended both ways already.
  b.setInsertionPointToStart(&choice.getElseRegion().front());
  report(op, number, sub(place, begin), sub(end, begin));
  SmallVector<Value> zeros;
  for (Type type : op->getResultTypes())
    zeros.push_back(arith::ConstantOp::create(b, loc, b.getZeroAttr(type)));
  op->remove();
  if (!zeros.empty())
    scf::YieldOp::create(b, loc, zeros);
  b.setInsertionPointToStart(&choice.getThenRegion().front());
  b.insert(op);
  if (!zeros.empty())
    scf::YieldOp::create(b, loc, op->getResults());
}

struct CheckBounds : impl::CheckBoundsBase<CheckBounds> {
  void runOnOperation() override {
    OpBuilder b(&getContext());
    Checker checker(getOperation(), b);
    SmallVector<Operation *> ops;
    WalkResult known = getOperation().walk([&](Operation *op) {
      if (accessOf(op)) {
        ops.push_back(op);
      } else if (isUnknownAccess(op)) {
        op->emitError("internal: an access that --instrument=bounds does not know [hac-X900]");
        return WalkResult::interrupt();
      }
      return WalkResult::advance();
    });
    if (known.wasInterrupted())
      return signalPassFailure();
    for (auto [i, op] : llvm::enumerate(ops))
      checker.check(op, *accessOf(op), unsigned(i));
  }
};

} // namespace
} // namespace hac
