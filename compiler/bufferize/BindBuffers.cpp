// The border of a function: views of the caller's memory in the place of tensors.
#include "compiler/bufferize/Bufferize.h"
#include "compiler/hac/HacDialect.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Builders.h"

namespace hac {
#define GEN_PASS_DEF_BINDBUFFERS
#include "compiler/bufferize/Passes.h.inc"

namespace {

class Binder {
public:
  explicit Binder(func::FuncOp func) : func(func), b(func.getContext()) {}

  void run() {
    Block &block = func.getBody().front();
    SmallVector<BlockArgument> old(block.getArguments());
    Location loc = func.getLoc();
    auto bytes = MemRefType::get({ShapedType::kDynamic}, b.getI8Type());
    auto pointer = LLVM::LLVMPointerType::get(func.getContext());

    block.insertArgument(0u, pointer, loc);
    block.insertArgument(1u, bytes, loc); // the arena: for hac-plan-arena
    BlockArgument weights = block.insertArgument(2u, bytes, loc);
    int64_t count = 0;
    auto note = [&](DictionaryAttr attrs) {
      if (attrs)
        if (auto number = attrs.getAs<IntegerAttr>(HacDialect::argumentAttrName))
          count = std::max(count, number.getInt() + 1);
    };
    for (size_t i = 0; i < old.size(); i++)
      note(func.getArgAttrDict(i));
    for (unsigned i = 0; i < func.getNumResults(); i++)
      note(func.getResultAttrDict(i));
    for (int64_t i = 0; i < count; i++)
      buffers.push_back(block.addArgument(bytes, loc));

    b.setInsertionPointToStart(&block);
    symbolDims(old);
    for (auto [i, arg] : llvm::enumerate(old)) {
      if (isa<IndexType>(arg.getType()))
        continue;
      auto number = func.getArgAttrOfType<IntegerAttr>(i, HacDialect::argumentAttrName);
      Value data = view(buffers[number.getInt()], 0, cast<RankedTensorType>(arg.getType()), arg);
      arg.replaceAllUsesWith(tensorOn(data, arg.getType()));
    }
    SmallVector<ParamOp> params;
    func.walk([&](ParamOp param) { params.push_back(param); });
    for (ParamOp param : params) {
      auto type = cast<RankedTensorType>(param.getType());
      Value data = view(weights, *param.getOffset(), type, {});
      param.replaceAllUsesWith(tensorOn(data, type));
    }
    finish(weights);
    for (ParamOp param : params) // not before: the first may be where all of this is inserted
      param.erase();
    for (BlockArgument arg : llvm::reverse(old))
      if (!isa<IndexType>(arg.getType()))
        block.eraseArgument(arg.getArgNumber());
    // Attributes of arguments and results have done their work; symbols keep theirs.
    func.removeResAttrsAttr();
    func.setType(b.getFunctionType(block.getArgumentTypes(), b.getI32Type()));
    func->removeAttr(HacDialect::shapesAttrName);
    SmallVector<Attribute> attrs(block.getNumArguments(), b.getDictionaryAttr({}));
    for (auto [i, attr] : llvm::enumerate(symbolAttrs))
      attrs[3 + i] = attr;
    func.setArgAttrsAttr(b.getArrayAttr(attrs));
  }

private:
  // The symbols, and the shapes of the tensors at the border as functions of them.
  void symbolDims(ArrayRef<BlockArgument> old) {
    for (auto [i, arg] : llvm::enumerate(old))
      if (isa<IndexType>(arg.getType())) {
        symbols.push_back(arg);
        symbolAttrs.push_back(func.getArgAttrDict(i));
      }
    shapes = func->getAttrOfType<DictionaryAttr>(HacDialect::shapesAttrName);
  }

  Value view(Value buffer, int64_t offset, RankedTensorType type, BlockArgument arg) {
    Location loc = func.getLoc();
    SmallVector<Value> sizes;
    if (!type.hasStaticShape()) {
      auto number = func.getArgAttrOfType<IntegerAttr>(arg.getArgNumber() - 3, HacDialect::argumentAttrName);
      sizes = sizesOf(number.getInt(), type);
    }
    Value at = arith::ConstantIndexOp::create(b, loc, offset);
    return memref::ViewOp::create(b, loc, MemRefType::get(type.getShape(), type.getElementType()), buffer, at, sizes);
  }

  SmallVector<Value> sizesOf(int64_t argument, RankedTensorType type) {
    auto map = shapes.getAs<AffineMapAttr>(std::to_string(argument)).getValue();
    SmallVector<Value> sizes;
    for (int64_t i = 0; i < type.getRank(); i++)
      if (type.isDynamicDim(i))
        sizes.push_back(affine::AffineApplyOp::create(
            b, func.getLoc(), AffineMap::get(0, symbols.size(), map.getResult(i)), symbols));
    return sizes;
  }

  Value tensorOn(Value data, Type type) {
    return bufferization::ToTensorOp::create(b, func.getLoc(), type, data, /*restrict=*/true, /*writable=*/false);
  }

  // Outputs are written where the caller wants them. A state or a parameter may be read until the very
  // end, so its new value is complete before any of them is written. Only where that is the old value of
  // a state with parts replaced (update_at) bufferization may write the parts into the state itself: it
  // does so if nobody reads the old value afterwards.
  void finish(Value weights) {
    auto ret = cast<func::ReturnOp>(func.getBody().front().getTerminator());
    Location loc = ret.getLoc();
    SmallVector<Value> destinations; // at the start, where hac-place-outputs can use them
    auto number = [&](unsigned result) {
      return func.getResultAttrOfType<IntegerAttr>(result, HacDialect::argumentAttrName).getInt();
    };
    for (auto [i, value] : llvm::enumerate(ret.getOperands())) {
      auto type = cast<RankedTensorType>(value.getType());
      if (auto offset = func.getResultAttrOfType<IntegerAttr>(i, HacDialect::offsetAttrName)) { // a parameter
        destinations.push_back(view(weights, offset.getInt(), type, {}));
        continue;
      }
      SmallVector<Value> sizes;
      if (!type.hasStaticShape())
        sizes = sizesOf(number(i), type);
      Value zero = arith::ConstantIndexOp::create(b, loc, 0);
      destinations.push_back(memref::ViewOp::create(b, loc, MemRefType::get(type.getShape(), type.getElementType()),
                                                    buffers[number(i)], zero, sizes));
    }
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPoint(ret);
    SmallVector<std::pair<Value, Value>> updates;
    for (auto [i, value] : llvm::enumerate(ret.getOperands())) {
      auto type = cast<RankedTensorType>(value.getType());
      bool isState = bool(func.getResultAttr(i, HacDialect::stateAttrName));
      bool isParameter = bool(func.getResultAttr(i, HacDialect::offsetAttrName));
      if (auto old = isState ? replacedIn(value) : nullptr; old && bufferOf(old) == buffers[number(i)]) {
        old.setWritable(true);
        updates.push_back({value, destinations[i]});
      } else if (isState || isParameter)
        updates.push_back({bufferization::AllocTensorOp::create(b, loc, type, ValueRange(), value), destinations[i]});
      else
        write(value, destinations[i]);
    }
    for (auto [value, data] : updates)
      write(value, data);
    ret->setOperands(arith::ConstantIntOp::create(b, loc, b.getI32Type(), 0).getResult());
  }

  /// What `value` is with some parts replaced; null if it is no such value.
  static bufferization::ToTensorOp replacedIn(Value value) {
    auto last = value.getDefiningOp<tensor::InsertSliceOp>();
    for (auto insert = last; insert; insert = value.getDefiningOp<tensor::InsertSliceOp>())
      value = insert.getDest();
    return last ? value.getDefiningOp<bufferization::ToTensorOp>() : nullptr;
  }
  /// The caller's memory that a tensor lies in; null for a parameter.
  static Value bufferOf(bufferization::ToTensorOp tensor) {
    auto view = tensor.getBuffer().getDefiningOp<memref::ViewOp>();
    return view ? view.getSource() : Value();
  }

  void write(Value value, Value data) {
    bufferization::MaterializeInDestinationOp::create(b, func.getLoc(), Type(), value, data, /*restrict=*/true,
                                                      /*writable=*/true);
  }

  func::FuncOp func;
  OpBuilder b;
  SmallVector<Value> symbols, buffers;
  SmallVector<Attribute> symbolAttrs;
  DictionaryAttr shapes;
};

struct BindBuffers : impl::BindBuffersBase<BindBuffers> {
  void runOnOperation() override { Binder(getOperation()).run(); }
};

} // namespace
} // namespace hac
