// The compiler's dims (compiler/hac/Dims.h) against those of the language (dsl/graph/dim.h): the same
// normal form, so that two sizes are equal in one exactly if they are in the other, and intervals
// that are at least as narrow.
#include "compiler/hac/Dims.h"
#include "dsl/graph/dim.h"

#include "mlir/IR/MLIRContext.h"
#include "llvm/Support/raw_ostream.h"
#include <gtest/gtest.h>
#include <random>

using namespace mlir;

namespace {

struct DimsTest : testing::Test {
  MLIRContext context;
  AffineExpr s0 = getAffineSymbolExpr(0, &context), s1 = getAffineSymbolExpr(1, &context);

  AffineExpr number(int64_t v) { return getAffineConstantExpr(v, &context); }
  static std::string text(AffineExpr e) {
    std::string out;
    llvm::raw_string_ostream(out) << e;
    return out;
  }
};

TEST_F(DimsTest, FactorsAreReducedModuloTheDivisor) {
  EXPECT_EQ(text(hac::floorDivDim(s0 * 3, 2)), "s0 floordiv 2 + s0");
  EXPECT_EQ(text(hac::floorDivDim(s0 * 2 + 1, 2)), "s0");
  EXPECT_EQ(text(hac::floorDivDim(s0 * 2 + 1, 4)), "s0 floordiv 2");
  EXPECT_EQ(text(hac::floorDivDim(s0 * 2 + 6, 4)), "(s0 + 1) floordiv 2 + 1");
  EXPECT_EQ(text(hac::floorDivDim(s0 * -1 + 5, 2)), "(s0 + 1) floordiv 2 - s0 + 2");
}

TEST_F(DimsTest, FloorsOfFloorsStay) {
  EXPECT_EQ(text(hac::floorDivDim(hac::floorDivDim(s0, 2), 2)), "(s0 floordiv 2) floordiv 2");
  EXPECT_NE(hac::floorDivDim(hac::floorDivDim(s0, 2), 2), hac::floorDivDim(s0, 4));
}

TEST_F(DimsTest, TermsCancel) {
  EXPECT_EQ(hac::subDims(hac::addDims(s0, s1), s1), s0);
  EXPECT_EQ(hac::subDims(s0, s0), number(0));
  EXPECT_EQ(hac::mulDims(s0, s1), hac::mulDims(s1, s0));
}

TEST_F(DimsTest, IntervalsSeeThroughFloors) {
  hac::Interval three[] = {{3, 7}};
  auto expect = [&](AffineExpr dim, int64_t lo, int64_t hi) {
    hac::Interval range = hac::rangeOfDim(dim, three);
    EXPECT_EQ(range.lo, lo) << text(dim);
    EXPECT_EQ(range.hi, hi) << text(dim);
  };
  expect(hac::subDims(s0, hac::floorDivDim(s0, 2)), 2, 4);
  expect(hac::subDims(s0, hac::mulDims(hac::floorDivDim(s0, 2), number(2))), 0, 1); // s0 mod 2
  expect(hac::subDims(number(0), s0), -7, -3);
}

TEST_F(DimsTest, WritableAsInTheLanguage) {
  EXPECT_TRUE(hac::isWritableDim(hac::mulDims(s0, s1)));
  EXPECT_FALSE(hac::isWritableDim(hac::mulDims(hac::mulDims(s0, s1), s0)));
  AffineExpr four = number(0);
  for (int64_t q : {2, 3, 5, 7})
    four = hac::addDims(four, hac::floorDivDim(s0, q));
  EXPECT_TRUE(hac::isWritableDim(four));
  EXPECT_FALSE(hac::isWritableDim(hac::addDims(four, s1)));
  EXPECT_FALSE(hac::isWritableDim(hac::mulDims(number(int64_t(1) << 62), number(2)))); // saturated
}

// One size, in both forms.
struct Both {
  int64_t code;
  AffineExpr expr;
};

// Random sums, products and quotients of two symbols, one of which is a multiple of 8.
class RandomDims {
public:
  RandomDims(MLIRContext &context, unsigned seed) : random(seed) {
    add(table.symbol(1, {.min = 3, .max = 40}, 1, 0), getAffineSymbolExpr(0, &context));
    hac::dim_bounds eighth{.min = 5, .max = 70, .multiple_of = 8};
    add(table.symbol(2, eighth, 1, 0), getAffineSymbolExpr(1, &context) * 8);
    for (int64_t v : {1, 2, 7})
      add(v, getAffineConstantExpr(v, &context));
  }

  void grow() {
    const Both a = pick(), b = pick();
    switch (random() % 5) {
    case 0:
      return add(table.add(a.code, b.code), hac::addDims(a.expr, b.expr));
    case 1:
      return add(table.sub(a.code, b.code), hac::subDims(a.expr, b.expr));
    case 2:
      return add(table.mul(a.code, b.code), hac::mulDims(a.expr, b.expr));
    default:
      int64_t q = 1 + int64_t(random() % 9);
      return add(table.div(a.code, q), hac::floorDivDim(a.expr, q));
    }
  }

  hac::detail::dim_table table;
  std::vector<Both> all;

private:
  const Both &pick() { return all[random() % all.size()]; }
  void add(int64_t code, AffineExpr expr) {
    if (!table.failed)
      all.push_back({code, expr});
    table.failed = false;
  }

  std::mt19937 random;
};

TEST_F(DimsTest, AgreesWithTheLanguage) {
  size_t symbolic = 0, equal = 0;
  for (unsigned seed = 0; seed < 200; seed++) {
    RandomDims dims(context, seed);
    for (unsigned i = 0; i < 60; i++)
      dims.grow();
    const hac::Interval bounds[] = {{3, 40}, {1, 8}}; // the second symbol counts eights
    for (const Both &a : dims.all) {
      symbolic += dims.table.symbolic(a.code);
      ASSERT_EQ(hac::normalizeDim(a.expr), a.expr) << text(a.expr);
      ASSERT_TRUE(hac::isWritableDim(a.expr)) << text(a.expr);
      hac::Interval ours = hac::rangeOfDim(a.expr, bounds);
      auto theirs = dims.table.range(a.code);
      ASSERT_GE(ours.lo, theirs.min) << text(a.expr);
      ASSERT_LE(ours.hi, theirs.max) << text(a.expr);
      for (int64_t x : {3, 10, 40})
        for (int64_t y : {1, 5, 8}) {
          int64_t value = hac::evaluateDim(a.expr, {x, y});
          ASSERT_GE(value, ours.lo) << text(a.expr);
          ASSERT_LE(value, ours.hi) << text(a.expr);
        }
      for (const Both &b : dims.all) {
        ASSERT_EQ(a.expr == b.expr, a.code == b.code) << text(a.expr) << " and " << text(b.expr);
        equal += &a != &b && a.code == b.code;
      }
    }
  }
  EXPECT_GT(symbolic, 1000u); // the comparison was not about constants only
  EXPECT_GT(equal, 1000u);
}

} // namespace
