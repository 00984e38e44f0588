// Attention, in this order per query and key:
//   s = scale · q·k;  score(s);  masked pairs are dropped;  softmax over the keys;  sum of p·v
#include "tests/reference/interpreter.h"
#include "tests/reference/rows.h"
#include "tests/reference/tape.h"

#include <cmath>

namespace hac::reference {

namespace {

// [B, T, h·d] -> [B, h, T, d]
std::vector<Tensor> splitHeads(const Call &call) {
  const Tensor &x = call.operand(0);
  int64_t heads = call.integer("heads");
  if (x.rank() != 3 || heads < 1 || x.shape[2] % heads != 0)
    call.refuse("the heads do not divide " + toString(x.shape));
  int64_t size = x.shape[2] / heads, to = 0;
  Tensor y(x.type, {x.shape[0], heads, x.shape[1], size});
  forEach(y.shape, [&](const Index &i) {
    y.take(to++, x, offsetOf(x.shape, {i[0], i[2], i[1] * size + i[3]}));
  });
  return {y};
}

// [B, h, T, d] -> [B, T, h·d]
std::vector<Tensor> mergeHeads(const Call &call) {
  const Tensor &x = call.operand(0);
  if (x.rank() != 4)
    call.refuse("rank");
  int64_t size = x.shape[3], to = 0;
  Tensor y(x.type, {x.shape[0], x.shape[2], x.shape[1] * size});
  forEach(y.shape, [&](const Index &i) {
    y.take(to++, x, offsetOf(x.shape, {i[0], i[2] / size, i[1], i[2] % size}));
  });
  return {y};
}

/// The mask and score of the group that a head belongs to; nullptr: none.
struct HeadRule {
  const Tape *mask, *score;
};

std::vector<HeadRule> rulesOfHeads(const Call &call, int64_t heads) {
  auto counts = call.integers("counts");
  auto masks = call.tapes("masks"), scores = call.tapes("scores");
  std::vector<HeadRule> rules;
  for (size_t group = 0; group < counts.size(); group++)
    rules.insert(rules.end(), counts[group], {masks.at(group), scores.at(group)});
  if (static_cast<int64_t>(rules.size()) != heads)
    call.refuse("the head groups do not add up to " + std::to_string(heads));
  return rules;
}

/// Absolute position of the first query of a batch row.
int64_t firstQuery(const Tensor *start, int64_t batch) {
  if (!start)
    return 0;
  return start->wholes.at(start->rank() == 0 ? 0 : batch).value;
}

/// One query of one head against all keys.
struct Row {
  std::vector<Real> weights; // 0 where masked
  bool undecided = false;    // it is open whether some key is masked
};

Row rowOf(const Call &call, const HeadRule &rule, int64_t b, int64_t head, int64_t query) {
  const Tensor &q = call.operand(0), &k = call.operand(1);
  const Tensor *sinks = call.optional(4);
  int64_t keys = k.shape[2], size = q.shape[3];
  int64_t kvHead = head / (q.shape[1] / k.shape[1]);
  int64_t position = firstQuery(call.optional(3), b) + query;
  Real scale = constant(call.number("scale"));

  Row row;
  std::vector<Real> logits; // of the keys that are not masked
  std::vector<int64_t> kept;
  for (int64_t key = 0; key < keys; key++) {
    Scalar row_ = Scalar::of(b), head_ = Scalar::of(head), query_ = Scalar::of(position),
           key_ = Scalar::of(key);
    if (rule.mask) {
      Scalar visible = runTape(*rule.mask, {row_, head_, query_, key_}, call.operands);
      row.undecided |= visible.whole.undecided;
      if (visible.whole.value == 0)
        continue;
    }
    Sum dot;
    for (int64_t d = 0; d < size; d++)
      dot.addProduct(q.real({b, head, query, d}), k.real({b, kvHead, key, d}));
    Real score = dot.result() * scale;
    if (rule.score)
      score = asReal(
          runTape(*rule.score, {Scalar::of(score), row_, head_, query_, key_}, call.operands));
    logits.push_back(score);
    kept.push_back(key);
  }
  std::vector<Real> weights = softmaxOf(logits, sinks ? &sinks->reals.at(head) : nullptr);
  row.weights.resize(keys);
  for (size_t i = 0; i < kept.size(); i++)
    row.weights[kept[i]] = weights[i];
  return row;
}

/// Result [B, H, Tq, E] and, if wanted, the weights [B, H, Tq, Tk].
std::vector<Tensor> attend(const Call &call, bool wantsWeights) {
  const Tensor &q = call.operand(0), &k = call.operand(1), &v = call.operand(2);
  if (q.rank() != 4 || k.rank() != 4 || v.rank() != 4)
    call.refuse("ranks");
  int64_t batch = q.shape[0], heads = q.shape[1], queries = q.shape[2], keys = k.shape[2];
  int64_t kvHeads = k.shape[1], valueSize = v.shape[3];
  if (k.shape[3] != q.shape[3] || v.shape[2] != keys || v.shape[1] != kvHeads ||
      k.shape[0] != batch || v.shape[0] != batch || kvHeads < 1 || heads % kvHeads != 0)
    call.refuse("q " + toString(q.shape) + ", k " + toString(k.shape) + ", v " + toString(v.shape));
  std::vector<HeadRule> rules = rulesOfHeads(call, heads);

  Tensor y(q.type, {batch, heads, queries, valueSize});
  Tensor allWeights(q.type, {batch, heads, queries, wantsWeights ? keys : 0});
  for (int64_t b = 0; b < batch; b++)
    for (int64_t head = 0; head < heads; head++)
      for (int64_t query = 0; query < queries; query++) {
        Row row = rowOf(call, rules[head], b, head, query);
        int64_t kvHead = head / (heads / kvHeads);
        for (int64_t e = 0; e < valueSize; e++) {
          Sum sum;
          for (int64_t key = 0; key < keys; key++) // a masked key is left out: its v may be a NaN
            if (row.weights[key].value != 0 || row.weights[key].fail != 0)
              sum.addProduct(row.weights[key], v.real({b, kvHead, key, e}));
          Real result = store(sum.result(), y.type);
          result.undecided |= row.undecided;
          y.real({b, head, query, e}) = result;
        }
        for (int64_t key = 0; wantsWeights && key < keys; key++) {
          Real weight = row.weights[key];
          bool masked = weight.value == 0 && weight.fail == 0; // exactly 0, no rounding
          weight = masked ? weight : store(weight, y.type);
          weight.undecided |= row.undecided;
          allWeights.real({b, head, query, key}) = weight;
        }
      }
  if (!wantsWeights)
    return {y};
  return {y, allWeights};
}

/// Rotates pairs of the first `dims` channels of [B, H, T, D] by position · scale ·
/// base^(-2i/dims): channel i with i + dims/2, or neighbours (2i, 2i + 1) if interleaved. Su et al.
/// 2021.
std::vector<Tensor> rope(const Call &call) {
  const Tensor &x = call.operand(0), *positions = call.optional(1);
  int64_t dims = call.integer("dims"), length = x.shape.at(x.rank() - 2);
  bool interleaved = call.integer("interleaved") != 0;
  if (dims < 2 || dims % 2 != 0 || dims > x.shape.back())
    call.refuse("dims");
  auto positionOf = [&](int64_t b, int64_t t) -> int64_t {
    if (!positions)
      return t;
    if (positions->rank() == 0) // of the first token
      return positions->wholes[0].value + t;
    return positions->wholes.at(positions->rank() == 1 ? t : b * length + t).value;
  };
  Tensor y(x.type, x.shape);
  forEach(x.shape, [&](const Index &index) {
    int64_t channel = index.back(), half = dims / 2;
    if (channel >= dims) {
      y.real(index) = x.real(index);
      return;
    }
    int64_t pair = interleaved ? channel / 2 : channel % half;
    bool isFirst = interleaved ? channel % 2 == 0 : channel < half;
    Index partner = index;
    partner.back() += (interleaved ? 1 : half) * (isFirst ? 1 : -1);
    double frequency =
        std::pow(call.number("base"), -2.0 * static_cast<double>(pair) / static_cast<double>(dims));
    double angle = static_cast<double>(positionOf(index[0], index[x.rank() - 2])) *
                   call.number("scale") * frequency;
    double table = currentFormat().unit; // absolute error of the tables (tests/numerics.md)
    Real cosine{std::cos(angle), table, table, false}, sine{std::sin(angle), table, table, false};
    Real turned = x.real(index) * cosine, other = x.real(partner) * sine;
    y.real(index) = store(isFirst ? turned - other : turned + other, y.type);
  });
  return {y};
}

} // namespace

void addAttentionOps(OpTable &ops) {
  ops["split_heads"] = splitHeads;
  ops["merge_heads"] = mergeHeads;
  ops["attention"] = [](const Call &call) { return attend(call, false); };
  ops["attention_weights"] = [](const Call &call) { return attend(call, true); };
  ops["rope"] = rope;
}

} // namespace hac::reference
