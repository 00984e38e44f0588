// Rules of dsl/ops/parts.h: tensors put together, cut, and moved along an axis.
#include "compiler/hac/verify/Common.h"

namespace hac::verify {
namespace {

SmallVector<Tensor> operands(Check &c) {
  return llvm::map_to_vector(c.op->getOperands(), [&](Value v) { return c.tensor(v); });
}

// E102 E108 E601
bool concat(Check &c) {
  SmallVector<Tensor> xs = operands(c);
  if (xs.empty())
    return c.no(malformedList, "there is no operand");
  const Tensor front = xs[0];
  size_t axis = size_t(c.integerOption("axis"));
  if (!c.axis(front, int64_t(axis)))
    return false;
  Dims out = front.dims;
  for (const Tensor &x : ArrayRef(xs).drop_front()) {
    if (!c.sameType(front, x))
      return false;
    if (x.rank() != front.rank())
      return c.no(601, "the ranks differ: ", front, " and ", x);
    for (size_t i = 0; i < x.dims.size(); i++)
      if (i != axis && x.dims[i] != front.dims[i])
        return c.no(601, "the shapes differ outside axis ", axis, ": ", front, " and ", x);
    out[axis] = addDims(out[axis], x.dims[axis]);
  }
  return c.result(front.element, out);
}

// E108 E601
bool stack(Check &c) {
  SmallVector<Tensor> xs = operands(c);
  if (xs.empty())
    return c.no(malformedList, "there is no operand");
  const Tensor &front = xs[0];
  int64_t axis = c.integerOption("axis");
  if (!c.axisOf(front.rank() + 1, front, axis))
    return false;
  for (const Tensor &x : xs)
    if (x.element != front.element || x.dims != front.dims)
      return c.no(601, "all tensors must have one type and shape: ", front, " and ", x);
  Dims out = front.dims;
  out.insert(out.begin() + axis, c.number(int64_t(xs.size())));
  return c.result(front.element, out);
}

// E108 E603; chunk is a split.
bool split(Check &c) {
  auto op = cast<SplitOp>(c.op);
  Tensor x = c.tensor(op.getX());
  Dims sizes;
  if (!c.axis(x, op.getAxis()) || !c.dimsOption("sizes", op.getSizes(), sizes))
    return false;
  if (sizes.empty() || sizes.size() != op.getNumResults())
    return c.no(malformedList, sizes.size(), " sizes for ", op.getNumResults(), " parts");
  AffineExpr &axis = x.dims[size_t(op.getAxis())], whole = axis, total = c.number(0);
  for (auto [i, size] : llvm::enumerate(sizes)) {
    if (!c.alwaysAtLeast(size, 0))
      return c.no(603, "part ", i, " can have a negative size: ", size);
    total = addDims(total, size);
  }
  if (total != whole)
    return c.no(603, "the sizes add up to ", total, ", dimension ", op.getAxis(), " of ", x, " is ", whole);
  for (auto [i, size] : llvm::enumerate(sizes)) {
    axis = size;
    if (!c.result(x, unsigned(i)))
      return false;
  }
  return true;
}

// E107 E108 E604; select is a slice of one element.
bool slice(Check &c) {
  auto op = cast<SliceOp>(c.op);
  Tensor x = c.tensor(op.getX());
  Dims starts, stops;
  if (!c.axis(x, op.getAxis()) || !c.option("step", op.getStep(), 1, blob::max_symbol) ||
      !c.dimsOption("start", op.getStart(), starts) || !c.dimsOption("stop", op.getStop(), stops))
    return false;
  if (starts.size() != 1 || stops.size() != 1)
    return c.no(malformedList, "start and stop are one size each");
  AffineExpr start = starts[0], stop = stops[0];
  AffineExpr &size = x.dims[size_t(op.getAxis())], taken = subDims(stop, start);
  for (AffineExpr room : {start, taken, subDims(size, stop)})
    if (!c.alwaysAtLeast(room, 0))
      return c.no(604, "[", start, ", ", stop, ") is not inside dimension ", op.getAxis(), " of ", x,
                  constantOf(room) ? "" : " for every allowed size");
  size = floorDivDim(addDims(taken, c.number(op.getStep() - 1)), op.getStep());
  return c.result(x);
}

// E108 E111
bool flip(Check &c) {
  Tensor x = c.operand(0);
  return c.axisList(x, c.listOption("axes")) && c.result(x);
}

// E108
bool roll(Check &c) {
  Tensor x = c.operand(0);
  return c.axis(x, c.integerOption("axis")) && c.result(x);
}

// E107 E610
bool tile(Check &c) {
  Tensor x = c.operand(0);
  ArrayRef<int64_t> counts = c.listOption("counts");
  if (int64_t(counts.size()) != x.rank())
    return c.no(610, counts.size(), " counts for ", x);
  for (auto [dim, count] : llvm::zip(x.dims, counts)) {
    if (!c.option("a count", count, 1, blob::max_symbol))
      return false;
    dim = mulDims(dim, c.number(count));
  }
  return c.result(x);
}

// Elements that a mode needs in an axis: reflect one more than it mirrors, circular as many as it
// repeats, replicate one.
int64_t elementsWanted(PadMode mode, int64_t most) {
  switch (mode) {
  case PadMode::zeros:
    return 0;
  case PadMode::reflect:
    return most + 1;
  case PadMode::replicate:
    return 1;
  case PadMode::circular:
    return most;
  }
  return 0;
}

bool checkPadding(Check &c, const Tensor &x, size_t axis, PadMode mode, int64_t before, int64_t after) {
  constexpr int64_t most = blob::max_symbol; // the language counts in int
  if (!c.option("padding", before, -most - 1, most) || !c.option("padding", after, -most - 1, most))
    return false;
  AffineExpr left = addDims(x.dims[axis], c.number(std::min<int64_t>(before, 0) + std::min<int64_t>(after, 0)));
  if (!c.alwaysAtLeast(left, 0))
    return c.no(610, "padding {", before, ", ", after, "} cuts more than dimension ", axis, " of ", x, " has");
  bool cutsAreFine = mode == PadMode::zeros || std::min(before, after) >= 0;
  bool nothing = before == 0 && after == 0;
  return (cutsAreFine &&
          (nothing || c.alwaysAtLeast(x.dims[axis], elementsWanted(mode, std::max(before, after))))) ||
         c.no(610, "padding {", before, ", ", after, "} is not possible for dimension ", axis, " of ", x);
}

// E110 E610
bool pad(Check &c) {
  auto op = cast<PadOp>(c.op);
  Tensor x = c.tensor(op.getX());
  ArrayRef<int64_t> padding = op.getPadding();
  if (!c.fits(op.getValue(), x.element) || !c.option("mode", op.getMode(), 0, largestPadMode))
    return false;
  if (padding.size() != 2 * x.dims.size())
    return c.no(610, padding.size(), " numbers for ", x, ", there must be two per dimension");
  Dims out = x.dims;
  for (size_t axis = 0; axis < out.size(); axis++) {
    int64_t before = padding[2 * axis], after = padding[2 * axis + 1];
    if (!checkPadding(c, x, axis, PadMode(op.getMode()), before, after))
      return false;
    out[axis] = addDims(out[axis], c.number(before + after));
  }
  return c.result(x.element, out);
}

} // namespace

void addPartsRules(RuleTable &table) {
  table["concat"] = concat;
  table["stack"] = stack;
  table["split"] = split;
  table["slice"] = slice;
  table["flip"] = flip;
  table["roll"] = roll;
  table["tile"] = tile;
  table["pad"] = pad;
}

} // namespace hac::verify
