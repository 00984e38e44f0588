// Ops that only move elements: walk over the result, say where each element comes from.
#include "tests/reference/interpreter.h"
#include "tests/reference/window.h"

#include <algorithm>

namespace hac::reference {

namespace {

/// A result of the shape, element by element: source(index) is an index of x.
template <class F> Tensor moved(const Tensor &x, Shape shape, F source) {
  Tensor y(x.type, std::move(shape));
  int64_t to = 0;
  forEach(y.shape, [&](const Index &index) { y.take(to++, x, offsetOf(x.shape, source(index))); });
  return y;
}

/// The same elements in the same order.
Tensor reshaped(const Call &call, Shape shape) {
  Tensor y = call.operand(0);
  if (elementCount(shape) != y.count())
    call.refuse("element counts of " + toString(y.shape) + " and " + toString(shape));
  y.shape = std::move(shape);
  return y;
}

std::vector<Tensor> reshape(const Call &call) { return {reshaped(call, call.results[0].shape)}; }

std::vector<Tensor> flatten(const Call &call) {
  const Shape &from = call.operand(0).shape;
  int64_t start = call.integer("start"), end = call.integer("end");
  Shape shape(from.begin(), from.begin() + start);
  int64_t merged = 1;
  for (int64_t axis = start; axis <= end && axis < static_cast<int64_t>(from.size()); axis++)
    merged *= from[axis];
  shape.push_back(merged); // rank 0 becomes [1]
  if (!from.empty())
    shape.insert(shape.end(), from.begin() + end + 1, from.end());
  return {reshaped(call, shape)};
}

std::vector<Tensor> unsqueeze(const Call &call) {
  Shape shape = call.operand(0).shape;
  shape.insert(shape.begin() + call.integer("axis"), 1);
  return {reshaped(call, shape)};
}

std::vector<Tensor> squeeze(const Call &call) {
  Shape shape = call.operand(0).shape;
  int64_t axis = call.integer("axis");
  if (shape.at(axis) != 1)
    call.refuse("the axis has not size 1");
  shape.erase(shape.begin() + axis);
  return {reshaped(call, shape)};
}

Tensor permuted(const Tensor &x, const std::vector<int64_t> &axes) {
  Shape shape;
  for (int64_t axis : axes)
    shape.push_back(x.shape.at(axis));
  Index source(axes.size());
  return moved(x, shape, [&](const Index &index) {
    for (size_t i = 0; i < axes.size(); i++)
      source[axes[i]] = index[i];
    return source;
  });
}

std::vector<Tensor> transpose(const Call &call) {
  std::vector<int64_t> axes;
  for (int64_t axis = 0; axis < call.operand(0).rank(); axis++)
    axes.push_back(axis);
  std::swap(axes.at(call.integer("a")), axes.at(call.integer("b")));
  return {permuted(call.operand(0), axes)};
}

std::vector<Tensor> permute(const Call &call) {
  auto axes = call.integers("axes"), sorted = axes;
  std::sort(sorted.begin(), sorted.end());
  for (size_t i = 0; i < sorted.size(); i++)
    if (sorted[i] != static_cast<int64_t>(i) || axes.size() != call.operand(0).shape.size())
      call.refuse("no permutation");
  return {permuted(call.operand(0), axes)};
}

// [N, C, H, W] -> [N, H·W, C]
std::vector<Tensor> toSeq(const Call &call) {
  const Tensor &x = call.operand(0);
  if (x.rank() != 4)
    call.refuse("rank");
  int64_t width = x.shape[3];
  return {moved(x, {x.shape[0], x.shape[2] * width, x.shape[1]},
                [&](const Index &i) { return Index{i[0], i[2], i[1] / width, i[1] % width}; })};
}

// [N, H·W, C] -> [N, C, H, W]
std::vector<Tensor> toImage(const Call &call) {
  const Tensor &x = call.operand(0);
  const Shape &shape = call.results[0].shape; // H and W are the model's choice
  if (x.rank() != 3 || shape.size() != 4 || shape[2] * shape[3] != x.shape[1])
    call.refuse("sizes");
  return {moved(x, {x.shape[0], x.shape[2], shape[2], shape[3]},
                [&](const Index &i) { return Index{i[0], i[2] * shape[3] + i[3], i[1]}; })};
}

std::vector<Tensor> broadcastTo(const Call &call) {
  const Tensor &x = call.operand(0);
  Tensor y(x.type, broadcastShapes(x.shape, call.results[0].shape));
  int64_t to = 0;
  forEach(y.shape, [&](const Index &index) { y.take(to++, x, broadcastOffset(x.shape, index)); });
  return {y};
}

std::vector<Tensor> assertShape(const Call &call) { return {call.operand(0)}; }

Tensor concatenated(const Call &call, const std::vector<Tensor> &parts, int64_t axis) {
  if (parts.empty())
    call.refuse("nothing to join");
  Shape shape = parts[0].shape;
  shape.at(axis) = 0;
  for (const Tensor &part : parts) {
    Shape other = part.shape;
    other.at(axis) = 0;
    Shape first = shape;
    first[axis] = 0;
    if (other != first || part.type != parts[0].type)
      call.refuse("parts of different shapes");
    shape[axis] += part.shape[axis];
  }
  Tensor y(parts[0].type, shape);
  int64_t start = 0;
  for (const Tensor &part : parts) {
    int64_t from = 0;
    forEach(part.shape, [&](const Index &index) {
      Index target = index;
      target[axis] += start;
      y.take(offsetOf(y.shape, target), part, from++);
    });
    start += part.shape[axis];
  }
  return y;
}

std::vector<Tensor> concat(const Call &call) {
  std::vector<Tensor> parts;
  for (size_t i = 0; i < call.operands.size(); i++)
    parts.push_back(call.operand(i));
  return {concatenated(call, parts, call.integer("axis"))};
}

std::vector<Tensor> stack(const Call &call) {
  std::vector<Tensor> parts;
  for (size_t i = 0; i < call.operands.size(); i++) {
    parts.push_back(call.operand(i));
    parts.back().shape.insert(parts.back().shape.begin() + call.integer("axis"), 1);
  }
  return {concatenated(call, parts, call.integer("axis"))};
}

Tensor sliced(const Tensor &x, int64_t axis, int64_t start, int64_t size, int64_t step) {
  Shape shape = x.shape;
  shape.at(axis) = size;
  return moved(x, shape, [&](const Index &index) {
    Index source = index;
    source[axis] = start + source[axis] * step;
    return source;
  });
}

std::vector<Tensor> split(const Call &call) {
  const Tensor &x = call.operand(0);
  int64_t axis = call.integer("axis"), start = 0;
  std::vector<Tensor> parts;
  for (int64_t size : call.integers("sizes")) {
    parts.push_back(sliced(x, axis, start, size, 1));
    start += size;
  }
  if (start != x.shape.at(axis))
    call.refuse("the sizes do not add up");
  return parts;
}

std::vector<Tensor> slice(const Call &call) {
  const Tensor &x = call.operand(0);
  int64_t axis = call.integer("axis"), start = call.integer("start"), stop = call.integer("stop");
  int64_t step = call.integer("step");
  if (start < 0 || start > stop || stop > x.shape.at(axis) || step < 1)
    call.refuse("outside the tensor");
  return {sliced(x, axis, start, (stop - start + step - 1) / step, step)};
}

std::vector<Tensor> flip(const Call &call) {
  const Tensor &x = call.operand(0);
  auto axes = call.integers("axes");
  return {moved(x, x.shape, [&](const Index &index) {
    Index source = index;
    for (int64_t axis : axes)
      source[axis] = x.shape[axis] - 1 - source[axis];
    return source;
  })};
}

// Elements move up by `shift`; what leaves at the end comes back at the start.
std::vector<Tensor> roll(const Call &call) {
  const Tensor &x = call.operand(0);
  int64_t axis = call.integer("axis"), shift = call.integer("shift");
  return {moved(x, x.shape, [&](const Index &index) {
    Index source = index;
    int64_t size = x.shape[axis];
    source[axis] = ((source[axis] - shift) % size + size) % size;
    return source;
  })};
}

std::vector<Tensor> tile(const Call &call) {
  const Tensor &x = call.operand(0);
  auto counts = call.integers("counts");
  Shape shape = x.shape;
  for (size_t axis = 0; axis < shape.size(); axis++)
    shape[axis] *= counts.at(axis);
  return {moved(x, shape, [&](const Index &index) {
    Index source = index;
    for (size_t axis = 0; axis < source.size(); axis++)
      source[axis] %= x.shape[axis];
    return source;
  })};
}

// padding: before and after of axis 0, of axis 1, ...; negative numbers cut off.
std::vector<Tensor> pad(const Call &call) {
  const Tensor &x = call.operand(0);
  auto padding = call.integers("padding");
  auto mode = static_cast<PadMode>(call.integer("mode"));
  Shape shape = x.shape;
  for (size_t axis = 0; axis < shape.size(); axis++)
    shape[axis] += padding.at(2 * axis) + padding.at(2 * axis + 1);
  Tensor y(x.type, shape), value(x.type, {});
  if (x.isReal())
    value.reals[0] = exact(roundTo(storageFormat(x.type), call.number("value")));
  else
    value.wholes[0].value = wrap(x.type, static_cast<int64_t>(call.number("value")));
  int64_t to = 0;
  forEach(y.shape, [&](const Index &index) {
    Index source = index;
    bool outside = false;
    for (size_t axis = 0; axis < source.size(); axis++) {
      source[axis] = paddedSource(index[axis] - padding[2 * axis], x.shape[axis], mode);
      outside |= source[axis] < 0;
    }
    y.take(to++, outside ? value : x, outside ? 0 : offsetOf(x.shape, source));
  });
  return {y};
}

} // namespace

void addShapeOps(OpTable &ops) {
  ops["reshape"] = reshape;
  ops["flatten"] = flatten;
  ops["unsqueeze"] = unsqueeze;
  ops["squeeze"] = squeeze;
  ops["transpose"] = transpose;
  ops["permute"] = permute;
  ops["to_seq"] = toSeq;
  ops["to_image"] = toImage;
  ops["broadcast_to"] = broadcastTo;
  ops["assert_shape"] = assertShape;
  ops["concat"] = concat;
  ops["stack"] = stack;
  ops["split"] = split;
  ops["slice"] = slice;
  ops["flip"] = flip;
  ops["roll"] = roll;
  ops["tile"] = tile;
  ops["pad"] = pad;
}

} // namespace hac::reference
