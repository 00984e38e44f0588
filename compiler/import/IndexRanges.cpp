#include "compiler/import/IndexRanges.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <optional>

namespace hac::import {
namespace {

enum Op : uint32_t {
#define HAC_OP(number, name, operands, results, attributes) op_##name = number,
#include "dsl/graph/ops.def"
};

// Longer ways are left to the check while the call runs, so that the work is linear in the graph.
constexpr unsigned longestWay = 64;

struct Interval {
  emit::Dim lo, hi;
};

// What an input has to be in, and how many ops lie between it and the use.
struct Demand {
  uint32_t input;
  emit::Range range;
  unsigned steps;
};

// Numbers stay small, so that nothing here or in the descriptor overflows.
bool isSmall(int64_t v) { return v >= -(int64_t(1) << 40) && v <= int64_t(1) << 40; }

bool isSmall(const emit::Dim &dim) {
  return isSmall(dim.constant) && llvm::all_of(dim.terms, [](auto &term) { return isSmall(term.factor); });
}

emit::Dim plus(emit::Dim dim, int64_t c) {
  dim.constant += c;
  return dim;
}

/// factor * dim, where that stays small.
std::optional<emit::Dim> times(emit::Dim dim, int64_t factor) {
  bool overflow = llvm::MulOverflow(dim.constant, factor, dim.constant);
  for (auto &term : dim.terms)
    overflow |= bool(llvm::MulOverflow(term.factor, factor, term.factor));
  if (overflow || !isSmall(dim))
    return std::nullopt;
  return dim;
}

/// floor(dim / factor), factor > 0, where it can be written without a new atom.
std::optional<emit::Dim> floorDiv(emit::Dim dim, int64_t factor) {
  for (auto &term : dim.terms) {
    if (term.factor % factor)
      return std::nullopt;
    term.factor /= factor;
  }
  dim.constant = llvm::divideFloorSigned(dim.constant, factor);
  return dim;
}

bool haveSameTerms(const emit::Dim &a, const emit::Dim &b) {
  return llvm::equal(a.terms, b.terms, [](auto &x, auto &y) { return x.factor == y.factor && x.atom == y.atom; });
}

class Collector {
public:
  explicit Collector(const Blob &blob) : blob(blob) { result.checked.resize(blob.nodes.size()); }

  IndexRanges run() {
    lengths();
    for (uint32_t n = 0; n < blob.nodes.size(); n++)
      if (auto use = indexOf(blob.nodes[n])) {
        std::vector<Demand> demands;
        result.checked[n] =
            trace(use->first, {{}, plus(dimOf(blob, use->second), -1)}, 308, demands) && join(demands);
      }
    return std::move(result);
  }

private:
  const std::vector<int64_t> &dimsOf(uint32_t value) const {
    return blob.types[blob.values[value].type].dims;
  }
  blob::dtype dtypeOf(uint32_t value) const { return blob.types[blob.values[value].type].dtype; }
  uint32_t operand(const Node &node, uint32_t i) const { return blob.edges[node.firstOperand + i]; }
  const Node &maker(uint32_t value) const { return blob.nodes[blob.values[value].node]; }
  const Attr *attribute(const Node &node, llvm::StringRef key) const {
    for (uint32_t i = 0; i < node.attrs; i++)
      if (blob.strings[blob.attrs[node.firstAttr + i].key] == key)
        return &blob.attrs[node.firstAttr + i];
    return nullptr;
  }
  /// An integer that is written in the model.
  std::optional<int64_t> number(uint32_t value) const {
    const Node &node = maker(value);
    const Attr *attr = node.opcode == op_full ? attribute(node, "value") : nullptr;
    if (!attr || attr->kind != blob::attr_kind::integer || !isSmall(attr->value))
      return std::nullopt;
    return attr->value;
  }

  /// The indices that a node reads by, and the size that they must stay below.
  std::optional<std::pair<uint32_t, int64_t>> indexOf(const Node &node) const {
    switch (node.opcode) {
    case op_embedding:
      return std::pair(operand(node, 0), dimsOf(operand(node, 1))[0]);
    case op_one_hot:
      return std::pair(operand(node, 0), dimsOf(node.firstValue).back());
    case op_gather:
    case op_index_select:
      return std::pair(operand(node, 1), dimsOf(operand(node, 0))[size_t(attribute(node, "axis")->value)]);
    default:
      return std::nullopt;
    }
  }

  // --- lengths ---------------------------------------------------------------------------------

  // Of several demands on one input the most direct counts, which implies the others in practice:
  // n <= T and floor_div(n, 2) <= T/2.
  void lengths() {
    std::vector<Demand> demands;
    for (const Node &node : blob.nodes) {
      if (node.opcode == op_attention || node.opcode == op_attention_weights)
        for (uint32_t i = 0; i < node.attrs; i++) {
          const Attr &attr = blob.attrs[node.firstAttr + i];
          if (attr.kind == blob::attr_kind::tape && attr.value >= 0 && blob.strings[attr.key] == "masks")
            maskLengths(node, size_t(attr.value), demands);
        }
      else if (node.opcode == op_lt && isMaskedMean(node))
        trace(operand(maker(operand(node, 1)), 0), {{}, dimOf(blob, dimsOf(operand(node, 0))[1])}, 310, demands);
    }
    for (unsigned steps = 0; steps < longestWay; steps++)
      for (const Demand &demand : demands)
        if (demand.steps == steps)
          join(demand);
  }

  /// k < n(b), or with n() one length for all rows: what `lengths(n)` is, alone or in a combination.
  void maskLengths(const Node &node, size_t tape, std::vector<Demand> &demands) {
    constexpr uint64_t batch = 0, key = 3; // blob_format.h
    uint64_t header = blob.tapes[tape];
    auto byte = [](uint64_t word, unsigned i) { return unsigned(word >> (8 * i) & 255); };
    auto word = [&](unsigned step) { return blob.tapes[tape + 1 + 2 * step]; };
    auto constant = [&](unsigned step) { return blob.tapes[tape + 2 + 2 * step]; };
    auto is = [&](unsigned step, blob::tape_op op) { return blob::tape_op(byte(word(step), 0)) == op; };
    auto isVariable = [&](unsigned step, uint64_t v) { return is(step, blob::tape_op::var) && constant(step) == v; };
    for (unsigned i = 0; i < byte(header, 0); i++) {
      bool less = is(i, blob::tape_op::lt);
      if (!less && !is(i, blob::tape_op::gt))
        continue;
      unsigned left = byte(word(i), less ? 2 : 3), right = byte(word(i), less ? 3 : 2);
      if (!isVariable(left, key) || !is(right, blob::tape_op::ld))
        continue;
      unsigned indices = byte(word(right), 6);
      if (indices > 1 || (indices == 1 && !isVariable(byte(word(right), 2), batch)))
        continue;
      uint32_t tensor = operand(node, byte(header, 5) + uint32_t(constant(right)));
      trace(tensor, {{}, dimOf(blob, dimsOf(operand(node, 1))[2])}, 310, demands);
    }
  }

  /// iota [1, T] < n [B, 1], and the division by maximum(n, 1): the composition masked_mean
  /// (dsl/ops/reduce.h).
  bool isMaskedMean(const Node &less) const {
    const Node &iota = maker(operand(less, 0)), &column = maker(operand(less, 1));
    if (iota.opcode != op_iota || column.opcode != op_unsqueeze || dimsOf(iota.firstValue).size() != 2 ||
        dimsOf(iota.firstValue)[0] != 1 || attribute(iota, "axis")->value != 1)
      return false;
    uint32_t count = operand(column, 0);
    return llvm::any_of(blob.nodes, [&](const Node &node) {
      return node.opcode == op_maximum && operand(node, 0) == count && number(operand(node, 1)) == 1;
    });
  }

  // --- the way back to inputs ------------------------------------------------------------------

  /// Adds what `value` in `range` asks of inputs; false if it does not come from inputs alone, or not
  /// in a way that is followed here.
  bool trace(uint32_t value, Interval range, int status, std::vector<Demand> &demands) const {
    struct Step {
      uint32_t value;
      Interval range;
      unsigned steps;
    };
    std::vector<Step> work;
    work.push_back({value, std::move(range), 0});
    bool complete = true;
    for (unsigned done = 0; !work.empty(); done++) {
      Step step = std::move(work.back());
      work.pop_back();
      const Node &node = maker(step.value);
      if (done == longestWay)
        return false;
      if (node.opcode == op_input) {
        demands.push_back({step.value, {status, step.range.lo, step.range.hi}, step.steps});
        continue;
      }
      if (node.opcode == op_concat || node.opcode == op_stack) {
        for (uint32_t i = 0; i < node.operands; i++)
          work.push_back({operand(node, i), step.range, step.steps + 1});
        continue;
      }
      std::optional<uint32_t> from = before(node, step.range);
      if (from && isSmall(step.range.lo) && isSmall(step.range.hi))
        work.push_back({*from, std::move(step.range), step.steps + 1});
      else
        complete = false;
    }
    return complete;
  }

  /// The operand that a node computes its result from element by element; `range` becomes the
  /// operand's.
  std::optional<uint32_t> before(const Node &node, Interval &range) const {
    switch (node.opcode) {
    case op_reshape:
    case op_flatten:
    case op_unsqueeze:
    case op_squeeze:
    case op_transpose:
    case op_permute:
    case op_to_seq:
    case op_to_image:
    case op_broadcast_to:
    case op_assert_shape:
    case op_flip:
    case op_roll:
    case op_stop_gradient:
      return operand(node, 0);
    case op_cast:
      if (keepsNumbers(dtypeOf(operand(node, 0)), dtypeOf(node.firstValue)))
        return operand(node, 0);
      return std::nullopt;
    case op_neg:
      return mirror(operand(node, 0), 0, range);
    case op_add:
      if (auto c = number(operand(node, 1)))
        return shift(operand(node, 0), -*c, range);
      if (auto c = number(operand(node, 0)))
        return shift(operand(node, 1), -*c, range);
      return std::nullopt;
    case op_sub:
      if (auto c = number(operand(node, 1)))
        return shift(operand(node, 0), *c, range);
      if (auto c = number(operand(node, 0)))
        return mirror(operand(node, 1), *c, range);
      return std::nullopt;
    case op_mul:
      if (auto c = number(operand(node, 1)))
        return unscale(operand(node, 0), *c, range);
      if (auto c = number(operand(node, 0)))
        return unscale(operand(node, 1), *c, range);
      return std::nullopt;
    case op_floor_div:
      if (auto c = number(operand(node, 1)))
        return undivide(operand(node, 0), *c, range);
      return std::nullopt;
    default:
      return std::nullopt;
    }
  }

  /// Every number stays the number it is. From i64 to i32 those do not that are no index at all.
  static bool keepsNumbers(blob::dtype from, blob::dtype to) {
    if (from == blob::dtype::i64 && to == blob::dtype::i32)
      return true;
    auto bits = [](blob::dtype t) {
      switch (t) {
      case blob::dtype::i8:
        return 7;
      case blob::dtype::u8:
        return 8;
      case blob::dtype::i32:
        return 31;
      case blob::dtype::i64:
        return 63;
      default:
        return 0;
      }
    };
    bool staysSigned = from == blob::dtype::u8 || to != blob::dtype::u8;
    return bits(from) && bits(from) <= bits(to) && staysSigned;
  }

  /// x + c in [lo, hi]; `by` is -c.
  static uint32_t shift(uint32_t x, int64_t by, Interval &range) {
    range = {plus(range.lo, by), plus(range.hi, by)};
    return x;
  }
  /// c - x in [lo, hi]: x in [c - hi, c - lo].
  static std::optional<uint32_t> mirror(uint32_t x, int64_t c, Interval &range) {
    auto lo = times(range.hi, -1), hi = times(range.lo, -1);
    if (!lo || !hi)
      return std::nullopt;
    range = {plus(*lo, c), plus(*hi, c)};
    return x;
  }
  /// c * x in [lo, hi]: x in [ceil(lo / c), floor(hi / c)].
  static std::optional<uint32_t> unscale(uint32_t x, int64_t c, Interval &range) {
    if (c < 1)
      return std::nullopt;
    auto lo = floorDiv(plus(range.lo, c - 1), c), hi = floorDiv(range.hi, c);
    if (!lo || !hi)
      return std::nullopt;
    range = {*lo, *hi};
    return x;
  }
  /// floor(x / c) in [lo, hi]: x in [c * lo, c * hi + c - 1].
  static std::optional<uint32_t> undivide(uint32_t x, int64_t c, Interval &range) {
    if (c < 1)
      return std::nullopt;
    auto lo = times(range.lo, c), hi = times(range.hi, c);
    if (!lo || !hi)
      return std::nullopt;
    range = {*lo, plus(*hi, c - 1)};
    return x;
  }

  // --- several demands on one input ------------------------------------------------------------

  /// Takes all of them, or none if the descriptor could not say what holds then: it can if bounds on
  /// one input differ by a number.
  bool join(llvm::ArrayRef<Demand> demands) {
    std::map<uint32_t, emit::Range> joined;
    for (const Demand &demand : demands) {
      auto known = result.inputs.find(demand.input);
      auto [range, isNew] = joined.insert({demand.input, known == result.inputs.end() ? demand.range : known->second});
      auto &[status, lo, hi] = range->second;
      if (!haveSameTerms(lo, demand.range.lo) || !haveSameTerms(hi, demand.range.hi))
        return false;
      lo.constant = std::max(lo.constant, demand.range.lo.constant);
      hi.constant = std::min(hi.constant, demand.range.hi.constant);
    }
    for (auto &[input, range] : joined)
      result.inputs[input] = range;
    return true;
  }

  const Blob &blob;
  IndexRanges result;
};

} // namespace

emit::Dim dimOf(const Blob &blob, int64_t code) {
  emit::Dim out;
  if (!blob::is_symbolic(code)) {
    out.constant = code;
    return out;
  }
  const Dim &poly = blob.dims[size_t(code - blob::sym_base)];
  out.constant = poly.constant;
  for (Dim::Term term : poly.terms)
    out.terms.push_back({term.factor, term.atom});
  return out;
}

IndexRanges indexRanges(const Blob &blob) { return Collector(blob).run(); }

} // namespace hac::import
