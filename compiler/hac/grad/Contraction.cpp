// matmul and linear: products again, so what makes products fast makes gradients fast.
#include "compiler/hac/grad/Rule.h"

namespace hac::grad {

static Value transposed(Ops &o, Value x) { return o.transpose(x, rankOf(x) - 2, rankOf(x) - 1); }

void addContractionRules(Rules &rules) {
  rules.add<MatmulOp>([](Backward &g) { // dA = dY B^T, dB = A^T dY
    if (g.wants(0u))
      g.give(0, g.o.matmul(g.dy(), transposed(g.o, g.x(1))));
    if (g.wants(1u))
      g.give(1, g.o.matmul(transposed(g.o, g.x(0)), g.dy()));
  });
  rules.add<LinearOp>([](Backward &g) { // dX = dY W, dW = dY^T X, db = sum of rows
    auto op = cast<LinearOp>(g.op);
    Value dy = g.dy();
    if (g.wants(op.getX()))
      g.give(op.getX(), LinearOp::create(g.o.b, g.o.loc, typeOf(op.getX()), dy, transposed(g.o, op.getW()), Value()));
    if (g.wants(op.getW()))
      g.give(op.getW(), WeightGradOp::create(g.o.b, g.o.loc, typeOf(op.getW()), dy, op.getX()));
    if (op.getB() && g.wants(op.getB()))
      g.give(op.getB(), dy);
  });
}

} // namespace hac::grad
