// Rules of dsl/ops/user.h and dsl/ops/loop.h.
#include "compiler/hac/verify/Common.h"

namespace hac::verify {
namespace {

using blob::tape_kind;

// One element type for all operands of a kind (E102), `otherwise` if there is none of that kind.
bool typeOfKind(Check &c, ArrayRef<Tensor> operands, tape_kind kind, Type otherwise, Type &type) {
  const Tensor *first = nullptr;
  for (const Tensor &x : operands) {
    if (kindOf(x.element) != kind)
      continue;
    if (first && !c.sameType(*first, x))
      return false;
    first = first ? first : &x;
  }
  type = first ? first->element : otherwise;
  return true;
}

// E906
bool readsNothing(Check &c, const Tape &tape) {
  return !tape.reads || c.no(906, "the lambda reads ", tape.reads, " tensors, those are operands");
}

// E102 E103 E906, and what checkTape reports
bool map(Check &c) {
  auto op = cast<MapOp>(c.op);
  SmallVector<Tensor> xs = llvm::map_to_vector(op.getXs(), [&](Value v) { return c.tensor(v); });
  if (xs.empty() || xs.size() > blob::max_tape_vars)
    return c.no(malformedList, xs.size(), " operands, it takes 1 to ", blob::max_tape_vars);
  Dims wide = xs[0].dims;
  SmallVector<tape_kind> kinds;
  for (const Tensor &x : xs) {
    if (!c.broadcast(wide, x.dims, wide))
      return false;
    kinds.push_back(kindOf(x.element));
  }
  Tape tape = decodeTape(op.getFn().getWords());
  if (!readsNothing(c, tape) || !checkTape(c, tape, "the lambda", kinds, {}))
    return false;
  // Floats must agree in any case; integers if the result is one of them.
  MLIRContext *context = op->getContext();
  Type real, whole = IntegerType::get(context, 32);
  if (!typeOfKind(c, xs, tape_kind::real, Float32Type::get(context), real))
    return false;
  bool integer = tape.kind == tape_kind::integer;
  if (integer && !typeOfKind(c, xs, tape_kind::integer, whole, whole))
    return false;
  bool boolean = tape.kind == tape_kind::boolean;
  return c.result(integer ? whole : boolean ? IntegerType::get(context, 1) : real, wide);
}

// E101 E108 E111 E409 E906, and what checkTape reports
bool reduce(Check &c) {
  auto op = cast<ReduceOp>(c.op);
  Tensor x = c.tensor(op.getX());
  if (!c.floating(x) || !c.axisList(x, op.getAxes()) || !c.flag("keepdim", op.getKeepdim()))
    return false;
  Tape tape = decodeTape(op.getFn().getWords());
  if (!readsNothing(c, tape) || !checkTape(c, tape, "the lambda", {tape_kind::real, tape_kind::real}, {}))
    return false;
  if (tape.kind == tape_kind::boolean)
    return c.no(409, "the lambda must return a number, it returns a bool");
  return c.result(x.element, reducedDims(c, x, op.getAxes(), op.getKeepdim() != 0));
}

// E701: as many tensors as the state has, of its types.
bool keepsTypes(Check &c, StringRef what, TypeRange state, TypeRange next) {
  if (state.size() != next.size())
    return c.no(701, what, " has ", next.size(), " tensors, the state has ", state.size());
  for (auto [i, pair] : llvm::enumerate(llvm::zip(state, next))) {
    if (!isa<RankedTensorType>(std::get<1>(pair)))
      return c.no(unknownValue, what, ": number ", i, " is no tensor");
    Tensor is = c.tensor(std::get<0>(pair)), becomes = c.tensor(std::get<1>(pair));
    if (is.element != becomes.element || is.dims != becomes.dims)
      return c.no(701, what, " changes the type of state ", i, " from ", is, " to ", becomes);
  }
  return true;
}

// E107 E701 E705
bool iterate(Check &c) {
  auto op = cast<IterateOp>(c.op);
  unsigned depth = 1;
  for (auto outer = op->getParentOfType<IterateOp>(); outer; outer = outer->getParentOfType<IterateOp>())
    depth++;
  if (!c.option("the count", op.getCount(), 1, blob::max_symbol))
    return false;
  if (depth > blob::max_region_depth)
    return c.no(705, "bodies are nested over ", blob::max_region_depth, " deep");
  Block &body = op.getBody().front();
  if (body.empty() || !isa<YieldOp>(body.back()))
    return c.no(ErrorNumber{'B', 9}, "the body does not end in a yield");
  if (!keepsTypes(c, "the body", op->getOperandTypes(), body.getArgumentTypes()))
    return false;
  if (op->getNumResults() != op->getNumOperands())
    return c.no(malformedList, op->getNumResults(), " results for a state of ", op->getNumOperands());
  for (unsigned i = 0; i < op->getNumResults(); i++)
    if (!c.result(c.operand(i), i))
      return false;
  return true;
}

// E701
bool yield(Check &c) {
  auto loop = dyn_cast_or_null<IterateOp>(c.op->getParentOp());
  return !loop || keepsTypes(c, "the body", loop->getOperandTypes(), c.op->getOperandTypes());
}

} // namespace

void addUserRules(RuleTable &table) {
  table["map"] = map;
  table["reduce"] = reduce;
  table["iterate"] = iterate;
  table["yield"] = yield;
}

} // namespace hac::verify
