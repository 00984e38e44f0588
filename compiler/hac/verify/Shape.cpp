// Rules of dsl/ops/shape.h: the same elements in another shape or order.
#include "compiler/hac/verify/Common.h"

namespace hac::verify {
namespace {

// Elements of two shapes, without the symbolic dims that both have: those need no product, so
// [batch, h, w, 64] and [batch, h, w, 8, 8] can be compared although batch*h*w cannot be written.
std::pair<AffineExpr, AffineExpr> countElements(Check &c, const Tensor &a, const Tensor &b) {
  AffineExpr left = c.number(1), right = left;
  SmallVector<AffineExpr> rest = b.dims;
  for (AffineExpr dim : a.dims) {
    auto *same = constantOf(dim) ? rest.end() : llvm::find(rest, dim);
    if (same == rest.end())
      left = mulDims(left, dim);
    else
      rest.erase(same);
  }
  for (AffineExpr dim : rest)
    right = mulDims(right, dim);
  return {left, right};
}

// E605
bool reshape(Check &c) {
  Tensor x = c.operand(0), wanted = c.stored();
  auto [have, need] = countElements(c, x, wanted);
  if (have != need)
    return c.no(605, "the number of elements changes: ", x, " to ", wanted.dims, ": ", have, " against ", need);
  return c.result(x.element, wanted.dims);
}

// E108
bool flatten(Check &c) {
  auto op = cast<FlattenOp>(c.op);
  Tensor x = c.tensor(op.getX());
  int64_t start = op.getStart(), end = op.getEnd();
  if (!c.axis(x, start) || !c.axis(x, end))
    return false;
  if (start > end)
    return c.no(108, "start axis ", start, " is after end axis ", end, " of ", x);
  Dims out(x.first(start));
  AffineExpr merged = c.number(1);
  for (int64_t i = start; i <= end; i++)
    merged = mulDims(merged, x.dims[size_t(i)]);
  out.push_back(merged);
  out.append(x.dims.begin() + end + 1, x.dims.end());
  return c.result(x.element, out);
}

// E108
bool unsqueeze(Check &c) {
  Tensor x = c.operand(0);
  int64_t axis = c.integerOption("axis");
  if (!c.axisOf(x.rank() + 1, x, axis))
    return false;
  x.dims.insert(x.dims.begin() + axis, c.number(1));
  return c.result(x);
}

// E108 E609
bool squeeze(Check &c) {
  Tensor x = c.operand(0);
  int64_t axis = c.integerOption("axis");
  if (!c.axis(x, axis))
    return false;
  if (!isNumber(x.dims[size_t(axis)], 1))
    return c.no(609, "dimension ", axis, " of ", x, " is ", x.dims[size_t(axis)], ", not 1");
  x.dims.erase(x.dims.begin() + axis);
  return c.result(x);
}

// E108
bool transpose(Check &c) {
  auto op = cast<TransposeOp>(c.op);
  Tensor x = c.tensor(op.getX());
  if (!c.axis(x, op.getA()) || !c.axis(x, op.getB()))
    return false;
  std::swap(x.dims[size_t(op.getA())], x.dims[size_t(op.getB())]);
  return c.result(x);
}

// E108 E607
bool permute(Check &c) {
  Tensor x = c.operand(0);
  ArrayRef<int64_t> order = c.listOption("axes");
  if (int64_t(order.size()) != x.rank())
    return c.no(607, order.size(), " axes are named for ", x);
  Dims out;
  for (auto [i, axis] : llvm::enumerate(order)) {
    if (!c.axis(x, axis))
      return false;
    if (llvm::is_contained(order.take_front(i), axis))
      return c.no(607, "axis ", axis, " is named twice for ", x);
    out.push_back(x.dims[size_t(axis)]);
  }
  return c.result(x.element, out);
}

// E109
bool toSeq(Check &c) {
  Tensor x = c.operand(0);
  if (!c.rank(x, 4, 4, imageLayout.text()))
    return false;
  Dims d = x.dims;
  return c.result(x.element, {d[0], mulDims(d[2], d[3]), d[1]});
}

// E109 E605; height and width are those of the result.
bool toImage(Check &c) {
  Tensor x = c.operand(0), wanted = c.stored();
  if (!c.rank(x, 3, 3, sequenceLayout.text()) || !c.rank(wanted, 4, 4, "a result " + imageLayout.text().str()))
    return false;
  AffineExpr h = wanted.dims[2], w = wanted.dims[3], pixels = mulDims(h, w);
  if (pixels != x.dims[1])
    return c.no(605, "height times width is ", pixels, ", the length of ", x, " is ", x.dims[1]);
  return c.result(x.element, {x.dims[0], x.dims[2], h, w});
}

// E608
bool broadcastTo(Check &c) {
  Tensor x = c.operand(0), wanted = c.stored();
  bool fits = x.rank() <= wanted.rank();
  if (fits)
    for (auto [have, want] : llvm::zip(x.dims, wanted.last(x.rank())))
      fits = fits && (have == want || isNumber(have, 1));
  if (!fits)
    return c.no(608, x, " does not broadcast to ", wanted.dims);
  return c.result(x.element, wanted.dims);
}

// E611
bool assertShape(Check &c) {
  Tensor x = c.operand(0), wanted = c.stored();
  if (x.rank() != wanted.rank())
    return c.no(611, x, " can never have the shape ", wanted.dims);
  for (auto [axis, pair] : llvm::enumerate(llvm::zip(x.dims, wanted.dims))) {
    Interval is = c.range(std::get<0>(pair)), said = c.range(std::get<1>(pair));
    if (is.hi < said.lo || said.hi < is.lo)
      return c.no(611, x, " can never have the shape ", wanted.dims, ": dimension ", axis, " is ", is.lo,
                  " to ", is.hi, " against ", said.lo, " to ", said.hi);
  }
  return c.result(x.element, wanted.dims);
}

// E109
bool mergeHeads(Check &c) {
  Tensor x = c.operand(0);
  if (!c.rank(x, 4, 4, "[batch, heads, length, head size]"))
    return false;
  Dims d = x.dims;
  return c.result(x.element, {d[0], d[2], mulDims(d[1], d[3])});
}

// E107 E109 E407
bool splitHeads(Check &c) {
  auto op = cast<SplitHeadsOp>(c.op);
  Tensor x = c.tensor(op.getX());
  int64_t heads = op.getHeads();
  if (!c.rank(x, 3, 3, sequenceLayout.text()) || !c.option("heads", heads, 1, blob::max_symbol))
    return false;
  std::optional<int64_t> channels = constantOf(x.dims[2]);
  if (!channels || *channels % heads)
    return c.no(407, heads, " heads do not divide the ", x.dims[2], " channels of ", x);
  return c.result(x.element, {x.dims[0], c.number(heads), x.dims[1], c.number(*channels / heads)});
}

} // namespace

void addShapeRules(RuleTable &table) {
  table["reshape"] = reshape;
  table["flatten"] = flatten;
  table["unsqueeze"] = unsqueeze;
  table["squeeze"] = squeeze;
  table["transpose"] = transpose;
  table["permute"] = permute;
  table["to_seq"] = toSeq;
  table["to_image"] = toImage;
  table["broadcast_to"] = broadcastTo;
  table["assert_shape"] = assertShape;
  table["split_heads"] = splitHeads;
  table["merge_heads"] = mergeHeads;
}

} // namespace hac::verify
