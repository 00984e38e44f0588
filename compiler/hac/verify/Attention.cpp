// Rules of dsl/ops/attention.h.
#include "compiler/hac/verify/Common.h"

#include <cmath>

namespace hac::verify {
namespace {

using blob::tape_kind;
using blob::tape_op;

// Variables of masks and scores (blob_format.h), and which of them is the position of the query.
constexpr tape_kind maskVariables[] = {tape_kind::integer, tape_kind::integer, tape_kind::integer,
                                       tape_kind::integer};
constexpr tape_kind scoreVariables[] = {tape_kind::real, tape_kind::integer, tape_kind::integer,
                                        tape_kind::integer, tape_kind::integer};
constexpr unsigned maskQuery = 2, scoreQuery = 3;

// The operands before `reads`, absent ones included: tapes count from the first of all.
constexpr unsigned fixedOperands = 5;

// Does a step of the tape read this variable?
bool uses(const Tape &tape, unsigned variable) {
  auto isIt = [&](unsigned r) { return tape.ops[r].op == tape_op::var && tape.ops[r].constant == variable; };
  for (const TapeOp &op : tape.ops)
    for (unsigned i = 0; i < tapeOperands(op); i++)
      if (isIt(op.registers[i]))
        return true;
  return isIt(tape.result);
}

// What both ops have in common.
template <class Op> class AttentionCheck {
public:
  explicit AttentionCheck(Check &c)
      : c(c), op(cast<Op>(c.op)), q(c.tensor(op.getQ())), k(c.tensor(op.getK())), v(c.tensor(op.getV())) {
    for (Value read : op.getReads())
      reads.push_back(c.tensor(read));
  }

  // E101 E102 E107 E305 E401 to E406 E408 to E413 E415 E417 E023 E903 E904 E905
  bool run() {
    if (!operands() || !groups() || !options())
      return false;
    Dims out = q.dims, weights = q.dims;
    out[3] = v.dims[3];
    weights[3] = k.dims[2];
    return c.result(q.element, out, 0) && (op->getNumResults() == 1 || c.result(q.element, weights, 1));
  }

private:
  bool operands() {
    if (!c.floating(q) || !c.sameType(q, k) || !c.sameType(q, v))
      return false;
    for (const Tensor *x : {&q, &k, &v})
      if (x->rank() != 4)
        return c.no(401, "needs [batch, heads, length, head size], got ", *x);
    if (q.dims[3] != k.dims[3] || !constantOf(q.dims[3]))
      return c.no(402, "the head sizes of query ", q, " and key ", k, " must be one constant: ", q.dims[3],
                  " against ", k.dims[3]);
    if (k.dims[2] != v.dims[2])
      return c.no(403, "the lengths of key ", k, " and value ", v, " differ: ", k.dims[2], " against ", v.dims[2]);
    if (q.dims[0] != k.dims[0] || k.dims[0] != v.dims[0])
      return c.no(404, "the batch sizes differ: query ", q, ", key ", k, ", value ", v);
    std::optional<int64_t> queryHeads = constantOf(q.dims[1]), keyHeads = constantOf(k.dims[1]);
    if (!queryHeads || keyHeads.value_or(0) < 1 || k.dims[1] != v.dims[1] || *queryHeads % *keyHeads)
      return c.no(405, "the heads of query ", q, " must be a constant multiple of those of key ", k, " and value ",
                  v, ": ", q.dims[1], ", ", k.dims[1], ", ", v.dims[1]);
    heads = *queryHeads;
    return true;
  }

  bool groups() {
    ArrayRef<int64_t> counts = op.getCounts();
    size_t n = counts.size();
    if (n < 1 || op.getMasks().size() != n || op.getScores().size() != n || op.getMaskNames().size() != n)
      return c.no(malformedList, n, " head groups with ", op.getMasks().size(), " masks, ", op.getScores().size(),
                  " scores and ", op.getMaskNames().size(), " names of masks");
    if (n > blob::max_groups)
      return c.no(415, n, " head groups, at most ", blob::max_groups, " are possible");
    __int128 sum = 0;
    for (auto [i, count] : llvm::enumerate(counts)) {
      bool whole = n == 1 && count == heads; // one group of all heads, also if there are none
      if (count < 1 && !whole)
        return c.no(107, "the count of head group ", i, " is ", count, ", allowed is 1 to ", heads);
      sum += count;
    }
    if (sum != heads)
      return c.no(406, "the head groups add up to ", int64_t(sum), " heads, the query ", q, " has ", heads);
    bool usesPositions = false;
    for (size_t i = 0; i < n; i++)
      if (!lambda(op.getMasks()[i], "the mask", i, maskVariables, maskQuery, usesPositions) ||
          !lambda(op.getScores()[i], "the score", i, scoreVariables, scoreQuery, usesPositions))
        return false;
    return !usesPositions || q.dims[2] == k.dims[2] || op.getQStart() ||
           c.no(410, "a mask or score uses the position of the query, but query ", q, " and key ", k,
                " may differ in length: ", q.dims[2], " against ", k.dims[2]);
  }

  // E408 E409 E415, and what checkTape reports
  bool lambda(Attribute attribute, StringRef kind, size_t group, ArrayRef<tape_kind> variables, unsigned query,
              bool &usesQuery) {
    bool isMask = query == maskQuery;
    if (isa<UnitAttr>(attribute))
      return true; // every pair; the score as it is
    auto words = dyn_cast<TapeAttr>(attribute);
    if (!words)
      return c.no(malformedList, kind, " of a head group is no tape");
    Tape tape = decodeTape(words.getWords());
    std::string what = op.getCounts().size() > 1 ? (kind + " of head group " + Twine(group)).str() : kind.str();
    if (tape.reads > blob::max_tape_reads)
      return c.no(415, what, " reads more than ", blob::max_tape_reads, " tensors");
    unsigned first = tape.firstRead - fixedOperands;
    if (tape.reads && (tape.firstRead < fixedOperands || first + tape.reads > reads.size()))
      return c.no(ErrorNumber{'B', 7}, what, " reads operands ", tape.firstRead, " to ",
                  tape.firstRead + tape.reads, ", those are ", fixedOperands, " to ",
                  fixedOperands + reads.size());
    ArrayRef<Tensor> mine = tape.reads ? ArrayRef(reads).slice(first, tape.reads) : ArrayRef<Tensor>();
    if (!checkTape(c, tape, what, variables, mine))
      return false;
    if (isMask && tape.kind != tape_kind::boolean)
      return c.no(408, what, " must return a bool");
    if (!isMask && tape.kind == tape_kind::boolean)
      return c.no(409, what, " must return a number, it returns a bool");
    usesQuery |= uses(tape, query);
    return true;
  }

  bool options() {
    if (Tensor start = c.tensor(op.getQStart())) {
      bool fits = isInteger(start.element) &&
                  (start.rank() == 0 || (start.rank() == 1 && start.dims[0] == q.dims[0]));
      if (!fits)
        return c.no(413, "q_start must be an integer tensor of rank 0 or [", q.dims[0], "], got ", start);
    }
    if (Tensor sink = c.tensor(op.getSinkLogit())) {
      if (!c.sameType(q, sink))
        return false;
      if (sink.rank() != 1 || sink.dims[0] != q.dims[1])
        return c.no(417, "sink_logit must be [", q.dims[1], "], one logit per head, got ", sink);
    }
    double dropout = op.getDropout().convertToDouble(), scale = op.getScale().convertToDouble();
    if (!(dropout >= 0 && dropout < 1))
      return c.no(305, "the dropout probability must be at least 0 and less than 1, got ", dropout);
    constexpr double huge = 1e300;
    return std::abs(scale) <= huge || c.no(107, "scale is ", scale, ", it must be finite");
  }

  Check &c;
  Op op;
  const Tensor q, k, v;
  SmallVector<Tensor> reads;
  int64_t heads = 0;
};

// E101 E107 E109 E414 E416
bool rope(Check &c) {
  auto op = cast<RopeOp>(c.op);
  Tensor x = c.tensor(op.getX());
  if (!c.floating(x) || !c.rank(x, 4, 4, "[batch, heads, length, head size]") ||
      !c.positive("base", op.getBase().convertToDouble()) ||
      !c.positive("scale", op.getScale().convertToDouble()) || !c.flag("interleaved", op.getInterleaved()))
    return false;
  int64_t dims = op.getDims();
  std::optional<int64_t> headSize = constantOf(x.dims[3]);
  if (!headSize || dims < 2 || dims % 2 || dims > *headSize)
    return c.no(414, "the rotated size must be even and from 2 to the head size of ", x, ", got ", dims);
  if (Tensor p = c.tensor(op.getPositions())) {
    bool fits = isInteger(p.element) &&
                (p.rank() == 0 || (p.rank() == 1 && p.dims[0] == x.dims[2]) ||
                 (p.rank() == 2 && p.dims[0] == x.dims[0] && p.dims[1] == x.dims[2]));
    if (!fits)
      return c.no(416, "positions must be an integer tensor [], [", x.dims[2], "] or [", x.dims[0], ", ", x.dims[2],
                  "] for ", x, ", got ", p);
  }
  return c.result(x);
}

} // namespace

void addAttentionRules(RuleTable &table) {
  table["attention"] = [](Check &c) { return AttentionCheck<AttentionOp>(c).run(); };
  table["attention_weights"] = [](Check &c) { return AttentionCheck<AttentionWeightsOp>(c).run(); };
  table["rope"] = rope;
}

} // namespace hac::verify
