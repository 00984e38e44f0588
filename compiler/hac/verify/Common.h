// What the shape rules share: tensors as dims, the checks of dsl/ops/check.h with their numbers, and
// one error per op.
//
// A rule looks like the op in dsl/ops, with the same checks in the same order:
//
//     bool softmax(Check &c) {
//       auto op = cast<SoftmaxOp>(c.op);
//       Tensor x = c.tensor(op.getX());
//       return c.floating(x) && c.axis(x, op.getAxis()) && c.result(x.element, x.dims);
//     }
//
// A verifier is never stricter than the language. Where an option has lost how it was written
// (`same` padding is numbers here, one group of all heads has its count), the laxer reading holds.
#pragma once
#include "compiler/hac/Dims.h"
#include "compiler/hac/HacDialect.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/Support/raw_ostream.h"
#include <optional>

namespace hac::verify {

using Dims = SmallVector<AffineExpr>;

struct Tensor {
  Type element; // null: an absent optional operand
  Dims dims;    // in normal form

  explicit operator bool() const { return bool(element); }
  int64_t rank() const { return int64_t(dims.size()); }
  ArrayRef<AffineExpr> first(int64_t n) const { return ArrayRef(dims).take_front(size_t(n)); }
  ArrayRef<AffineExpr> last(int64_t n) const { return ArrayRef(dims).take_back(size_t(n)); }
};

/// The value of a dim that is a number.
std::optional<int64_t> constantOf(AffineExpr dim);
inline bool isNumber(AffineExpr dim, int64_t v) { return constantOf(dim) == v; }

inline bool isBool(Type t) { return t.isInteger(1); }
inline bool isFloat(Type t) { return isa<FloatType>(t); }
inline bool isInteger(Type t) { return isa<IntegerType>(t) && !isBool(t); }

/// Where channels are: axis 1 of an image, else last.
inline int64_t channelAxis(int64_t rank) { return rank >= 4 ? 1 : rank - 1; }

/// What an op asks of an element type.
enum class Element { any, number, floating, integer, logical, boolean };

/// Largest stride, dilation and kernel size: their products fit 64 bits.
inline constexpr int64_t largestOption = 1 << 20;

/// An error number: E203 of the model, B014 of a blob.
struct ErrorNumber {
  char letter;
  unsigned number;
};
constexpr ErrorNumber malformedList{'B', 9}, unknownValue{'B', 13}, wrongType{'B', 14};

/// One op under verification. Checks are true if they hold; otherwise the error is reported.
class Check {
public:
  explicit Check(Operation *op) : op(op), name(op->getName().stripDialect()) {}

  Operation *const op;
  const StringRef name; // as in the language: "conv1d"

  /// Every operand and result has an element type and dims of the language (B013).
  bool tensorsAreKnown();

  Tensor tensor(Type type) const;
  Tensor tensor(Value value) const { return value ? tensor(value.getType()) : Tensor{}; }
  Tensor operand(unsigned i) const { return tensor(op->getOperand(i)); }
  /// The result as it is stored, for ops that take part of it from there.
  Tensor stored(unsigned i = 0) const { return tensor(op->getResult(i).getType()); }

  int64_t integerOption(StringRef key) const { return cast<IntegerAttr>(op->getAttr(key)).getInt(); }
  ArrayRef<int64_t> listOption(StringRef key) const {
    return cast<DenseI64ArrayAttr>(op->getAttr(key)).asArrayRef();
  }

  /// The sizes of an attribute, in normal form (B013).
  bool dimsOption(StringRef what, AffineMap map, Dims &dims);

  AffineExpr number(int64_t v) const { return getAffineConstantExpr(v, op->getContext()); }
  Interval range(AffineExpr dim) { return rangeOfDim(dim, symbolBounds()); }
  bool alwaysAtLeast(AffineExpr dim, int64_t wanted) { return range(dim).lo >= wanted; }
  /// q divides the size for all allowed sizes.
  bool divisible(AffineExpr dim, int64_t q) const { return mulDims(floorDivDim(dim, q), number(q)) == dim; }

  // --- reporting -------------------------------------------------------------------------------

  /// Always false. Text: strings, numbers, Tensor, a dim, a list of dims, a Type.
  template <class... Text> bool no(ErrorNumber number, const Text &...text) {
    std::string message;
    llvm::raw_string_ostream out(message);
    (put(out, text), ...);
    return report(number, message);
  }
  template <class... Text> bool no(unsigned number, const Text &...text) {
    return no(ErrorNumber{'E', number}, text...);
  }

  // --- element types ---------------------------------------------------------------------------

  bool floating(const Tensor &x) { return element(x, Element::floating); }
  bool numeric(const Tensor &x) { return element(x, Element::number); }
  bool element(const Tensor &x, Element wanted);
  bool sameType(const Tensor &a, const Tensor &b);
  bool indexType(const Tensor &x);
  /// A number stored as an element: `value` of full and pad, the bounds of clamp (E110).
  bool fits(Attribute number, Type element);

  // --- shapes and options ----------------------------------------------------------------------

  /// `wanted` completes "needs ...".
  bool rank(const Tensor &x, int64_t least, int64_t most, StringRef wanted);
  bool axis(const Tensor &x, int64_t a) { return axisOf(x.rank(), x, a); }
  bool axisOf(int64_t rank, const Tensor &shown, int64_t a);
  /// Each axis exists and is named once (E108, E111).
  bool axisList(const Tensor &x, ArrayRef<int64_t> axes);
  bool option(StringRef what, int64_t v, int64_t least, int64_t most);
  bool flag(StringRef what, int64_t v) { return option(what, v, 0, 1); }
  /// A list with one number for each of `n` things (B009).
  bool countOf(StringRef what, ArrayRef<int64_t> list, size_t n);
  /// NaN fails too.
  bool positive(StringRef what, double v);
  bool broadcast(ArrayRef<AffineExpr> a, ArrayRef<AffineExpr> b, Dims &result, unsigned number = 103);

  // --- results ---------------------------------------------------------------------------------

  /// The rule gives this type to result i: it can be written, and is what is stored
  /// (E011 E012 E020 E022, B014).
  bool result(Type element, ArrayRef<AffineExpr> dims, unsigned i = 0);
  /// A result whose shape or type the op takes from where it is stored.
  bool result(const Tensor &stored, unsigned i = 0) { return result(stored.element, stored.dims, i); }

private:
  ArrayRef<Interval> symbolBounds();
  void readSymbols();
  bool report(ErrorNumber number, StringRef message);
  bool isKnownTensor(Type type);

  void put(raw_ostream &out, StringRef text) { out << text; }
  void put(raw_ostream &out, const char *text) { out << text; }
  void put(raw_ostream &out, double v);
  template <class T>
    requires std::is_integral_v<T>
  void put(raw_ostream &out, T v) { out << v; }
  void put(raw_ostream &out, const Tensor &x);
  void put(raw_ostream &out, ArrayRef<AffineExpr> dims);
  void put(raw_ostream &out, const Dims &dims) { put(out, ArrayRef(dims)); }
  void put(raw_ostream &out, AffineExpr dim);
  void put(raw_ostream &out, Type element);
  void putAtom(raw_ostream &out, AffineExpr atom, bool factor);

  struct Symbol {
    std::string name;
    int64_t multiple;
  };
  SmallVector<Symbol> symbols;
  SmallVector<Interval> bounds;
  bool symbolsRead = false;
};

/// Checks an op whose tensors are known; false after an error.
using Rule = bool (*)(Check &);
using RuleTable = llvm::StringMap<Rule>; // by the op's name without `hac.`

void addElementwiseRules(RuleTable &);
void addContractionRules(RuleTable &);
void addConvRules(RuleTable &);
void addPoolRules(RuleTable &);
void addNormRules(RuleTable &);
void addReduceRules(RuleTable &);
void addShapeRules(RuleTable &);
void addPartsRules(RuleTable &);
void addIndexRules(RuleTable &);
void addAttentionRules(RuleTable &);
void addUserRules(RuleTable &);
void addGradRules(RuleTable &);

// --- families share ----------------------------------------------------------------------------

/// A bias has one element per output channel (E204).
bool checkBias(Check &c, const Tensor &bias, AffineExpr channels, const Tensor &x);

/// Where the spatial axes of an op on sequences [N, L, C] or images [N, C, H, W] are.
struct SpatialLayout {
  int64_t axes, channels, first;
  int64_t rank() const { return axes + 2; }
  StringRef text() const {
    return axes == 1 ? "[batch, seq, channels]" : "[batch, channels, height, width]";
  }
};
inline constexpr SpatialLayout sequenceLayout{1, 2, 1}, imageLayout{2, 1, 2};

struct Window {
  int64_t kernel, stride, before, after, dilation;
  bool roundUp = false;
  int64_t covers() const { return dilation * (kernel - 1) + 1; }
};
/// size -> floor((size + before + after - covers) / stride) + 1; E208 unless the kernel always fits.
bool slide(Check &c, AffineExpr &size, const Window &w);

/// What the modes other than zeros take from an axis is there (E610).
enum class PadMode : int64_t { zeros, reflect, replicate, circular };
inline constexpr int64_t largestPadMode = 3;

/// Reduced axes are removed, or stay with size 1.
Dims reducedDims(Check &c, const Tensor &x, ArrayRef<int64_t> axes, bool keepdim);

/// Checks a tape by itself and in its place: registers, kinds, the tensors it reads
/// (E023 E411 E412 E903 E904 E905, B007 B013). `what` begins the message: "the mask".
bool checkTape(Check &c, const Tape &tape, const Twine &what, ArrayRef<blob::tape_kind> variables,
               ArrayRef<Tensor> reads);
blob::tape_kind kindOf(Type element);

} // namespace hac::verify
