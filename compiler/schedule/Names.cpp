#include "compiler/schedule/Names.h"
#include "compiler/hac/Dims.h"
#include "compiler/support/ScheduleDialect.h"

#include "llvm/Support/Path.h"
#include <fmt/format.h>

#include <numeric>

namespace hac::schedule {

std::string nameOf(Operation *op) {
  if (isa<DirectConvOp>(op))
    return "conv";
  if (auto pool = dyn_cast<DirectPoolOp>(op))
    return pool.getKind().str() + "_pool";
  return op->getName().stripDialect().str();
}

bool movesNothing(Operation *op) {
  if (auto slice = dyn_cast<SliceOp>(op))
    return slice.getStep() == 1;
  return isa<ReshapeOp, FlattenOp, UnsqueezeOp, SqueezeOp, ToSeqOp, ToImageOp, AssertShapeOp,
             StopGradientOp, SplitOp>(op);
}

std::string nameOf(GroupOp group) {
  constexpr size_t most = 6;
  SmallVector<Operation *> ops;
  for (Operation &op : group.getBody().front().without_terminator())
    if (&op == group.getAnchorOp() || !(isa<SplitHeadsOp, MergeHeadsOp>(op) || movesNothing(&op)))
      ops.push_back(&op);
  size_t left = 0; // out: what says least of the group, from the end
  while (ops.size() + (left > 0) > most) {
    auto last = llvm::find_if(llvm::reverse(ops), [&](Operation *op) {
      return op != group.getAnchorOp() && op->hasTrait<Pointwise>();
    });
    ops.erase(last == ops.rend() ? &ops.back() : &*last);
    ++left;
  }
  std::vector<std::string> names;
  for (Operation *op : ops)
    names.push_back(nameOf(op));
  if (left)
    names.push_back(fmt::format("{} more", left));
  return fmt::format("{}", fmt::join(names, "+"));
}

std::string tileText(GroupOp group) {
  if (ConvAttr conv = convOf(group))
    return fmt::format("{}x{}", conv.getHeights().front(), conv.getColumns());
  TileAttr tile = tileOf(group);
  if (!tile)
    return "";
  std::string text = fmt::format("{}x{}", tile.getHeights().front(), tile.getColumns());
  if (auto linear = dyn_cast<LinearOp>(group.getAnchorOp()))
    text += fmt::format(", k {}", cast<RankedTensorType>(linear.getX().getType()).getShape().back());
  return text;
}

Source sourceOf(Operation *op) {
  auto place = op->getLoc()->findInstanceOf<FileLineColLoc>();
  if (!place)
    return {};
  auto module = op->getLoc()->findInstanceOf<NameLoc>();
  return {llvm::sys::path::filename(place.getFilename()).str(), place.getLine(),
          module ? module.getName().str() : ""};
}

namespace {

/// A product as a number and named factors.
struct Product {
  int64_t number = 1;
  std::vector<std::string> names;

  /// `isPart` of a quotient.
  std::string text(bool isPart) const {
    bool isAlone = names.size() == 1 && number == 1 && !isPart;
    std::vector<std::string> factors;
    for (const std::string &name : names) // "batch*(seq/2)"
      factors.push_back(isAlone || name.find_first_of(" /") == name.npos ? name : "(" + name + ")");
    std::string all = fmt::format("{}", fmt::join(factors, "*"));
    return names.empty()  ? std::to_string(number)
           : number == 1 ? all
                         : fmt::format("{}*{}", all, number);
  }
};

class FormulaPrinter {
public:
  explicit FormulaPrinter(ArrayRef<emit::Symbol> symbols) : symbols(symbols) {}

  std::string text(AffineExpr formula) const {
    auto pair = dyn_cast<AffineBinaryOpExpr>(formula);
    if (pair && formula.getKind() == AffineExprKind::Add) {
      std::string right = text(pair.getRHS());
      return text(pair.getLHS()) +
             (right.front() == '-' ? " - " + right.substr(1) : " + " + right);
    }
    Product product;
    int64_t divisor = 1; // of the sizes that count in multiples
    multiply(formula, product, divisor);
    int64_t shared = std::gcd(product.number, divisor);
    product.number /= shared;
    bool isQuotient = divisor != shared;
    return isQuotient ? fmt::format("{}/{}", product.text(true), divisor / shared)
                      : product.text(false);
  }

private:
  void multiply(AffineExpr formula, Product &product, int64_t &divisor) const {
    if (auto constant = dyn_cast<AffineConstantExpr>(formula)) {
      product.number *= constant.getValue();
    } else if (auto symbol = dyn_cast<AffineSymbolExpr>(formula)) {
      product.names.push_back(symbols[symbol.getPosition()].name);
      divisor *= symbols[symbol.getPosition()].multipleOf;
    } else {
      auto pair = cast<AffineBinaryOpExpr>(formula);
      std::string left = text(pair.getLHS());
      switch (formula.getKind()) {
      case AffineExprKind::Mul:
        multiply(pair.getLHS(), product, divisor);
        multiply(pair.getRHS(), product, divisor);
        break;
      case AffineExprKind::Add:
        product.names.push_back(text(formula));
        break;
      default:
        product.names.push_back(
            fmt::format("{}/{}", isWord(left) ? left : "(" + left + ")", text(pair.getRHS())));
        break;
      }
    }
  }

  static bool isWord(const std::string &text) { return text.find_first_of(" */") == text.npos; }

  ArrayRef<emit::Symbol> symbols;
};

} // namespace

std::string formulaText(AffineExpr formula, ArrayRef<emit::Symbol> symbols) {
  return FormulaPrinter(symbols).text(formula);
}

std::string shapeText(RankedTensorType type, ArrayRef<emit::Symbol> symbols) {
  std::vector<std::string> dims;
  for (AffineExpr dim : dimsOf(type))
    dims.push_back(formulaText(dim, symbols));
  Type element = type.getElementType();
  std::string name = element.isInteger(1) ? "bool" : "";
  if (name.empty())
    llvm::raw_string_ostream(name) << element;
  return fmt::format("{}[{}]", name, fmt::join(dims, ", "));
}

} // namespace hac::schedule
