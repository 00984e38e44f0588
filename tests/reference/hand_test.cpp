// Cases computed by hand: what PyTorch has no function for, and what hac defines otherwise.
#include "tests/reference/blob_builder.h"
#include "tests/reference/interpreter.h"
#include "tests/reference/tape.h"
#include "tests/reference/test_tapes.h"

#include <cmath>
#include <gtest/gtest.h>

namespace hac::reference {
namespace {

constexpr TapeKind whole = TapeKind::integer, real = TapeKind::real, truth = TapeKind::boolean;

Tensor reals(Shape shape, std::vector<double> values, DType type = DType::f32) {
  Tensor tensor(type, std::move(shape));
  for (size_t i = 0; i < values.size(); i++)
    tensor.reals[i] = exact(values[i]);
  return tensor;
}

Tensor wholes(DType type, Shape shape, std::vector<int64_t> values) {
  Tensor tensor(type, std::move(shape));
  for (size_t i = 0; i < values.size(); i++)
    tensor.wholes[i].value = values[i];
  return tensor;
}

std::vector<double> valuesOf(const Tensor &tensor) {
  std::vector<double> values;
  for (int64_t i = 0; i < tensor.count(); i++)
    values.push_back(tensor.isReal() ? tensor.reals[i].value
                                     : static_cast<double>(tensor.wholes[i].value));
  return values;
}

/// The result of one op on inputs.
Tensor run(const std::string &op, const std::vector<Tensor> &operands, BlobBuilder::Type result,
           const std::vector<BlobBuilder::Attr> &attributes = {}) {
  BlobBuilder b(op);
  Tensors inputs;
  std::vector<BlobBuilder::Value> values;
  for (const Tensor &operand : operands) {
    std::string name = "in" + std::to_string(values.size());
    values.push_back(b.input(name, operand.type, operand.shape));
    inputs[name] = operand;
  }
  b.output("y", b.node(op, values, {result}, attributes)[0]);
  return evaluate(readGraph(b.words()), {}, inputs, {}).at("y");
}

using Values = std::vector<double>;

// Starts are clamped, so that the part lies inside.
TEST(Hand, PartsOfAnAxis) {
  Tensor x = reals({2, 4}, {1, 2, 3, 4, 5, 6, 7, 8}), y = reals({2, 2}, {10, 20, 30, 40});
  auto slice = [&](int64_t start) {
    return valuesOf(run("slice_at", {x, wholes(DType::i32, {}, {start})}, {DType::f32, {2, 2}}, {{"axis", 1}}));
  };
  EXPECT_EQ(slice(1), (Values{2, 3, 6, 7}));
  EXPECT_EQ(slice(-5), (Values{1, 2, 5, 6}));
  EXPECT_EQ(slice(3), (Values{3, 4, 7, 8}));
  auto update = [&](int64_t start) {
    return valuesOf(run("update_at", {x, wholes(DType::i64, {}, {start}), y}, {DType::f32, {2, 4}}, {{"axis", 1}}));
  };
  EXPECT_EQ(update(1), (Values{1, 10, 20, 4, 5, 30, 40, 8}));
  EXPECT_EQ(update(-1), (Values{10, 20, 3, 4, 30, 40, 7, 8}));
  EXPECT_EQ(update(9), (Values{1, 2, 10, 20, 5, 6, 30, 40}));
}

TEST(Hand, Creation) {
  EXPECT_EQ(valuesOf(run("full", {}, {DType::f32, {2}}, {{"value", 2.5}})), (Values{2.5, 2.5}));
  EXPECT_EQ(valuesOf(run("full", {}, {DType::i32, {}}, {{"value", 7}})), (Values{7}));
  EXPECT_EQ(valuesOf(run("full", {}, {DType::f32, {}}, {{"value", 0.1}})), (Values{0.1f}));
  EXPECT_EQ(valuesOf(run("iota", {}, {DType::i32, {2, 3}}, {{"axis", 1}})),
            (Values{0, 1, 2, 0, 1, 2}));
  EXPECT_EQ(valuesOf(run("iota", {}, {DType::f32, {2, 2}}, {{"axis", 0}})), (Values{0, 0, 1, 1}));
  EXPECT_EQ(valuesOf(run("constant", {}, {DType::i64, {3}},
                         {{"values", 4}, {"values", -1}, {"values", 9}})),
            (Values{4, -1, 9}));
}

TEST(Hand, IntegerDivision) {
  Tensor a = wholes(DType::i32, {6}, {7, -7, 7, -7, 5, INT32_MIN});
  Tensor b = wholes(DType::i32, {6}, {2, 2, -2, -2, 0, -1});
  EXPECT_EQ(valuesOf(run("floor_div", {a, b}, {DType::i32, {6}})),
            (Values{3, -4, -4, 3, 0, INT32_MIN}));
  EXPECT_EQ(valuesOf(run("remainder", {a, b}, {DType::i32, {6}})), (Values{1, 1, -1, -1, 0, 0}));
}

TEST(Hand, IntegersWrapAround) {
  Tensor a = wholes(DType::i8, {2}, {127, -128}), b = wholes(DType::i8, {2}, {1, -1});
  EXPECT_EQ(valuesOf(run("add", {a, b}, {DType::i8, {2}})), (Values{-128, 127}));
  Tensor least = wholes(DType::i64, {1}, {INT64_MIN});
  EXPECT_EQ(run("abs", {least}, {DType::i64, {1}}).wholes[0].value, INT64_MIN);
  Tensor big = wholes(DType::i64, {1}, {INT64_MAX});
  EXPECT_EQ(run("mul", {big, big}, {DType::i64, {1}}).wholes[0].value, 1);
}

TEST(Hand, CastsSaturate) {
  Tensor x = reals({6}, {3.9, -3.9, 300, -300, NAN, -INFINITY});
  EXPECT_EQ(valuesOf(run("cast", {x}, {DType::u8, {6}})), (Values{3, 0, 255, 0, 0, 0}));
  EXPECT_EQ(valuesOf(run("cast", {x}, {DType::i8, {6}})), (Values{3, -3, 127, -128, 0, -128}));
  Tensor huge = reals({2}, {1e30, -1e30});
  Tensor cast = run("cast", {huge}, {DType::i64, {2}});
  EXPECT_EQ(cast.wholes[0].value, INT64_MAX);
  EXPECT_EQ(cast.wholes[1].value, INT64_MIN);
  EXPECT_EQ(valuesOf(run("cast", {x}, {DType::boolean, {6}})), (Values{1, 1, 1, 1, 1, 1}));
}

TEST(Hand, SoftmaxOfNothingIsZero) {
  double inf = INFINITY;
  Tensor x = reals({2, 2}, {-inf, -inf, -inf, 1});
  EXPECT_EQ(valuesOf(run("softmax", {x}, {DType::f32, {2, 2}}, {{"axis", 1}})),
            (Values{0, 0, 0, 1}));
}

TEST(Hand, ReductionsOfNothing) {
  Tensor x(DType::f32, {2, 0});
  std::vector<BlobBuilder::Attr> axes = {{"axes", 1}, {"keepdim", 0}};
  EXPECT_EQ(valuesOf(run("sum", {x}, {DType::f32, {2}}, axes)), (Values{0, 0}));
  EXPECT_EQ(valuesOf(run("prod", {x}, {DType::f32, {2}}, axes)), (Values{1, 1}));
  EXPECT_EQ(valuesOf(run("amax", {x}, {DType::f32, {2}}, axes)), (Values{-INFINITY, -INFINITY}));
  EXPECT_TRUE(std::isnan(run("mean", {x}, {DType::f32, {2}}, axes).reals[0].value));
}

TEST(Hand, AnIndexOutsideIsAnError) {
  Tensor w = reals({2, 1}, {5, 6});
  EXPECT_EQ(valuesOf(run("embedding", {wholes(DType::i32, {1}, {1}), w}, {DType::f32, {1, 1}},
                         {{"padding_idx", -1}})),
            (Values{6}));
  for (int64_t bad : {-1, 2})
    EXPECT_THROW(run("embedding", {wholes(DType::i32, {1}, {bad}), w}, {DType::f32, {1, 1}},
                     {{"padding_idx", -1}}),
                 Error);
}

TEST(Hand, Map) { // a·b + 1, b broadcast
  BlobBuilder b("f");
  auto x = b.input("x", DType::f32, {2, 2}), y = b.input("y", DType::f32, {2});
  TapeBuilder t({real, real});
  int product = t.apply(TapeOp::mul, real, {0, 1});
  int64_t tape = b.tape(t.result(t.apply(TapeOp::add, real, {product, t.integer(1)})));
  b.output("z", b.node("map", {x, y}, {{DType::f32, {2, 2}}}, {{"fn", tape, Attribute::tape}})[0]);
  Tensors inputs = {{"x", reals({2, 2}, {1, 2, 3, 4})}, {"y", reals({2}, {10, 100})}};
  EXPECT_EQ(valuesOf(evaluate(readGraph(b.words()), {}, inputs, {}).at("z")),
            (Values{11, 201, 31, 401}));
}

TEST(Hand, ReduceByALambda) { // the largest magnitude
  BlobBuilder b("f");
  auto x = b.input("x", DType::f32, {2, 3});
  TapeBuilder t({real, real});
  int64_t tape = b.tape(t.result(t.apply(TapeOp::max, real, {0, t.apply(TapeOp::abs, real, {1})})));
  b.output(
      "y",
      b.node("reduce", {x}, {{DType::f32, {2}}},
             {{"fn", tape, Attribute::tape}, {"identity", 0.0}, {"axes", 1}, {"keepdim", 0}})[0]);
  Tensors inputs = {{"x", reals({2, 3}, {1, -5, 2, 0.5, 0.25, -0.125})}};
  EXPECT_EQ(valuesOf(evaluate(readGraph(b.words()), {}, inputs, {}).at("y")), (Values{5, 0.5}));
}

TEST(Hand, Iterate) { // (x, y) -> (x + y + c, x), three times
  BlobBuilder b("f");
  BlobBuilder::Type type{DType::f32, {}};
  auto x = b.input("x", DType::f32, {}), y = b.input("y", DType::f32, {});
  auto c = b.input("c", DType::f32, {});
  auto state = b.beginBody({type, type});
  auto sum = b.node("add", state, {type})[0];
  auto shifted = b.node("add", {sum, c}, {type})[0];
  int64_t body = b.endBody({shifted, state[0]});
  auto result =
      b.node("iterate", {x, y}, {type, type}, {{"body", body, Attribute::region}, {"count", 3}});
  b.output("a", result[0]);
  b.output("b", result[1]);
  Tensors inputs = {{"x", reals({}, {1})}, {"y", reals({}, {2})}, {"c", reals({}, {10})}};
  Tensors outputs = evaluate(readGraph(b.words()), {}, inputs, {}); // 13,1  24,13  47,24
  EXPECT_EQ(valuesOf(outputs.at("a")), (Values{47}));
  EXPECT_EQ(valuesOf(outputs.at("b")), (Values{24}));
}

/// attention with one head and the given mask, on values 1, 2, 4.
Tensors maskedAttention(const std::string &mask, int64_t queries, bool isNanHidden = false) {
  BlobBuilder b("f");
  auto q = b.input("q", DType::f32, {1, 1, queries, 1}), k = b.input("k", DType::f32, {1, 1, 3, 1});
  auto v = b.input("v", DType::f32, {1, 1, 3, 1});
  auto results = b.node("attention_weights", {q, k, v, none, none},
                        {{DType::f32, {1, 1, queries, 1}}, {DType::f32, {1, 1, queries, 3}}},
                        {{"scale", 1.0},
                         {"dropout", 0.0},
                         {"counts", 1},
                         {"masks", tapeFromText(b, "masks", mask), Attribute::tape},
                         {"scores", int64_t(-1), Attribute::tape},
                         {"mask_names", std::string("m")}});
  b.output("out", results[0]);
  b.output("weights", results[1]);
  Tensors inputs = {{"q", Tensor(DType::f32, {1, 1, queries, 1})},
                    {"k", Tensor(DType::f32, {1, 1, 3, 1})},
                    {"v", reals({1, 1, 3, 1}, {1, 2, isNanHidden ? NAN : 4})}};
  return evaluate(readGraph(b.words()), {}, inputs, {});
}

TEST(Hand, AFullyMaskedRowIsZero) {
  Tensors outputs = maskedAttention("sinks:0", 2);
  EXPECT_EQ(valuesOf(outputs.at("out")), (Values{0, 0}));
  EXPECT_EQ(valuesOf(outputs.at("weights")), (Values{0, 0, 0, 0, 0, 0}));
  EXPECT_EQ(outputs.at("out").reals[0].fail, 0); // exactly
}

TEST(Hand, EqualScoresAverage) {
  Tensors outputs = maskedAttention("causal", 3);
  EXPECT_DOUBLE_EQ(outputs.at("out").reals[0].value, 1);
  EXPECT_DOUBLE_EQ(outputs.at("out").reals[1].value, 1.5);
  EXPECT_DOUBLE_EQ(outputs.at("out").reals[2].value, 7.0 / 3);
  EXPECT_EQ(outputs.at("weights").reals[1].value, 0);
}

TEST(Hand, AMaskedNaNIsNotSeen) {
  Tensors outputs = maskedAttention("causal", 3, true);
  EXPECT_DOUBLE_EQ(outputs.at("out").reals[1].value, 1.5);
  EXPECT_TRUE(std::isnan(outputs.at("out").reals[2].value));
}

TEST(Hand, TapeIntegersRoundDown) {
  TapeBuilder t({whole, whole});
  int quotient = t.apply(TapeOp::div, whole, {0, t.integer(4)});
  int rest = t.apply(TapeOp::mod, whole, {0, t.integer(4)});
  int sum =
      t.apply(TapeOp::add, whole, {t.apply(TapeOp::mul, whole, {quotient, t.integer(100)}), rest});
  Tape tape = t.result(sum);
  auto value = [&](int64_t x) {
    return runTape(tape, {Scalar::of(x), Scalar::of(int64_t(0))}, {}).whole.value;
  };
  EXPECT_EQ(value(-7), -2 * 100 + 1);
  EXPECT_EQ(value(7), 103);
}

TEST(Hand, TapeLoadsAreClamped) {
  TapeBuilder t({whole});
  Tape tape = t.result(t.load(0, real, {0}), 1, 0);
  Tensor table = reals({3}, {5, 6, 7});
  auto value = [&](int64_t i) { return runTape(tape, {Scalar::of(i)}, {&table}).real.value; };
  EXPECT_EQ(value(-4), 5);
  EXPECT_EQ(value(1), 6);
  EXPECT_EQ(value(9), 7);
}

TEST(Hand, TapeSelectAndLogic) { // x < 0 || x > 2 ? -1 : x
  TapeBuilder t({real});
  int low = t.apply(TapeOp::lt, truth, {0, t.integer(0)});
  int high = t.apply(TapeOp::gt, truth, {0, t.real(2)});
  int outside = t.apply(TapeOp::logicalOr, truth, {low, high});
  Tape tape = t.result(t.apply(TapeOp::select, real, {outside, t.real(-1), 0}));
  auto value = [&](double x) { return runTape(tape, {Scalar::of(exact(x))}, {}).real.value; };
  EXPECT_EQ(value(-0.5), -1);
  EXPECT_EQ(value(1.5), 1.5);
  EXPECT_EQ(value(2.5), -1);
}

} // namespace
} // namespace hac::reference
