// The weights block: where each parameter lies, in which layout.
#include "compiler/bufferize/Bufferize.h"
#include "compiler/emit/ArgsLayout.h"
#include "compiler/hac/HacDialect.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
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

// Results that are written to parameters.
static void forEachUpdate(ModuleOp module, llvm::function_ref<void(func::FuncOp, unsigned, StringAttr)> visit) {
  for (auto function : module.getOps<func::FuncOp>())
    for (unsigned i = 0; i < function.getNumResults(); i++)
      if (auto name = function.getResultAttrOfType<StringAttr>(i, HacDialect::updatesAttrName))
        visit(function, i, name);
}

namespace {
struct PlaceWeights : impl::PlaceWeightsBase<PlaceWeights> {
  void runOnOperation() override {
    llvm::MapVector<std::pair<Attribute, Attribute>, int64_t> places;
    int64_t end = 0;
    Builder b(&getContext());
    auto place = [&](StringAttr name, Attribute pack, Type type) {
      auto [it, fresh] = places.insert({{name, pack}, end});
      if (fresh)
        end += llvm::alignTo(bytesOf(cast<RankedTensorType>(type)), alignment);
      return b.getI64IntegerAttr(it->second);
    };
    getOperation().walk([&](ParamOp param) {
      param.setOffsetAttr(place(param.getNameAttr(), param.getPackAttr(), param.getType()));
    });
    // What is written has the layout of the file; the runtime packs it again after each step.
    forEachUpdate(getOperation(), [&](func::FuncOp function, unsigned i, StringAttr name) {
      function.setResultAttr(i, HacDialect::offsetAttrName, place(name, {}, function.getResultTypes()[i]));
    });
  }
};
} // namespace

static std::vector<emit::Packing::Axis> plainAxes(const emit::Parameter &parameter) {
  std::vector<emit::Packing::Axis> axes;
  for (auto [axis, extent] : llvm::enumerate(parameter.shape))
    axes.push_back({extent, uint32_t(axis), 1});
  return axes;
}

namespace {
// The rows of the packing table, each place once.
class Describer {
public:
  Describer(const emit::Model &model, emit::IsaLevel &isa) : model(model), isa(isa) { isa.weightsBytes = 0; }

  void add(StringRef name, DictionaryAttr pack, int64_t offset, int64_t bytes) {
    if (!seen.insert({offset, true}).second)
      return;
    isa.weightsBytes = std::max<int64_t>(isa.weightsBytes, offset + llvm::alignTo(bytes, alignment));
    emit::Packing packing;
    packing.offset = offset;
    packing.parameter = numberOf(name);
    const emit::Parameter &parameter = model.parameters[packing.parameter];
    if (!pack) {
      packing.axes = plainAxes(parameter);
      plain.insert({packing.parameter, true});
    } else if (auto axes = pack.getAs<ArrayAttr>("axes")) { // each: extent, source, stride
      for (auto axis : axes.getAsRange<DenseI64ArrayAttr>())
        packing.axes.push_back({axis[0], uint32_t(axis[1]), axis[2]});
    } else { // [N, K] -> [N/nr][K][nr]
      int64_t nr = cast<IntegerAttr>(pack.get("n_tile")).getInt();
      packing.axes = {{int64_t(llvm::divideCeil(parameter.shape[0], nr)), 0, nr}, {parameter.shape[1], 1, 1}, {nr, 0, 1}};
    }
    isa.packings.push_back(std::move(packing));
  }

  // In a model that trains every parameter stands there as in the file too: that is what is saved.
  void addMissing() {
    for (auto [i, parameter] : llvm::enumerate(model.parameters)) {
      if (plain.count(uint32_t(i)))
        continue;
      int64_t bytes = emit::elementBytes(parameter.dtype);
      for (int64_t size : parameter.shape)
        bytes *= size;
      isa.packings.push_back({uint32_t(i), isa.weightsBytes, plainAxes(parameter)});
      isa.weightsBytes += llvm::alignTo(bytes, alignment);
    }
  }

private:
  uint32_t numberOf(StringRef name) const {
    auto it = llvm::find_if(model.parameters, [&](const emit::Parameter &p) { return p.name == name; });
    return uint32_t(it - model.parameters.begin());
  }

  const emit::Model &model;
  emit::IsaLevel &isa;
  llvm::DenseMap<int64_t, bool> seen;
  llvm::DenseMap<uint32_t, bool> plain; // parameters that stand there as in the file
};
} // namespace

void describeWeights(ModuleOp module, const emit::Model &model, emit::IsaLevel &isa) {
  Describer describer(model, isa);
  module.walk([&](ParamOp param) {
    describer.add(param.getName(), param.getPackAttr(), *param.getOffset(),
                  bytesOf(cast<RankedTensorType>(param.getType())));
  });
  forEachUpdate(module, [&](func::FuncOp function, unsigned i, StringAttr name) {
    int64_t offset = function.getResultAttrOfType<IntegerAttr>(i, HacDialect::offsetAttrName).getInt();
    describer.add(name, {}, offset, bytesOf(cast<RankedTensorType>(function.getResultTypes()[i])));
  });
  if (model.trains())
    describer.addMissing();
}

} // namespace bufferize
} // namespace hac
