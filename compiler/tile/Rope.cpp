// rope: tasks of positions. Cosines and sines of a position are made once, in f64, and used for all
// heads and, unless each batch row has its own positions, for all rows of the batch.
#include "compiler/tile/Attention.h"

#include "mlir/Dialect/Math/IR/Math.h"

#include <cmath>

namespace hac::tile {
namespace {

constexpr int64_t positionsOfTask = 16;

class RopeLoops {
public:
  RopeLoops(Emitter &e, RopeOp op)
      : e(e), op(op), half(int64_t(op.getDims()) / 2), wide(llvm::alignTo(2 * half, 2 * e.lanes)),
        interleaved(op.getInterleaved()) {
    auto type = cast<RankedTensorType>(op.getX().getType());
    auto split = op.getX().getDefiningOp<SplitHeadsOp>();
    x = {e.memoryOf(split ? split.getX() : op.getX()), bool(split), type.getDimSize(3)};
    y = {e.memoryOf(op.getResult()), false, type.getDimSize(3)};
    heads = type.getDimSize(1);
    if (op.getPositions())
      positions = e.memoryOf(op.getPositions());
  }

  void emit() {
    bool perRow = positions.rank() == 2;
    Value batches = x.batches();
    e.tasks({perRow ? batches : e.index(1), e.divideUp(x.length(), positionsOfTask)}, [&](ValueRange task) {
      Type f32 = e.b.getF32Type(), f64 = e.b.getF64Type();
      frequencies = e.scratch(wide / 2, f64);
      cosines = e.scratch(wide, f32);
      sines = e.scratch(wide, f32);
      storeFrequencies();
      Value from = e.mul(task[1], positionsOfTask), to = e.min(e.add(from, positionsOfTask), x.length());
      Value firstBatch = perRow ? task[0] : e.index(0), lastBatch = perRow ? e.add(task[0], 1) : batches;
      e.loop(from, to, 1, [&](Value row) {
        makeTables(positionOf(firstBatch, row));
        e.loop(firstBatch, lastBatch, 1, [&](Value batch) {
          e.loop(e.index(0), e.index(heads), 1,
                 [&](Value head) { turn(x.row(e, batch, head, row), y.row(e, batch, head, row)); });
        });
      });
    });
  }

private:
  Value at(const Memory &m, Value place) { return e.add(m.offset, place); }

  int64_t doubles() const { return e.lanes / 2; } // in a vector register

  /// scale * base^(-2i / dims) for each pair i.
  void storeFrequencies() {
    auto type = VectorType::get({doubles()}, e.b.getF64Type());
    for (int64_t first = 0; first < half; first += doubles()) {
      SmallVector<double> values;
      for (int64_t i = first; i < first + doubles(); ++i)
        values.push_back(i < half ? op.getScale().convertToDouble() *
                                        std::pow(op.getBase().convertToDouble(), -2.0 * double(i) / double(2 * half))
                                  : 0);
      Value vector = arith::ConstantOp::create(e.b, e.loc, DenseElementsAttr::get(type, ArrayRef(values)));
      mlir::vector::StoreOp::create(e.b, e.loc, vector, frequencies.flat, ValueRange(at(frequencies, e.index(first))));
    }
  }

  Value positionOf(Value batch, Value row) {
    Type i64 = e.b.getI64Type();
    Value number = arith::IndexCastOp::create(e.b, e.loc, i64, row);
    if (!positions.flat)
      return number;
    Value place = positions.offset;
    if (positions.rank() == 2)
      place = e.add(place, e.mul(batch, positions.strides[0]));
    if (positions.rank() > 0)
      place = e.add(place, e.mul(row, positions.strides.back()));
    Value given = e.load(positions, place);
    if (given.getType().isInteger(32))
      given = arith::ExtSIOp::create(e.b, e.loc, i64, given);
    return positions.rank() ? given : arith::AddIOp::create(e.b, e.loc, given, number).getResult();
  }

  /// Of pair i: at i, or, if pairs are neighbours, at 2i and 2i + 1 with the sign that the sine has there.
  void makeTables(Value position) {
    auto type = VectorType::get({doubles()}, e.b.getF64Type());
    auto single = VectorType::get({doubles()}, e.b.getF32Type());
    Value number = arith::SIToFPOp::create(e.b, e.loc, e.b.getF64Type(), position);
    Value factor = mlir::vector::BroadcastOp::create(e.b, e.loc, type, number);
    e.loop(e.index(0), e.index(half), doubles(), [&](Value i) {
      Value frequency = mlir::vector::LoadOp::create(e.b, e.loc, type, frequencies.flat, ValueRange(at(frequencies, i)));
      Value angle = arith::MulFOp::create(e.b, e.loc, factor, frequency);
      Value c = arith::TruncFOp::create(e.b, e.loc, single, math::CosOp::create(e.b, e.loc, angle));
      Value s = arith::TruncFOp::create(e.b, e.loc, single, math::SinOp::create(e.b, e.loc, angle));
      if (!interleaved) {
        mlir::vector::StoreOp::create(e.b, e.loc, c, cosines.flat, ValueRange(at(cosines, i)));
        mlir::vector::StoreOp::create(e.b, e.loc, s, sines.flat, ValueRange(at(sines, i)));
        return;
      }
      SmallVector<int64_t> twice, pairs; // of c, c and of -s, s
      for (int64_t lane = 0; lane < e.lanes; ++lane) {
        twice.push_back(lane / 2);
        pairs.push_back(lane / 2 + lane % 2 * doubles());
      }
      Value negative = arith::NegFOp::create(e.b, e.loc, s), place = e.mul(i, 2);
      e.storeVector(mlir::vector::ShuffleOp::create(e.b, e.loc, c, c, twice), cosines, at(cosines, place));
      e.storeVector(mlir::vector::ShuffleOp::create(e.b, e.loc, negative, s, pairs), sines, at(sines, place));
    });
  }

  Value turned(Value own, Value other, Value sine, Value cosine) {
    return math::FmaOp::create(e.b, e.loc, other, sine, arith::MulFOp::create(e.b, e.loc, own, cosine));
  }

  /// One head of one position.
  void turn(Value from, Value to) {
    auto store = [&](Value vector, int64_t column, Value mask) {
      e.storeVector(vector, y.memory, e.add(to, column), mask);
    };
    int64_t dims = 2 * half;
    for (int64_t i = 0; i < (interleaved ? dims : half); i += e.lanes) {
      int64_t left = (interleaved ? dims : half) - i;
      Value mask = e.maskBelow(e.index(left)), own = x.vector(e, from, e.index(i), left);
      Value c = e.loadVector(cosines, at(cosines, e.index(i))), s = e.loadVector(sines, at(sines, e.index(i)));
      if (interleaved) {
        SmallVector<int64_t> partners;
        for (int64_t lane = 0; lane < e.lanes; ++lane)
          partners.push_back(lane ^ 1);
        Value other = mlir::vector::ShuffleOp::create(e.b, e.loc, own, own, partners);
        store(turned(own, other, s, c), i, mask);
        continue;
      }
      Value other = x.vector(e, from, e.index(half + i), left);
      store(turned(own, other, arith::NegFOp::create(e.b, e.loc, s), c), i, mask);
      store(turned(other, own, s, c), half + i, mask);
    }
    for (int64_t i = dims; i < x.size; i += e.lanes)
      store(x.vector(e, from, e.index(i), x.size - i), i, e.maskBelow(e.index(x.size - i)));
  }

  Emitter &e;
  RopeOp op;
  const int64_t half, wide; // pairs; channels in whole vectors
  const bool interleaved;
  int64_t heads;
  HeadTensor x, y;
  Memory positions, frequencies, cosines, sines;
};

} // namespace

LogicalResult emitRope(Emitter &e) {
  RopeLoops(e, cast<RopeOp>(e.group.getAnchorOp())).emit();
  return success();
}

} // namespace hac::tile
