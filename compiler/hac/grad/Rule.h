// A gradient rule: from the gradients of an op's results to those of its operands.
//
//     rules.add<TanhOp>([](Backward &g) { g.give(0, g.o.mul(g.dy(), g.o.sub(1, g.o.square(g.y())))); });
//
// One rule per op, registered by its name; what is missing is an error on the user's line.
#pragma once
#include "compiler/hac/grad/Ops.h"

#include "llvm/ADT/StringMap.h"
#include <functional>

namespace hac::grad {

class Reverse;

/// One op while its gradient is built.
class Backward {
public:
  Backward(Operation *op, Reverse &reverse, Ops &ops) : op(op), o(ops), reverse(reverse) {}

  Operation *const op;
  Ops &o;

  Value x(unsigned i = 0) const { return op->getOperand(i); }
  Value y(unsigned i = 0) const { return op->getResult(i); }
  /// The gradient of a result, in its shape and type; zeros if nothing asks for that result.
  Value dy(unsigned i = 0);

  /// Does anything depend on the gradient of this value?
  bool wants(Value value) const;
  bool wants(unsigned operand) const { return wants(op->getOperand(operand)); }
  /// Adds to the gradient of an operand, or of a value that a loop's body reads. Repeated elements are
  /// summed and the type is made that of the value, so a rule need not.
  void give(Value value, Value gradient);
  void give(unsigned operand, Value gradient) { give(op->getOperand(operand), gradient); }

  /// The gradient by way of other ops: `forward` computes the results once more, and what it makes is
  /// differentiated.
  LogicalResult recompose(llvm::function_ref<SmallVector<Value>()> forward);

private:
  Reverse &reverse;
};

class Rules {
public:
  using Rule = std::function<LogicalResult(Backward &)>;

  template <typename Op> void add(void (*rule)(Backward &)) {
    table[Op::getOperationName()] = [rule](Backward &g) {
      rule(g);
      return success();
    };
  }
  template <typename Op> void add(LogicalResult (*rule)(Backward &)) { table[Op::getOperationName()] = rule; }
  const Rule *find(StringRef name) const {
    auto it = table.find(name);
    return it == table.end() ? nullptr : &it->second;
  }

private:
  llvm::StringMap<Rule> table;
};

const Rules &allRules();

void addElementwiseRules(Rules &);
void addContractionRules(Rules &);
void addConvRules(Rules &);
void addPoolRules(Rules &);
void addNormRules(Rules &);
void addReduceRules(Rules &);
void addShapeRules(Rules &);
void addIndexRules(Rules &);
void addAttentionRules(Rules &);
void addUserRules(Rules &);
void addLoopRules(Rules &);

/// Goes backwards through ops of one block. Gradients of values are added up in that order: reverse
/// program order, so sums are the same in every run.
class Reverse {
public:
  explicit Reverse(Ops &ops) : o(ops) {}

  /// The values whose gradients are wanted, and the ops, in program order, that may lie between them
  /// and what has a gradient.
  void prepare(ArrayRef<Operation *> ops, ValueRange targets);
  /// The same for the ops that `forward` makes at the builder's place; returns what it does.
  SmallVector<Value> record(ArrayRef<Value> targets, llvm::function_ref<SmallVector<Value>()> forward);
  void add(Value value, Value gradient);
  LogicalResult run();

  /// Null: nothing was added.
  Value gradientOf(Value value) const { return gradients.lookup(value); }
  bool isActive(Value value) const { return active.contains(value); }

private:
  Ops &o;
  SmallVector<Operation *> ops;
  DenseMap<Value, Value> gradients;
  DenseSet<Value> active;
};

/// Values from outside that the ops of a region use, each once, in order of use.
SmallVector<Value> capturedBy(Region &region);

/// batch_norm in training: by the mean and variance of the batch.
Value batchNormOfBatch(Ops &o, BatchNormOp op);

/// A traced lambda as elementwise ops over broadcast tensors: integers are i64, reals f32.
/// `variables` by number; `read(which, indices)` is an element of a tensor that the lambda reads.
using TapeRead = llvm::function_ref<Value(unsigned, ArrayRef<Value>)>;
Value tapeAsOps(Ops &o, const Tape &tape, ArrayRef<Value> variables, TapeRead read);

} // namespace hac::grad
