// Reductions over axes: the gradient is spread over what was reduced.
#include "compiler/hac/grad/Rule.h"

namespace hac::grad {
namespace {

// The op's axes; y and dy with these axes as 1 and, for 16-bit floats, in f32.
struct Reduced {
  Axes axes;
  Value x, y, dy;

  explicit Reduced(Backward &g) {
    axes = Axes(g.op->getAttrOfType<DenseI64ArrayAttr>("axes").asArrayRef());
    x = g.o.wide(g.x());
    y = g.o.keepAxes(g.o.wide(g.y()), g.x(), axes);
    dy = g.o.keepAxes(g.o.wide(g.dy()), g.x(), axes);
  }
};

// Without a product over the others for each element: over all that are not 0, and how many are.
void product(Backward &g) {
  Reduced r(g);
  Ops &o = g.o;
  Type element = elementOf(r.x);
  Value isZero = o.equal(r.x, 0);
  Value zeros = o.sum(o.cast(isZero, element), r.axes, true);
  Value others = o.where(isZero, o.number(element, 1), r.x), all = o.reduce<ProdOp>(others, r.axes, true);
  Value alone = o.where(o.all(isZero, o.equal(zeros, 1)), all, o.number(element, 0));
  g.give(0, o.mul(r.dy, o.where(o.equal(zeros, 0), o.div(all, others), alone)));
}

// Equals share it.
void extremum(Backward &g) {
  Reduced r(g);
  Ops &o = g.o;
  Value hit = o.cast(o.equal(r.x, r.y), elementOf(r.x));
  g.give(0, o.mul(hit, o.div(r.dy, o.sum(hit, r.axes, true))));
}

// Of n - correction, never below 0.
Value freedom(Backward &g, const Reduced &r) {
  double correction = double(g.op->getAttrOfType<IntegerAttr>("correction").getInt());
  return g.o.binary<MaximumOp>(g.o.sub(g.o.count(r.x, r.axes, elementOf(r.x)), correction), 0);
}

} // namespace

void addReduceRules(Rules &rules) {
  rules.add<SumOp>([](Backward &g) { g.give(0, Reduced(g).dy); });
  rules.add<ProdOp>(product);
  rules.add<AmaxOp>(extremum);
  rules.add<AminOp>(extremum);
  rules.add<MeanOp>([](Backward &g) {
    Reduced r(g);
    g.give(0, g.o.div(r.dy, g.o.count(r.x, r.axes, elementOf(r.x))));
  });
  rules.add<NormOp>([](Backward &g) { // x / |x|, 0 for a row of zeros
    Reduced r(g);
    Value unit = g.o.where(g.o.equal(r.y, 0), 0, g.o.div(r.dy, r.y));
    g.give(0, g.o.mul(r.x, unit));
  });
  rules.add<LogsumexpOp>([](Backward &g) {
    Reduced r(g);
    g.give(0, g.o.mul(r.dy, g.o.exp(g.o.sub(r.x, r.y))));
  });
  rules.add<VarOp>([](Backward &g) {
    Reduced r(g);
    Value centered = g.o.sub(r.x, g.o.mean(r.x, r.axes, true));
    g.give(0, g.o.mul(centered, g.o.div(g.o.mul(r.dy, 2), freedom(g, r))));
  });
  rules.add<StddevOp>([](Backward &g) {
    Reduced r(g);
    Value centered = g.o.sub(r.x, g.o.mean(r.x, r.axes, true));
    g.give(0, g.o.mul(centered, g.o.div(r.dy, g.o.mul(freedom(g, r), r.y))));
  });
}

} // namespace hac::grad
