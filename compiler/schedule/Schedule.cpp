// Decides fusion groups and tiles and writes them down.
#include "compiler/schedule/Schedule.h"
#include "compiler/hac/HacDialect.h"
#include "compiler/schedule/TileChoice.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;

namespace hac::schedule {
#define GEN_PASS_DEF_SCHEDULE
#include "compiler/schedule/Passes.h.inc"

namespace {

using linalg::GenericOp;

/// acc + a * b on f32, as one FMA or as two ops that may be contracted.
bool isMultiplyAdd(GenericOp op) {
  Block &body = *op.getBody();
  Value a = body.getArgument(0), b = body.getArgument(1), acc = body.getArgument(2);
  auto isProduct = [&](Value x, Value y) { return (x == a && y == b) || (x == b && y == a); };
  Operation *result = body.getTerminator()->getOperand(0).getDefiningOp();
  if (auto fma = dyn_cast_or_null<math::FmaOp>(result))
    return isProduct(fma.getA(), fma.getB()) && fma.getC() == acc;
  auto contracts = [](arith::FastMathFlags flags) {
    return bitEnumContainsAll(flags, arith::FastMathFlags::contract);
  };
  auto add = dyn_cast_or_null<arith::AddFOp>(result);
  if (!add || !contracts(add.getFastmath()))
    return false;
  Value other = add.getLhs() == acc ? add.getRhs() : add.getLhs();
  auto product = other.getDefiningOp<arith::MulFOp>();
  return (add.getLhs() == acc || add.getRhs() == acc) && product &&
         contracts(product.getFastmath()) && isProduct(product.getLhs(), product.getRhs());
}

bool isZeros(Value tensor) {
  auto fill = tensor.getDefiningOp<linalg::FillOp>();
  return fill && matchPattern(fill.getInputs()[0], m_PosZeroFloat());
}

bool isF32(Value tensor) { return getElementTypeOrSelf(tensor.getType()).isF32(); }

/// Why an op marked as an anchor cannot be tiled, or nothing.
std::optional<StringRef> refuseAnchor(GenericOp op) {
  MLIRContext *context = op.getContext();
  AffineExpr m, n, k;
  bindDims(context, m, n, k);
  SmallVector<AffineMap> maps = {AffineMap::get(3, 0, {m, k}, context),
                                 AffineMap::get(3, 0, {n, k}, context),
                                 AffineMap::get(3, 0, {m, n}, context)};
  if (op.getNumDpsInputs() != 2 || op.getNumDpsInits() != 1 || op.getNumReductionLoops() != 1 ||
      op.getIndexingMapsArray() != maps)
    return "expected x [m, k] times a weight [n, k]";
  if (!llvm::all_of(op->getOperands(), isF32) || !isMultiplyAdd(op))
    return "expected f32 products added to f32";
  auto param = op.getDpsInputs()[1].getDefiningOp<ParamOp>();
  if (!param || param.getPack())
    return "the weight is no parameter, so it cannot be packed ahead";
  auto weight = cast<RankedTensorType>(param.getType());
  if (!weight.hasStaticShape() || weight.getNumElements() == 0 ||
      cast<RankedTensorType>(op.getDpsInputs()[0].getType()).isDynamicDim(1))
    return "expected a weight of constant size, not empty";
  if (!isZeros(op.getDpsInits()[0]))
    return "the sum does not start at zero";
  return std::nullopt;
}

/// Each result of the map is its own dim, in any order: what one tile reads is a rectangle.
bool readsTile(AffineMap map) {
  SmallVector<bool> seen(map.getNumDims());
  unsigned last = 0;
  for (AffineExpr expr : map.getResults()) {
    auto dim = dyn_cast<AffineDimExpr>(expr);
    if (!dim || seen[dim.getPosition()] || dim.getPosition() < last)
      return false;
    seen[last = dim.getPosition()] = true;
  }
  return true;
}

/// Only ops that work on each element alone; no index, no load.
bool hasElementwiseBody(GenericOp op) {
  return llvm::all_of(op.getBody()->without_terminator(), [](Operation &inner) {
    return isa<arith::ConstantOp>(inner) ||
           (OpTrait::hasElementwiseMappableTraits(&inner) && inner.getNumResults() == 1);
  });
}

/// The op that may follow `result` on the register tile: its only user, elementwise over the same
/// rows and columns.
GenericOp epilogueAfter(Value result) {
  if (!result.hasOneUse())
    return nullptr;
  auto op = dyn_cast<GenericOp>(*result.user_begin());
  if (!op || op->getBlock() != result.getDefiningOp()->getBlock() || op.getNumLoops() != 2 ||
      op.getNumParallelLoops() != 2 || op.getNumResults() != 1 || !isF32(op.getResult(0)) ||
      !hasElementwiseBody(op))
    return nullptr;
  OpOperand *init = op.getDpsInitOperand(0);
  if (!op.getMatchingIndexingMap(init).isIdentity() || op.payloadUsesValueFromOperand(init) ||
      init->get() == result)
    return nullptr;
  for (OpOperand *input : op.getDpsInputOperands()) {
    AffineMap map = op.getMatchingIndexingMap(input);
    if (input->get() == result ? !map.isIdentity() : !readsTile(map))
      return nullptr;
  }
  return op;
}

struct Schedule : impl::ScheduleBase<Schedule> {
  using ScheduleBase::ScheduleBase;

  void runOnOperation() override {
    std::optional<Target> target = targetByName(targetName);
    if (!target) {
      getOperation()->emitError("unknown target ") << targetName;
      return signalPassFailure();
    }
    int64_t number = 0;
    getOperation()->walk([&](GenericOp op) {
      if (!op->hasAttr(HacScheduleDialect::anchorAttrName) || groupOf(op))
        return;
      if (std::optional<StringRef> why = refuseAnchor(op)) {
        op->emitRemark("not tiled: ") << *why;
        return;
      }
      scheduleGroup(op, number++, *target);
    });
  }

private:
  void scheduleGroup(GenericOp anchor, int64_t number, const Target &target) {
    auto input = cast<RankedTensorType>(anchor.getDpsInputs()[0].getType());
    auto weight = cast<RankedTensorType>(anchor.getDpsInputs()[1].getType());
    ContractionShape shape = {std::nullopt, weight.getDimSize(0), weight.getDimSize(1)};
    if (!input.isDynamicDim(0))
      shape.rows = input.getDimSize(0);
    TileChoice choice = chooseTile(shape, target);
    MLIRContext *context = &getContext();
    auto tile = TileAttr::get(context, choice.heights, choice.columns, target.lanes, choice.rows,
                              choice.panels);
    anchor->setAttr(HacScheduleDialect::groupAttrName,
                    GroupAttr::get(context, number, Role::Anchor, tile));
    auto epilogue = GroupAttr::get(context, number, Role::Epilogue, TileAttr());
    for (GenericOp op = epilogueAfter(anchor.getResult(0)); op; op = epilogueAfter(op.getResult(0)))
      op->setAttr(HacScheduleDialect::groupAttrName, epilogue);
  }
};

} // namespace

void addSchedulePasses(OpPassManager &passes, const Target &target) {
  passes.addNestedPass<func::FuncOp>(createFlattenEpilogues());
  passes.addNestedPass<func::FuncOp>(createSchedule({target.name}));
  passes.addNestedPass<func::FuncOp>(createVerifySchedule({target.name}));
}

} // namespace hac::schedule
