#include "tests/reference/tensor.h"

namespace hac::reference {

int64_t elementCount(const Shape &shape) {
  int64_t count = 1;
  for (int64_t size : shape)
    count *= size;
  return count;
}

int64_t offsetOf(const Shape &shape, const Index &index) {
  int64_t offset = 0;
  for (size_t axis = 0; axis < shape.size(); axis++)
    offset = offset * shape[axis] + index[axis];
  return offset;
}

std::string toString(const Shape &shape) {
  std::string text = "[";
  for (size_t axis = 0; axis < shape.size(); axis++)
    text += (axis ? ", " : "") + std::to_string(shape[axis]);
  return text + "]";
}

Tensor::Tensor(DType type, Shape shape) : type(type), shape(std::move(shape)) {
  if (isReal())
    reals.resize(count());
  else
    wholes.resize(count());
}

void Tensor::take(int64_t to, const Tensor &source, int64_t from) {
  if (isReal())
    reals[to] = source.reals[from];
  else
    wholes[to] = source.wholes[from];
}

Shape broadcastShapes(const Shape &a, const Shape &b) {
  Shape result(std::max(a.size(), b.size()));
  for (size_t back = 1; back <= result.size(); back++) {
    int64_t left = back <= a.size() ? a[a.size() - back] : 1;
    int64_t right = back <= b.size() ? b[b.size() - back] : 1;
    if (left != right && left != 1 && right != 1)
      throw Error("no broadcast of " + toString(a) + " and " + toString(b));
    result[result.size() - back] = left == 1 ? right : left;
  }
  return result;
}

int64_t broadcastOffset(const Shape &operand, const Index &index) {
  int64_t offset = 0;
  size_t skipped = index.size() - operand.size();
  for (size_t axis = 0; axis < operand.size(); axis++)
    offset = offset * operand[axis] + (operand[axis] == 1 ? 0 : index[axis + skipped]);
  return offset;
}

int64_t wrap(DType type, int64_t value) {
  switch (type) {
  case DType::i8:
    return static_cast<int8_t>(value);
  case DType::u8:
    return static_cast<uint8_t>(value);
  case DType::i32:
    return static_cast<int32_t>(value);
  case DType::boolean:
    return value != 0;
  default:
    return value;
  }
}

int64_t smallestOf(DType type) {
  switch (type) {
  case DType::i8:
    return INT8_MIN;
  case DType::i32:
    return INT32_MIN;
  case DType::i64:
    return INT64_MIN;
  default:
    return 0;
  }
}

int64_t largestOf(DType type) {
  switch (type) {
  case DType::i8:
    return INT8_MAX;
  case DType::u8:
    return UINT8_MAX;
  case DType::i32:
    return INT32_MAX;
  case DType::i64:
    return INT64_MAX;
  default:
    return 1;
  }
}

} // namespace hac::reference
