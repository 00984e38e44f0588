// Rules of dsl/ops/index.h.
#include "compiler/hac/verify/Common.h"

namespace hac::verify {
namespace {

// E501 E502 E506
bool embedding(Check &c) {
  auto op = cast<EmbeddingOp>(c.op);
  Tensor ids = c.tensor(op.getIds()), w = c.tensor(op.getW());
  if (!c.indexType(ids))
    return false;
  if (w.rank() != 2)
    return c.no(502, "the table must be [num, dim], got ", w);
  int64_t paddingIdx = op.getPaddingIdx();
  if (paddingIdx < -1 || paddingIdx >= blob::max_symbol || !c.alwaysAtLeast(w.dims[0], paddingIdx + 1))
    return c.no(506, "padding_idx ", paddingIdx, " is outside the table ", w);
  Dims out = ids.dims;
  out.push_back(w.dims[1]);
  return c.result(w.element, out);
}

// E107 E501; classes and the element type are those of the result.
bool oneHot(Check &c) {
  Tensor ids = c.operand(0), wanted = c.stored();
  if (!c.indexType(ids))
    return false;
  Dims out = ids.dims;
  std::optional<int64_t> classes = wanted.dims.empty() ? std::nullopt : constantOf(wanted.dims.back());
  if (!c.option("the number of classes", classes.value_or(0), 1, blob::max_symbol))
    return false;
  out.push_back(wanted.dims.back());
  return c.result(wanted.element, out);
}

// E108 E501 E504
bool gather(Check &c) {
  auto op = cast<GatherOp>(c.op);
  Tensor x = c.tensor(op.getX()), idx = c.tensor(op.getIdx());
  if (!c.indexType(idx) || !c.axis(x, op.getAxis()))
    return false;
  bool fits = x.rank() == idx.rank();
  for (int64_t i = 0; fits && i < x.rank(); i++)
    fits = i == int64_t(op.getAxis()) || x.dims[size_t(i)] == idx.dims[size_t(i)];
  if (!fits)
    return c.no(504, "the index must have the shape of ", x, " outside axis ", op.getAxis(), ", got ", idx);
  return c.result(x.element, idx.dims);
}

// E108 E501 E504
bool indexSelect(Check &c) {
  auto op = cast<IndexSelectOp>(c.op);
  Tensor x = c.tensor(op.getX()), idx = c.tensor(op.getIdx());
  if (!c.indexType(idx) || !c.axis(x, op.getAxis()))
    return false;
  if (idx.rank() != 1)
    return c.no(504, "the index must have rank 1, got ", idx);
  x.dims[size_t(op.getAxis())] = idx.dims[0];
  return c.result(x);
}

// E501 E507: where a part begins.
bool startOfPart(Check &c, const Tensor &start) {
  if (!c.indexType(start))
    return false;
  return start.rank() == 0 || c.no(507, "the start must have rank 0, got ", start);
}

// E508: a part is never larger than the axis.
bool partFits(Check &c, const Tensor &x, size_t axis, AffineExpr part) {
  AffineExpr room = subDims(x.dims[axis], part);
  return c.alwaysAtLeast(room, 0) || c.no(508, "a part of ", part, " does not fit dimension ", int64_t(axis), " of ", x,
                                          constantOf(room) ? "" : " for every allowed size");
}

// E108 E501 E507 E508; the size is that of the result.
bool sliceAt(Check &c) {
  auto op = cast<SliceAtOp>(c.op);
  Tensor x = c.tensor(op.getX()), wanted = c.stored();
  if (!startOfPart(c, c.tensor(op.getStart())) || !c.axis(x, op.getAxis()))
    return false;
  size_t axis = op.getAxis();
  if (wanted.rank() != x.rank())
    return c.result(x);
  if (!partFits(c, x, axis, wanted.dims[axis]))
    return false;
  x.dims[axis] = wanted.dims[axis];
  return c.result(x);
}

// E102 E108 E501 E507 E508
bool updateAt(Check &c) {
  auto op = cast<UpdateAtOp>(c.op);
  Tensor x = c.tensor(op.getX()), y = c.tensor(op.getY());
  if (!c.sameType(x, y) || !startOfPart(c, c.tensor(op.getStart())) || !c.axis(x, op.getAxis()))
    return false;
  size_t axis = op.getAxis();
  bool fits = x.rank() == y.rank();
  for (size_t i = 0; fits && i < x.dims.size(); i++)
    fits = i == axis || x.dims[i] == y.dims[i];
  if (!fits)
    return c.no(508, "the part must have the shape of ", x, " outside axis ", int64_t(axis), ", got ", y);
  return partFits(c, x, axis, y.dims[axis]) && c.result(x);
}

} // namespace

void addIndexRules(RuleTable &table) {
  table["embedding"] = embedding;
  table["one_hot"] = oneHot;
  table["gather"] = gather;
  table["index_select"] = indexSelect;
  table["slice_at"] = sliceAt;
  table["update_at"] = updateAt;
}

} // namespace hac::verify
