// Attention by its formula, as ops whose gradients are known:
//     s = scale q k^T;  score(s);  masked pairs are -inf;  p = softmax(s);  p v
// Scores of all pairs exist in memory; RATIONALE.md says what will do without.
#include "compiler/hac/grad/Rule.h"

#include <limits>

namespace hac::grad {
namespace {

// q, k, v, q_start, sink_logit stand before the reads (dsl/graph/ops.def).
constexpr unsigned readsOperand = 5;

template <typename Op> class Formula {
public:
  Formula(Ops &o, Op op) : o(o), op(op), whole(o.b.getI64Type()) {}

  SmallVector<Value> run() {
    q = o.wide(op.getQ());
    k = o.wide(op.getK());
    v = o.wide(op.getV());
    Value s = o.mul(product(q, o.transpose(k, 2, 3)), op.getScale().convertToDouble());
    SmallVector<Value> groups;
    int64_t first = 0;
    for (auto [i, count] : llvm::enumerate(op.getCounts())) {
      Value part = op.getCounts().size() == 1 ? s : o.slice(s, 1, o.constant(first), o.constant(first + count));
      groups.push_back(group(part, first, op.getMasks()[i], op.getScores()[i]));
      first += count;
    }
    Value p = weights(o.concat(groups, 1));
    return {product(p, v), p};
  }

private:
  AffineExpr dim(Value x, unsigned axis) { return dimsOf(typeOf(x))[axis]; }

  // a [B, H, m, n] x b [B, G, n, e], each head of b for H / G heads of a.
  Value product(Value a, Value b) {
    Dims left = dimsOf(typeOf(a)), right = dimsOf(typeOf(b));
    if (left[1] == right[1])
      return o.matmul(a, b);
    AffineExpr share = o.constant(typeOf(a).getDimSize(1) / typeOf(b).getDimSize(1));
    Value wide = o.matmul(o.reshape(a, {left[0], right[1], share, left[2], left[3]}),
                          o.reshape(b, {right[0], right[1], o.constant(1), right[2], right[3]}));
    return o.reshape(wide, {left[0], left[1], left[2], right[3]});
  }

  // 0, 1, .. along one axis of [B, H, Tq, Tk].
  Value places(int64_t axis, AffineExpr size) {
    Dims dims(4, o.constant(1));
    dims[size_t(axis)] = size;
    return o.iota(dims, axis, whole);
  }

  Value queryPlaces() {
    Value i = places(2, dim(q, 2));
    Value start = op.getQStart();
    if (!start)
      return i;
    Dims dims(4, o.constant(1));
    if (rankOf(start) == 1)
      dims[0] = dim(start, 0);
    return o.add(i, o.reshape(o.cast(start, whole), dims));
  }

  Value run(TapeAttr attr, ArrayRef<Value> variables) {
    Tape tape = decodeTape(attr.getWords());
    return tapeAsOps(o, tape, variables, [&](unsigned which, ArrayRef<Value> ids) {
      return read(op.getReads()[tape.firstRead - readsOperand + which], ids);
    });
  }

  // Integers of a lambda are i64, reals f32.
  Value read(Value x, ArrayRef<Value> ids) {
    Type element = elementOf(x);
    if (isa<FloatType>(element))
      x = o.cast(x, o.b.getF32Type());
    else if (!element.isInteger(1))
      x = o.cast(x, whole);
    if (ids.empty())
      return x;
    Dims wide;
    for (Value id : ids)
      wide = o.broadcast(wide, dimsOf(typeOf(id)));
    return GatherNdOp::create(o.b, o.loc, o.type(wide, elementOf(x)), x, ids);
  }

  // Scores of the heads from `first` on, after score function and mask.
  Value group(Value s, int64_t first, Attribute mask, Attribute score) {
    Dims dims = dimsOf(typeOf(s));
    SmallVector<Value> place = {places(0, dims[0]), o.add(places(1, dims[1]), double(first)), queryPlaces(),
                                places(3, dims[3])};
    if (auto tape = dyn_cast<TapeAttr>(score)) {
      SmallVector<Value> variables = {s};
      llvm::append_range(variables, place);
      s = o.broadcastTo(o.cast(run(tape, variables), o.b.getF32Type()), dims);
    }
    if (auto tape = dyn_cast<TapeAttr>(mask))
      s = o.where(run(tape, place), s, -std::numeric_limits<double>::infinity());
    return s;
  }

  // A sink is one more key, which no value belongs to.
  Value weights(Value s) {
    Value sink = op.getSinkLogit();
    if (!sink)
      return softmax(s);
    Dims dims = dimsOf(typeOf(s));
    AffineExpr keys = dims[3], one = o.constant(1);
    dims[3] = one;
    Value column = o.broadcastTo(o.reshape(o.wide(sink), {one, dims[1], one, one}), dims);
    return o.slice(softmax(o.concat({s, column}, 3)), 3, o.constant(0), keys);
  }

  Value softmax(Value s) { return SoftmaxOp::create(o.b, o.loc, typeOf(s), s, 3); }

  Ops &o;
  Op op;
  Type whole;
  Value q, k, v;
};

LogicalResult attention(Backward &g) {
  return g.recompose([&]() -> SmallVector<Value> { return {Formula(g.o, cast<AttentionOp>(g.op)).run().front()}; });
}

LogicalResult attentionWeights(Backward &g) {
  return g.recompose([&] { return Formula(g.o, cast<AttentionWeightsOp>(g.op)).run(); });
}

// Turned back: the same angles with the other sign.
void rope(Backward &g) {
  auto op = cast<RopeOp>(g.op);
  Ops &o = g.o;
  Type whole = o.b.getI64Type();
  Value positions = op.getPositions();
  if (positions)
    positions = o.cast(positions, whole);
  if (!positions || rankOf(positions) == 0) {
    Value each = o.iota(dimsOf(typeOf(op.getX()))[2], 0, whole);
    positions = positions ? o.add(each, positions) : each;
  }
  g.give(op.getX(), RopeOp::create(o.b, o.loc, typeOf(op.getX()), g.dy(), o.neg(positions), op.getBaseAttr(),
                                   op.getDimsAttr(), op.getInterleavedAttr(), op.getScaleAttr()));
}

} // namespace

void addAttentionRules(Rules &rules) {
  rules.add<AttentionOp>(attention);
  rules.add<AttentionWeightsOp>(attentionWeights);
  rules.add<RopeOp>(rope);
}

} // namespace hac::grad
