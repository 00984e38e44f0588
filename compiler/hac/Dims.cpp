#include "compiler/hac/Dims.h"

#include "mlir/IR/AffineMap.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <limits>
#include <numeric>

using namespace mlir;

namespace hac {
namespace {

// constant + sum of factor * atom, sorted by `before`, no factor 0.
struct Poly {
  int64_t constant = 0;
  SmallVector<std::pair<AffineExpr, int64_t>> terms;
};

int64_t wrapAdd(int64_t a, int64_t b) { return int64_t(uint64_t(a) + uint64_t(b)); }
int64_t wrapMul(int64_t a, int64_t b) { return int64_t(uint64_t(a) * uint64_t(b)); }

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

void addTerm(Poly &poly, AffineExpr atom, int64_t factor) {
  auto it = llvm::lower_bound(poly.terms, atom,
                              [](const auto &t, AffineExpr e) { return compare(t.first, e) < 0; });
  if (it != poly.terms.end() && it->first == atom) {
    it->second = wrapAdd(it->second, factor);
    if (!it->second)
      poly.terms.erase(it);
  } else if (factor) {
    poly.terms.insert(it, {atom, factor});
  }
}

void addScaled(Poly &to, const Poly &from, int64_t factor) {
  to.constant = wrapAdd(to.constant, wrapMul(from.constant, factor));
  for (auto [atom, k] : from.terms)
    addTerm(to, atom, wrapMul(k, factor));
}

AffineExpr build(const Poly &poly, MLIRContext *context) {
  AffineExpr sum = getAffineConstantExpr(0, context);
  for (auto [atom, k] : poly.terms)
    sum = sum + atom * k;
  return sum + poly.constant;
}

Poly decompose(AffineExpr e);

Poly product(const Poly &a, const Poly &b) {
  Poly out;
  addScaled(out, b, a.constant);
  for (auto [x, k] : a.terms) {
    addTerm(out, x, wrapMul(k, b.constant));
    for (auto [y, m] : b.terms) {
      bool swap = compare(y, x) < 0;
      addTerm(out, swap ? y * x : x * y, wrapMul(k, m));
    }
  }
  return out;
}

Poly quotient(const Poly &a, int64_t q, MLIRContext *context) {
  Poly out, rest;
  int64_t common = q;
  for (auto [atom, k] : a.terms) {
    if (k % q == 0) {
      addTerm(out, atom, k / q);
    } else {
      addTerm(rest, atom, k);
      common = std::gcd(common, k);
    }
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

Poly decompose(AffineExpr e) {
  Poly out;
  if (auto c = dyn_cast<AffineConstantExpr>(e)) {
    out.constant = c.getValue();
    return out;
  }
  auto binary = dyn_cast<AffineBinaryOpExpr>(e);
  if (!binary) {
    addTerm(out, e, 1);
    return out;
  }
  Poly a = decompose(binary.getLHS());
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
    a.constant = wrapAdd(a.constant, q - 1);
    return quotient(a, q, e.getContext());
  }
  Poly floor = quotient(a, q, e.getContext());
  if (e.getKind() == AffineExprKind::FloorDiv)
    return floor;
  addScaled(a, floor, -q); // a mod q = a - q * floor(a / q)
  return a;
}

Interval saturate(__int128 lo, __int128 hi) {
  constexpr __int128 limit = __int128(1) << 62;
  return {int64_t(std::clamp(lo, -limit, limit)), int64_t(std::clamp(hi, -limit, limit))};
}

} // namespace

AffineExpr normalizeDim(AffineExpr dim) { return build(decompose(dim), dim.getContext()); }
AffineExpr addDims(AffineExpr a, AffineExpr b) { return normalizeDim(a + b); }
AffineExpr subDims(AffineExpr a, AffineExpr b) { return normalizeDim(a - b); }
AffineExpr mulDims(AffineExpr a, AffineExpr b) {
  return build(product(decompose(a), decompose(b)), a.getContext());
}
AffineExpr floorDivDim(AffineExpr a, int64_t q) {
  return build(quotient(decompose(a), q, a.getContext()), a.getContext());
}

Interval rangeOfDim(AffineExpr dim, ArrayRef<Interval> bounds) {
  if (auto c = dyn_cast<AffineConstantExpr>(dim))
    return {c.getValue(), c.getValue()};
  if (auto s = dyn_cast<AffineSymbolExpr>(dim))
    return bounds[s.getPosition()];
  auto binary = cast<AffineBinaryOpExpr>(dim);
  Interval a = rangeOfDim(binary.getLHS(), bounds), b = rangeOfDim(binary.getRHS(), bounds);
  switch (dim.getKind()) {
  case AffineExprKind::Add:
    return saturate(__int128(a.lo) + b.lo, __int128(a.hi) + b.hi);
  case AffineExprKind::Mul: {
    __int128 corners[] = {__int128(a.lo) * b.lo, __int128(a.lo) * b.hi, __int128(a.hi) * b.lo,
                          __int128(a.hi) * b.hi};
    return saturate(*std::min_element(corners, corners + 4), *std::max_element(corners, corners + 4));
  }
  case AffineExprKind::FloorDiv:
    return {llvm::divideFloorSigned(a.lo, b.lo), llvm::divideFloorSigned(a.hi, b.lo)};
  case AffineExprKind::CeilDiv:
    return {llvm::divideCeilSigned(a.lo, b.lo), llvm::divideCeilSigned(a.hi, b.lo)};
  default: // Mod
    return {0, b.hi - 1};
  }
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
