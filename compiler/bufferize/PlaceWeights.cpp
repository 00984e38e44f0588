// The weights block: where each parameter lies, in which layout.
#include "compiler/bufferize/Bufferize.h"
#include "compiler/hac/HacDialect.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/Support/MathExtras.h"

namespace hac {
#define GEN_PASS_DEF_PLACEWEIGHTS
#include "compiler/bufferize/Passes.h.inc"

namespace bufferize {

// 64: a cache line, and the widest vector.
static constexpr int64_t alignment = 64;

static int64_t bytesOf(RankedTensorType type) {
  return type.getNumElements() * llvm::divideCeil(type.getElementTypeBitWidth(), 8);
}

namespace {
struct PlaceWeights : impl::PlaceWeightsBase<PlaceWeights> {
  void runOnOperation() override {
    llvm::MapVector<std::pair<Attribute, Attribute>, int64_t> places;
    int64_t end = 0;
    Builder b(&getContext());
    getOperation().walk([&](ParamOp param) {
      std::pair<Attribute, Attribute> key = {param.getNameAttr(), param.getPackAttr()};
      auto [it, fresh] = places.insert({key, end});
      if (fresh)
        end += llvm::alignTo(bytesOf(cast<RankedTensorType>(param.getType())), alignment);
      param.setOffsetAttr(b.getI64IntegerAttr(it->second));
    });
  }
};
} // namespace

void describeWeights(ModuleOp module, const emit::Model &model, emit::IsaLevel &isa) {
  llvm::DenseMap<int64_t, bool> seen;
  isa.weightsBytes = 0;
  module.walk([&](ParamOp param) {
    int64_t offset = *param.getOffset();
    if (!seen.insert({offset, true}).second)
      return;
    auto type = cast<RankedTensorType>(param.getType());
    isa.weightsBytes = std::max<int64_t>(isa.weightsBytes, offset + llvm::alignTo(bytesOf(type), alignment));
    emit::Packing packing;
    packing.offset = offset;
    packing.parameter = uint32_t(llvm::find_if(model.parameters, [&](const emit::Parameter &p) {
                                   return p.name == param.getName();
                                 }) - model.parameters.begin());
    const std::vector<int64_t> &shape = model.parameters[packing.parameter].shape;
    if (DictionaryAttr pack = param.getPackAttr()) { // [N, K] -> [N/nr][K][nr]
      if (auto axes = pack.getAs<ArrayAttr>("axes")) { // each: extent, source, stride
        for (auto axis : axes.getAsRange<DenseI64ArrayAttr>())
          packing.axes.push_back({axis[0], uint32_t(axis[1]), axis[2]});
        isa.packings.push_back(std::move(packing));
        return;
      }
      int64_t nr = cast<IntegerAttr>(pack.get("n_tile")).getInt();
      packing.axes = {{int64_t(llvm::divideCeil(shape[0], nr)), 0, nr}, {shape[1], 1, 1}, {nr, 0, 1}};
    } else {
      for (auto [axis, extent] : llvm::enumerate(shape))
        packing.axes.push_back({extent, uint32_t(axis), 1});
    }
    isa.packings.push_back(std::move(packing));
  });
}

} // namespace bufferize
} // namespace hac
