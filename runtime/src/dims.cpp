// dims.cpp: see dims.h.
#include "dims.h"

namespace hac::rt {

bool evaluate(const hac_fn &fn, const hac_dim &dim, const int64_t *atoms, int64_t &value) {
  value = dim.constant;
  for (uint32_t i = 0; i < dim.term_count; ++i) {
    const hac_term &term = fn.terms[dim.first_term + i];
    int64_t product;
    if (__builtin_mul_overflow(term.factor, atoms[term.atom], &product) ||
        __builtin_add_overflow(value, product, &value))
      return false;
  }
  return true;
}

bool evaluate_atoms(const hac_fn &fn, const int64_t *symbols, int64_t *atoms) {
  for (uint32_t i = 0; i < fn.atom_count; ++i) {
    const hac_atom &atom = fn.atoms[i];
    switch (atom.kind) {
    case HAC_ATOM_SYMBOL:
      atoms[i] = symbols[atom.left] / fn.symbols[atom.left].multiple_of;
      break;
    case HAC_ATOM_FLOOR: {
      int64_t dividend;
      if (!evaluate(fn, atom.dividend, atoms, dividend))
        return false;
      atoms[i] = dividend / atom.divisor - (dividend % atom.divisor < 0); // -1 / 2 is -1
      break;
    }
    default:
      if (__builtin_mul_overflow(atoms[atom.left], atoms[atom.right], &atoms[i]))
        return false;
    }
  }
  return true;
}

bool evaluate(const hac_fn &fn, const hac_arg &arg, const int64_t *atoms, extent &size) {
  size.elements = 1;
  for (uint32_t i = 0; i < arg.rank; ++i) {
    int64_t dim;
    if (!evaluate(fn, arg.dims[i], atoms, dim) || dim < 0 ||
        __builtin_mul_overflow(size.elements, dim, &size.elements))
      return false;
  }
  return !__builtin_mul_overflow(size.elements, element_bytes(arg.dtype), &size.bytes);
}

} // namespace hac::rt
