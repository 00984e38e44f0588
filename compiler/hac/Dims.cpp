#include "compiler/hac/Dims.h"
#include "dsl/graph/blob_format.h"

#include "mlir/IR/AffineMap.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <limits>
#include <numeric>

using namespace mlir;

namespace hac {
namespace {

int64_t saturated(__int128 v) {
  return int64_t(std::clamp<__int128>(v, std::numeric_limits<int64_t>::min(),
                                      std::numeric_limits<int64_t>::max()));
}
int64_t satAdd(int64_t a, int64_t b) { return saturated(__int128(a) + b); }
int64_t satMul(int64_t a, int64_t b) { return saturated(__int128(a) * b); }

// A total order on expressions that does not depend on addresses: kind, then parts.
int compare(AffineExpr a, AffineExpr b) {
  if (a == b)
    return 0;
  if (a.getKind() != b.getKind())
    return a.getKind() < b.getKind() ? -1 : 1;
  if (auto s = dyn_cast<AffineSymbolExpr>(a))
    return s.getPosition() < cast<AffineSymbolExpr>(b).getPosition() ? -1 : 1;
  if (auto c = dyn_cast<AffineConstantExpr>(a))
    return c.getValue() < cast<AffineConstantExpr>(b).getValue() ? -1 : 1;
  if (auto d = dyn_cast<AffineDimExpr>(a))
    return d.getPosition() < cast<AffineDimExpr>(b).getPosition() ? -1 : 1;
  auto x = cast<AffineBinaryOpExpr>(a), y = cast<AffineBinaryOpExpr>(b);
  if (int left = compare(x.getLHS(), y.getLHS()))
    return left;
  return compare(x.getRHS(), y.getRHS());
}

void addTerm(DimSum &poly, AffineExpr atom, int64_t factor) {
  auto it = llvm::lower_bound(poly.terms, atom,
                              [](const auto &t, AffineExpr e) { return compare(t.first, e) < 0; });
  if (it != poly.terms.end() && it->first == atom) {
    it->second = satAdd(it->second, factor);
    if (!it->second)
      poly.terms.erase(it);
  } else if (factor) {
    poly.terms.insert(it, {atom, factor});
  }
}

void addScaled(DimSum &to, const DimSum &from, int64_t factor) {
  to.constant = satAdd(to.constant, satMul(from.constant, factor));
  for (auto [atom, k] : from.terms)
    addTerm(to, atom, satMul(k, factor));
}

AffineExpr build(const DimSum &poly, MLIRContext *context) {
  AffineExpr sum = getAffineConstantExpr(0, context);
  for (auto [atom, k] : poly.terms)
    sum = sum + atom * k;
  return sum + poly.constant;
}

DimSum decompose(AffineExpr e);

DimSum product(const DimSum &a, const DimSum &b) {
  DimSum out;
  addScaled(out, b, a.constant);
  for (auto [x, k] : a.terms) {
    addTerm(out, x, satMul(k, b.constant));
    for (auto [y, m] : b.terms) {
      bool swap = compare(y, x) < 0;
      addTerm(out, swap ? y * x : x * y, satMul(k, m));
    }
  }
  return out;
}

// Every factor is split into a multiple of q, which leaves the floor, and a rest in [0, q).
DimSum quotient(const DimSum &a, int64_t q, MLIRContext *context) {
  DimSum out, rest;
  int64_t common = q;
  for (auto [atom, k] : a.terms) {
    int64_t whole = llvm::divideFloorSigned(k, q), left = k - whole * q;
    addTerm(out, atom, whole);
    addTerm(rest, atom, left);
    common = std::gcd(common, left);
  }
  out.constant = llvm::divideFloorSigned(a.constant, q);
  if (rest.terms.empty())
    return out;
  for (auto &term : rest.terms)
    term.second /= common;
  rest.constant = llvm::divideFloorSigned(a.constant - out.constant * q, common);
  addTerm(out, build(rest, context).floorDiv(q / common), 1);
  return out;
}

DimSum decompose(AffineExpr e) {
  DimSum out;
  if (auto c = dyn_cast<AffineConstantExpr>(e)) {
    out.constant = c.getValue();
    return out;
  }
  auto binary = dyn_cast<AffineBinaryOpExpr>(e);
  if (!binary) {
    addTerm(out, e, 1);
    return out;
  }
  DimSum a = decompose(binary.getLHS());
  switch (e.getKind()) {
  case AffineExprKind::Add:
    addScaled(a, decompose(binary.getRHS()), 1);
    return a;
  case AffineExprKind::Mul:
    return product(a, decompose(binary.getRHS()));
  default:
    break;
  }
  int64_t q = cast<AffineConstantExpr>(binary.getRHS()).getValue(); // divisors are constants
  if (e.getKind() == AffineExprKind::CeilDiv) {
    a.constant = satAdd(a.constant, q - 1);
    return quotient(a, q, e.getContext());
  }
  DimSum floor = quotient(a, q, e.getContext());
  if (e.getKind() == AffineExprKind::FloorDiv)
    return floor;
  addScaled(a, floor, -q); // a mod q = a - q * floor(a / q)
  return a;
}

constexpr int64_t largest = int64_t(1) << 62;

int64_t clamped(__int128 v) { return int64_t(std::clamp<__int128>(v, -largest, largest)); }

Interval rangeOfAtom(AffineExpr atom, ArrayRef<Interval> bounds) {
  if (auto s = dyn_cast<AffineSymbolExpr>(atom))
    return bounds[s.getPosition()];
  auto binary = cast<AffineBinaryOpExpr>(atom);
  Interval a = rangeOfDim(binary.getLHS(), bounds), b = rangeOfDim(binary.getRHS(), bounds);
  if (atom.getKind() == AffineExprKind::FloorDiv)
    return {llvm::divideFloorSigned(a.lo, b.lo), llvm::divideFloorSigned(a.hi, b.lo)};
  __int128 corners[] = {__int128(a.lo) * b.lo, __int128(a.lo) * b.hi, __int128(a.hi) * b.lo,
                        __int128(a.hi) * b.hi};
  return {clamped(*std::min_element(corners, corners + 4)),
          clamped(*std::max_element(corners, corners + 4))};
}

// A lower bound of sign * sum, every atom on its own.
__int128 termByTermMin(const DimSum &sum, int sign, ArrayRef<Interval> bounds) {
  __int128 min = __int128(sum.constant) * sign;
  for (auto [atom, factor] : sum.terms) {
    Interval range = rangeOfAtom(atom, bounds);
    __int128 k = __int128(factor) * sign;
    min += k * (k > 0 ? range.lo : range.hi);
  }
  return min;
}

// A lower bound of sign * sum from (x - q + 1) / q <= floor(x / q) <= x / q, so that terms of x can
// cancel others: with Q a common multiple of the divisors, Q * (seq - seq/2) >= 2*seq - seq.
int64_t floorlessMin(const DimSum &sum, int sign, ArrayRef<Interval> bounds) {
  constexpr int64_t largestScale = 1 << 20;
  int64_t scale = 1;
  auto divisorOf = [](AffineExpr atom) -> int64_t {
    if (atom.getKind() != AffineExprKind::FloorDiv)
      return 0;
    return cast<AffineConstantExpr>(cast<AffineBinaryOpExpr>(atom).getRHS()).getValue();
  };
  for (auto [atom, factor] : sum.terms)
    if (int64_t divisor = divisorOf(atom)) {
      scale = satMul(scale, divisor / std::gcd(scale, divisor));
      if (scale > largestScale)
        return -largest;
    }
  if (scale == 1)
    return -largest;
  DimSum scaled;
  scaled.constant = satMul(satMul(sum.constant, sign), scale);
  for (auto [atom, factor] : sum.terms) {
    int64_t k = satMul(factor, sign), divisor = divisorOf(atom);
    if (!divisor) {
      addTerm(scaled, atom, satMul(k, scale));
      continue;
    }
    DimSum dividend = decompose(cast<AffineBinaryOpExpr>(atom).getLHS());
    if (k > 0)
      dividend.constant = satAdd(dividend.constant, 1 - divisor);
    addScaled(scaled, dividend, satMul(k, scale / divisor));
  }
  auto overflowed = [](int64_t v) { return v > largest || v < -largest; };
  if (overflowed(scaled.constant) ||
      llvm::any_of(scaled.terms, [&](const auto &term) { return overflowed(term.second); }))
    return -largest;
  return llvm::divideCeilSigned(clamped(termByTermMin(scaled, 1, bounds)), scale);
}

// Atoms that a product multiplies; 1 for a symbol or a floor.
unsigned factorsOf(AffineExpr atom) {
  if (atom.getKind() != AffineExprKind::Mul)
    return 1;
  auto product = cast<AffineBinaryOpExpr>(atom);
  return factorsOf(product.getLHS()) + factorsOf(product.getRHS());
}

} // namespace

AffineExpr normalizeDim(AffineExpr dim) { return build(decompose(dim), dim.getContext()); }
DimSum sumOfDim(AffineExpr dim) { return decompose(dim); }

AffineExpr addDims(AffineExpr a, AffineExpr b) {
  DimSum sum = decompose(a);
  addScaled(sum, decompose(b), 1);
  return build(sum, a.getContext());
}
AffineExpr subDims(AffineExpr a, AffineExpr b) {
  DimSum sum = decompose(a);
  addScaled(sum, decompose(b), -1);
  return build(sum, a.getContext());
}
AffineExpr mulDims(AffineExpr a, AffineExpr b) {
  return build(product(decompose(a), decompose(b)), a.getContext());
}
AffineExpr floorDivDim(AffineExpr a, int64_t q) {
  return build(quotient(decompose(a), q, a.getContext()), a.getContext());
}

bool isWritableDim(AffineExpr dim) {
  DimSum sum = decompose(dim);
  auto fits = [](int64_t v) { return v >= -largest && v <= largest; };
  return fits(sum.constant) && sum.terms.size() <= blob::max_terms &&
         llvm::all_of(sum.terms, [&](const auto &term) {
           return fits(term.second) && factorsOf(term.first) <= 2;
         });
}

Interval rangeOfDim(AffineExpr dim, ArrayRef<Interval> bounds) {
  DimSum sum = decompose(dim);
  Interval range{clamped(termByTermMin(sum, 1, bounds)), clamped(-termByTermMin(sum, -1, bounds))};
  if (sum.terms.size() > 1) { // seq - seq/2 >= 0 shows only without the floor
    range.lo = std::max(range.lo, floorlessMin(sum, 1, bounds));
    range.hi = std::min(range.hi, -floorlessMin(sum, -1, bounds));
  }
  return range;
}

SmallVector<AffineExpr> dimsOf(RankedTensorType type) {
  SmallVector<AffineExpr> dims;
  auto encoding = dyn_cast_or_null<AffineMapAttr>(type.getEncoding());
  for (auto [i, size] : llvm::enumerate(type.getShape()))
    dims.push_back(encoding ? encoding.getValue().getResult(i)
                            : getAffineConstantExpr(size, type.getContext()));
  return dims;
}

RankedTensorType tensorOf(ArrayRef<AffineExpr> dims, Type element, unsigned symbols) {
  SmallVector<int64_t> shape;
  bool dynamic = false;
  for (AffineExpr dim : dims) {
    auto constant = dyn_cast<AffineConstantExpr>(dim);
    shape.push_back(constant ? constant.getValue() : ShapedType::kDynamic);
    dynamic |= !constant;
  }
  Attribute encoding;
  if (dynamic)
    encoding = AffineMapAttr::get(AffineMap::get(0, symbols, dims, element.getContext()));
  return RankedTensorType::get(shape, element, encoding);
}

int64_t evaluateDim(AffineExpr dim, ArrayRef<int64_t> symbols) {
  if (auto c = dyn_cast<AffineConstantExpr>(dim))
    return c.getValue();
  if (auto s = dyn_cast<AffineSymbolExpr>(dim))
    return symbols[s.getPosition()];
  auto binary = cast<AffineBinaryOpExpr>(dim);
  int64_t a = evaluateDim(binary.getLHS(), symbols), b = evaluateDim(binary.getRHS(), symbols);
  switch (dim.getKind()) {
  case AffineExprKind::Add:
    return a + b;
  case AffineExprKind::Mul:
    return a * b;
  case AffineExprKind::FloorDiv:
    return llvm::divideFloorSigned(a, b);
  case AffineExprKind::CeilDiv:
    return llvm::divideCeilSigned(a, b);
  default:
    return a - b * llvm::divideFloorSigned(a, b);
  }
}

} // namespace hac
