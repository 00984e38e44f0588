// Attention by its formula, one (batch row, head) at a time:
//   s = scale · q kᵀ;  score(s);  masked pairs are dropped;  softmax;  p v
#include "compiler/linalg/Build.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

namespace hac::linalg_stage {

using namespace arith;

namespace {

constexpr auto parallel = utils::IteratorType::parallel, reduction = utils::IteratorType::reduction;

// What both attention ops have in common.
struct Attention {
  RankedTensorType q, k, v, out, weights; // hac types; weights may be null
  Value qIn, kIn, vIn, start, sink;       // lowered; start and sink may be null
  SmallVector<Value> reads;
  SmallVector<RankedTensorType> readTypes;
  double scale;
};

// One head of one batch row.
struct Head {
  Value batch, head;
  const Tape *mask, *score; // null: none
};

Value toTapeInteger(OpBuilder &b, Location loc, Value index) { return IndexCastOp::create(b, loc, b.getI64Type(), index); }

// Element of a tensor that a tape reads, indices clamped to its bounds.
Value readTensor(const Lowering &l, OpBuilder &b, Location loc, Value tensor, RankedTensorType type,
                 ValueRange indices) {
  SmallVector<Value> position;
  Value elements; // of the axes that can be empty
  for (auto [axis, index] : llvm::enumerate(indices)) {
    Value size = tensor::DimOp::create(b, loc, tensor, int64_t(axis));
    position.push_back(clampIndex(b, loc, index, size));
    if (l.canBeZero(dimsOf(type)[axis]))
      elements = elements ? MulIOp::create(b, loc, elements, size).getResult() : size;
  }
  Value scalar = toCompute(b, loc, readIfAny(b, loc, elements, tensor, position), type.getElementType());
  if (scalar.getType().isInteger(32))
    return ExtSIOp::create(b, loc, b.getI64Type(), scalar);
  return scalar;
}

// [rows, columns] of `x` at (batch, head).
Value headSlice(Lowering &l, Value x, RankedTensorType type, Value batch, Value head) {
  SmallVector<AffineExpr> dims = dimsOf(type);
  OpFoldResult zero = l.b.getIndexAttr(0), one = l.b.getIndexAttr(1);
  RankedTensorType result = plainType(tensorOf({dims[2], dims[3]}, type.getElementType(), l.symbolCount()));
  return tensor::ExtractSliceOp::create(l.b, l.loc, result, x, ArrayRef<OpFoldResult>{batch, head, zero, zero},
                                        ArrayRef<OpFoldResult>{one, one, l.size(dims[2]), l.size(dims[3])},
                                        SmallVector<OpFoldResult>(4, one));
}

Value insertHead(Lowering &l, Value piece, Value into, RankedTensorType type, Value batch, Value head) {
  SmallVector<AffineExpr> dims = dimsOf(type);
  OpFoldResult zero = l.b.getIndexAttr(0), one = l.b.getIndexAttr(1);
  return tensor::InsertSliceOp::create(l.b, l.loc, piece, into, ArrayRef<OpFoldResult>{batch, head, zero, zero},
                                       ArrayRef<OpFoldResult>{one, one, l.size(dims[2]), l.size(dims[3])},
                                       SmallVector<OpFoldResult>(4, one));
}

Value contract(Lowering &l, ValueRange in, ArrayRef<AffineMap> maps, Value zero, ArrayRef<utils::IteratorType> loops,
               llvm::function_ref<Value(OpBuilder &, Location, ValueRange)> body) {
  return l.generic(in, maps.drop_back(), zero, maps.back(), loops,
                   [&](OpBuilder &b, Location at, ValueRange v) -> SmallVector<Value> { return {body(b, at, v)}; })
      .getResult(0);
}

// Scores after scale, score function and mask; a dropped pair is -Inf.
Value maskedScores(Lowering &l, const Attention &a, const Head &head, Value products, RankedTensorType type) {
  Type real = type.getElementType();
  Value first = l.index(0);
  if (a.start) {
    SmallVector<Value> position;
    if (typeOf(a.start).getRank() == 1)
      position.push_back(head.batch);
    first = toIndex(l.b, l.loc, at(l.b, l.loc, a.start, position));
  }
  Value out = l.empty(dimsOf(type), real);
  AffineMap identity = l.b.getMultiDimIdentityMap(2);
  return l.generic(products, identity, out, identity, {parallel, parallel},
                   [&](OpBuilder &b, Location loc, ValueRange v) -> SmallVector<Value> {
                     Value s = mul(b, loc, v[0], hac::linalg_stage::real(b, loc, real, a.scale));
                     Value query = AddIOp::create(b, loc, linalg::IndexOp::create(b, loc, 0), first);
                     SmallVector<Value> where = {head.batch, head.head, query, linalg::IndexOp::create(b, loc, 1)};
                     for (Value &w : where)
                       w = toTapeInteger(b, loc, w);
                     auto read = [&](OpBuilder &nested, Location at_, unsigned which, ValueRange i) {
                       return readTensor(l, nested, at_, a.reads[which], a.readTypes[which], i);
                     };
                     auto run = [&](const Tape &tape, ValueRange variables) {
                       unsigned from = tape.firstRead;
                       return emitTape(b, loc, tape, variables, [&](OpBuilder &n, Location at_, unsigned k, ValueRange i) {
                         return read(n, at_, from + k, i);
                       });
                     };
                     if (head.score) {
                       SmallVector<Value> variables = {s};
                       llvm::append_range(variables, where);
                       s = run(*head.score, variables);
                       if (isa<IntegerType>(s.getType()))
                         s = SIToFPOp::create(b, loc, real, s);
                     }
                     if (head.mask) {
                       Value dropped = hac::linalg_stage::real(b, loc, real, -infinity);
                       s = SelectOp::create(b, loc, run(*head.mask, where), s, dropped);
                     }
                     return {s};
                   })
      .getResult(0);
}

struct HeadResult {
  Value out, weights; // [Tq, E], [Tq, Tk] in compute type
};

HeadResult attendHead(Lowering &l, const Attention &a, const Head &head) {
  MLIRContext *context = l.b.getContext();
  Type element = a.q.getElementType(), real = computeType(element);
  AffineExpr queries = dimsOf(a.q)[2], keys = dimsOf(a.k)[2], size = dimsOf(a.v)[3];
  int64_t share = a.q.getDimSize(1) / a.k.getDimSize(1); // query heads per kv head
  Value kvHead = DivUIOp::create(l.b, l.loc, head.head, l.index(share));
  Value q = headSlice(l, a.qIn, a.q, head.batch, head.head), k = headSlice(l, a.kIn, a.k, head.batch, kvHead),
        v = headSlice(l, a.vIn, a.v, head.batch, kvHead);

  AffineExpr i, j, d;
  bindDims(context, i, j, d);
  auto map = [&](AffineExpr x, AffineExpr y) { return AffineMap::get(3, 0, {x, y}, context); };
  RankedTensorType scoreType = tensorOf({queries, keys}, real, l.symbolCount());
  Value zero = l.filled({queries, keys}, real, l.number(real, 0));
  Value products = contract(l, {q, k}, {map(i, d), map(j, d), map(i, j)}, zero, {parallel, parallel, reduction},
                            [&](OpBuilder &b, Location loc, ValueRange x) {
                              return fma(b, loc, toCompute(b, loc, x[0], element), toCompute(b, loc, x[1], element), x[2]);
                            });
  Value scores = maskedScores(l, a, head, products, scoreType);
  Value sink = a.sink ? toCompute(l.b, l.loc, at(l.b, l.loc, a.sink, head.head), element) : Value();
  Value p = softmaxAlong(l, scores, scoreType, 1, scoreType, sink);

  // Dropped pairs do not touch v at all: 0 * NaN would.
  Value empty = l.filled({queries, size}, real, l.number(real, 0));
  Value out = contract(l, {p, scores, v}, {map(i, j), map(i, j), map(j, d), map(i, d)}, empty,
                       {parallel, reduction, parallel}, [&](OpBuilder &b, Location loc, ValueRange x) -> Value {
                         Value lowest = hac::linalg_stage::real(b, loc, real, -infinity);
                         Value dropped = CmpFOp::create(b, loc, CmpFPredicate::OEQ, x[1], lowest);
                         Value next = fma(b, loc, x[0], toCompute(b, loc, x[2], element), x[3]);
                         return SelectOp::create(b, loc, dropped, x[3], next);
                       });
  // The weight of a dropped pair is 0 in a row with a NaN, too.
  Value kept = l.pointwise({scores, p}, {scoreType, scoreType}, scoreType,
                           [&](OpBuilder &b, Location loc, ValueRange x) -> Value {
                             Value lowest = hac::linalg_stage::real(b, loc, real, -infinity);
                             Value dropped = CmpFOp::create(b, loc, CmpFPredicate::OEQ, x[0], lowest);
                             return SelectOp::create(b, loc, dropped, hac::linalg_stage::real(b, loc, real, 0), x[1]);
                           });
  return {out, kept};
}

Value rounded(Lowering &l, Value x, ArrayRef<AffineExpr> dims, Type element) {
  Type compute = typeOf(x).getElementType();
  if (compute == element)
    return x;
  return l.pointwise({x}, {tensorOf(dims, compute, l.symbolCount())}, tensorOf(dims, element, l.symbolCount()),
                     [](OpBuilder &, Location, ValueRange v) { return v[0]; });
}

// for b: for h of the group: out[b, h] = ..., and the weights if they are wanted.
void attendGroup(Lowering &l, const Attention &a, int64_t first, int64_t count, const Tape *mask, const Tape *score,
                 SmallVector<Value> &results) {
  OpBuilder::InsertionGuard guard(l.b);
  auto batches = scf::ForOp::create(l.b, l.loc, l.index(0), l.dim(dimsOf(a.q)[0]), l.index(1), results);
  l.b.setInsertionPointToStart(batches.getBody());
  auto heads = scf::ForOp::create(l.b, l.loc, l.index(first), l.index(first + count), l.index(1),
                                  batches.getRegionIterArgs());
  l.b.setInsertionPointToStart(heads.getBody());
  Value b = batches.getInductionVar(), h = heads.getInductionVar();
  HeadResult r = attendHead(l, a, {b, h, mask, score});
  Type element = a.q.getElementType();
  SmallVector<AffineExpr> outDims = dimsOf(a.out);
  SmallVector<Value> next = {insertHead(l, rounded(l, r.out, {outDims[2], outDims[3]}, element),
                                        heads.getRegionIterArg(0), a.out, b, h)};
  if (a.weights) {
    SmallVector<AffineExpr> dims = dimsOf(a.weights);
    next.push_back(insertHead(l, rounded(l, r.weights, {dims[2], dims[3]}, element), heads.getRegionIterArg(1),
                              a.weights, b, h));
  }
  scf::YieldOp::create(l.b, l.loc, next);
  l.b.setInsertionPointToEnd(batches.getBody());
  scf::YieldOp::create(l.b, l.loc, heads.getResults());
  results = llvm::to_vector(ValueRange(batches.getResults()));
}

// q, k, v, q_start, sink_logit stand before the reads (dsl/graph/ops.def).
constexpr unsigned readsOperand = 5;

std::optional<Tape> tapeOf(Attribute attr) {
  if (auto tape = dyn_cast<TapeAttr>(attr))
    return decodeTape(tape.getWords());
  return std::nullopt;
}

template <typename Op> SmallVector<Value> lowerAttention(Op op, ValueRange in, Lowering &l) {
  Attention a;
  a.q = typeOf(op.getQ());
  a.k = typeOf(op.getK());
  a.v = typeOf(op.getV());
  a.out = typeOf(op->getResult(0));
  a.weights = op->getNumResults() > 1 ? typeOf(op->getResult(1)) : RankedTensorType();
  a.scale = op.getScale().convertToDouble();
  unsigned next = 0;
  a.qIn = in[next++];
  a.kIn = in[next++];
  a.vIn = in[next++];
  a.start = op.getQStart() ? in[next++] : Value();
  a.sink = op.getSinkLogit() ? in[next++] : Value();
  for (Value read : op.getReads()) {
    a.reads.push_back(in[next++]);
    a.readTypes.push_back(typeOf(read));
  }
  SmallVector<Value> results;
  for (Value result : op->getResults())
    results.push_back(l.empty(dimsOf(typeOf(result)), plainType(typeOf(result)).getElementType()));
  int64_t first = 0;
  for (auto [i, count] : llvm::enumerate(op.getCounts())) {
    std::optional<Tape> mask = tapeOf(op.getMasks()[i]), score = tapeOf(op.getScores()[i]);
    for (auto *tape : {&mask, &score}) // the blob counts reads from the op's first operand
      if (*tape && (*tape)->reads)
        (*tape)->firstRead -= readsOperand;
    attendGroup(l, a, first, count, mask ? &*mask : nullptr, score ? &*score : nullptr, results);
    first += count;
  }
  return results;
}

// Pairs of channels turned by position * scale * base^(-2i/dims); angles in f64.
SmallVector<Value> lowerRope(RopeOp op, ValueRange in, Lowering &l) {
  RankedTensorType type = typeOf(op.getX());
  Type element = type.getElementType(), real = computeType(element), f64 = l.b.getF64Type();
  int64_t dims = op.getDims(), half = dims / 2;
  bool interleaved = op.getInterleaved();
  SmallVector<double> frequencies;
  for (int64_t i = 0; i < half; i++)
    frequencies.push_back(op.getScale().convertToDouble() *
                          std::pow(op.getBase().convertToDouble(), -2.0 * double(i) / double(dims)));
  Value table = arith::ConstantOp::create(
      l.b, l.loc, DenseElementsAttr::get(RankedTensorType::get({half}, f64), ArrayRef(frequencies)));
  Value positions = op.getPositions() ? in[1] : Value();

  // cos and sin of each (batch row, position, pair), once for all heads.
  SmallVector<AffineExpr> xDims = dimsOf(type);
  bool perRow = positions && typeOf(positions).getRank() == 2;
  RankedTensorType angleType =
      tensorOf({perRow ? xDims[0] : l.constant(1), xDims[2], l.constant(half)}, real, l.symbolCount());
  auto turned = [&](bool cosine) {
    return l.walk(angleType, [&](OpBuilder &b, Location loc, ValueRange i) -> Value {
      Value position = IndexCastOp::create(b, loc, b.getI64Type(), i[1]);
      if (positions) {
        int64_t rank = typeOf(positions).getRank();
        SmallVector<Value> where = rank == 2 ? SmallVector<Value>{i[0], i[1]}
                                   : rank == 1 ? SmallVector<Value>{i[1]}
                                               : SmallVector<Value>{};
        Value given = at(b, loc, positions, where);
        Type idType = typeOf(op.getPositions()).getElementType();
        given = castScalar(b, loc, toCompute(b, loc, given, idType), idType, b.getI64Type());
        position = rank ? given : AddIOp::create(b, loc, given, position).getResult();
      }
      Value angle = mul(b, loc, SIToFPOp::create(b, loc, f64, position), at(b, loc, table, i[2]));
      Value y = cosine ? math::CosOp::create(b, loc, angle).getResult() : math::SinOp::create(b, loc, angle);
      return real.isF64() ? y : TruncFOp::create(b, loc, real, y).getResult();
    });
  };
  Value cosines = turned(true), sines = turned(false);

  return {l.walk(type, [&](OpBuilder &b, Location loc, ValueRange i) -> Value {
    auto idx = [&](int64_t v) { return ConstantIndexOp::create(b, loc, v).getResult(); };
    Value channel = i[3], x = toCompute(b, loc, at(b, loc, in[0], i), element);
    Value pair = interleaved ? DivUIOp::create(b, loc, channel, idx(2)).getResult()
                             : RemUIOp::create(b, loc, channel, idx(half));
    Value isFirst = interleaved
                        ? CmpIOp::create(b, loc, CmpIPredicate::eq, RemUIOp::create(b, loc, channel, idx(2)), idx(0))
                        : CmpIOp::create(b, loc, CmpIPredicate::ult, channel, idx(half));
    Value distance = idx(interleaved ? 1 : half);
    Value partner = SelectOp::create(b, loc, isFirst, AddIOp::create(b, loc, channel, distance),
                                     SubIOp::create(b, loc, channel, distance));
    // Channels beyond `dims` keep their value, so their pair and partner only have to exist.
    Value kept = CmpIOp::create(b, loc, CmpIPredicate::uge, channel, idx(dims));
    partner = SelectOp::create(b, loc, kept, channel, partner);
    pair = SelectOp::create(b, loc, kept, idx(0), pair);
    Value other = toCompute(b, loc, at(b, loc, in[0], {i[0], i[1], i[2], partner}), element);
    SmallVector<Value> where = {perRow ? i[0] : idx(0), i[2], pair};
    Value c = at(b, loc, cosines, where), s = at(b, loc, sines, where);
    Value signedSine = SelectOp::create(b, loc, isFirst, NegFOp::create(b, loc, s), s);
    Value y = fma(b, loc, other, signedSine, mul(b, loc, x, c));
    return fromCompute(b, loc, SelectOp::create(b, loc, kept, x, y), element);
  })};
}

} // namespace

void addAttentionRules(Rules &rules) {
  rules.add<AttentionOp>(lowerAttention<AttentionOp>);
  rules.add<AttentionWeightsOp>(lowerAttention<AttentionWeightsOp>);
  rules.add<RopeOp>(lowerRope);
}

} // namespace hac::linalg_stage
