#include "compiler/support/BlockRanges.h"

#include "mlir/Analysis/FlatLinearValueConstraints.h"

using namespace mlir;

namespace hac::schedule {

SmallVector<MaskAtom> atomsOf(IntegerSet set) {
  SmallVector<MaskAtom> atoms;
  unsigned symbols = set.getNumSymbols();
  for (auto [expr, isEquality] : llvm::zip(set.getConstraints(), set.getEqFlags())) {
    SmallVector<int64_t> flat; // d0, d1, symbols, constant
    if (failed(getFlattenedAffineExpr(expr, 2, symbols, &flat)))
      continue; // not linear: schedule/ makes none, and to leave it out only allows more
    MaskAtom atom;
    atom.query = flat[0];
    atom.key = flat[1];
    atom.symbols.assign(flat.begin() + 2, flat.begin() + 2 + symbols);
    atom.constant = flat.back();
    atoms.push_back(atom);
    if (!isEquality)
      continue;
    MaskAtom other{-atom.query, -atom.key, -atom.constant, {}};
    for (int64_t factor : atom.symbols)
      other.symbols.push_back(-factor);
    atoms.push_back(other);
  }
  return atoms;
}

} // namespace hac::schedule
