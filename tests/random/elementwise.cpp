#include "tests/random/ops.h"
#include "tests/reference/test_tapes.h"

namespace hac::random_graphs {

using reference::Attribute;
using reference::TapeBuilder;
using reference::TapeKind;
using reference::TapeOp;

namespace {

bool unary(Sketch &s) {
  auto x = s.findReal(0);
  if (!x)
    return false;
  const std::vector<std::pair<std::string, Attrs>> ops = {
      {"tanh", {}}, {"sigmoid", {}}, {"relu", {}}, {"relu6", {}}, {"silu", {}}, {"neg", {}}, {"abs", {}},
      {"square", {}}, {"gelu", {{"approximate", 0}}}, {"gelu", {{"approximate", 1}}}, {"mish", {}},
      {"leaky_relu", {{"negative_slope", 0.1}}}, {"elu", {{"alpha", 1.5}}}, {"selu", {}}, {"softplus", {}},
      {"hardswish", {}}, {"hardsigmoid", {}}, {"sin", {}}, {"cos", {}}, {"erf", {}},
      {"clamp", {{"lo", -0.5}, {"hi", 0.75}}}, {"stop_gradient", {}}};
  const auto &[op, attributes] = s.oneOf(ops);
  s.keep(s.node(op, {*x}, x->type, x->dims, attributes));
  return true;
}

/// exp of something bounded, and what takes positive numbers only.
bool positive(Sketch &s) {
  auto x = s.findReal(0);
  if (!x)
    return false;
  Live y = s.node("tanh", {*x}, x->type, x->dims);
  y = s.node(s.oneOf<std::string>({"exp", "exp2"}), {y}, x->type, x->dims);
  if (s.chance(60))
    y = s.node(s.oneOf<std::string>({"log", "log2", "log1p", "sqrt", "rsqrt", "reciprocal", "expm1"}), {y},
               x->type, x->dims);
  s.keep(y);
  return true;
}

/// May `b` be the second operand for a result over the sizes of `a`?
bool broadcastsTo(const Live &b, const Live &a) {
  if (b.rank() > a.rank())
    return false;
  for (int i = 1; i <= b.rank(); i++)
    if (b.dims[b.rank() - i] != a.dims[a.rank() - i] && !b.dims[b.rank() - i].is(1))
      return false;
  return true;
}

/// Something to combine with x: a live value, a row of parameters, a number, x itself.
Live partner(Sketch &s, const Live &x) {
  if (s.chance(65))
    if (auto y = s.find([&](const Live &y) { return y.type == x.type && broadcastsTo(y, x); }))
      return *y;
  if (s.chance(60) && x.isReal() && x.rank() > 0 && x.dims.back().isConstant())
    return s.parameter(x.type, {x.dims.back().constant}, "bias");
  return s.full(x.type, x.isReal() ? s.pick(-3, 3) * 0.5 : double(s.pick(-3, 3)));
}

std::vector<Live> either(Sketch &s, const Live &x, const Live &y) {
  return s.chance(50) ? std::vector{x, y} : std::vector{y, x};
}

bool binary(Sketch &s) {
  auto x = s.find([](const Live &x) { return x.isReal() || x.type == DType::i32; });
  if (!x)
    return false;
  std::string op = s.oneOf<std::string>({"add", "add", "sub", "mul", "mul", "maximum", "minimum"});
  s.keep(s.node(op, either(s, *x, partner(s, *x)), x->type, x->dims));
  return true;
}

bool quotient(Sketch &s) {
  auto x = s.findReal(0);
  if (!x)
    return false;
  Live y = partner(s, *x);
  y = s.node("softplus", {y}, y.type, y.dims);
  y = s.node("add", {y, s.full(y.type, 0.5)}, y.type, y.dims);
  s.keep(s.node("div", {*x, y}, x->type, x->dims));
  return true;
}

bool choose(Sketch &s) {
  auto x = s.findReal(1);
  if (!x)
    return false;
  std::string compare = s.oneOf<std::string>({"lt", "le", "gt", "ge"});
  Live c = s.node(compare, either(s, *x, partner(s, *x)), DType::boolean, x->dims);
  if (s.chance(30))
    c = s.node("logical_not", {c}, DType::boolean, x->dims);
  s.keep(s.node("where", {c, *x, partner(s, *x)}, x->type, x->dims));
  if (s.chance(20))
    s.keep(s.node("cast", {c}, s.real, x->dims));
  return true;
}

bool castThere(Sketch &s) {
  auto x = s.find([](const Live &x) { return x.isReal() || x.type == DType::i32; });
  if (!x)
    return false;
  DType to = x->isReal() && x->type == DType::f32 ? (s.chance(50) ? DType::bf16 : DType::f16) : DType::f32;
  Live y = s.node("cast", {*x}, to, x->dims);
  s.keep(to == s.real || s.chance(30) ? y : s.node("cast", {y}, s.real, x->dims));
  return true;
}

bool prelu(Sketch &s) {
  auto x = s.find([](const Live &x) { return x.isReal() && x.rank() >= 2; });
  if (!x)
    return false;
  const Dim &channels = x->dims[x->rank() >= 4 ? 1 : x->rank() - 1];
  Live w = s.parameter(x->type, {channels.isConstant() ? channels.constant : 1}, "slope");
  s.keep(s.node("prelu", {*x, w}, x->type, x->dims));
  return true;
}

/// map with a random lambda of bounded functions.
bool map(Sketch &s) {
  auto x = s.findReal(1);
  if (!x)
    return false;
  Live y = partner(s, *x);
  TapeBuilder t({TapeKind::real, TapeKind::real});
  std::vector<int> registers = {0, 1, t.real(0.5)};
  auto any = [&] { return s.oneOf(registers); };
  for (int64_t i = 0, steps = s.pick(1, 6); i < steps; i++) {
    if (s.chance(20)) {
      int c = t.apply(TapeOp::lt, TapeKind::boolean, {any(), any()});
      registers.push_back(t.apply(TapeOp::select, TapeKind::real, {c, any(), any()}));
    } else if (s.chance(50)) {
      TapeOp op = s.oneOf<TapeOp>({TapeOp::add, TapeOp::sub, TapeOp::mul, TapeOp::max, TapeOp::min});
      registers.push_back(t.apply(op, TapeKind::real, {any(), any()}));
    } else {
      TapeOp op = s.oneOf<TapeOp>({TapeOp::neg, TapeOp::tanh, TapeOp::erf, TapeOp::sigmoid, TapeOp::sin,
                                   TapeOp::cos, TapeOp::abs});
      registers.push_back(t.apply(op, TapeKind::real, {any()}));
    }
  }
  int64_t fn = s.blob.tape(t.result(registers.back()));
  s.keep(s.node("map", {*x, y}, x->type, x->dims, {{"fn", fn, Attribute::tape}}));
  return true;
}

} // namespace

std::vector<Choice> elementwiseChoices() {
  return {{"unary", 12, unary}, {"positive", 3, positive}, {"binary", 14, binary}, {"quotient", 2, quotient},
          {"choose", 4, choose}, {"cast", 2, castThere}, {"prelu", 2, prelu}, {"map", 3, map}};
}

} // namespace hac::random_graphs
