// Images stay channels last between the ops that gain from it; the model's order [N, C, H, W]
// remains at the ends. RATIONALE.md says why.
#include "compiler/hac/Dims.h"
#include "compiler/hac/HacDialect.h"
#include "compiler/schedule/Schedule.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/DenseMap.h"

using namespace mlir;

namespace hac::schedule {
#define GEN_PASS_DEF_CHANNELSLAST
#include "compiler/schedule/Passes.h.inc"

namespace {

RankedTensorType typeOf(Value value) { return cast<RankedTensorType>(value.getType()); }
bool isF32(Value value) { return typeOf(value).getElementType().isF32(); }

constexpr int64_t toLast[] = {0, 2, 3, 1}, toFirst[] = {0, 3, 1, 2};

class Rewriter {
public:
  Rewriter(Block &block) : block(block), b(block.getParentOp()->getContext()) {}

  void run() {
    for (Operation &op : llvm::make_early_inc_range(block.without_terminator())) {
      b.setInsertionPoint(&op);
      rewrite(&op);
    }
    for (Operation *view : llvm::reverse(made)) // those that nobody needed
      if (view->use_empty())
        view->erase();
  }

private:
  void rewrite(Operation *op) {
    if (auto conv = dyn_cast<Conv1dOp>(op))
      return convolve(conv);
    if (auto conv = dyn_cast<Conv2dOp>(op))
      return convolve(conv);
    if (isa<MaxPool1dOp, MaxPool2dOp, AvgPool1dOp, AvgPool2dOp, AdaptiveAvgPool1dOp,
            AdaptiveAvgPool2dOp, AdaptiveMaxPool1dOp, AdaptiveMaxPool2dOp>(op))
      return pool(op);
    if (auto mean = dyn_cast<MeanOp>(op))
      return reduce(mean, "avg", mean.getAxes());
    if (auto largest = dyn_cast<AmaxOp>(op))
      return reduce(largest, "max", largest.getAxes());
    if (auto permute = dyn_cast<PermuteOp>(op))
      return follow(permute);
    if (auto norm = dyn_cast<BatchNormOp>(op))
      return normalize(norm);
    if (auto concat = dyn_cast<ConcatOp>(op))
      return join(concat);
    if (op->hasTrait<Pointwise>())
      compute(op);
  }

  //===-- values in both orders --------------------------------------------------------------===//

  RankedTensorType permuted(RankedTensorType type, ArrayRef<int64_t> axes) {
    SmallVector<AffineExpr> from = dimsOf(type), to;
    for (int64_t axis : axes)
      to.push_back(from[axis]);
    return tensorOf(to, type.getElementType(), symbolsOf(type));
  }
  static unsigned symbolsOf(RankedTensorType type) {
    auto map = dyn_cast_if_present<AffineMapAttr>(type.getEncoding());
    return map ? map.getValue().getNumSymbols() : 0;
  }

  Value note(Operation *op) {
    made.push_back(op);
    return op->getResult(0);
  }

  /// The image with its channels last; a copy if nothing made it so.
  Value last(Value image) {
    Value &value = lastOf[image];
    if (!value)
      value = note(PermuteOp::create(b, image.getLoc(), permuted(typeOf(image), toLast), image,
                                     b.getDenseI64ArrayAttr(toLast)));
    return value;
  }

  /// `image` is the result of `op` with its channels last.
  void replaceImage(Operation *op, Value image) {
    auto type = typeOf(op->getResult(0));
    Value back;
    if (type.getDimSize(2) == 1 && type.getDimSize(3) == 1) // the same order in memory
      back = note(ReshapeOp::create(b, op->getLoc(), type, image));
    else
      back = note(PermuteOp::create(b, op->getLoc(), type, image, b.getDenseI64ArrayAttr(toFirst)));
    lastOf[back] = image;
    op->getResult(0).replaceAllUsesWith(back);
    op->erase();
  }

  //===-- the ops
  //------------------------------------------------------------------------------===//

  // A pair for a sequence has 1 or 0 for the rows that it has not.
  DenseI64ArrayAttr pair(ArrayRef<int64_t> values, int64_t other) {
    SmallVector<int64_t> both(values);
    if (both.size() == 1)
      both.insert(both.begin(), other);
    return b.getDenseI64ArrayAttr(both);
  }

  template <typename Op> void convolve(Op op) {
    auto w = typeOf(op.getW());
    auto param = op.getW().template getDefiningOp<ParamOp>();
    if (!isF32(op.getX()) || op.getMode() != 0 || !param || param.getPack() ||
        w.getNumElements() == 0)
      return;
    bool isImage = w.getRank() == 4;
    Value x = isImage ? last(op.getX()) : op.getX();
    auto type = typeOf(op.getResult());
    SmallVector<int64_t> padding(op.getPadding());
    if (!isImage)
      padding.insert(padding.begin(), {0, 0});
    auto conv = DirectConvOp::create(b, op.getLoc(), isImage ? permuted(type, toLast) : type, x,
                                     op.getW(), op.getB(), pair(w.getShape().drop_front(2), 1),
                                     pair(op.getStride(), 1), b.getDenseI64ArrayAttr(padding),
                                     pair(op.getDilation(), 1), op.getGroups());
    if (isImage)
      return replaceImage(op, conv);
    op->replaceAllUsesWith(conv);
    op->erase();
  }

  void pool(Operation *op) {
    Value x = op->getOperand(0);
    bool isImage = typeOf(x).getRank() == 4;
    if (!isF32(x) || typeOf(x).getRank() != (isImage ? 4 : 3))
      return;
    if (isImage && !lastOf.contains(x)) // one pooling does not pay for a copy
      return;
    auto get = [&](StringRef name, int64_t rows, int64_t other) -> DenseI64ArrayAttr {
      auto values = op->getAttrOfType<DenseI64ArrayAttr>(name);
      return values ? pair(values.asArrayRef(), rows) : b.getDenseI64ArrayAttr({rows, other});
    };
    StringRef name = op->getName().stripDialect();
    bool adaptive = name.consume_front("adaptive_");
    auto count = op->getAttrOfType<IntegerAttr>("count_include_pad");
    auto roundsUp = op->getAttrOfType<IntegerAttr>("ceil_mode");
    auto type = typeOf(op->getResult(0));
    Value pooled = DirectPoolOp::create(
        b, op->getLoc(), isImage ? permuted(type, toLast) : type, isImage ? last(x) : x,
        b.getStringAttr(name.take_front(3)), get("kernel_size", 1, 1), get("stride", 1, 1),
        get("padding", 0, 0), get("dilation", 1, 1),
        b.getBoolAttr(roundsUp && roundsUp.getInt() != 0),
        b.getBoolAttr(count && count.getInt() != 0), b.getBoolAttr(adaptive));
    if (isImage)
      return replaceImage(op, pooled);
    op->getResult(0).replaceAllUsesWith(pooled);
    op->erase();
  }

  /// A reduction over all rows and columns of an image is the pooling of one window; so is the
  /// largest element over the positions of a convolved sequence, which then is never stored.
  void reduce(Operation *op, StringRef kind, ArrayRef<int64_t> axes) {
    Value x = op->getOperand(0);
    bool isImage =
        typeOf(x).getRank() == 4 && axes == ArrayRef<int64_t>{2, 3} && lastOf.contains(x);
    bool isSequence =
        typeOf(x).getRank() == 3 && axes == ArrayRef<int64_t>{1} && kind == "max" && isConvolved(x);
    if (!isF32(x) || (!isImage && !isSequence))
      return;
    x = isImage ? last(x) : x;
    SmallVector<AffineExpr> dims = dimsOf(typeOf(x));
    for (size_t axis = 1; axis + 1 < dims.size(); ++axis)
      dims[axis] = b.getAffineConstantExpr(1);
    auto none = b.getDenseI64ArrayAttr({0, 0}), ones = b.getDenseI64ArrayAttr({1, 1});
    auto no = b.getBoolAttr(false);
    Value pooled = DirectPoolOp::create(
        b, op->getLoc(), tensorOf(dims, b.getF32Type(), symbolsOf(typeOf(x))), x,
        b.getStringAttr(kind), ones, ones, none, ones, no, no, b.getBoolAttr(true));
    Value result = note(ReshapeOp::create(b, op->getLoc(), op->getResult(0).getType(), pooled));
    op->getResult(0).replaceAllUsesWith(result);
    op->erase();
  }

  /// Made by a convolution, or pointwise from one.
  static bool isConvolved(Value x) {
    Operation *op = x.getDefiningOp();
    while (op && op->hasTrait<Pointwise>() && op->getNumOperands() > 0)
      op = op->getOperand(0).getDefiningOp();
    return isa_and_nonnull<DirectConvOp>(op);
  }

  /// The model's own way from one order to the other.
  void follow(PermuteOp op) {
    if (op.getAxes() == ArrayRef(toFirst)) {
      lastOf[op.getResult()] = op.getX();
    } else if (op.getAxes() == ArrayRef(toLast) && lastOf.contains(op.getX())) {
      op->replaceAllUsesWith(ValueRange(last(op.getX())));
      op->erase();
    }
  }

  // (x - mean) * scale + b, scale = w / sqrt(var + eps) once for each channel.
  void normalize(BatchNormOp op) {
    if (typeOf(op.getX()).getRank() != 4 || !isF32(op.getX()) || !lastOf.contains(op.getX()) ||
        !llvm::all_of(op->getOperands(), isF32))
      return;
    Location loc = op.getLoc();
    Value x = last(op.getX());
    Type image = x.getType(), channels = op.getVar().getType();
    Value eps = FullOp::create(b, loc, RankedTensorType::get({}, b.getF32Type()), op.getEpsAttr());
    Value shifted = AddOp::create(b, loc, channels, op.getVar(), eps);
    Value scale = RsqrtOp::create(b, loc, channels, shifted);
    if (op.getW())
      scale = MulOp::create(b, loc, channels, scale, op.getW());
    Value y = SubOp::create(b, loc, image, x, op.getMean());
    y = MulOp::create(b, loc, image, y, scale);
    if (op.getB())
      y = AddOp::create(b, loc, image, y, op.getB());
    replaceImage(op, y);
  }

  void join(ConcatOp op) {
    auto isLast = [&](Value x) { return lastOf.contains(x); };
    if (op.getAxis() != 1 || typeOf(op.getResult()).getRank() != 4 ||
        !llvm::all_of(op.getXs(), isLast))
      return;
    SmallVector<Value> pieces;
    for (Value x : op.getXs())
      pieces.push_back(last(x));
    replaceImage(op, ConcatOp::create(b, op.getLoc(), permuted(typeOf(op.getResult()), toLast),
                                      pieces, b.getI64IntegerAttr(3)));
  }

  /// An operand of an elementwise op in the other order: an image, one number for each channel
  /// ([C,1,1] or [1,C,1,1]), or one number. Null if it is none of these.
  Value operandOf(Value x, Value result) {
    auto type = typeOf(x), whole = typeOf(result);
    if (type.getShape() == whole.getShape() && type.getEncoding() == whole.getEncoding())
      return last(x);
    if (type.hasStaticShape() && type.getNumElements() == 1)
      return type.getRank() <= 1 ? x : reshape(x, {});
    int64_t rank = type.getRank(), channels = whole.getDimSize(1);
    if (rank < 3 || !type.hasStaticShape() || type.getDimSize(rank - 3) != channels ||
        type.getNumElements() != channels)
      return {};
    return reshape(x, {channels});
  }
  Value reshape(Value x, ArrayRef<int64_t> shape) {
    auto type = RankedTensorType::get(shape, typeOf(x).getElementType());
    return note(ReshapeOp::create(b, x.getLoc(), type, x));
  }

  void compute(Operation *op) {
    Value result = op->getResult(0);
    auto map = dyn_cast<MapOp>(op);
    if (typeOf(result).getRank() != 4 || isa<PReluOp>(op) ||
        (map && decodeTape(map.getFn().getWords()).reads > 0) ||
        llvm::none_of(op->getOperands(), [&](Value x) { return lastOf.contains(x); }))
      return;
    SmallVector<Value> operands;
    for (Value x : op->getOperands()) {
      operands.push_back(operandOf(x, result));
      if (!operands.back())
        return;
    }
    Operation *clone = b.clone(*op);
    clone->setOperands(operands);
    clone->getResult(0).setType(permuted(typeOf(result), toLast));
    replaceImage(op, clone->getResult(0));
  }

  Block &block;
  OpBuilder b;
  llvm::DenseMap<Value, Value> lastOf;
  SmallVector<Operation *> made; // views between the two orders
};

struct ChannelsLast : impl::ChannelsLastBase<ChannelsLast> {
  void runOnOperation() override {
    SmallVector<Block *> blocks = {&getOperation().getBody().front()};
    getOperation()->walk([&](YieldOp op) { blocks.push_back(op->getBlock()); }); // bodies of loops
    for (Block *block : blocks)
      Rewriter(*block).run();
  }
};

} // namespace
} // namespace hac::schedule
