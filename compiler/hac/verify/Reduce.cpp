// Rules of dsl/ops/reduce.h.
#include "compiler/hac/verify/Common.h"

namespace hac::verify {
namespace {

// E101 E104 E106, E108 E111
template <Element wanted> bool reduction(Check &c) {
  Tensor x = c.operand(0);
  ArrayRef<int64_t> axes = c.listOption("axes");
  int64_t keepdim = c.integerOption("keepdim");
  return c.element(x, wanted) && c.axisList(x, axes) && c.flag("keepdim", keepdim) &&
         c.result(x.element, reducedDims(c, x, axes, keepdim != 0));
}

// E107
bool variance(Check &c) {
  return c.floating(c.operand(0)) &&
         c.option("correction", c.integerOption("correction"), 0, blob::max_symbol) &&
         reduction<Element::floating>(c);
}

// E104 E108
bool argReduction(Check &c) {
  Tensor x = c.operand(0);
  int64_t axis = c.integerOption("axis"), keepdim = c.integerOption("keepdim");
  return c.numeric(x) && c.axis(x, axis) && c.flag("keepdim", keepdim) &&
         c.result(IntegerType::get(c.op->getContext(), 32), reducedDims(c, x, axis, keepdim != 0));
}

} // namespace

void addReduceRules(RuleTable &table) {
  for (StringRef name : {"sum", "prod", "amax", "amin"})
    table[name] = reduction<Element::number>;
  for (StringRef name : {"mean", "norm", "logsumexp"})
    table[name] = reduction<Element::floating>;
  for (StringRef name : {"any", "all"})
    table[name] = reduction<Element::boolean>;
  for (StringRef name : {"var", "stddev"})
    table[name] = variance;
  for (StringRef name : {"argmax", "argmin"})
    table[name] = argReduction;
}

} // namespace hac::verify
