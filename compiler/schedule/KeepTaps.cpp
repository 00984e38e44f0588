// The values between fusion groups, as outputs: each group can be judged
// alone (tests/numerics.md).
#include "compiler/hac/Dims.h"
#include "compiler/hac/HacDialect.h"
#include "compiler/hac/Taps.h"
#include "compiler/schedule/Schedule.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SmallSet.h"
#include "llvm/ADT/SmallVector.h"

using namespace mlir;

namespace hac::schedule {
#define GEN_PASS_DEF_KEEPTAPS
#include "compiler/schedule/Passes.h.inc"

namespace {

struct Tap {
  int64_t number; // of the value in the graph
  Value value;
};

class Keeper {
public:
  explicit Keeper(func::FuncOp func)
      : func(func), ret(cast<func::ReturnOp>(func.getBody().front().getTerminator())), b(ret) {}

  void run() {
    SmallVector<Tap> taps;
    for (Operation &op : func.getBody().front().without_terminator())
      for (OpResult result : op.getResults()) {
        // Nothing is computed here: what reads it is judged from what it reads.
        if (op.getNumOperands() == 0 || (isa<ReshapeOp>(op) && isKnown(op.getOperand(0)))) {
          known.insert(result);
        } else if (std::optional<Tap> tap = tapOf(result)) {
          known.insert(result);
          if (!llvm::is_contained(ret.getOperands(), result) && seen.insert(tap->number).second)
            taps.push_back(*tap);
        }
      }
    noteBorder();
    for (const Tap &tap : taps)
      returnToo(tap);
    func.walk([](Operation *op) {
      op->removeAttr(valuesAttrName);
      op->removeAttr(channelsLastAttrName);
    });
  }

private:
  /// Is it an input, a constant, a tap or one of these in another shape?
  bool isKnown(Value value) const { return isa<BlockArgument>(value) || known.contains(value); }

  /// The value of the graph that `result` is; nothing if it is none.
  std::optional<Tap> tapOf(OpResult result) {
    OpResult maker = result;
    if (auto group = dyn_cast<GroupOp>(result.getOwner()))
      maker = dyn_cast<OpResult>(group.getBody().front().getTerminator()->getOperand(result.getResultNumber()));
    if (!maker)
      return std::nullopt;
    auto values = maker.getOwner()->getAttrOfType<DenseI64ArrayAttr>(valuesAttrName);
    if (!values)
      return std::nullopt;
    Value value = result;
    if (maker.getOwner()->hasAttr(channelsLastAttrName))
      value = channelsFirst(result);
    return Tap{values[maker.getResultNumber()], value};
  }

  Value channelsFirst(Value image) {
    auto type = cast<RankedTensorType>(image.getType());
    SmallVector<AffineExpr> dims = dimsOf(type);
    auto map = dyn_cast_if_present<AffineMapAttr>(type.getEncoding());
    auto first = tensorOf({dims[0], dims[3], dims[1], dims[2]}, type.getElementType(),
                          map ? map.getValue().getNumSymbols() : 0);
    return PermuteOp::create(b, image.getLoc(), first, image, b.getDenseI64ArrayAttr({0, 3, 1, 2}));
  }

  /// Names and numbers that are in use.
  void noteBorder() {
    auto note = [&](DictionaryAttr attrs) {
      if (!attrs)
        return;
      if (auto name = attrs.getAs<StringAttr>(HacDialect::nameAttrName))
        names.insert(name.getValue());
      if (auto number = attrs.getAs<IntegerAttr>(HacDialect::argumentAttrName))
        next = std::max(next, number.getInt() + 1);
    };
    for (unsigned i = 0; i < func.getNumArguments(); i++)
      note(func.getArgAttrDict(i));
    for (unsigned i = 0; i < func.getNumResults(); i++)
      note(func.getResultAttrDict(i));
  }

  void returnToo(const Tap &tap) {
    std::string name = "tap_" + std::to_string(tap.number);
    while (names.contains(name)) // an output of the model is called so
      name.insert(3, "_");
    NamedAttribute attrs[] = {b.getNamedAttr(HacDialect::nameAttrName, b.getStringAttr(name)),
                              b.getNamedAttr(HacDialect::argumentAttrName, b.getI64IntegerAttr(next++)),
                              b.getNamedAttr(tapAttrName, b.getI64IntegerAttr(tap.number))};
    // Cannot fail: the type of a function takes any result.
    (void)func.insertResult(func.getNumResults(), tap.value.getType(), b.getDictionaryAttr(attrs));
    ret->insertOperands(ret.getNumOperands(), tap.value);
  }

  func::FuncOp func;
  func::ReturnOp ret;
  OpBuilder b;
  llvm::DenseSet<Value> known;
  llvm::SmallSet<int64_t, 32> seen;
  llvm::SmallSet<StringRef, 16> names;
  int64_t next = 0; // number of an argument
};

struct KeepTaps : impl::KeepTapsBase<KeepTaps> {
  void runOnOperation() override { Keeper(getOperation()).run(); }
};

} // namespace
} // namespace hac::schedule
