#include "tests/random/ops.h"

#include <algorithm>
#include <numeric>

namespace hac::random_graphs {

using reference::Attribute;

namespace {

std::optional<Live> anything(Sketch &s, int leastRank, int mostRank = 6) {
  return s.find([=](const Live &x) { return x.rank() >= leastRank && x.rank() <= mostRank; });
}

/// a * b where that is one symbol times a number; else nothing.
std::optional<Dim> product(const Dim &a, const Dim &b) {
  if (a.isConstant() && b.isConstant())
    return number(a.constant * b.constant);
  const Dim &symbolic = a.isConstant() ? b : a, &factor = a.isConstant() ? a : b;
  if (!factor.isConstant() || factor.constant == 0)
    return std::nullopt;
  return Dim{symbolic.symbol, symbolic.factor * factor.constant, symbolic.constant * factor.constant};
}

/// a + b where that has one symbol.
std::optional<Dim> total(const Dim &a, const Dim &b) {
  if (!a.isConstant() && !b.isConstant() && a.symbol != b.symbol)
    return std::nullopt;
  return Dim{std::max(a.symbol, b.symbol), a.factor + b.factor, a.constant + b.constant};
}

bool flatten(Sketch &s) {
  auto x = anything(s, 2);
  if (!x)
    return false;
  int start = s.pick(0, x->rank() - 2), end = s.pick(start + 1, x->rank() - 1);
  Dims dims(x->dims.begin(), x->dims.begin() + start);
  Dim all = number(1);
  for (int i = start; i <= end; i++) {
    auto more = product(all, x->dims[i]);
    if (!more)
      return false;
    all = *more;
  }
  dims.push_back(all);
  dims.insert(dims.end(), x->dims.begin() + end + 1, x->dims.end());
  s.keep(s.node("flatten", {*x}, x->type, dims, {{"start", start}, {"end", end}}));
  return true;
}

/// The last axis in two.
bool reshape(Sketch &s) {
  auto x = s.find([](const Live &x) {
    return x.rank() >= 1 && x.rank() <= 4 && x.dims.back().isConstant() && x.dims.back().constant % 2 == 0 &&
           x.dims.back().constant > 0;
  });
  if (!x)
    return false;
  Dims dims = x->dims;
  int64_t half = dims.back().constant / 2;
  dims.back() = number(s.chance(50) ? 2 : half);
  dims.push_back(number(2 * half / dims.back().constant));
  s.keep(s.node("reshape", {*x}, x->type, dims));
  return true;
}

bool axisOfOne(Sketch &s) {
  auto x = anything(s, 0, 4);
  if (!x)
    return false;
  int64_t axis = s.pick(0, x->rank());
  Dims dims = x->dims;
  dims.insert(dims.begin() + axis, number(1));
  Live y = s.node("unsqueeze", {*x}, x->type, dims, {{"axis", axis}});
  if (s.chance(50)) {
    dims[axis] = s.dim();
    y = s.node("broadcast_to", {y}, x->type, dims);
  }
  s.keep(y);
  return true;
}

bool squeeze(Sketch &s) {
  auto x = s.find([](const Live &x) { return std::any_of(x.dims.begin(), x.dims.end(), [](const Dim &d) { return d.is(1); }); });
  if (!x)
    return false;
  Dims dims = x->dims;
  auto at = std::find_if(dims.begin(), dims.end(), [](const Dim &d) { return d.is(1); });
  int64_t axis = at - dims.begin();
  dims.erase(at);
  s.keep(s.node("squeeze", {*x}, x->type, dims, {{"axis", axis}}));
  return true;
}

bool permute(Sketch &s) {
  auto x = anything(s, 2, 5);
  if (!x)
    return false;
  std::vector<int> order(x->rank());
  std::iota(order.begin(), order.end(), 0);
  for (int i = x->rank() - 1; i > 0; i--)
    std::swap(order[i], order[s.pick(0, i)]);
  Attrs axes;
  Dims dims;
  for (int axis : order) {
    axes.push_back({"axes", axis});
    dims.push_back(x->dims[axis]);
  }
  s.keep(s.node("permute", {*x}, x->type, dims, axes));
  return true;
}

bool transpose(Sketch &s) {
  auto x = anything(s, 2, 5);
  if (!x)
    return false;
  int a = s.pick(0, x->rank() - 2), b = s.pick(a + 1, x->rank() - 1);
  Dims dims = x->dims;
  std::swap(dims[a], dims[b]);
  s.keep(s.node("transpose", {*x}, x->type, dims, {{"a", a}, {"b", b}}));
  return true;
}

bool concat(Sketch &s) {
  auto x = anything(s, 1, 4);
  if (!x)
    return false;
  int64_t axis = s.pick(0, x->rank() - 1);
  auto fits = [&](const Live &y) {
    if (y.type != x->type || y.rank() != x->rank())
      return false;
    for (int i = 0; i < y.rank(); i++)
      if (i != axis && y.dims[i] != x->dims[i])
        return false;
    return total(x->dims[axis], y.dims[axis]).has_value();
  };
  Live y = s.find(fits).value_or(*x);
  Dims dims = x->dims;
  auto sum = total(dims[axis], y.dims[axis]);
  if (!sum)
    return false;
  dims[axis] = *sum;
  s.keep(s.node("concat", {*x, y}, x->type, dims, {{"axis", axis}}));
  return true;
}

bool stack(Sketch &s) {
  auto x = anything(s, 0, 3);
  if (!x)
    return false;
  auto y = s.find([&](const Live &y) { return y.type == x->type && y.dims == x->dims; });
  int64_t axis = s.pick(0, x->rank());
  Dims dims = x->dims;
  dims.insert(dims.begin() + axis, number(2));
  s.keep(s.node("stack", {*x, *y}, x->type, dims, {{"axis", axis}}));
  return true;
}

/// A value and one of its axes of a known size of two or more.
std::optional<std::pair<Live, int>> knownAxis(Sketch &s) {
  auto isLong = [](const Dim &d) { return d.isConstant() && d.constant >= 2; };
  auto x = s.find([&](const Live &x) {
    return x.rank() <= 5 && std::any_of(x.dims.begin(), x.dims.end(), isLong);
  });
  if (!x)
    return std::nullopt;
  std::vector<int> axes;
  for (int i = 0; i < x->rank(); i++)
    if (isLong(x->dims[i]))
      axes.push_back(i);
  return std::pair{*x, s.oneOf(axes)};
}

bool split(Sketch &s) {
  auto found = knownAxis(s);
  if (!found)
    return false;
  auto &[x, axis] = *found;
  int64_t size = x.dims[axis].constant, first = s.pick(1, size - 1);
  Dims a = x.dims, b = x.dims;
  a[axis] = number(first);
  b[axis] = number(size - first);
  Attrs attributes = {{"axis", axis}, {"sizes", first, Attribute::dim}, {"sizes", size - first, Attribute::dim}};
  for (const Live &part : s.nodes("split", {x}, {a, b}, x.type, attributes))
    s.keep(part);
  return true;
}

bool slice(Sketch &s) {
  auto found = knownAxis(s);
  if (!found)
    return false;
  auto &[x, axis] = *found;
  int64_t size = x.dims[axis].constant, start = s.pick(0, size - 1), stop = s.pick(start + 1, size);
  int64_t step = s.chance(70) ? 1 : s.pick(2, 3);
  Dims dims = x.dims;
  dims[axis] = number((stop - start + step - 1) / step);
  s.keep(s.node("slice", {x}, x.type, dims,
                {{"axis", axis}, {"start", start, Attribute::dim}, {"stop", stop, Attribute::dim}, {"step", step}}));
  return true;
}

bool flipOrRoll(Sketch &s) {
  auto x = anything(s, 1, 4);
  if (!x)
    return false;
  int64_t axis = s.pick(0, x->rank() - 1);
  if (s.chance(50))
    s.keep(s.node("flip", {*x}, x->type, x->dims, {{"axes", axis}}));
  else
    s.keep(s.node("roll", {*x}, x->type, x->dims, {{"shift", s.pick(-3, 3)}, {"axis", axis}}));
  return true;
}

bool tile(Sketch &s) {
  auto x = anything(s, 1, 3);
  if (!x)
    return false;
  Attrs counts;
  Dims dims = x->dims;
  for (Dim &dim : dims) {
    counts.push_back({"counts", s.pick(1, 2)});
    dim = *product(dim, number(counts.back().number));
  }
  s.keep(s.node("tile", {*x}, x->type, dims, counts));
  return true;
}

bool pad(Sketch &s) {
  auto x = s.findReal(1, 4);
  if (!x)
    return false;
  Attrs attributes;
  Dims dims = x->dims;
  for (Dim &dim : dims) {
    int64_t before = s.pick(0, 2), after = s.pick(0, 2);
    attributes.push_back({"padding", before});
    attributes.push_back({"padding", after});
    dim.constant += before + after;
  }
  attributes.push_back({"mode", 0});
  attributes.push_back({"value", 0.5});
  s.keep(s.node("pad", {*x}, x->type, dims, attributes));
  return true;
}

bool imageOrSequence(Sketch &s) {
  auto x = s.find([](const Live &x) { return x.rank() == 4; });
  if (!x)
    return false;
  auto places = product(x->dims[2], x->dims[3]);
  if (!places)
    return false;
  Live y = s.node("to_seq", {*x}, x->type, {x->dims[0], *places, x->dims[1]});
  s.keep(y);
  if (s.chance(30))
    s.keep(s.node("to_image", {y}, x->type, x->dims));
  return true;
}

std::string below(int64_t size) { return "_below_" + std::to_string(size); }

bool embedding(Sketch &s) {
  int64_t rows = s.size(), width = s.size();
  Dims dims = {s.dim(), s.dim()};
  Live ids = s.input(DType::i32, dims, below(rows));
  dims.push_back(number(s.chance(80) ? width : rows));
  if (s.chance(80)) {
    dims.back() = number(width);
    s.keep(s.node("embedding", {ids, s.parameter(s.real, {rows, width})}, s.real, dims, {{"padding_idx", -1}}));
    return true;
  }
  dims.back() = number(rows);
  s.keep(s.node("one_hot", {ids}, s.real, dims));
  return true;
}

bool select(Sketch &s) {
  auto found = knownAxis(s);
  if (!found)
    return false;
  auto &[x, axis] = *found;
  Dims dims = x.dims;
  dims[axis] = number(s.size());
  bool whole = s.chance(50);
  Live idx = s.input(DType::i32, whole ? dims : Dims{dims[axis]}, below(x.dims[axis].constant));
  s.keep(s.node(whole ? "gather" : "index_select", {x, idx}, x.type, dims, {{"axis", axis}}));
  return true;
}

} // namespace

std::vector<Choice> shapeChoices() {
  return {{"flatten", 2, flatten}, {"reshape", 2, reshape}, {"axis of one", 2, axisOfOne}, {"squeeze", 1, squeeze},
          {"permute", 3, permute}, {"transpose", 2, transpose}, {"concat", 4, concat}, {"stack", 2, stack},
          {"split", 3, split}, {"slice", 4, slice}, {"flip or roll", 2, flipOrRoll}, {"tile", 1, tile},
          {"pad", 2, pad}, {"image or sequence", 2, imageOrSequence}, {"embedding", 2, embedding},
          {"select", 2, select}};
}

} // namespace hac::random_graphs
