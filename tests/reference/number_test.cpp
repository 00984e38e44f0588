// The bounds themselves: float arithmetic must stay inside them, a wrong result must not.
#include "tests/reference/number.h"

#include <cmath>
#include <gtest/gtest.h>
#include <random>

namespace hac::reference {
namespace {

std::mt19937_64 random_(20261122);

float normal() { return std::normal_distribution<float>()(random_); }

TEST(Number, RoundToIsTheCastOfTheMachine) {
  for (int i = 0; i < 20000; i++) {
    double value = std::ldexp(std::normal_distribution<double>()(random_),
                              static_cast<int>(random_() % 300) - 150);
    EXPECT_EQ(roundTo(storageFormat(DType::f32), value),
              static_cast<double>(static_cast<float>(value)))
        << value;
  }
}

TEST(Number, RoundToSixteenBits) {
  const Format &bf16 = storageFormat(DType::bf16), &f16 = storageFormat(DType::f16);
  EXPECT_EQ(roundTo(bf16, 1 + 0x1p-8), 1); // half way: to even
  EXPECT_EQ(roundTo(bf16, 1 + 3 * 0x1p-8), 1 + 0x1p-6);
  EXPECT_EQ(roundTo(f16, 65519), 65504);
  EXPECT_EQ(roundTo(f16, 65520), INFINITY);
  EXPECT_EQ(roundTo(f16, 0x1.8p-24), 0x1p-23); // subnormal
  EXPECT_EQ(roundTo(f16, 0x1p-26), 0);
}

TEST(Number, SpacingAtPowersOfTwo) {
  EXPECT_EQ(spacing(1), 0x1p-23);
  EXPECT_EQ(spacing(0.75), 0x1p-24);
  EXPECT_EQ(spacing(1 - 0x1p-26), 0x1p-23); // rounds to 1
  EXPECT_EQ(spacing(0), 0x1p-149);
  EXPECT_EQ(spacing(0x1p-140), 0x1p-149);
}

TEST(Number, FloatArithmeticStaysInsideTheBounds) {
  for (int i = 0; i < 20000; i++) {
    float a = normal(), b = normal(), c = normal();
    Real x = exact(a), y = exact(b), z = exact(c);
    struct {
      Real bound;
      float got;
    } cases[] = {{(x + y) * z, (a + b) * c},
                 {(x - y) / z, (a - b) / c},
                 {exp(x * y), std::exp(a * b)},
                 {max(x * y, z), std::max(a * b, c)},
                 {sqrt(x * x + y * y), std::sqrt(a * a + b * b)},
                 {tanh(x + y) * sigmoid(z), std::tanh(a + b) * (1 / (1 + std::exp(-c)))}};
    for (const auto &c : cases)
      EXPECT_LE(std::fabs(c.got - c.bound.value), c.bound.fail) << c.bound.value;
  }
}

TEST(Number, SumsStayInsideTheBoundsAndAlertsAreRare) {
  int alerts = 0, sums = 0;
  for (int length : {1, 5, 17, 100, 1000})
    for (int repeat = 0; repeat < 200; repeat++, sums++) {
      Sum sum;
      float got = 0;
      for (int i = 0; i < length; i++) {
        float a = normal(), b = normal();
        sum.addProduct(exact(a), exact(b));
        got = std::fma(a, b, got);
      }
      Real bound = sum.result();
      EXPECT_LE(std::fabs(got - bound.value), bound.fail);
      EXPECT_GT(bound.fail, 0);
      alerts += std::fabs(got - bound.value) > bound.alert;
    }
  EXPECT_LE(alerts, sums / 1000);
}

TEST(Number, AMissingTermIsCaught) {
  Sum sum;
  double without = 0;
  for (int i = 0; i < 200; i++) {
    double a = normal(), b = normal();
    sum.addProduct(exact(a), exact(b));
    without += i == 100 ? 0 : a * b;
  }
  EXPECT_GT(std::fabs(without - sum.result().value), sum.result().fail);
}

TEST(Number, BoundsAreSmall) {
  Sum sum;
  for (int i = 0; i < 64; i++)
    sum.addProduct(exact(1), exact(0.5));
  EXPECT_NEAR(sum.result().fail, 2 * 64 * 0x1p-24 * 32, 1e-9);
  EXPECT_NEAR(sum.result().alert, 8 * 8 * 0x1p-24 * 32, 1e-9);
}

TEST(Number, InfinityAndNaNCarryNoError) {
  EXPECT_EQ((exact(INFINITY) + exact(1)).value, INFINITY);
  EXPECT_EQ((exact(INFINITY) + exact(1)).fail, 0);
  EXPECT_TRUE(std::isnan(max(exact(1), exact(NAN)).value));
  EXPECT_TRUE(std::isnan(min(exact(NAN), exact(1)).value));
  EXPECT_EQ(max(exact(-INFINITY), exact(3)).value, 3);
  EXPECT_FALSE(log(exact(0)).undecided);
  EXPECT_EQ(log(exact(0)).value, -INFINITY);
}

TEST(Number, AnInfiniteSumIsUndecidedWhereItsFiniteTermsOverflow) {
  Sum small, large;
  for (Sum *sum : {&small, &large}) {
    sum->addProduct(exact(INFINITY), exact(2));
    sum->addProduct(exact(sum == &large ? -0x1p127 : -1), exact(4)); // -infinity in f32: the sum is NaN
    EXPECT_EQ(sum->result().value, INFINITY);
  }
  EXPECT_FALSE(small.result().undecided);
  EXPECT_TRUE(large.result().undecided);
}

TEST(Number, OverflowIsInfinityOrUndecided) {
  EXPECT_EQ((exact(0x1p127) * exact(4)).value, INFINITY);
  EXPECT_FALSE((exact(0x1p127) * exact(4)).undecided);
  Real near = exact(0x1.fffffep127) + exact(0x1p103);
  EXPECT_TRUE(near.undecided);
  EXPECT_EQ(store(exact(70000), DType::f16).value, INFINITY);
}

TEST(Number, JumpsWithinTheBoundAreUndecided) {
  Real third = exact(1) / exact(3), nearOne = third * exact(3);
  EXPECT_TRUE(floor(nearOne).undecided);
  EXPECT_TRUE(compare(nearOne, exact(1)).undecided);
  EXPECT_FALSE(floor(third).undecided);
  EXPECT_FALSE(compare(exact(1), exact(1)).undecided); // both exact: equal
}

TEST(Number, KinksTakeTheLargerSlope) {
  Real x{0, 0.25, 0.25, false};
  EXPECT_EQ(max(x, exact(0)).fail, 0.25);
  EXPECT_EQ(abs(x).fail, 0.25);
  Real beyond{-1, 0.25, 0.25, false};
  EXPECT_EQ(max(beyond, exact(0)).fail, 0);
}

} // namespace
} // namespace hac::reference
