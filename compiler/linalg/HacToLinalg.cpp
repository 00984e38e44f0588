// The pass: a new body beside the old one, op by op, then the old one goes.
#include "compiler/linalg/Linalg.h"
#include "compiler/linalg/Lowering.h"
#include "compiler/support/MathDialect.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

namespace hac {
#define GEN_PASS_DEF_HACTOLINALG
#include "compiler/linalg/Passes.h.inc"

namespace linalg_stage {
static Type lowered(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor ? plainType(tensor) : type;
}

// Dims of the tensors at the border, by argument number: the types are about to lose them.
static DictionaryAttr borderShapes(func::FuncOp func, unsigned symbols) {
  Builder b(func.getContext());
  SmallVector<NamedAttribute> shapes;
  auto note = [&](Type type, IntegerAttr number) {
    auto tensor = dyn_cast<RankedTensorType>(type);
    if (tensor && number)
      shapes.push_back(b.getNamedAttr(std::to_string(number.getInt()),
                                      AffineMapAttr::get(AffineMap::get(0, symbols, dimsOf(tensor), b.getContext()))));
  };
  for (auto [i, type] : llvm::enumerate(func.getArgumentTypes()))
    note(type, func.getArgAttrOfType<IntegerAttr>(i, HacDialect::argumentAttrName));
  for (auto [i, type] : llvm::enumerate(func.getResultTypes()))
    if (!func.getResultAttr(i, HacDialect::stateAttrName)) // a state has its argument's shape
      note(type, func.getResultAttrOfType<IntegerAttr>(i, HacDialect::argumentAttrName));
  return b.getDictionaryAttr(shapes);
}

static LogicalResult lowerFunction(func::FuncOp func, const Rules &rules) {
  Block &old = func.getBody().front();
  auto *block = new Block();
  IRMapping map;
  SmallVector<Type> inputs, results;
  SmallVector<Value> symbols;
  SmallVector<Interval> bounds;
  for (BlockArgument arg : old.getArguments()) {
    inputs.push_back(lowered(arg.getType()));
    BlockArgument fresh = block->addArgument(inputs.back(), arg.getLoc());
    map.map(arg, fresh);
    if (!isa<IndexType>(arg.getType()))
      continue;
    symbols.push_back(fresh);
    bounds.push_back(boundsOfSymbol(func, arg.getArgNumber()));
  }
  for (Type type : func.getResultTypes())
    results.push_back(lowered(type));
  func->setAttr(HacDialect::shapesAttrName, borderShapes(func, symbols.size()));
  func.getBody().push_back(block);
  OpBuilder builder = OpBuilder::atBlockEnd(block);
  Lowering lowering(builder, symbols, bounds);
  if (failed(lowerOps(old, map, lowering, rules)))
    return failure();
  SmallVector<Value> returned =
      llvm::map_to_vector(old.getTerminator()->getOperands(), [&](Value v) { return map.lookup(v); });
  func::ReturnOp::create(builder, func.getLoc(), returned);
  old.erase();
  func.setFunctionType(builder.getFunctionType(inputs, results));
  return success();
}
} // namespace linalg_stage

namespace {
struct HacToLinalg : impl::HacToLinalgBase<HacToLinalg> {
  void runOnOperation() override {
    linalg_stage::Rules rules;
    linalg_stage::addElementwiseRules(rules);
    linalg_stage::addContractionRules(rules);
    linalg_stage::addConvRules(rules);
    linalg_stage::addPoolRules(rules);
    linalg_stage::addNormRules(rules);
    linalg_stage::addReduceRules(rules);
    linalg_stage::addShapeRules(rules);
    linalg_stage::addIndexRules(rules);
    linalg_stage::addAttentionRules(rules);
    linalg_stage::addGradientRules(rules);
    if (failed(linalg_stage::lowerFunction(getOperation(), rules)))
      signalPassFailure();
  }
};
} // namespace
} // namespace hac
