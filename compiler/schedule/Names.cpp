#include "compiler/schedule/Names.h"
#include "compiler/hac/Dims.h"
#include "compiler/support/ScheduleDialect.h"

#include "llvm/Support/Path.h"
#include <fmt/format.h>

namespace hac::schedule {

std::string nameOf(Operation *op) {
  if (isa<DirectConvOp>(op))
    return "conv";
  if (auto pool = dyn_cast<DirectPoolOp>(op))
    return pool.getKind().str() + "_pool";
  return op->getName().stripDialect().str();
}

std::string nameOf(GroupOp group) {
  constexpr size_t most = 5;
  Block &body = group.getBody().front();
  std::vector<std::string> names;
  if (Operation *anchor = group.getAnchorOp())
    names.push_back(nameOf(anchor));
  for (Operation &op : body.without_terminator())
    if (&op != group.getAnchorOp() && op.hasTrait<Pointwise>())
      names.push_back(nameOf(&op));
  if (names.size() > most) {
    std::string rest = fmt::format("{} more", names.size() - most + 1);
    names.resize(most - 1);
    names.push_back(rest);
  }
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
  return {llvm::sys::path::filename(place.getFilename()).str(), place.getLine()};
}

std::string formulaText(AffineExpr formula, ArrayRef<std::string> symbols) {
  if (auto constant = dyn_cast<AffineConstantExpr>(formula))
    return std::to_string(constant.getValue());
  if (auto symbol = dyn_cast<AffineSymbolExpr>(formula))
    return symbols[symbol.getPosition()];
  auto pair = cast<AffineBinaryOpExpr>(formula);
  std::string left = formulaText(pair.getLHS(), symbols), right = formulaText(pair.getRHS(), symbols);
  auto inBrackets = [](AffineExpr part, const std::string &text) {
    return part.getKind() == AffineExprKind::Add ? "(" + text + ")" : text;
  };
  switch (formula.getKind()) {
  case AffineExprKind::Add:
    return left + " + " + right;
  case AffineExprKind::Mul:
    return inBrackets(pair.getLHS(), left) + "*" + inBrackets(pair.getRHS(), right);
  case AffineExprKind::FloorDiv:
    return fmt::format("floor({} / {})", left, right);
  case AffineExprKind::CeilDiv:
    return fmt::format("ceil({} / {})", left, right);
  default:
    return fmt::format("({} mod {})", left, right);
  }
}

std::string shapeText(RankedTensorType type, ArrayRef<std::string> symbols) {
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
