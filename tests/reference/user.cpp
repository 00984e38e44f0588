// map: a traced lambda on each element.
#include "tests/reference/interpreter.h"
#include "tests/reference/tape.h"

namespace hac::reference {

namespace {

// result[i] = f(a[i], b[i], ...), operands broadcast
std::vector<Tensor> map(const Call &call) {
  const Tape *f = call.tapes("fn").at(0);
  Shape shape;
  for (size_t i = 0; i < call.operands.size(); i++)
    shape = broadcastShapes(shape, call.operand(i).shape);
  Tensor y(call.resultType(), shape);
  int64_t to = 0;
  forEach(shape, [&](const Index &index) {
    std::vector<Scalar> variables;
    for (const Tensor *operand : call.operands)
      variables.push_back(elementOf(*operand, broadcastOffset(operand->shape, index)));
    Scalar result = runTape(*f, variables, call.operands);
    if (y.isReal())
      y.reals[to] = store(asReal(result), y.type);
    else
      y.wholes[to] = {wrap(y.type, result.whole.value), result.whole.undecided};
    to++;
  });
  return {y};
}

} // namespace

void addUserOps(OpTable &ops) { ops["map"] = map; }

} // namespace hac::reference
