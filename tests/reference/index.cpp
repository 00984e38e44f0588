// Ops that read by index. An index outside its table is an Error (R308 in the compiled code).
#include "tests/reference/interpreter.h"

#include <algorithm>

namespace hac::reference {

namespace {

int64_t checked(const Call &call, Whole index, int64_t size) {
  if (index.value < 0 || index.value >= size)
    call.refuse("index " + std::to_string(index.value) + " outside 0.." + std::to_string(size - 1));
  return index.value;
}

void markUndecided(Tensor &tensor, int64_t at) {
  (tensor.isReal() ? tensor.reals[at].undecided : tensor.wholes[at].undecided) = true;
}

// result[.., c] = w[ids[..], c]; padding_idx matters to gradients only
std::vector<Tensor> embedding(const Call &call) {
  const Tensor &ids = call.operand(0), &w = call.operand(1);
  if (w.rank() != 2)
    call.refuse("rank of the table");
  int64_t width = w.shape[1];
  Shape shape = ids.shape;
  shape.push_back(width);
  Tensor y(w.type, shape);
  for (int64_t i = 0; i < ids.count(); i++)
    for (int64_t c = 0; c < width; c++) {
      y.take(i * width + c, w, checked(call, ids.wholes[i], w.shape[0]) * width + c);
      if (ids.wholes[i].undecided)
        markUndecided(y, i * width + c);
    }
  return {y};
}

std::vector<Tensor> oneHot(const Call &call) {
  const Tensor &ids = call.operand(0);
  Shape shape = ids.shape;
  shape.push_back(call.results[0].shape.back()); // the number of classes is the model's choice
  int64_t classes = shape.back();
  Tensor y(call.resultType(), shape);
  for (int64_t i = 0; i < ids.count(); i++) {
    int64_t hot = checked(call, ids.wholes[i], classes);
    for (int64_t c = 0; c < classes; c++) {
      if (y.isReal())
        y.reals[i * classes + c].value = c == hot;
      else
        y.wholes[i * classes + c].value = c == hot;
      if (ids.wholes[i].undecided)
        markUndecided(y, i * classes + c);
    }
  }
  return {y};
}

// result[i, j, k] = x[idx[i, j, k], j, k] for axis 0, and so on
std::vector<Tensor> gather(const Call &call) {
  const Tensor &x = call.operand(0), &idx = call.operand(1);
  int64_t axis = call.integer("axis");
  if (idx.rank() != x.rank())
    call.refuse("ranks");
  for (int64_t other = 0; other < x.rank(); other++)
    if (other != axis && idx.shape[other] != x.shape[other])
      call.refuse("idx " + toString(idx.shape) + " is not like x " + toString(x.shape));
  Tensor y(x.type, idx.shape);
  int64_t to = 0;
  forEach(y.shape, [&](const Index &index) {
    Index source = index;
    source[axis] = checked(call, idx.wholes[to], x.shape[axis]);
    y.take(to, x, offsetOf(x.shape, source));
    if (idx.wholes[to].undecided)
      markUndecided(y, to);
    to++;
  });
  return {y};
}

// result[.., i, ..] = x[.., idx[i], ..]
std::vector<Tensor> indexSelect(const Call &call) {
  const Tensor &x = call.operand(0), &idx = call.operand(1);
  int64_t axis = call.integer("axis");
  if (idx.rank() != 1)
    call.refuse("idx must have rank 1");
  Shape shape = x.shape;
  shape.at(axis) = idx.shape[0];
  Tensor y(x.type, shape);
  int64_t to = 0;
  forEach(y.shape, [&](const Index &index) {
    const Whole &chosen = idx.wholes[index[axis]];
    Index source = index;
    source[axis] = checked(call, chosen, x.shape[axis]);
    y.take(to, x, offsetOf(x.shape, source));
    if (chosen.undecided)
      markUndecided(y, to);
    to++;
  });
  return {y};
}

// Where a part of `size` elements begins on an axis of `all`: clamped, so that it lies inside.
int64_t startOfPart(const Call &call, const Tensor &start, int64_t size, int64_t all) {
  if (start.rank() != 0)
    call.refuse("rank of the start");
  if (size > all)
    call.refuse("the part is larger than the axis");
  return std::clamp<int64_t>(start.wholes[0].value, 0, all - size);
}

// result[.., i, ..] = x[.., start + i, ..]
std::vector<Tensor> sliceAt(const Call &call) {
  const Tensor &x = call.operand(0), &start = call.operand(1);
  int64_t axis = call.integer("axis");
  Shape shape = x.shape;
  shape.at(axis) = call.results[0].shape.at(axis); // the size is the model's choice
  int64_t first = startOfPart(call, start, shape[axis], x.shape[axis]);
  Tensor y(x.type, shape);
  int64_t to = 0;
  forEach(y.shape, [&](const Index &index) {
    Index source = index;
    source[axis] += first;
    y.take(to, x, offsetOf(x.shape, source));
    if (start.wholes[0].undecided)
      markUndecided(y, to);
    to++;
  });
  return {y};
}

// result[.., i, ..] = y[.., i - start, ..] where that exists, else x[.., i, ..]
std::vector<Tensor> updateAt(const Call &call) {
  const Tensor &x = call.operand(0), &start = call.operand(1), &part = call.operand(2);
  int64_t axis = call.integer("axis");
  Shape outside = part.shape;
  outside.at(axis) = x.shape.at(axis);
  if (outside != x.shape)
    call.refuse("part " + toString(part.shape) + " is not like x " + toString(x.shape));
  int64_t first = startOfPart(call, start, part.shape[axis], x.shape[axis]);
  Tensor y(x.type, x.shape);
  int64_t to = 0;
  forEach(y.shape, [&](const Index &index) {
    Index source = index;
    source[axis] -= first;
    bool isNew = source[axis] >= 0 && source[axis] < part.shape[axis];
    isNew ? y.take(to, part, offsetOf(part.shape, source)) : y.take(to, x, to);
    if (start.wholes[0].undecided)
      markUndecided(y, to);
    to++;
  });
  return {y};
}

} // namespace

void addIndexOps(OpTable &ops) {
  ops["embedding"] = embedding;
  ops["one_hot"] = oneHot;
  ops["gather"] = gather;
  ops["index_select"] = indexSelect;
  ops["slice_at"] = sliceAt;
  ops["update_at"] = updateAt;
}

} // namespace hac::reference
