// y = f(x): the derivative by x or by y, whichever is at hand and keeps its digits.
#include "compiler/hac/grad/Rule.h"

#include <cmath>
#include <numbers>

namespace hac::grad {
namespace {

double numberOf(Attribute attr) {
  if (auto real = dyn_cast<FloatAttr>(attr))
    return real.getValueAsDouble();
  return double(cast<IntegerAttr>(attr).getInt());
}

// dx = dy * derivative
template <typename Op, typename F> void addDerivative(Rules &rules, F) {
  rules.add<Op>([](Backward &g) { g.give(0, g.o.mul(g.dy(), F()(g))); });
}

void addMath(Rules &rules) {
  using std::numbers::ln2;
  addDerivative<ExpOp>(rules, [](Backward &g) { return g.y(); });
  addDerivative<Exp2Op>(rules, [](Backward &g) { return g.o.mul(g.y(), ln2); });
  addDerivative<Expm1Op>(rules, [](Backward &g) { return g.o.exp(g.x()); });
  addDerivative<LogOp>(rules, [](Backward &g) { return g.o.div(1, g.x()); });
  addDerivative<Log2Op>(rules, [](Backward &g) { return g.o.div(1 / ln2, g.x()); });
  addDerivative<Log1pOp>(rules, [](Backward &g) { return g.o.div(1, g.o.add(g.x(), 1)); });
  addDerivative<SqrtOp>(rules, [](Backward &g) { return g.o.div(0.5, g.y()); });
  addDerivative<RsqrtOp>(rules, [](Backward &g) { return g.o.mul(g.o.div(g.y(), g.x()), -0.5); });
  addDerivative<ReciprocalOp>(rules, [](Backward &g) { return g.o.neg(g.o.square(g.y())); });
  addDerivative<SinOp>(rules, [](Backward &g) { return g.o.unary<CosOp>(g.x()); });
  addDerivative<CosOp>(rules, [](Backward &g) { return g.o.neg(g.o.unary<SinOp>(g.x())); });
  addDerivative<TanhOp>(rules, [](Backward &g) { return g.o.sub(1, g.o.square(g.y())); });
  addDerivative<ErfOp>(rules, [](Backward &g) {
    return g.o.mul(g.o.exp(g.o.neg(g.o.square(g.x()))), 2 * std::numbers::inv_sqrtpi);
  });
  addDerivative<SquareOp>(rules, [](Backward &g) { return g.o.mul(g.x(), 2); });
  addDerivative<AbsOp>(rules, [](Backward &g) { return g.o.unary<SignOp>(g.x()); });
}

// Where a condition on x holds the gradient passes, elsewhere it is 0: an infinite dy stays there.
Value between(Backward &g, double low, double high) {
  return g.o.all(g.o.greater(g.x(), low), g.o.greater(high, g.x()));
}
Value isPositive(Backward &g) { return g.o.greater(g.x(), 0); }

void addActivations(Rules &rules) {
  addDerivative<SigmoidOp>(rules, [](Backward &g) { return g.o.mul(g.y(), g.o.sub(1, g.y())); });
  addDerivative<SoftplusOp>(rules, [](Backward &g) { return g.o.sigmoid(g.x()); });
  rules.add<ReluOp>([](Backward &g) { g.give(0, g.o.where(isPositive(g), g.dy(), 0)); });
  rules.add<Relu6Op>([](Backward &g) { g.give(0, g.o.where(between(g, 0, 6), g.dy(), 0)); });
  addDerivative<SiluOp>(rules, [](Backward &g) { // s (1 + x (1 - s))
    Value s = g.o.sigmoid(g.x());
    return g.o.mul(s, g.o.add(g.o.mul(g.x(), g.o.sub(1, s)), 1));
  });
  addDerivative<MishOp>(rules, [](Backward &g) { // t + x s (1 - t^2), t = tanh(softplus(x))
    Value s = g.o.sigmoid(g.x()), t = g.o.tanh(g.o.unary<SoftplusOp>(g.x()));
    return g.o.add(t, g.o.mul(g.o.mul(g.x(), s), g.o.sub(1, g.o.square(t))));
  });
  rules.add<SeluOp>([](Backward &g) {
    constexpr double alpha = 1.6732632423543772, scale = 1.0507009873554805; // Klambauer et al. 2017
    Value negative = g.o.mul(g.dy(), g.o.add(g.y(), scale * alpha));
    g.give(0, g.o.where(isPositive(g), g.o.mul(g.dy(), scale), negative));
  });
  rules.add<HardsigmoidOp>([](Backward &g) { g.give(0, g.o.where(between(g, -3, 3), g.o.mul(g.dy(), 1.0 / 6), 0)); });
  rules.add<HardswishOp>([](Backward &g) {
    Value inside = g.o.mul(g.dy(), g.o.add(g.o.mul(g.x(), 1.0 / 3), 0.5));
    Value above = g.o.where(g.o.compare<GeOp>(g.x(), 3), g.dy(), 0);
    g.give(0, g.o.where(between(g, -3, 3), inside, above));
  });
  addDerivative<GeluOp>(rules, [](Backward &g) {
    Ops &o = g.o;
    Value x = g.x(), square = o.square(x);
    if (cast<GeluOp>(g.op).getApproximate() == 0) { // cdf + x pdf
      Value cdf = o.mul(o.add(o.unary<ErfOp>(o.mul(x, std::numbers::sqrt2 / 2)), 1), 0.5);
      Value pdf = o.mul(o.exp(o.mul(square, -0.5)), std::numbers::inv_sqrtpi / std::numbers::sqrt2);
      return o.add(cdf, o.mul(x, pdf));
    }
    constexpr double c = std::numbers::sqrt2 * std::numbers::inv_sqrtpi, cubic = 0.044715; // Hendrycks and Gimpel 2016
    Value t = o.tanh(o.mul(o.mul(x, o.add(o.mul(square, cubic), 1)), c));
    Value inner = o.mul(o.add(o.mul(square, 3 * cubic), 1), c);
    return o.mul(o.add(o.add(t, 1), o.mul(o.mul(x, inner), o.sub(1, o.square(t)))), 0.5);
  });
  rules.add<LeakyReluOp>([](Backward &g) {
    double slope = cast<LeakyReluOp>(g.op).getNegativeSlope().convertToDouble();
    g.give(0, g.o.where(isPositive(g), g.dy(), g.o.mul(g.dy(), slope)));
  });
  rules.add<EluOp>([](Backward &g) {
    double alpha = cast<EluOp>(g.op).getAlpha().convertToDouble();
    g.give(0, g.o.where(isPositive(g), g.dy(), g.o.mul(g.dy(), g.o.add(g.y(), alpha))));
  });
  rules.add<ClampOp>([](Backward &g) { // the bounds belong to it
    auto op = cast<ClampOp>(g.op);
    Value inside = g.o.all(g.o.compare<GeOp>(g.x(), numberOf(op.getLo())), g.o.compare<LeOp>(g.x(), numberOf(op.getHi())));
    g.give(0, g.o.where(inside, g.dy(), 0));
  });
  rules.add<PReluOp>([](Backward &g) {
    Value w = g.x(1);
    Dims channels = dimsOf(typeOf(w));
    if (rankOf(g.x()) == 4) // [C] -> [C, 1, 1]
      channels.append(2, g.o.constant(1));
    Value slope = g.o.reshape(w, channels), positive = isPositive(g);
    g.give(0, g.o.where(positive, g.dy(), g.o.mul(g.dy(), slope)));
    if (g.wants(1u)) {
      Value each = g.o.where(positive, 0, g.o.mul(g.dy(), g.x()));
      g.give(1, g.o.reshapeLike(g.o.fit(each, typeOf(slope)), w));
    }
  });
}

// Equals share the gradient.
template <typename Op, typename Wins> void addExtremum(Rules &rules) {
  rules.add<Op>([](Backward &g) {
    Value half = g.o.mul(g.dy(), 0.5), tie = g.o.equal(g.x(0), g.x(1));
    for (unsigned i : {0u, 1u})
      g.give(i, g.o.where(g.o.compare<Wins>(g.x(i), g.x(1 - i)), g.dy(), g.o.where(tie, half, 0)));
  });
}

void addBinary(Rules &rules) {
  rules.add<AddOp>([](Backward &g) {
    g.give(0, g.dy());
    g.give(1, g.dy());
  });
  rules.add<SubOp>([](Backward &g) {
    g.give(0, g.dy());
    if (g.wants(1u))
      g.give(1, g.o.neg(g.dy()));
  });
  rules.add<MulOp>([](Backward &g) {
    for (unsigned i : {0u, 1u})
      if (g.wants(i))
        g.give(i, g.o.mul(g.dy(), g.x(1 - i)));
  });
  rules.add<DivOp>([](Backward &g) {
    Value each = g.o.div(g.dy(), g.x(1));
    g.give(0, each);
    if (g.wants(1u))
      g.give(1, g.o.neg(g.o.mul(each, g.y())));
  });
  rules.add<PowOp>([](Backward &g) { // b a^(b-1) and y log a, 0 where the limit is
    Ops &o = g.o;
    Value a = g.x(0), b = g.x(1);
    if (g.wants(0u)) {
      Value slope = o.mul(b, o.binary<PowOp>(a, o.sub(b, 1)));
      g.give(0, o.mul(g.dy(), o.where(o.equal(b, 0), 0, slope)));
    }
    if (g.wants(1u)) {
      Value none = o.all(o.equal(a, 0), o.compare<GeOp>(b, 0));
      g.give(1, o.where(none, 0, o.mul(g.dy(), o.mul(g.y(), o.unary<LogOp>(a)))));
    }
  });
  addExtremum<MaximumOp, GtOp>(rules);
  addExtremum<MinimumOp, LtOp>(rules);
  rules.add<WhereOp>([](Backward &g) {
    if (g.wants(1u))
      g.give(1, g.o.where(g.x(0), g.dy(), 0));
    if (g.wants(2u))
      g.give(2, g.o.where(g.x(0), 0, g.dy()));
  });
}

template <typename Op> void addFlat(Rules &rules) {
  rules.add<Op>([](Backward &) {}); // steps: 0 wherever there is a derivative
}

} // namespace

void addElementwiseRules(Rules &rules) {
  addMath(rules);
  addActivations(rules);
  addBinary(rules);
  rules.add<NegOp>([](Backward &g) { g.give(0, g.o.neg(g.dy())); });
  rules.add<CastOp>([](Backward &g) { g.give(0, g.dy()); }); // in the operand's type
  addFlat<FloorOp>(rules);
  addFlat<CeilOp>(rules);
  addFlat<RoundOp>(rules);
  addFlat<SignOp>(rules);
}

} // namespace hac::grad
