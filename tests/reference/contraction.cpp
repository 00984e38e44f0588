// matmul and linear.
#include "tests/reference/interpreter.h"

namespace hac::reference {

namespace {

// [.., m, k] x [.., k, n] -> [broadcast.., m, n]
std::vector<Tensor> matmul(const Call &call) {
  const Tensor &a = call.operand(0), &b = call.operand(1);
  if (a.rank() < 2 || b.rank() < 2 || a.shape[a.rank() - 1] != b.shape[b.rank() - 2])
    call.refuse("inner dimensions of " + toString(a.shape) + " and " + toString(b.shape));
  int64_t m = a.shape[a.rank() - 2], k = a.shape[a.rank() - 1], n = b.shape[b.rank() - 1];
  Shape batchA(a.shape.begin(), a.shape.end() - 2), batchB(b.shape.begin(), b.shape.end() - 2);
  Shape batch = broadcastShapes(batchA, batchB), shape = batch;
  shape.insert(shape.end(), {m, n});

  Tensor y(a.type, shape);
  int64_t to = 0;
  forEach(batch, [&](const Index &index) {
    const Real *left = a.reals.data() + broadcastOffset(batchA, index) * m * k;
    const Real *right = b.reals.data() + broadcastOffset(batchB, index) * k * n;
    for (int64_t i = 0; i < m; i++)
      for (int64_t j = 0; j < n; j++) {
        Sum sum;
        for (int64_t l = 0; l < k; l++)
          sum.addProduct(left[i * k + l], right[l * n + j]);
        y.reals[to++] = store(sum.result(), y.type);
      }
  });
  return {y};
}

// y[.., o] = sum_i x[.., i] w[o, i] + b[o]
std::vector<Tensor> linear(const Call &call) {
  const Tensor &x = call.operand(0), &w = call.operand(1), *b = call.optional(2);
  if (x.rank() < 1 || w.rank() != 2 || x.shape.back() != w.shape[1])
    call.refuse("input " + toString(x.shape) + " against weight " + toString(w.shape));
  int64_t outputs = w.shape[0], inputs = w.shape[1];
  if (b && b->shape != Shape{outputs})
    call.refuse("bias " + toString(b->shape));
  Shape shape = x.shape, rows(x.shape.begin(), x.shape.end() - 1);
  shape.back() = outputs;

  Tensor y(x.type, shape);
  for (int64_t row = 0; row < elementCount(rows); row++)
    for (int64_t o = 0; o < outputs; o++) {
      Sum sum;
      for (int64_t i = 0; i < inputs; i++)
        sum.addProduct(x.reals[row * inputs + i], w.reals[o * inputs + i]);
      if (b)
        sum.add(b->reals[o]);
      y.reals[row * outputs + o] = store(sum.result(), y.type);
    }
  return {y};
}

} // namespace

void addContractionOps(OpTable &ops) {
  ops["matmul"] = matmul;
  ops["linear"] = linear;
}

} // namespace hac::reference
