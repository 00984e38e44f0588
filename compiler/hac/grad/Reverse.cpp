// The engine: which values matter, and the walk from the loss to them.
#include "compiler/hac/grad/Rule.h"

#include "llvm/ADT/SetVector.h"

namespace hac::grad {

const Rules &allRules() {
  static const Rules rules = [] {
    Rules r;
    addElementwiseRules(r);
    addContractionRules(r);
    addConvRules(r);
    addPoolRules(r);
    addNormRules(r);
    addReduceRules(r);
    addShapeRules(r);
    addIndexRules(r);
    addAttentionRules(r);
    addUserRules(r);
    addLoopRules(r);
    return r;
  }();
  return rules;
}

SmallVector<Value> capturedBy(Region &region) {
  llvm::SetVector<Value> outside;
  region.walk([&](Operation *op) {
    for (Value operand : op->getOperands())
      if (!region.isAncestor(operand.getParentRegion()))
        outside.insert(operand);
  });
  return outside.takeVector();
}

// --- Backward ----------------------------------------------------------------------------------

Value Backward::dy(unsigned i) {
  Value gradient = reverse.gradientOf(op->getResult(i));
  return gradient ? gradient : o.zerosLike(op->getResult(i));
}

bool Backward::wants(Value value) const { return reverse.isActive(value); }

void Backward::give(Value value, Value gradient) {
  if (wants(value))
    reverse.add(value, o.fit(gradient, typeOf(value)));
}

LogicalResult Backward::recompose(llvm::function_ref<SmallVector<Value>()> forward) {
  SmallVector<Value> targets;
  for (Value operand : op->getOperands())
    if (wants(operand) && !llvm::is_contained(targets, operand))
      targets.push_back(operand);
  Reverse inner(o);
  SmallVector<Value> results = inner.record(targets, forward);
  for (auto [i, result] : llvm::enumerate(results))
    if (Value gradient = reverse.gradientOf(op->getResult(unsigned(i))))
      inner.add(result, o.fit(gradient, typeOf(result)));
  if (failed(inner.run()))
    return failure();
  for (Value target : targets)
    if (Value gradient = inner.gradientOf(target))
      give(target, gradient);
  return success();
}

// --- Reverse -----------------------------------------------------------------------------------

void Reverse::prepare(ArrayRef<Operation *> all, ValueRange targets) {
  for (Value target : targets)
    active.insert(target);
  for (Operation *op : all) {
    if (isa<StopGradientOp>(op))
      continue;
    auto isActiveValue = [&](Value v) { return active.contains(v); };
    bool depends = llvm::any_of(op->getOperands(), isActiveValue);
    for (Region &region : op->getRegions())
      depends = depends || llvm::any_of(capturedBy(region), isActiveValue);
    if (!depends)
      continue;
    ops.push_back(op);
    for (Value result : op->getResults())
      if (isa<FloatType>(elementOf(result)))
        active.insert(result);
  }
}

SmallVector<Value> Reverse::record(ArrayRef<Value> targets, llvm::function_ref<SmallVector<Value>()> forward) {
  Block *block = o.b.getInsertionBlock();
  Operation *last = o.b.getInsertionPoint() == block->begin() ? nullptr : &*std::prev(o.b.getInsertionPoint());
  SmallVector<Value> results = forward();
  SmallVector<Operation *> made;
  for (auto each = last ? std::next(last->getIterator()) : block->begin(); each != o.b.getInsertionPoint(); ++each)
    made.push_back(&*each);
  prepare(made, targets);
  return results;
}

void Reverse::add(Value value, Value gradient) {
  Value &sum = gradients[value];
  sum = sum ? o.add(sum, gradient) : gradient;
}

LogicalResult Reverse::run() {
  for (Operation *op : llvm::reverse(ops)) {
    if (llvm::none_of(op->getResults(), [&](Value v) { return gradients.contains(v); }))
      continue;
    o.loc = op->getLoc();
    const Rules::Rule *rule = allRules().find(op->getName().getStringRef());
    if (!rule)
      return op->emitError("internal: no gradient for ") << op->getName() << " [hac-X900]";
    Backward g(op, *this, o);
    if (failed((*rule)(g)))
      return failure();
  }
  return success();
}

} // namespace hac::grad
