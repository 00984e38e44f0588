// Rules of dsl/ops/linear.h.
#include "compiler/hac/verify/Common.h"

namespace hac::verify {
namespace {

// E101 E102 E109 E201 E202
bool matmul(Check &c) {
  auto op = cast<MatmulOp>(c.op);
  Tensor a = c.tensor(op.getA()), b = c.tensor(op.getB());
  if (!c.floating(a) || !c.sameType(a, b) || !c.rank(a, 2, blob::max_rank, "rank 2 or more") ||
      !c.rank(b, 2, blob::max_rank, "rank 2 or more"))
    return false;
  AffineExpr k = a.dims.back(), kRight = b.last(2)[0];
  if (k != kRight)
    return c.no(201, "inner dimensions differ: ", a, " x ", b, ": ", k, " against ", kRight);
  Dims wide;
  if (!c.broadcast(a.first(a.rank() - 2), b.first(b.rank() - 2), wide, 202))
    return false;
  wide.append({a.last(2)[0], b.dims.back()});
  return c.result(a.element, wide);
}

// E101 E102 E109 E203 E204 E205
bool linear(Check &c) {
  auto op = cast<LinearOp>(c.op);
  Tensor x = c.tensor(op.getX()), w = c.tensor(op.getW());
  if (!c.floating(x) || !c.sameType(x, w) || !c.rank(x, 1, blob::max_rank, "rank 1 or more"))
    return false;
  if (w.rank() != 2)
    return c.no(205, "the weight must be [out, in], got ", w);
  if (x.dims.back() != w.dims[1])
    return c.no(203, "the last dimension of ", x, " is ", x.dims.back(), ", the weight ", w, " wants ",
                w.dims[1]);
  if (!checkBias(c, c.tensor(op.getB()), w.dims[0], x))
    return false;
  Dims out = x.dims;
  out.back() = w.dims[0];
  return c.result(x.element, out);
}

} // namespace

void addContractionRules(RuleTable &table) {
  table["matmul"] = matmul;
  table["linear"] = linear;
}

} // namespace hac::verify
