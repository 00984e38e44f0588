// Indices and lengths out of range: one clear error that names op and line or the input, nothing read
// outside of a tensor, and the next call works (bad inputs R10 and R12).
#include "tests/e2e/compiled_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hac::e2e {
namespace {

using namespace reference;
using testing::HasSubstr;

Tensor whole(DType type, Shape shape, std::vector<int64_t> values) {
  Tensor tensor(type, std::move(shape));
  for (int64_t i = 0; i < tensor.count(); i++)
    tensor.wholes[i].value = values[size_t(i) % values.size()];
  return tensor;
}
Tensor real(Shape shape) {
  Tensor tensor(DType::f32, std::move(shape));
  for (int64_t i = 0; i < tensor.count(); i++)
    tensor.reals[i] = exact(double(i));
  return tensor;
}

class OutOfRange : public testing::TestWithParam<const char *> {
protected:
  OutOfRange() : model(std::string(MODELS "/") + GetParam() + "/out_of_range_f32.so") {
    model.load({{"embed.weight", real({9, 3})}});
  }

  /// The text of the error, "" for a call that works. Also with lanes, and with an arena of zeros.
  std::string call(const std::string &function, const Tensors &inputs, int64_t m = 4, int64_t n = 3) {
    Graph::Symbols symbols{{"m", m}, {"n", n}};
    std::string first = text(function, symbols, inputs, {});
    EXPECT_EQ(text(function, symbols, inputs, {3, 0x00, false}), first);
    return first;
  }

  CompiledModel model;

private:
  std::string text(const std::string &function, const Graph::Symbols &symbols, const Tensors &inputs,
                   const Setting &setting) {
    try {
      model.run(function, symbols, inputs, setting);
      return "";
    } catch (const Error &error) {
      return error.what();
    }
  }
};

INSTANTIATE_TEST_SUITE_P(Modes, OutOfRange, testing::Values("default", "naive"));

// Refused before any work, although the table is not read by the input itself.
TEST_P(OutOfRange, R10_OffsetOfAnInput) {
  auto ids = [](int64_t last) { return Tensors{{"ids", whole(DType::i32, {4}, {-1, 0, 7, last})}}; };
  EXPECT_EQ(call("shifted", ids(7)), "");
  EXPECT_EQ(call("shifted", ids(8)), "status R308: shifted: ids[3] is 8, expected -1 to 7");
  EXPECT_EQ(call("shifted", ids(-2)), "status R308: shifted: ids[3] is -2, expected -1 to 7");
  EXPECT_EQ(call("shifted", ids(INT32_MAX)), "status R308: shifted: ids[3] is 2147483647, expected -1 to 7");
}

TEST_P(OutOfRange, R10_ComputedIndexNamesOpAndLine) {
  auto i = [](std::vector<int64_t> v) { return Tensors{{"i", whole(DType::i32, {2, 4}, v)}}; };
  EXPECT_EQ(call("squared", i({0, 1, 2, -2})), "");
  EXPECT_EQ(call("squared", i({0, 1, 2, 0, 1, 0, 3, 100})),
            "status R308: squared: embedding (out_of_range.model.cpp:9): element 6 of the indices is 9, "
            "expected 0 to 8; the outputs are unspecified");
  // 46341 * 46341 wraps around to a negative number.
  EXPECT_THAT(call("squared", i({46341})), HasSubstr("element 0 of the indices is -2147479015, expected 0 to 8"));
  EXPECT_EQ(call("squared", i({2})), "");
}

TEST_P(OutOfRange, R10_EveryReaderByIndex) {
  Tensors one{{"i", whole(DType::i64, {4}, {1, 0, 2, 3})}};
  EXPECT_THAT(call("hot", one), HasSubstr("one_hot (out_of_range.model.cpp:20): element 3 of the indices is 9"));
  Tensors two{{"x", real({2, 4})}, {"i", whole(DType::i64, {2, 4}, {1, 0, 1, 1, 1, 2, 1, 1})}};
  EXPECT_THAT(call("gathered", two), HasSubstr("gather (out_of_range.model.cpp:24): element 5 of the indices is 4, "
                                               "expected 0 to 3"));
  two = {{"x", real({2, 5})}, {"i", two.at("i")}};
  EXPECT_EQ(call("gathered", two, 5), "");
  Tensors rows{{"x", real({3, 3})}, {"i", whole(DType::i32, {4}, {1, 0, 1, -2})}};
  EXPECT_THAT(call("selected", rows), HasSubstr("index_select (out_of_range.model.cpp:29): element 3 of the indices "
                                                "is 4, expected 0 to 2"));
}

TEST_P(OutOfRange, R10_AxisWithoutElements) {
  Tensors nothing{{"x", real({0, 3})}, {"i", whole(DType::i32, {4}, {0})}};
  EXPECT_THAT(call("selected", nothing, 4, 0), HasSubstr("element 0 of the indices is 0, expected 0 to -1"));
  Tensors mask{{"q", real({2, 2, 4, 4})}, {"limit", whole(DType::i32, {0}, {0})}};
  EXPECT_EQ(call("read_nothing", mask, 4, 0), "");
}

TEST_P(OutOfRange, R10_InALoop) {
  auto start = [](int64_t i) { return Tensors{{"w", real({9, 3})}, {"i", whole(DType::i32, {4}, {0, i, 0, 0})}}; };
  EXPECT_EQ(call("looped", start(-2)), "");
  EXPECT_THAT(call("looped", start(1)), HasSubstr("element 1 of the indices is 9"));
}

TEST_P(OutOfRange, R10_TheFirstOpIsNamed) {
  Tensors both{{"w", real({9, 3})}, {"i", whole(DType::i32, {4}, {0, 0, 3, 0})}};
  EXPECT_THAT(call("two_bad", both), HasSubstr("one_hot (out_of_range.model.cpp:43)"));
}

TEST_P(OutOfRange, R10_IndexInAState) {
  auto at = [](int64_t p) { return Tensors{{"table", real({5, 3})}, {"position", whole(DType::i32, {}, {p})}}; };
  EXPECT_EQ(call("counted", at(4)), "");
  EXPECT_THAT(call("counted", at(5)), HasSubstr("element 0 of the indices is 5, expected 0 to 4"));
}

TEST_P(OutOfRange, R12_LengthsThroughArithmetic) {
  auto n = [](int64_t last) {
    return Tensors{{"q", real({3, 2, 4, 4})}, {"length", whole(DType::i32, {3}, {0, 4, last})}};
  };
  EXPECT_EQ(call("masked", n(9)), ""); // floor(9 / 2) = 4 keys
  EXPECT_EQ(call("masked", n(10)), "status R310: masked: length[2] is 10, expected 0 to 9");
  EXPECT_EQ(call("masked", n(-1)), "status R310: masked: length[2] is -1, expected 0 to 9");
}

TEST_P(OutOfRange, R12_LengthsOfMaskedMean) {
  auto n = [](int64_t last) {
    return Tensors{{"x", real({3, 4, 4})}, {"length", whole(DType::i64, {3}, {1, 4, last})}};
  };
  EXPECT_EQ(call("averaged", n(5)), "");
  EXPECT_EQ(call("averaged", n(6)), "status R310: averaged: length[2] is 6, expected 1 to 5");
  EXPECT_EQ(call("averaged", n(0)), "status R310: averaged: length[2] is 0, expected 1 to 5");
}

} // namespace
} // namespace hac::e2e
