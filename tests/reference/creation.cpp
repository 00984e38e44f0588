// full, iota, constant: tensors without operands.
#include "tests/reference/interpreter.h"

namespace hac::reference {

namespace {

void set(Tensor &tensor, int64_t at, double value) {
  if (tensor.isReal())
    tensor.reals[at] = exact(roundTo(storageFormat(tensor.type), value));
  else
    tensor.wholes[at] = {wrap(tensor.type, static_cast<int64_t>(value)), false};
}

/// An i64 number of the model's text may need all its bits.
void set(Tensor &tensor, int64_t at, const Attribute &number) {
  if (tensor.isReal() || number.kind == Attribute::real)
    set(tensor, at,
        number.kind == Attribute::real ? number.value : static_cast<double>(number.number));
  else
    tensor.wholes[at] = {wrap(tensor.type, number.number), false};
}

std::vector<Tensor> full(const Call &call) {
  Tensor y(call.resultType(), call.results[0].shape);
  for (int64_t i = 0; i < y.count(); i++)
    set(y, i, call.attribute("value"));
  return {y};
}

// result[.., i, ..] = i along the axis
std::vector<Tensor> iota(const Call &call) {
  Tensor y(call.resultType(), call.results[0].shape);
  int64_t axis = call.integer("axis");
  forEach(y.shape, [&](const Index &index) {
    set(y, offsetOf(y.shape, index), static_cast<double>(index.at(axis)));
  });
  return {y};
}

std::vector<Tensor> constantOp(const Call &call) {
  Tensor y(call.resultType(), call.results[0].shape);
  int64_t at = 0;
  for (const Attribute &attribute : call.node->attributes)
    if (attribute.key == "values" && at < y.count())
      set(y, at++, attribute);
  if (at != y.count())
    call.refuse("another number of values than elements");
  return {y};
}

} // namespace

void addCreationOps(OpTable &ops) {
  ops["full"] = full;
  ops["iota"] = iota;
  ops["constant"] = constantOp;
}

} // namespace hac::reference
