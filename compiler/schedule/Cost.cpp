// Counts are exact for contractions, rules of thumb for the rest.
#include "compiler/schedule/Cost.h"
#include "compiler/hac/AttentionArgs.h"
#include "compiler/hac/Dims.h"
#include "compiler/schedule/MaskSets.h"
#include "compiler/schedule/Schedule.h"
#include "compiler/schedule/TileChoice.h"
#include "compiler/support/BlockRanges.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/IntegerSet.h"
#include "llvm/ADT/StringSwitch.h"

#include <numeric>

namespace hac::schedule {
namespace {

// What one element of a function costs, in floating-point operations at the peak's rate: measured
// on a core of 115 GFLOP/s.  Example: exp takes 0.27 ns, as long as 31.
int64_t functionCost(StringRef name) {
  return llvm::StringSwitch<int64_t>(name)
      .Cases({"exp2"}, 28)
      .Cases({"exp", "expm1"}, 31)
      .Cases({"log", "log2", "log1p"}, 47)
      .Cases({"tanh", "sigmoid", "silu", "elu", "selu"}, 39)
      .Cases({"gelu", "erf"}, 60)
      .Cases({"softplus", "mish"}, 80)
      .Cases({"rsqrt", "sqrt", "div", "reciprocal"}, 32)
      .Cases({"sin", "cos", "pow"}, 200)
      .Default(2); // one instruction for what an FMA counts as two
}
constexpr int64_t softmaxExp = 16; // exp2 of what is not positive: 0.14 ns

struct Count {
  AffineExpr flops, functions;
};

class Counter {
public:
  Counter(MLIRContext *context)
      : none(getAffineConstantExpr(0, context)), one(getAffineConstantExpr(1, context)) {}

  AffineExpr elements(Value value) const {
    AffineExpr all = one;
    for (AffineExpr dim : dimsOf(cast<RankedTensorType>(value.getType())))
      all = mulDims(all, dim);
    return all;
  }

  Count of(Operation *op) const {
    AffineExpr made = elements(op->getResult(0));
    StringRef name = op->getName().stripDialect();
    if (op->hasTrait<Pointwise>())
      return {none, times(made, isa<MapOp>(op) ? 8 : functionCost(name))};
    if (auto linear = dyn_cast<LinearOp>(op))
      return {times(mulDims(made, lastDim(linear.getX())), 2), none};
    if (auto matmul = dyn_cast<MatmulOp>(op))
      return {times(mulDims(made, lastDim(matmul.getA())), 2), none};
    if (auto conv = dyn_cast<DirectConvOp>(op)) {
      int64_t channels = cast<RankedTensorType>(conv.getX().getType()).getShape().back();
      return {times(made, 2 * product(conv.getKernelSize()) * channels / int64_t(conv.getGroups())),
              none};
    }
    if (isa<AttentionOp, AttentionWeightsOp>(op))
      return ofAttention(op);
    AffineExpr read = op->getNumOperands() ? elements(op->getOperand(0)) : made;
    if (isa<SoftmaxOp, LogSoftmaxOp, LogsumexpOp>(op))
      return {none, times(read, 6 + softmaxExp)};
    if (isa<LayerNormOp, RmsNormOp, GroupNormOp, BatchNormOp, NormalizeOp, VarOp, StddevOp>(op))
      return {none, times(read, 12)};
    if (isa<SumOp, ProdOp, AmaxOp, AminOp, MeanOp, NormOp, AnyOp, AllOp, ArgmaxOp, ArgminOp>(op))
      return {none, times(read, 2)};
    if (auto pool = dyn_cast<DirectPoolOp>(op)) // the windows of an adaptive one cover its input
      return {none, pool.getAdaptive() ? times(read, 2)
                                       : times(made, 2 * product(pool.getKernelSize()))};
    if (isa<RopeOp>(op))
      return {none, times(made, 3)};
    return {none, none}; // moves data
  }

  /// Read or written once. Of a table only the rows that are asked for count.
  AffineExpr bytes(GroupOp group) const {
    AffineExpr all = none;
    Block &body = group.getBody().front();
    for (BlockArgument arg : body.getArguments()) {
      bool isTable = llvm::any_of(arg.getUses(), [](OpOperand &use) {
        return isa<EmbeddingOp>(use.getOwner()) && use.getOperandNumber() == 1;
      });
      Value counted = isTable ? arg.getUsers().begin()->getResult(0) : Value(arg);
      all = addDims(all, bytesOf(counted));
    }
    for (Value value : group.getYielded())
      all = addDims(all, bytesOf(value));
    return all;
  }

  AffineExpr none, one;

private:
  static AffineExpr times(AffineExpr count, int64_t factor) {
    return mulDims(count, getAffineConstantExpr(factor, count.getContext()));
  }
  static int64_t product(ArrayRef<int64_t> sizes) {
    return std::accumulate(sizes.begin(), sizes.end(), int64_t(1), std::multiplies<>());
  }
  static AffineExpr lastDim(Value value) {
    return dimsOf(cast<RankedTensorType>(value.getType())).back();
  }
  AffineExpr bytesOf(Value value) const {
    Type element = cast<RankedTensorType>(value.getType()).getElementType();
    return times(elements(value), llvm::divideCeil(element.getIntOrFloatBitWidth(), 8));
  }
  /// Pairs of a query and a key in the tiles that the masks leave. A length that is known only at run
  /// time counts as all keys.
  Count ofAttention(Operation *op) const {
    AttentionArgs args = attentionArgsOf(op);
    SmallVector<AffineExpr> q = dimsOf(args.typeOf(args.q)), k = dimsOf(args.typeOf(args.k));
    auto attn = op->getParentOp()->getAttrOfType<AttnAttr>("attn");
    AffineExpr pairs = none;
    for (auto [i, heads] : llvm::enumerate(args.counts))
      pairs = addDims(pairs, times(attn ? pairsOfHead(op, attn.getHeads()[i], q[2], k[2]) : mulDims(q[2], k[2]), heads));
    pairs = mulDims(pairs, q[0]);
    AffineExpr products = mulDims(pairs, addDims(q.back(), lastDim(args.v)));
    return {times(products, 2), times(pairs, 6 + softmaxExp)};
  }
  AffineExpr pairsOfHead(Operation *op, HeadsAttr head, AffineExpr queries, AffineExpr keys) const {
    MaskSets sets;
    for (Attribute set : head.getAnyOf())
      sets.anyOf.push_back(cast<IntegerSetAttr>(set).getValue());
    llvm::append_range(sets.symbols, head.getSymbols().asArrayRef());
    int64_t border = head.getQueries() + head.getKeys(); // half a tile at each end, and the tile's queries
    if (std::optional<int64_t> width = boundedWidth(sets)) {
      int64_t visited = *width + border;
      bool isShort = rangeOfDim(keys, boundsOfSymbols(op)).hi <= visited;
      return isShort ? mulDims(queries, keys) : times(queries, visited);
    }
    if (queries == keys && !sets.anyOf.empty() && llvm::all_of(sets.anyOf, isCausal))
      return floorDivDim(mulDims(queries, addDims(keys, getAffineConstantExpr(border, op->getContext()))), 2);
    return mulDims(queries, keys);
  }
  /// No query sees a key behind it.
  static bool isCausal(IntegerSet set) {
    return llvm::any_of(atomsOf(set), [](const MaskAtom &atom) {
      return atom.query == 1 && atom.key == -1 && atom.constant <= 0 &&
             llvm::all_of(atom.symbols, [](int64_t factor) { return factor == 0; });
    });
  }
  static SmallVector<Interval> boundsOfSymbols(Operation *op) {
    auto func = op->getParentOfType<func::FuncOp>();
    SmallVector<Interval> bounds;
    for (BlockArgument arg : func.getArguments())
      if (isa<IndexType>(arg.getType()))
        bounds.push_back(boundsOfSymbol(func, arg.getArgNumber()));
    return bounds;
  }
};

int64_t parameterBytes(GroupOp group) {
  int64_t bytes = 0;
  for (Value input : group.getInputs())
    if (auto param = input.getDefiningOp<ParamOp>()) {
      auto type = cast<RankedTensorType>(param.getType());
      bytes += type.getNumElements() * llvm::divideCeil(type.getElementTypeBitWidth(), 8);
    }
  return bytes;
}

} // namespace

CostAttr estimateCost(GroupOp group, const Target &target, unsigned symbols) {
  Counter counter(group.getContext());
  Count all = {counter.none, counter.none};
  for (Operation &op : group.getBody().front().without_terminator()) {
    Count one = counter.of(&op);
    all = {addDims(all.flops, one.flops), addDims(all.functions, one.functions)};
  }
  int64_t percent = 80; // of the peak, where no tile says more
  if (TileAttr tile = tileOf(group)) {
    auto type = cast<RankedTensorType>(group.getAnchorOp()->getResult(0).getType());
    int64_t columns = type.getShape().back();
    percent = percentOfPeak(tile.getHeights().front(), tile.getColumns(),
                            ShapedType::isDynamic(columns) ? tile.getColumns() : columns, target);
  } else if (ConvAttr conv = convOf(group)) {
    auto op = cast<DirectConvOp>(group.getAnchorOp());
    bool depthwise = op.getGroups() > 1 && cast<RankedTensorType>(op.getX().getType()).getShape().back() ==
                                               int64_t(op.getGroups());
    percent = percentOfPeak(conv.getHeights().front(), conv.getColumns(),
                            conv.getColumns() * conv.getPanels(), target);
    if (depthwise) // two loads for each FMA
      percent = std::min<int64_t>(percent, int64_t(50 * target.loadsPerCycle / target.fmaPerCycle));
  }
  auto map = [&](AffineExpr formula) { return AffineMap::get(0, symbols, formula); };
  return CostAttr::get(group.getContext(), map(all.flops), map(all.functions),
                       map(counter.bytes(group)), parameterBytes(group), percent);
}

Work workAt(CostAttr cost, ArrayRef<int64_t> symbols) {
  auto at = [&](AffineMap map) { return evaluateDim(map.getResult(0), symbols); };
  return {at(cost.getFlops()), at(cost.getFunctions()), at(cost.getBytes())};
}

Expected expectedOf(const Work &work, CostAttr cost, const Target &target) {
  double peak = target.flopsPerSecond();
  int64_t from = std::max(work.bytes, cost.getWeights()); // a few rows of a large table come from far
  bool inL2 = from <= target.l2Bytes, inL3 = from <= target.l3Bytes;
  double gigabytes = inL2 ? target.l2GBs : inL3 ? target.l3GBs : target.memoryGBs;
  Expected e;
  e.arithmetic = double(work.flops) / (peak * double(cost.getPercent()) / 100);
  e.functions = double(work.functions) / peak;
  e.data = double(work.bytes) / (1e9 * gigabytes);
  e.total = std::max(e.arithmetic + e.functions, e.data);
  e.bound = e.data > e.arithmetic + e.functions ? (inL2 ? "L2" : inL3 ? "L3" : "memory")
            : e.functions > e.arithmetic        ? "functions"
                                                : "arithmetic";
  return e;
}

std::vector<int64_t> usualSizes(const emit::Function &function) {
  std::vector<int64_t> sizes;
  for (const emit::Symbol &symbol : function.symbols) {
    int64_t size = std::clamp<int64_t>(32, symbol.min, symbol.max);
    int64_t whole = size / symbol.multipleOf * symbol.multipleOf;
    sizes.push_back(whole < symbol.min ? whole + symbol.multipleOf : whole);
  }
  return sizes;
}

std::vector<int64_t> symbolsAt(const emit::Function &function, const std::vector<int64_t> &sizes) {
  std::vector<int64_t> symbols;
  for (auto [symbol, size] : llvm::zip(function.symbols, sizes))
    symbols.push_back(size / symbol.multipleOf);
  return symbols;
}

} // namespace hac::schedule
