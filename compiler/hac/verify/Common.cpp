// The rule table, the shared checks, and how tensors print in messages: f32[batch, seq/2, 64].
#include "compiler/hac/verify/Common.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/Support/Format.h"
#include <cmath>
#include <numeric>

namespace hac {

using namespace verify;

static const RuleTable &ruleTable() {
  static const RuleTable table = [] {
    RuleTable t;
    addElementwiseRules(t);
    addContractionRules(t);
    addConvRules(t);
    addPoolRules(t);
    addNormRules(t);
    addReduceRules(t);
    addShapeRules(t);
    addPartsRules(t);
    addIndexRules(t);
    addAttentionRules(t);
    addUserRules(t);
    addGradRules(t);
    return t;
  }();
  return table;
}

LogicalResult verifyShapeRule(Operation *op) {
  if (isa_and_nonnull<GroupOp>(op->getParentOp())) // checked before it went there
    return success();
  Check c(op);
  Rule rule = ruleTable().lookup(c.name);
  if (!rule)
    return success(c.no(ErrorNumber{'X', 900}, "the op has no shape rule"));
  return success(c.tensorsAreKnown() && rule(c));
}

namespace verify {

std::optional<int64_t> constantOf(AffineExpr dim) {
  if (auto constant = dyn_cast<AffineConstantExpr>(dim))
    return constant.getValue();
  return std::nullopt;
}

// --- tensors -----------------------------------------------------------------------------------

// Divisors are positive constants, and nothing but symbols is named.
static bool isDim(AffineExpr e) {
  if (isa<AffineConstantExpr, AffineSymbolExpr>(e))
    return true;
  auto binary = dyn_cast<AffineBinaryOpExpr>(e);
  if (!binary || !isDim(binary.getLHS()) || !isDim(binary.getRHS()))
    return false;
  if (e.getKind() == AffineExprKind::Add || e.getKind() == AffineExprKind::Mul)
    return true;
  std::optional<int64_t> divisor = constantOf(binary.getRHS());
  return divisor && *divisor > 0;
}

static bool isKnownMap(AffineMap map) {
  return !map.getNumDims() && map.getNumSymbols() <= blob::max_symbols && llvm::all_of(map.getResults(), isDim);
}

static bool isElement(Type t) {
  if (auto integer = dyn_cast<IntegerType>(t))
    return integer.isSignless() ? llvm::is_contained({1u, 8u, 32u, 64u}, integer.getWidth())
                                : integer.isUnsigned() && integer.getWidth() == 8;
  return t.isF32() || t.isF64() || t.isBF16() || t.isF16();
}

bool Check::isKnownTensor(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  auto unknown = [&](StringRef why) {
    std::string text;
    llvm::raw_string_ostream(text) << type;
    return no(unknownValue, text, " is no tensor of the language: ", why);
  };
  if (!tensor)
    return unknown("no ranked tensor");
  if (!isElement(tensor.getElementType()))
    return unknown("its element type");
  auto encoding = dyn_cast_or_null<AffineMapAttr>(tensor.getEncoding());
  if (tensor.getEncoding() && !encoding)
    return unknown("an encoding that is no affine map");
  if (!encoding)
    return tensor.hasStaticShape() || unknown("a size without an expression");
  AffineMap map = encoding.getValue();
  if (map.getNumResults() != tensor.getRank())
    return unknown("its map does not give one size per dimension");
  if (!isKnownMap(map))
    return unknown("more than symbols, or a divisor that is no positive constant");
  for (auto [size, dim] : llvm::zip(tensor.getShape(), map.getResults()))
    if (constantOf(dim).value_or(ShapedType::kDynamic) != size)
      return unknown("its map and its sizes differ");
  return true;
}

bool Check::dimsOption(StringRef what, AffineMap map, Dims &dims) {
  if (!isKnownMap(map))
    return no(unknownValue, what, " has more than symbols, or a divisor that is no positive constant");
  dims = llvm::map_to_vector<6>(map.getResults(), normalizeDim);
  return true;
}

bool Check::tensorsAreKnown() {
  return llvm::all_of(op->getOperandTypes(), [&](Type t) { return isKnownTensor(t); }) &&
         llvm::all_of(op->getResultTypes(), [&](Type t) { return isKnownTensor(t); });
}

Tensor Check::tensor(Type type) const {
  auto ranked = cast<RankedTensorType>(type);
  return {ranked.getElementType(), llvm::map_to_vector<6>(dimsOf(ranked), normalizeDim)};
}

// --- symbols -----------------------------------------------------------------------------------

// A symbol that nothing declares has the widest bounds and prints as s0.
void Check::readSymbols() {
  symbolsRead = true;
  for (unsigned i = 0; i < blob::max_symbols; i++) {
    symbols.push_back({("s" + Twine(i)).str(), 1});
    bounds.push_back({0, blob::max_symbol});
  }
  auto function = op->getParentOfType<func::FuncOp>();
  for (unsigned i = 0, n = function ? function.getNumArguments() : 0; i < n && i < blob::max_symbols; i++)
    if (auto s = function.getArgAttrOfType<SymbolAttr>(i, HacDialect::symbolAttrName);
        s && s.getMultipleOf() > 0) {
      symbols[i] = {s.getName().str(), s.getMultipleOf()};
      bounds[i] = boundsOfSymbol(function, i);
    }
}

ArrayRef<Interval> Check::symbolBounds() {
  if (!symbolsRead)
    readSymbols();
  return bounds;
}

// --- reporting ---------------------------------------------------------------------------------

bool Check::report(ErrorNumber number, StringRef message) {
  std::string code;
  llvm::raw_string_ostream(code) << number.letter << llvm::format("%03u", number.number);
  op->emitError() << name << ": " << message << " [hac-" << code << "]";
  return false;
}

void Check::put(raw_ostream &out, double v) { out << llvm::format("%g", v); }

void Check::put(raw_ostream &out, Type element) {
  if (isBool(element))
    out << "bool";
  else if (element.isUnsignedInteger())
    out << "u" << element.getIntOrFloatBitWidth();
  else
    out << element;
}

void Check::put(raw_ostream &out, const Tensor &x) {
  put(out, x.element);
  put(out, x.dims);
}

void Check::put(raw_ostream &out, ArrayRef<AffineExpr> dims) {
  out << "[";
  llvm::interleaveComma(dims, out, [&](AffineExpr dim) { put(out, dim); });
  out << "]";
}

// `seq` with multiple_of = 8 is passed divided by 8, so 4 * s0 prints as seq/2.
void Check::put(raw_ostream &out, AffineExpr dim) {
  if (!symbolsRead)
    readSymbols();
  DimSum sum = sumOfDim(dim);
  for (auto [i, term] : llvm::enumerate(sum.terms)) {
    auto [atom, factor] = term;
    auto symbol = dyn_cast<AffineSymbolExpr>(atom);
    int64_t under = symbol ? symbols[symbol.getPosition()].multiple : 1;
    int64_t common = std::gcd(factor, under);
    factor /= common;
    under /= common;
    out << (factor < 0 ? "-" : i ? "+" : "");
    if (std::abs(factor) != 1)
      out << std::abs(factor) << "*";
    putAtom(out, atom, std::abs(factor) != 1);
    if (under != 1)
      out << "/" << under;
  }
  if (sum.constant > 0 && !sum.terms.empty())
    out << "+";
  if (sum.constant || sum.terms.empty())
    out << sum.constant;
}

// `factor`: as part of a product, where 3*seq/2 would read as (3*seq)/2.
void Check::putAtom(raw_ostream &out, AffineExpr atom, bool factor) {
  if (auto symbol = dyn_cast<AffineSymbolExpr>(atom)) {
    out << symbols[symbol.getPosition()].name;
    return;
  }
  auto binary = cast<AffineBinaryOpExpr>(atom);
  if (atom.getKind() == AffineExprKind::Mul) {
    putAtom(out, binary.getLHS(), true);
    out << "*";
    putAtom(out, binary.getRHS(), true);
    return;
  }
  auto symbol = dyn_cast<AffineSymbolExpr>(binary.getLHS());
  bool simple = symbol && symbols[symbol.getPosition()].multiple == 1;
  out << (factor ? "(" : "") << (simple ? "" : "(");
  put(out, binary.getLHS());
  out << (simple ? "" : ")") << "/" << *constantOf(binary.getRHS()) << (factor ? ")" : "");
}

// --- element types -----------------------------------------------------------------------------

bool Check::element(const Tensor &x, Element wanted) {
  switch (wanted) {
  case Element::any:
    return true;
  case Element::number:
    return !isBool(x.element) || no(104, "needs numbers, got ", x);
  case Element::floating:
    return isFloat(x.element) || no(101, "needs a floating-point tensor, got ", x);
  case Element::integer:
    return isInteger(x.element) || no(105, "needs an integer tensor, got ", x);
  case Element::logical:
    return !isFloat(x.element) || no(106, "needs a bool or integer tensor, got ", x);
  case Element::boolean:
    return isBool(x.element) || no(106, "needs a bool tensor, got ", x);
  }
  return false;
}

bool Check::sameType(const Tensor &a, const Tensor &b) {
  return a.element == b.element || no(102, "element types differ: ", a, " and ", b);
}

bool Check::indexType(const Tensor &x) {
  return x.element.isSignlessInteger(32) || x.element.isSignlessInteger(64) ||
         no(501, "indices must be i32 or i64, got ", x);
}

// Infinities and NaN fit a floating-point type, a finite number beyond its largest does not.
static bool fitsFloat(double v, FloatType type) {
  double largest = llvm::APFloat::getLargest(type.getFloatSemantics()).convertToDouble();
  return !(std::abs(v) > largest) || std::isinf(v);
}

static bool fitsInteger(int64_t v, IntegerType type) {
  if (type.isUnsigned())
    return v >= 0 && llvm::isUIntN(type.getWidth(), uint64_t(v));
  return type.getWidth() == 1 ? v == 0 || v == 1 : llvm::isIntN(type.getWidth(), v);
}

bool Check::fits(Attribute number, Type type) {
  if (auto real = dyn_cast<FloatAttr>(number)) {
    double v = real.getValueAsDouble();
    return (isFloat(type) && fitsFloat(v, cast<FloatType>(type))) ||
           no(110, "the number ", v, " does not fit element type ", type);
  }
  int64_t v = cast<IntegerAttr>(number).getInt();
  bool good = isFloat(type) ? fitsFloat(double(v), cast<FloatType>(type))
                            : fitsInteger(v, cast<IntegerType>(type));
  return good || no(110, "the number ", v, " does not fit element type ", type);
}

// --- shapes and options ------------------------------------------------------------------------

bool Check::rank(const Tensor &x, int64_t least, int64_t most, StringRef wanted) {
  return (x.rank() >= least && x.rank() <= most) || no(109, "needs ", wanted, ", got ", x);
}

bool Check::axisOf(int64_t rank, const Tensor &shown, int64_t a) {
  return (a >= 0 && a < rank) || no(108, "axis ", a, " is out of range for ", shown);
}

bool Check::axisList(const Tensor &x, ArrayRef<int64_t> axes) {
  for (auto [i, a] : llvm::enumerate(axes)) {
    if (!axis(x, a))
      return false;
    if (llvm::is_contained(axes.take_front(i), a))
      return no(111, "axis ", a, " is named twice for ", x);
  }
  return true;
}

bool Check::option(StringRef what, int64_t v, int64_t least, int64_t most) {
  return (v >= least && v <= most) || no(107, what, " is ", v, ", allowed is ", least, " to ", most);
}

bool Check::countOf(StringRef what, ArrayRef<int64_t> list, size_t n) {
  return list.size() == n || no(malformedList, what, " has ", list.size(), " numbers, ", n, " are expected");
}

bool Check::positive(StringRef what, double v) {
  return (v > 0 && v < 1e300) || no(107, what, " is ", v, ", it must be positive");
}

bool Check::broadcast(ArrayRef<AffineExpr> a, ArrayRef<AffineExpr> b, Dims &result, unsigned number) {
  Dims wide(std::max(a.size(), b.size()));
  for (size_t i = 1; i <= wide.size(); i++) { // from the last dimension
    AffineExpr one = this->number(1);
    AffineExpr x = i <= a.size() ? a[a.size() - i] : one, y = i <= b.size() ? b[b.size() - i] : one;
    if (x != y && x != one && y != one)
      return no(number, "shapes do not broadcast: ", a, " and ", b, ": dimension -", i, " is ", x, " against ", y);
    wide[wide.size() - i] = x == one ? y : x;
  }
  result = wide;
  return true;
}

// --- results -----------------------------------------------------------------------------------

bool Check::result(Type element, ArrayRef<AffineExpr> dims, unsigned i) {
  if (dims.size() > blob::max_rank)
    return no(20, "rank ", dims.size(), " is more than ", blob::max_rank);
  if (!llvm::all_of(dims, isWritableDim))
    return no(11, "a size of the result ", dims, " cannot be written as a dim");
  __int128 elements = 1; // of the static dims, which a 0 among them makes 0
  for (auto [axis, dim] : llvm::enumerate(dims)) {
    std::optional<int64_t> size = constantOf(dim);
    if (!alwaysAtLeast(dim, 0))
      return no(12, "dimension ", axis, " of the result ", dims, size ? " is negative" : " can be negative");
    if (size && elements <= blob::max_static_elements)
      elements *= *size;
    if (size == 0)
      elements = 0;
  }
  Tensor wanted{element, Dims(dims)}, have = stored(i);
  if (elements > blob::max_static_elements)
    return no(22, wanted, " has more than 2^40 elements");
  return (have.element == element && have.dims == wanted.dims) ||
         no(wrongType, "the rule gives ", wanted, ", the stored type is ", have);
}

// --- families share ----------------------------------------------------------------------------

bool checkBias(Check &c, const Tensor &bias, AffineExpr channels, const Tensor &x) {
  if (!bias)
    return true;
  return c.sameType(x, bias) && ((bias.rank() == 1 && bias.dims[0] == channels) ||
                                 c.no(204, "the bias must be [", channels, "], got ", bias));
}

bool slide(Check &c, AffineExpr &size, const Window &w) {
  AffineExpr room = addDims(size, c.number(w.before + w.after - w.covers()));
  Interval range = c.range(room);
  if (range.lo < 0) {
    StringRef padded = w.before || w.after ? " with padding" : "";
    Interval have = c.range(size);
    int64_t pad = w.before + w.after;
    if (range.hi < 0)
      return c.no(208, "the kernel is larger than the input: kernel covers ", w.covers(), ", ", size,
                  " is at most ", have.hi + pad, padded);
    return c.no(208, "the kernel may be larger than the input: kernel covers ", w.covers(), ", ", size,
                " can be as small as ", have.lo + pad, padded);
  }
  if (w.roundUp)
    room = addDims(room, c.number(w.stride - 1));
  size = addDims(floorDivDim(room, w.stride), c.number(1));
  return true;
}

Dims reducedDims(Check &c, const Tensor &x, ArrayRef<int64_t> axes, bool keepdim) {
  Dims out;
  for (auto [axis, dim] : llvm::enumerate(x.dims))
    if (!llvm::is_contained(axes, int64_t(axis)))
      out.push_back(dim);
    else if (keepdim)
      out.push_back(c.number(1));
  return out;
}

} // namespace verify
} // namespace hac
