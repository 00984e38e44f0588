// The reference against recorded PyTorch outputs (vectors/make_vectors.py): one graph of one node
// per case, compared within the reference's own bounds for double.
#include "tests/reference/blob_builder.h"
#include "tests/reference/compare.h"
#include "tests/reference/safetensors.h"
#include "tests/reference/test_tapes.h"

#include <cmath>
#include <gtest/gtest.h>
#include <set>
#include <sstream>

namespace hac::reference {
namespace {

std::vector<std::string> splitText(const std::string &text, char separator) {
  std::vector<std::string> parts;
  std::stringstream stream(text);
  for (std::string part; std::getline(stream, part, separator);)
    parts.push_back(part);
  return parts;
}

/// Kind letter of an op's attribute in ops.def: "axis:i keepdim:i" gives 'i' for "axis".
char kindOf(const std::string &op, const std::string &key) {
  static const std::map<std::string, std::string> specifications = {
#define HAC_OP(number, name, operands, results, attributes) {#name, attributes},
#include "dsl/graph/ops.def"
  };
  for (const std::string &attribute : splitText(specifications.at(op), ' '))
    if (attribute.substr(0, attribute.find(':')) == key)
      return attribute[attribute.find(':') + 1];
  throw Error(op + " has no attribute " + key);
}

std::vector<BlobBuilder::Attr> attributesOf(BlobBuilder &builder, const std::string &op,
                                            const std::string &key, const std::string &values) {
  std::vector<BlobBuilder::Attr> result;
  for (const std::string &value : splitText(values, ',')) {
    bool isWhole = value.find_first_of(".einf") == std::string::npos;
    switch (char kind = kindOf(op, key)) {
    case 'f':
      result.emplace_back(key, std::stod(value));
      break;
    case 'n':
      if (isWhole)
        result.emplace_back(key, int64_t(std::stoll(value)));
      else
        result.emplace_back(key, std::stod(value));
      break;
    case 't':
      result.emplace_back(key, tapeFromText(builder, key, value), Attribute::tape);
      break;
    default:
      result.emplace_back(key, int64_t(std::stoll(value)),
                          kind == 'd' ? Attribute::dim : Attribute::integer);
    }
  }
  return result;
}

/// PyTorch's gelu is 0.5·x·(1 + erf(x/√2)), which loses digits where erf is near -1: an absolute
/// error of some ulps of x that hac's 4 ULP (tests/numerics.md) do not allow.
void allowForPyTorch(const std::string &op, const Tensors &inputs, Tensor &output) {
  if (op != "gelu")
    return;
  for (int64_t i = 0; i < output.count(); i++)
    output.reals[i].fail += 0x1p-52 * std::fabs(inputs.at("in0").reals[i].value);
}

class Vectors : public testing::TestWithParam<std::string> {
protected:
  static const TensorFile &file() {
    static const TensorFile file = readSafetensors(HAC_VECTORS);
    return file;
  }
};

TEST_P(Vectors, AgreesWithPyTorch) {
  const std::string op = GetParam();
  int cases = 0, elements = 0;
  for (;; cases++) {
    std::string name = op + "." + std::to_string(cases);
    auto description = file().metadata.find(name);
    if (description == file().metadata.end())
      break;
    SCOPED_TRACE(name + ": " + description->second);

    BlobBuilder builder(op);
    Tensors inputs;
    std::vector<BlobBuilder::Value> operands;
    std::vector<BlobBuilder::Attr> attributes;
    for (const std::string &word : splitText(description->second, ' ')) {
      std::string key = word.substr(0, word.find('=')), values = word.substr(word.find('=') + 1);
      if (key == "in") {
        for (const std::string &number : splitText(values, ',')) {
          if (number == "-") {
            operands.push_back(none);
            continue;
          }
          const Tensor &tensor = file().tensors.at(name + ".in" + number);
          inputs["in" + number] = tensor;
          operands.push_back(builder.input("in" + number, tensor.type, tensor.shape));
        }
      } else {
        for (const BlobBuilder::Attr &attribute : attributesOf(builder, op, key, values))
          attributes.push_back(attribute);
      }
    }
    std::vector<BlobBuilder::Type> types;
    std::vector<const Tensor *> expected;
    for (int i = 0; file().tensors.count(name + ".out" + std::to_string(i)); i++) {
      expected.push_back(&file().tensors.at(name + ".out" + std::to_string(i)));
      types.push_back({expected.back()->type, expected.back()->shape});
    }
    ASSERT_FALSE(expected.empty());
    auto results = builder.node(op, operands, types, attributes);
    for (size_t i = 0; i < results.size(); i++)
      builder.output("out" + std::to_string(i), results[i]);

    Tensors outputs = evaluate(readGraph(builder.words()), {}, inputs, {});
    allowForPyTorch(op, inputs, outputs.at("out0"));
    for (size_t i = 0; i < expected.size(); i++) {
      Comparison comparison;
      comparison.add(outputs.at("out" + std::to_string(i)), *expected[i]);
      EXPECT_EQ(comparison.failures, 0) << comparison.firstFailure;
      EXPECT_EQ(comparison.undecided, 0);
      elements += comparison.elements;
    }
  }
  EXPECT_GE(cases, 5);
  EXPECT_GT(elements, 0);
}

std::vector<std::string> recordedOps() {
  std::set<std::string> ops;
  for (const auto &[key, text] : readSafetensors(HAC_VECTORS).metadata)
    if (size_t dot = key.find('.'); dot != std::string::npos)
      ops.insert(key.substr(0, dot));
  return {ops.begin(), ops.end()};
}

INSTANTIATE_TEST_SUITE_P(Op, Vectors, testing::ValuesIn(recordedOps()),
                         [](const auto &info) { return info.param; });

// What PyTorch has no single function for; these are in hand_test.cpp.
TEST(VectorsFile, CoversEveryOp) {
  std::set<std::string> missing;
#define HAC_OP(number, name, operands, results, attributes) missing.insert(#name);
#include "dsl/graph/ops.def"
  for (const std::string &op : recordedOps())
    missing.erase(op);
  std::set<std::string> expected = {"input", "state", "param",    "buffer", "arg",    "yield",
                                    "full",  "iota",  "constant", "map",    "reduce", "iterate",
                                    "grad",                      // differences are its definition
                                    "slice_at", "update_at"};    // hand_test.cpp
  EXPECT_EQ(missing, expected);
}

} // namespace
} // namespace hac::reference
