#include "compiler/schedule/MaskSets.h"
#include "compiler/support/BlockRanges.h"

#include "mlir/IR/MLIRContext.h"

#include <map>

using namespace mlir;

namespace hac::schedule {
namespace {

using blob::tape_op;

// Beyond these, arithmetic on positions could leave 64 bits.
constexpr int64_t largestFactor = 1 << 8, largestConstant = int64_t(1) << 40;
constexpr size_t mostSets = 4, mostAtoms = 12;

// Variables of a mask (blob_format.h).
enum : uint64_t { batchVariable, headVariable, queryVariable, keyVariable };

/// query * i + key * j + constant + sum of factor * register.
struct Form {
  int64_t query = 0, key = 0, constant = 0;
  std::map<unsigned, int64_t> registers;

  Form scaled(int64_t factor) const {
    Form f{query * factor, key * factor, constant * factor, registers};
    for (auto &[number, value] : f.registers)
      value *= factor;
    return f;
  }
  Form plus(const Form &other) const {
    Form f = *this;
    f.query += other.query;
    f.key += other.key;
    f.constant += other.constant;
    for (auto [number, factor] : other.registers)
      f.registers[number] += factor;
    return f;
  }
  Form plus(int64_t number) const {
    Form f = *this;
    f.constant += number;
    return f;
  }
  bool fits() const {
    auto small = [](int64_t x) { return std::abs(x) <= largestFactor; };
    return small(query) && small(key) && std::abs(constant) <= largestConstant &&
           llvm::all_of(registers, [&](auto &entry) { return small(entry.second); });
  }
};

/// A set: all forms are >= 0. Not exact: the mask may be false there.
struct Set {
  SmallVector<Form> forms;
  bool exact = true;
};
using Sets = SmallVector<Set>;

class Analysis {
public:
  explicit Analysis(const Tape &tape) : tape(tape) {
    for (const TapeOp &op : tape.ops) {
      bool varies = op.op == tape_op::var && (op.constant == queryVariable || op.constant == keyVariable);
      for (unsigned i = 0; i < tapeOperands(op); ++i)
        varies |= variesOf[op.registers[i]];
      variesOf.push_back(varies);
    }
  }
  Sets run() { return setsOf(tape.result, false); }

private:
  /// The integer in a register, if it is linear.
  std::optional<Form> formOf(unsigned number) {
    const TapeOp &op = tape.ops[number];
    if (op.kind != blob::tape_kind::integer)
      return std::nullopt;
    std::optional<Form> form = formOfOp(op, number);
    return form && form->fits() ? form : std::nullopt;
  }
  std::optional<Form> formOfOp(const TapeOp &op, unsigned number) {
    if (op.op == tape_op::ci)
      return std::abs(int64_t(op.constant)) <= largestConstant ? std::optional(Form{0, 0, int64_t(op.constant), {}})
                                                               : std::nullopt;
    if (op.op == tape_op::var && op.constant == queryVariable)
      return Form{1, 0, 0, {}};
    if (op.op == tape_op::var && op.constant == keyVariable)
      return Form{0, 1, 0, {}};
    auto operand = [&](unsigned i) { return formOf(op.registers[i]); };
    std::optional<Form> x, y;
    switch (op.op) {
    case tape_op::add:
      if ((x = operand(0)) && (y = operand(1)))
        return x->plus(*y);
      break;
    case tape_op::sub:
      if ((x = operand(0)) && (y = operand(1)))
        return x->plus(y->scaled(-1));
      break;
    case tape_op::neg:
      if ((x = operand(0)))
        return x->scaled(-1);
      break;
    case tape_op::mul:
      if ((x = operand(0)) && (y = operand(1))) {
        if (isConstant(*x) && std::abs(x->constant) <= largestFactor && std::abs(y->constant) <= INT32_MAX)
          return y->scaled(x->constant);
        if (isConstant(*y) && std::abs(y->constant) <= largestFactor && std::abs(x->constant) <= INT32_MAX)
          return x->scaled(y->constant);
      }
      break;
    default:
      break;
    }
    if (variesOf[number])
      return std::nullopt;
    return Form{0, 0, 0, {{number, 1}}};
  }
  static bool isConstant(const Form &f) { return !f.query && !f.key && f.registers.empty(); }

  Sets unknown() { return {Set{{}, false}}; }

  /// Where the bool in a register is true (or false, if negated).
  Sets setsOf(unsigned number, bool negated) {
    const TapeOp &op = tape.ops[number];
    unsigned a = op.registers[0], b = op.registers[1];
    switch (op.op) {
    case tape_op::land:
    case tape_op::lor: {
      Sets x = setsOf(a, negated), y = setsOf(b, negated);
      return (op.op == tape_op::land) != negated ? both(x, y) : either(std::move(x), y);
    }
    case tape_op::lnot:
      return setsOf(a, !negated);
    case tape_op::lt:
      return compare(negated ? tape_op::ge : tape_op::lt, a, b);
    case tape_op::le:
      return compare(negated ? tape_op::gt : tape_op::le, a, b);
    case tape_op::gt:
      return compare(negated ? tape_op::le : tape_op::gt, a, b);
    case tape_op::ge:
      return compare(negated ? tape_op::lt : tape_op::ge, a, b);
    case tape_op::eq:
      return compare(negated ? tape_op::ne : tape_op::eq, a, b);
    case tape_op::ne:
      return compare(negated ? tape_op::eq : tape_op::ne, a, b);
    default:
      return unknown();
    }
  }

  Sets both(const Sets &x, const Sets &y) {
    Sets product;
    for (const Set &s : x)
      for (const Set &t : y) {
        Set joined = s;
        llvm::append_range(joined.forms, t.forms);
        joined.exact &= t.exact;
        product.push_back(std::move(joined));
      }
    return limited(std::move(product));
  }
  Sets either(Sets x, const Sets &y) {
    llvm::append_range(x, y);
    return limited(std::move(x));
  }
  Sets limited(Sets sets) {
    bool fits = sets.size() <= mostSets &&
                llvm::all_of(sets, [](const Set &s) { return s.forms.size() <= mostAtoms; });
    return fits ? std::move(sets) : unknown();
  }

  Sets notNegative(std::optional<Form> form) {
    return form && form->fits() ? Sets{Set{{*form}, true}} : unknown();
  }

  Sets compare(tape_op how, unsigned left, unsigned right) {
    // |x| < y: -y < x < y
    if (isAbs(right))
      return compareAbs(mirrored(how), right, left);
    if (isAbs(left))
      return compareAbs(how, left, right);
    if (how == tape_op::eq && isQuotient(left) && isQuotient(right))
      return sameBlock(left, right);
    std::optional<Form> x = formOf(left), y = formOf(right);
    return x && y ? compareForms(how, *x, *y) : unknown();
  }
  bool isQuotient(unsigned number) { return tape.ops[number].op == tape_op::div && variesOf[number]; }

  /// floor(form / by), by > 0.  Example: (q / 4) / 2 is floor(q / 8)
  struct Quotient {
    Form form;
    int64_t by;
  };
  std::optional<Quotient> quotientOf(unsigned number) {
    const TapeOp &op = tape.ops[number];
    std::optional<Form> by = formOf(op.registers[1]);
    if (!by || !isConstant(*by) || by->constant < 1)
      return std::nullopt;
    if (isQuotient(op.registers[0])) {
      std::optional<Quotient> inner = quotientOf(op.registers[0]);
      if (!inner || inner->by > largestConstant / by->constant)
        return std::nullopt;
      return Quotient{inner->form, inner->by * by->constant};
    }
    std::optional<Form> form = formOf(op.registers[0]);
    return form ? std::optional(Quotient{*form, by->constant}) : std::nullopt;
  }
  /// floor(x / n) == floor(y / n): x and y are less than n apart, which holds for more than that.
  Sets sameBlock(unsigned left, unsigned right) {
    std::optional<Quotient> x = quotientOf(left), y = quotientOf(right);
    if (!x || !y || x->by != y->by)
      return unknown();
    Form over = x->form.plus(y->form.scaled(-1)).plus(x->by - 1), under = y->form.plus(x->form.scaled(-1)).plus(x->by - 1);
    if (!over.fits() || !under.fits())
      return unknown();
    return {Set{{over, under}, /*exact=*/false}};
  }
  bool isAbs(unsigned number) {
    return tape.ops[number].op == tape_op::abs && variesOf[number] &&
           tape.ops[number].kind == blob::tape_kind::integer;
  }
  static tape_op mirrored(tape_op how) {
    switch (how) {
    case tape_op::lt:
      return tape_op::gt;
    case tape_op::le:
      return tape_op::ge;
    case tape_op::gt:
      return tape_op::lt;
    case tape_op::ge:
      return tape_op::le;
    default:
      return how;
    }
  }
  Sets compareAbs(tape_op how, unsigned left, unsigned right) {
    std::optional<Form> x = formOf(tape.ops[left].registers[0]), y = formOf(right);
    if (!x || !y || how == tape_op::eq || how == tape_op::ne)
      return unknown();
    Sets plus = compareForms(how, *x, *y), minus = compareForms(how, x->scaled(-1), *y);
    bool isBelow = how == tape_op::lt || how == tape_op::le;
    return isBelow ? both(plus, minus) : either(std::move(plus), minus);
  }
  Sets compareForms(tape_op how, const Form &x, const Form &y) {
    Form over = x.plus(y.scaled(-1)), under = over.scaled(-1);
    switch (how) {
    case tape_op::lt:
      return notNegative(under.plus(-1));
    case tape_op::le:
      return notNegative(under);
    case tape_op::gt:
      return notNegative(over.plus(-1));
    case tape_op::ge:
      return notNegative(over);
    case tape_op::eq:
      return both(notNegative(over), notNegative(under));
    default: // ne
      return either(notNegative(over.plus(-1)), notNegative(under.plus(-1)));
    }
  }

  const Tape &tape;
  SmallVector<bool> variesOf; // with query or key
};

} // namespace

MaskSets maskSets(const Tape *tape, MLIRContext *context) {
  MaskSets result;
  Sets sets = tape ? Analysis(*tape).run() : Sets{Set{}};
  auto symbolOf = [&](unsigned number) -> unsigned {
    auto *found = llvm::find(result.symbols, int64_t(number));
    if (found == result.symbols.end()) {
      result.symbols.push_back(number);
      return result.symbols.size() - 1;
    }
    return unsigned(found - result.symbols.begin());
  };
  for (const Set &set : sets) // symbols first: a set names how many there are
    for (const Form &form : set.forms)
      for (auto [number, factor] : form.registers)
        symbolOf(number);
  AffineExpr query = getAffineDimExpr(0, context), key = getAffineDimExpr(1, context);
  for (const Set &set : sets) {
    SmallVector<AffineExpr> exprs;
    for (const Form &form : set.forms) {
      AffineExpr expr = query * form.query + key * form.key;
      for (auto [number, factor] : form.registers)
        expr = expr + getAffineSymbolExpr(symbolOf(number), context) * factor;
      exprs.push_back(expr + form.constant);
    }
    if (exprs.empty()) // everywhere
      exprs.push_back(key);
    SmallVector<bool> equalities(exprs.size(), false);
    result.anyOf.push_back(IntegerSet::get(2, result.symbols.size(), exprs, equalities));
    result.exact &= set.exact;
  }
  return result;
}

std::optional<int64_t> boundedWidth(const MaskSets &sets) {
  int64_t width = 0;
  for (IntegerSet set : sets.anyOf) {
    SmallVector<MaskAtom> atoms = atomsOf(set);
    atoms.push_back({0, 1, 0, SmallVector<int64_t>(sets.symbols.size(), 0)}); // j >= 0
    std::optional<int64_t> narrowest;
    for (const MaskAtom &low : atoms) // j >= -(low), j <= high
      for (const MaskAtom &high : atoms) {
        bool isInterval = low.key == 1 && high.key == -1 && low.query + high.query == 0;
        for (auto [x, y] : llvm::zip(low.symbols, high.symbols))
          isInterval &= x + y == 0;
        if (!isInterval)
          continue;
        int64_t size = std::max<int64_t>(0, low.constant + high.constant + 1);
        narrowest = std::min(narrowest.value_or(size), size);
      }
    if (!narrowest)
      return std::nullopt;
    width += *narrowest;
  }
  return width;
}

} // namespace hac::schedule
