// The groups of a module as rows of the descriptor: what hac_group_cost and traces read.
#include "compiler/hac/Dims.h"
#include "compiler/schedule/Cost.h"
#include "compiler/schedule/Names.h"
#include "compiler/schedule/Schedule.h"

using namespace mlir;

namespace hac::schedule {
namespace {

/// Writes formulas as sums over a function's atoms; adds the atoms that are missing.
class Formulas {
public:
  explicit Formulas(emit::Function &function) : function(function) {}

  emit::Dim dim(AffineExpr formula) {
    DimSum sum = sumOfDim(formula);
    emit::Dim result;
    result.constant = sum.constant;
    for (auto &[atom, factor] : sum.terms)
      result.terms.push_back({factor, atomOf(atom)});
    return result;
  }

private:
  uint32_t atomOf(AffineExpr expr) {
    emit::Atom atom{};
    atom.divisor = 1;
    if (auto symbol = dyn_cast<AffineSymbolExpr>(expr)) {
      atom.kind = blob::atom_kind::symbol;
      atom.symbol = symbol.getPosition();
    } else {
      auto pair = cast<AffineBinaryOpExpr>(expr);
      if (expr.getKind() == AffineExprKind::Mul) {
        uint32_t left = atomOf(pair.getLHS()), right = atomOf(pair.getRHS());
        atom.kind = blob::atom_kind::product;
        atom.left = std::min(left, right);
        atom.right = std::max(left, right);
      } else {
        atom.kind = blob::atom_kind::floor;
        atom.dividend = dim(pair.getLHS());
        atom.divisor = cast<AffineConstantExpr>(pair.getRHS()).getValue();
      }
    }
    for (auto [number, known] : llvm::enumerate(function.atoms))
      if (same(known, atom))
        return uint32_t(number);
    function.atoms.push_back(atom);
    return uint32_t(function.atoms.size() - 1);
  }

  static bool same(const emit::Dim &a, const emit::Dim &b) {
    return a.constant == b.constant &&
           llvm::equal(a.terms, b.terms, [](const emit::Dim::Term &x, const emit::Dim::Term &y) {
             return x.factor == y.factor && x.atom == y.atom;
           });
  }
  static bool same(const emit::Atom &a, const emit::Atom &b) {
    if (a.kind != b.kind)
      return false;
    switch (a.kind) {
    case blob::atom_kind::symbol:
      return a.symbol == b.symbol;
    case blob::atom_kind::product:
      return std::minmax(a.left, a.right) == std::minmax(b.left, b.right);
    default:
      return a.divisor == b.divisor && same(a.dividend, b.dividend);
    }
  }

  emit::Function &function;
};

/// A reader takes the longer of flops / gflops and bytes / gbytes: both say what functions add.
void setRates(emit::Group &row, const Work &work, CostAttr cost, const Target &target) {
  Expected expected = expectedOf(work, cost, target);
  double compute = expected.arithmetic + expected.functions;
  if (work.flops > 0)
    row.gflops = 1e-9 * double(work.flops) / compute;
  double data = work.flops > 0 ? expected.data : std::max(expected.data, compute);
  if (data > 0)
    row.gbytes = 1e-9 * double(work.bytes) / data;
}

} // namespace

void describeGroups(ModuleOp module, const Target &target, emit::Model &model) {
  for (auto [index, function] : llvm::enumerate(module.getOps<func::FuncOp>())) {
    emit::Function &described = model.functions[index];
    Formulas formulas(described);
    std::vector<int64_t> symbols = symbolsAt(described, usualSizes(described));
    function.walk([&](GroupOp group) {
      CostAttr cost = costOf(group);
      emit::Group row;
      row.name = nameOf(group);
      row.tile = tileText(group);
      Source source = sourceOf(group);
      row.file = source.file;
      row.line = row.lastLine = source.line;
      for (Operation &op : group.getBody().front().without_terminator())
        if (Source one = sourceOf(&op); one.file == row.file) {
          row.line = std::min(row.line, one.line);
          row.lastLine = std::max(row.lastLine, one.line);
        }
      row.function = uint32_t(index);
      row.isa = uint32_t(model.isas.size());
      row.flops = formulas.dim(cost.getFlops().getResult(0));
      row.bytes = formulas.dim(cost.getBytes().getResult(0));
      setRates(row, workAt(cost, symbols), cost, target);
      model.groups.push_back(std::move(row));
    });
  }
}

} // namespace hac::schedule
