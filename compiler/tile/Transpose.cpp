// permute, transpose: [batch][y][x] -> [batch][x][y] in blocks of lanes x lanes, turned in
// registers.
#include "compiler/tile/Emitter.h"

#include "mlir/Dialect/Utils/StaticValueUtils.h"

namespace hac::tile {
namespace {

// Elements of one task: about 20 us.
constexpr int64_t elementsPerTask = 16384;

class Transposer {
public:
  explicit Transposer(Emitter &e)
      : e(e), op(e.group.getAnchorOp()), in(e.memoryOf(op->getOperand(0))),
        out(e.memoryOf(op->getResult(0))),
        order(e.group->getAttrOfType<DenseI64ArrayAttr>("order").asArrayRef()) {}

  void emit() {
    int64_t rank = order.size(), first = 0;
    while (order[first] == first)
      ++first;
    if (!in.dense || !out.dense)
      return emitElements();
    batch = e.product(ArrayRef(in.sizes).take_front(first));
    ys = e.product(ArrayRef(in.sizes).slice(first, order[first] - first));
    xs = e.product(ArrayRef(in.sizes).take_back(rank - order[first]));
    // A task: a strip of rows of the result, a multiple of the block.
    int64_t length = getConstantIntValue(ys).value_or(256);
    int64_t strip =
        std::max<int64_t>(1, elementsPerTask / std::max<int64_t>(length, 1) / e.lanes) * e.lanes;
    e.tasks({batch, e.divideUp(xs, strip)}, [&](ValueRange task) {
      Value from = e.mul(task[1], strip), to = e.min(e.add(from, strip), xs);
      Value start = e.mul(task[0], e.mul(xs, ys));
      blocks(from, to, [&](Value x, Value width) {
        blocks(e.index(0), ys,
               [&](Value y, Value height) { emitBlock(start, x, y, width, height); });
      });
    });
  }

private:
  /// Whole blocks, for which the size is null, then what is left.
  void blocks(Value from, Value to, function_ref<void(Value, Value)> body) {
    Value end = e.add(from, e.roundDown(e.sub(to, from), e.lanes)), left = e.sub(to, end);
    e.loop(from, end, e.lanes, [&](Value i) { body(i, {}); });
    if (getConstantIntValue(left) == 0)
      return;
    if (getConstantIntValue(left))
      return body(end, left);
    e.when(arith::CmpIOp::create(e.b, e.loc, arith::CmpIPredicate::ne, left, e.index(0)),
           [&] { body(end, left); });
  }

  /// Rows that do not exist have a mask without lanes.
  Value maskOf(int64_t row, Value rows, Value columns) {
    if (!rows)
      return columns ? e.maskBelow(columns) : Value();
    Value exists = arith::CmpIOp::create(e.b, e.loc, arith::CmpIPredicate::slt, e.index(row), rows);
    Value count = arith::SelectOp::create(e.b, e.loc, exists, columns ? columns : e.index(e.lanes),
                                          e.index(0));
    auto type = VectorType::get({e.lanes}, e.b.getI1Type());
    return mlir::vector::CreateMaskOp::create(e.b, e.loc, type, ValueRange(count));
  }

  void emitBlock(Value start, Value x, Value y, Value width, Value height) {
    Tile rows;
    for (int64_t i = 0; i < e.lanes; ++i) {
      Value at = e.add(e.add(start, e.mul(e.add(y, i), xs)), x);
      rows.push_back(e.loadVector(in, e.add(in.offset, at), maskOf(i, height, width)));
    }
    turn(rows);
    for (int64_t i = 0; i < e.lanes; ++i) {
      Value at = e.add(e.add(start, e.mul(e.add(x, i), ys)), y);
      e.storeVector(rows[i], out, e.add(out.offset, at), maskOf(i, width, height));
    }
  }

  /// Rows become columns: pairs of rows exchange their squares of size step, step / 2, ..., 1.
  void turn(Tile &rows) {
    for (int64_t step = e.lanes / 2; step > 0; step /= 2) {
      SmallVector<int64_t> upper, lower;
      for (int64_t lane = 0; lane < e.lanes; ++lane) {
        bool isRight = lane & step;
        upper.push_back(isRight ? e.lanes + lane - step : lane);
        lower.push_back(isRight ? e.lanes + lane : lane + step);
      }
      for (int64_t i = 0; i < e.lanes; ++i) {
        if (i & step)
          continue;
        Value a = rows[i], b = rows[i + step];
        rows[i] = mlir::vector::ShuffleOp::create(e.b, e.loc, a, b, upper);
        rows[i + step] = mlir::vector::ShuffleOp::create(e.b, e.loc, a, b, lower);
      }
    }
  }

  /// Where memory has gaps: one by one, in the order of the result.
  void emitElements() {
    Value count = e.product(out.sizes);
    e.tasks({e.divideUp(count, elementsPerTask)}, [&](ValueRange task) {
      Value from = e.mul(task[0], elementsPerTask);
      e.loop(from, e.min(e.add(from, elementsPerTask), count), 1, [&](Value element) {
        Value source = in.offset, target = out.offset;
        for (size_t i = order.size(); i-- > 0;) {
          Value at = e.b.createOrFold<arith::RemUIOp>(e.loc, element, out.sizes[i]);
          element = e.b.createOrFold<arith::DivUIOp>(e.loc, element, out.sizes[i]);
          source = e.add(source, e.mul(at, in.strides[order[i]]));
          target = e.add(target, e.mul(at, out.strides[i]));
        }
        e.store(e.load(in, source), out, target);
      });
    });
  }

  Emitter &e;
  Operation *op;
  Memory in, out;
  ArrayRef<int64_t> order;
  Value batch, ys, xs;
};

} // namespace

LogicalResult emitTranspose(Emitter &e) {
  Transposer(e).emit();
  return success();
}

} // namespace hac::tile
