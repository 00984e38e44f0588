#include "tests/random/ops.h"
#include "tests/reference/test_tapes.h"

namespace hac::random_graphs {

using reference::Attribute;
using reference::TapeBuilder;
using reference::TapeKind;
using reference::TapeOp;

namespace {

/// Some axes of x, at least one, and what is left of its sizes.
struct Axes {
  Attrs attributes;
  Dims dims;
};

Axes someAxes(Sketch &s, const Live &x) {
  Axes result;
  bool keep = s.chance(50);
  int64_t certain = s.chance(50) ? x.rank() - 1 : s.pick(0, x.rank() - 1);
  for (int i = 0; i < x.rank(); i++) {
    if (i == certain || s.chance(25)) {
      result.attributes.push_back({"axes", i});
      if (keep)
        result.dims.push_back(number(1));
    } else {
      result.dims.push_back(x.dims[i]);
    }
  }
  result.attributes.push_back({"keepdim", keep});
  return result;
}

bool reduction(Sketch &s) {
  auto x = s.findReal(1);
  if (!x)
    return false;
  std::string op = s.oneOf<std::string>({"sum", "mean", "mean", "amax", "amin", "norm", "logsumexp", "var"});
  Axes axes = someAxes(s, *x);
  if (op == "var")
    axes.attributes.push_back({"correction", 0});
  s.keep(s.node(op, {*x}, x->type, axes.dims, axes.attributes));
  return true;
}

bool argument(Sketch &s) {
  auto x = s.findReal(1);
  if (!x)
    return false;
  int64_t axis = s.pick(0, x->rank() - 1);
  Dims dims = x->dims;
  dims.erase(dims.begin() + axis);
  s.keep(s.node(s.chance(50) ? "argmax" : "argmin", {*x}, DType::i32, dims, {{"axis", axis}, {"keepdim", 0}}));
  return true;
}

/// reduce with the larger of two magnitudes.
bool ownReduction(Sketch &s) {
  auto x = s.findReal(1);
  if (!x)
    return false;
  TapeBuilder t({TapeKind::real, TapeKind::real});
  int a = t.apply(TapeOp::abs, TapeKind::real, {0}), b = t.apply(TapeOp::abs, TapeKind::real, {1});
  int64_t fn = s.blob.tape(t.result(t.apply(TapeOp::max, TapeKind::real, {a, b})));
  Axes axes = someAxes(s, *x);
  axes.attributes.push_back({"fn", fn, Attribute::tape});
  axes.attributes.push_back({"identity", 0.0});
  s.keep(s.node("reduce", {*x}, x->type, axes.dims, axes.attributes));
  return true;
}

} // namespace

std::vector<Choice> reductionChoices() {
  return {{"reduction", 8, reduction}, {"argument", 1, argument}, {"own reduction", 2, ownReduction}};
}

} // namespace hac::random_graphs
