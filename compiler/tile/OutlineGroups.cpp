// One function for each different group: layers that are alike share their code.
#include "compiler/hac/HacDialect.h"
#include "compiler/support/ScheduleDialect.h"
#include "compiler/tile/Emitter.h"
#include "compiler/tile/Tile.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/OperationSupport.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"

namespace hac::tile {
#define GEN_PASS_DEF_OUTLINEGROUPS
#include "compiler/tile/Passes.h.inc"

namespace {

/// Equal but for the number, the cost and the operands' identity.
bool areAlike(GroupOp a, GroupOp b) {
  if (a.getOperandTypes() != b.getOperandTypes() || a.getInputs().size() != b.getInputs().size())
    return false;
  auto attributes = [](GroupOp group) {
    NamedAttrList list(group->getAttrs());
    list.erase(group.getNumberAttrName());
    list.erase(schedule::costAttrName);
    return list.getDictionary(group.getContext());
  };
  return attributes(a) == attributes(b) &&
         OperationEquivalence::isRegionEquivalentTo(&a.getBody(), &b.getBody(),
                                                    OperationEquivalence::IgnoreLocations);
}

bool areEqual(Value a, Value b) {
  return a == b || ValueBoundsConstraintSet::areEqual(a, b).value_or(false);
}

/// Whether a buffer is a slice, along the last axis only, of a dense one: its rows are equally far
/// apart, which its type cannot say where sizes are known only at run time.
bool hasEvenRows(Value buffer) {
  auto slice = buffer.getDefiningOp<memref::SubViewOp>();
  auto whole = slice ? slice.getSource().getDefiningOp<memref::ViewOp>() : nullptr;
  if (!whole || slice.getType().getRank() != whole.getType().getRank() || !slice.hasUnitStride())
    return false;
  for (int64_t axis = 1; axis + 1 < whole.getType().getRank(); ++axis) {
    int64_t size = whole.getType().getDimSize(axis);
    OpFoldResult taken = slice.getMixedSizes()[axis];
    bool isAll = ShapedType::isDynamic(size)
                     ? isa<Value>(taken) && areEqual(cast<Value>(taken),
                                                     whole.getDynamicSizes()[whole.getType().getDynamicDimIndex(axis)])
                     : getConstantIntValue(taken) == size;
    if (!isAll)
      return false;
  }
  return true;
}

/// Writes down which operands are such slices.
void findEvenRows(GroupOp group) {
  SmallVector<int64_t> numbers;
  for (auto [number, operand] : llvm::enumerate(group.getOperands()))
    if (hasEvenRows(operand))
      numbers.push_back(int64_t(number));
  if (!numbers.empty())
    group->setAttr(evenRowsAttrName, DenseI64ArrayAttr::get(group.getContext(), numbers));
}

struct OutlineGroups : impl::OutlineGroupsBase<OutlineGroups> {
  void runOnOperation() override {
    SmallVector<GroupOp> groups, outlined;
    getOperation().walk([&](GroupOp group) { groups.push_back(group); });
    for (GroupOp group : groups) {
      findEvenRows(group);
      auto *found = llvm::find_if(outlined, [&](GroupOp other) { return areAlike(other, group); });
      if (found == outlined.end())
        found = &outlined.emplace_back(outline(group));
      auto callee = (*found)->getParentOfType<func::FuncOp>();
      OpBuilder b(group);
      auto parent = group->getParentOfType<func::FuncOp>();
      // call, arena, and where in it the lanes' scratch begins
      SmallVector<Value> operands = {parent.getArgument(0), parent.getArgument(1),
                                     endOfRegions(b, group)};
      llvm::append_range(operands, group.getOperands());
      auto call = func::CallOp::create(b, group.getLoc(), callee, operands);
      call->setAttr(HacDialect::groupAttrName, group.getNumberAttr());
      group.erase();
    }
  }

private:
  /// The group as the only op of a new function.
  GroupOp outline(GroupOp group) {
    auto parent = group->getParentOfType<func::FuncOp>();
    OpBuilder b(&getContext());
    b.setInsertionPointToEnd(getOperation().getBody());
    SmallVector<Type> types = {parent.getArgument(0).getType(), parent.getArgument(1).getType(),
                               b.getIndexType()};
    llvm::append_range(types, group.getOperandTypes());
    std::string name = (parent.getName() + "_g" + Twine(group.getNumber())).str();
    auto function = func::FuncOp::create(b, group.getLoc(), name, b.getFunctionType(types, b.getI32Type()));
    function.setPrivate();
    function->setAttr("llvm.linkage", LLVM::LinkageAttr::get(b.getContext(), LLVM::Linkage::Internal));
    function->setAttr(HacDialect::groupAttrName, group.getNumberAttr());
    b.setInsertionPointToStart(function.addEntryBlock());
    IRMapping map;
    map.map(group.getOperands(), function.getArguments().drop_front(3));
    auto clone = cast<GroupOp>(b.clone(*group, map));
    Value done = arith::ConstantIntOp::create(b, group.getLoc(), b.getI32Type(), 0);
    func::ReturnOp::create(b, group.getLoc(), done);
    return clone;
  }

  static Value endOfRegions(OpBuilder &b, GroupOp group) {
    auto parent = group->getParentOfType<func::FuncOp>();
    AffineMap map = parent->getAttrOfType<AffineMapAttr>(HacDialect::arenaAttrName).getValue();
    SmallVector<OpFoldResult> symbols;
    for (BlockArgument arg : parent.getArguments())
      if (isa<IndexType>(arg.getType()))
        symbols.push_back(arg);
    return getValueOrCreateConstantIndexOp(
        b, group.getLoc(), affine::makeComposedFoldedAffineApply(b, group.getLoc(), map, symbols));
  }
};

} // namespace
} // namespace hac::tile
