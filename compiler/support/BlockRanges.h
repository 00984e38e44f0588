// Which keys a set of attention's mask allows, as intervals: the one formula that tile/ emits as IR
// and that tests evaluate on numbers.
//
// A set is a list of atoms  query·i + key·j + constant + sum of symbols·s >= 0.  For queries
// [first, last] an atom takes its extremes at the ends, so the keys that some query may see, and
// those that all of them see, are intervals.
#pragma once
#include "mlir/IR/IntegerSet.h"
#include "llvm/ADT/SmallVector.h"

namespace hac::schedule {

struct MaskAtom {
  int64_t query = 0, key = 0, constant = 0;
  llvm::SmallVector<int64_t> symbols;
};

/// The atoms of a set over (query, key), an equality as two of them.
llvm::SmallVector<MaskAtom> atomsOf(mlir::IntegerSet set);

/// Keys [from, to).
template <class Number> struct KeyInterval {
  Number from, to;
};

/// Keys of [0, keys) for which all atoms hold for some query of [first, last]; with `forAll`, for
/// each of them. The first may allow too much, where two atoms hold for different queries only; for
/// one query (first = last) both are exact.
///
/// Arithmetic: number(int64_t), add, scale(x, int64_t), floorDiv(x, positive int64_t), min, max,
/// ifNotNegative(x, yes, no).
template <class Arithmetic, class Number>
KeyInterval<Number> keyInterval(Arithmetic &a, llvm::ArrayRef<MaskAtom> atoms, Number first,
                                Number last, llvm::ArrayRef<Number> symbols, Number keys,
                                bool forAll) {
  KeyInterval<Number> all{a.number(0), keys};
  for (const MaskAtom &atom : atoms) {
    bool atLast = (atom.query > 0) != forAll;
    Number rest = a.add(a.scale(atLast ? last : first, atom.query), a.number(atom.constant));
    for (auto [i, factor] : llvm::enumerate(atom.symbols))
      if (factor)
        rest = a.add(rest, a.scale(symbols[i], factor));
    if (atom.key > 0) // j >= -rest / key
      all.from = a.max(all.from, a.scale(a.floorDiv(rest, atom.key), -1));
    else if (atom.key < 0) // j <= rest / -key
      all.to = a.min(all.to, a.add(a.floorDiv(rest, -atom.key), a.number(1)));
    else
      all.to = a.ifNotNegative(rest, all.to, a.number(0));
  }
  return {a.min(all.from, keys), a.max(all.to, a.number(0))};
}

/// Tiles of `size` keys that an interval touches, and those that lie in it whole.
template <class Arithmetic, class Number>
KeyInterval<Number> tilesTouched(Arithmetic &a, KeyInterval<Number> keys, int64_t size) {
  // an empty interval touches none
  Number to = a.floorDiv(a.add(keys.to, a.number(size - 1)), size);
  Number count = a.add(keys.to, a.scale(keys.from, -1));
  return {a.floorDiv(keys.from, size), a.ifNotNegative(a.add(count, a.number(-1)), to, a.number(0))};
}
template <class Arithmetic, class Number>
KeyInterval<Number> tilesWithin(Arithmetic &a, KeyInterval<Number> keys, int64_t size) {
  return {a.floorDiv(a.add(keys.from, a.number(size - 1)), size), a.floorDiv(keys.to, size)};
}

/// The next tiles to visit when those before `done` have been: every tile below `high` that lies in a
/// range comes once, in rising order, in at most as many turns as there are ranges. Empty, at
/// `high`, if nothing is left.
///     ranges [0, 1) and [4, 9), high 8:  0 -> [0, 1)   1 -> [4, 8)   8 -> [8, 8)
template <class Arithmetic, class Number>
KeyInterval<Number> nextRange(Arithmetic &a, llvm::ArrayRef<KeyInterval<Number>> ranges, Number done,
                              Number high) {
  auto isBelow = [&](Number x, Number y, Number yes, Number no) {
    return a.ifNotNegative(a.add(a.add(y, a.scale(x, -1)), a.number(-1)), yes, no);
  };
  KeyInterval<Number> next{high, high};
  for (const KeyInterval<Number> &range : ranges) {
    Number from = a.max(range.from, done), to = a.min(range.to, high);
    Number end = isBelow(from, next.from, to, next.to);
    next.to = isBelow(from, to, end, next.to);
    Number start = isBelow(from, next.from, from, next.from);
    next.from = isBelow(from, to, start, next.from);
  }
  return next;
}

/// The same on numbers, for tests and costs.
struct PlainArithmetic {
  static int64_t number(int64_t x) { return x; }
  static int64_t add(int64_t x, int64_t y) { return x + y; }
  static int64_t scale(int64_t x, int64_t y) { return x * y; }
  static int64_t floorDiv(int64_t x, int64_t y) { return x / y - (x % y < 0); }
  static int64_t min(int64_t x, int64_t y) { return x < y ? x : y; }
  static int64_t max(int64_t x, int64_t y) { return x > y ? x : y; }
  static int64_t ifNotNegative(int64_t x, int64_t yes, int64_t no) { return x >= 0 ? yes : no; }
};

} // namespace hac::schedule
