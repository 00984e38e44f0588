// Attention of several kinds of heads, with masks that have names and with random ones.
#include "tests/random/ops.h"
#include "tests/reference/test_tapes.h"

namespace hac::random_graphs {

using reference::Attribute;
using reference::tapeFromText;
using reference::TapeBuilder;
using reference::TapeKind;
using reference::TapeOp;

namespace {

constexpr TapeKind whole = TapeKind::integer, truth = TapeKind::boolean;

/// Up to three conditions on query and key, joined by and, or, not; with `lengths` also key < n[batch],
/// where n is what the attention reads first.
int64_t randomMask(Sketch &s, bool lengths) {
  TapeBuilder t({whole, whole, whole, whole});
  constexpr int batch = 0, q = 2, k = 3;
  auto condition = [&] {
    int behind = t.apply(TapeOp::sub, whole, {q, k});
    switch (s.pick(0, 5)) {
    case 0:
      return t.apply(TapeOp::le, truth, {k, q});
    case 1:
      return t.apply(TapeOp::le, truth, {behind, t.integer(s.pick(-3, 40))});
    case 2:
      return t.apply(TapeOp::gt, truth, {behind, t.integer(s.pick(-40, 3))});
    case 3: // one block: q / n = k / n, since n divides q - q mod n
      if (int64_t n = s.pick(1, 9); true) {
        auto start = [&](int x) {
          return t.apply(TapeOp::sub, whole, {x, t.apply(TapeOp::mod, whole, {x, t.integer(n)})});
        };
        int queries = start(q), keys = start(k);
        return t.apply(TapeOp::eq, truth, {queries, keys});
      }
    case 4:
      return t.apply(TapeOp::lt, truth, {k, t.integer(s.pick(0, 20))});
    default:
      return t.apply(TapeOp::eq, truth, {t.apply(TapeOp::mod, whole, {behind, t.integer(s.pick(1, 5))}),
                                         t.integer(0)});
    }
  };
  int mask = lengths ? t.apply(TapeOp::lt, truth, {k, t.load(0, whole, {batch})}) : condition();
  for (int64_t more = s.pick(0, 2); more > 0; more--) {
    int other = condition();
    if (s.chance(20))
      other = t.apply(TapeOp::logicalNot, truth, {other});
    TapeOp join = lengths || s.chance(60) ? TapeOp::logicalAnd : TapeOp::logicalOr;
    mask = t.apply(join, truth, {mask, other});
  }
  return s.blob.tape(t.result(mask, lengths ? 1 : 0, lengths ? 5 : 0));
}

Live headsOf(Sketch &s, const Live &x, int64_t heads, int64_t size) {
  Live y = linearTo(s, x, heads * size);
  Dims dims = {x.dims[0], number(heads), x.dims[1], number(size)};
  return s.node("split_heads", {y}, y.type, dims, {{"heads", heads}});
}

/// From [batch, length, channels] to the same form, often of the keys of another tensor.
bool attention(Sketch &s) {
  auto found = s.find([](const Live &x) { return endsConstant(x) && x.rank() == 3; });
  Live x = found && s.chance(80) ? *found : s.input(s.real, {s.dim(), s.dim(), number(s.size())});
  int64_t keyHeads = s.oneOf<int64_t>({1, 1, 2, 3}), heads = keyHeads * s.oneOf<int64_t>({1, 1, 2});
  int64_t size = s.oneOf<int64_t>({2, 4, 8, 16, 32}), valueSize = s.chance(80) ? size : s.pick(1, 9);
  bool foreign = s.chance(30);
  Live source = foreign ? s.input(s.real, {x.dims[0], s.dim(), number(s.size())}) : x;
  Live start = Sketch::absent(); // what masks by the query's position need if the lengths may differ (E410)
  if (foreign || s.chance(10))
    start = s.input(DType::i32, s.chance(50) ? Dims{} : Dims{x.dims[0]}, "_below_20");
  Live q = headsOf(s, x, heads, size), k = headsOf(s, source, keyHeads, size),
       v = headsOf(s, source, keyHeads, valueSize);
  if (s.chance(40)) {
    Attrs rope = {{"base", 1e4}, {"dims", size}, {"interleaved", s.pick(0, 1)}, {"scale", 1.0}};
    q = s.node("rope", {q, Sketch::absent()}, q.type, q.dims, rope);
    k = s.node("rope", {k, Sketch::absent()}, k.type, k.dims, rope);
  }
  Live sink = s.chance(20) ? s.parameter(q.type, {heads}, "sink") : Sketch::absent();
  Attrs attributes = {{"scale", 0.5}, {"dropout", 0.0}}, counts, masks, scores, names;
  bool lengths = s.chance(25);
  for (int64_t left = heads; left > 0;) {
    int64_t count = s.chance(50) ? left : s.pick(1, left);
    left -= count;
    std::string mask = s.oneOf<std::string>({"none", "causal", "window:3:0", "window:2:2", "sinks:2", "dilated:3"});
    std::string score = s.oneOf<std::string>({"none", "none", "alibi:4", "soft_cap:5"});
    counts.push_back({"counts", count});
    bool isRandom = lengths || s.chance(40);
    masks.push_back({"masks", isRandom ? randomMask(s, lengths) : tapeFromText(s.blob, "masks", mask),
                     Attribute::tape});
    scores.push_back({"scores", tapeFromText(s.blob, "scores", score), Attribute::tape});
    names.push_back({"mask_names", isRandom ? "map" : mask.substr(0, mask.find(':'))});
  }
  for (const Attrs *more : {&counts, &masks, &scores, &names})
    attributes.insert(attributes.end(), more->begin(), more->end());
  Dims dims = q.dims;
  dims[3] = v.dims[3];
  std::vector<Live> operands = {q, k, v, start, sink};
  if (lengths)
    operands.push_back(s.input(DType::i32, {x.dims[0]}));
  Live y = s.node("attention", operands, q.type, dims, attributes);
  s.keep(s.node("merge_heads", {y}, y.type, {x.dims[0], x.dims[1], number(heads * valueSize)}));
  return true;
}

} // namespace

std::vector<Choice> attentionChoices() { return {{"attention", 3, attention}}; }

} // namespace hac::random_graphs
