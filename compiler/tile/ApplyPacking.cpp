// Keeps the weight of a tiled contraction as panels.
#include "compiler/hac/HacDialect.h"
#include "compiler/tile/Tile.h"

using namespace mlir;

namespace hac::tile {
#define GEN_PASS_DEF_APPLYPACKING
#include "compiler/tile/Passes.h.inc"

namespace {

struct ApplyPacking : impl::ApplyPackingBase<ApplyPacking> {
  void runOnOperation() override {
    getOperation()->walk([&](linalg::GenericOp op) {
      schedule::GroupAttr group = schedule::groupOf(op);
      if (group && group.getRole() == schedule::Role::Anchor)
        packWeight(*op.getDpsInputOperand(1), group.getTile().getColumns());
    });
  }

private:
  /// The parameter stays as it is for its other users.
  static void packWeight(OpOperand &weight, int64_t panel) {
    auto param = weight.get().getDefiningOp<ParamOp>();
    if (!param || param.getPack())
      return;
    OpBuilder b(param);
    b.setInsertionPointAfter(param);
    Location loc = param.getLoc();
    auto type = cast<RankedTensorType>(param.getType());
    int64_t columns = type.getDimSize(0), depth = type.getDimSize(1);
    int64_t panels = (columns + panel - 1) / panel;
    auto packedType = RankedTensorType::get({panels, depth, panel}, type.getElementType());
    auto packed = cast<ParamOp>(b.clone(*param));
    packed.getResult().setType(packedType);
    packed.setPackAttr(b.getDictionaryAttr(b.getNamedAttr("n_tile", b.getI64IntegerAttr(panel))));
    Value empty = tensor::EmptyOp::create(b, loc, type.getShape(), type.getElementType());
    OpFoldResult tile = b.getIndexAttr(panel);
    auto unpack = linalg::UnPackOp::create(b, loc, packed.getResult(), empty,
                                           /*innerDimsPos=*/{0}, tile);
    weight.set(unpack.getResult());
    if (param->use_empty())
      param->erase();
  }
};

} // namespace
} // namespace hac::tile
