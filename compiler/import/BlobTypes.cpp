// Sizes and types of a blob: symbolic dims with their intervals, element types and shapes.
#include "compiler/import/BlobReader.h"

namespace hac::import {
namespace {

using Wide = __int128; // sums of products of 64-bit numbers

int64_t floorDiv(int64_t a, int64_t b) { // b > 0
  int64_t q = a / b;
  return q * b > a ? q - 1 : q;
}

bool fits(Wide low, Wide high) { return low >= -Wide(blob::max_dim) && high <= blob::max_dim; }

} // namespace

bool BlobReader::readDims() {
  uint32_t end = rows(blob::s_DIMS), i = 0; // in words
  while (i < end) {
    size_t number = out.dims.size();
    uint32_t terms = at(blob::s_DIMS, i);
    if (terms > blob::max_terms)
      return fail(15, "dim {}: {} terms, the limit is {}", number, terms, blob::max_terms);
    if (3 + 3 * terms > end - i)
      return fail(6, "dim {}: {} terms need {} words, {} are left", number, terms, 3 + 3 * terms,
                  end - i);
    if (terms == 0)
      return fail(13, "dim {}: it has no term; a constant is its own code", number);
    Dim dim;
    dim.constant = wide(blob::s_DIMS, i + 1, 0);
    for (uint32_t t = 0; t < terms; ++t) {
      Dim::Term term{wide(blob::s_DIMS, i + 3 + 3 * t + 1, 0), at(blob::s_DIMS, i + 3 + 3 * t)};
      if (term.atom >= rows(blob::s_ATOM))
        return fail(7, "dim {}, term {}: atom {}, there are {}", number, t, term.atom,
                    rows(blob::s_ATOM));
      if (term.factor == 0)
        return fail(13, "dim {}, term {}: its factor is 0", number, t);
      if (t && term.atom <= dim.terms.back().atom)
        return fail(13, "dim {}, term {}: atom {} after atom {}, they must ascend", number, t,
                    term.atom, dim.terms.back().atom);
      dim.terms.push_back(term);
    }
    out.dims.push_back(std::move(dim));
    i += 3 + 3 * terms;
  }
  return true;
}

bool BlobReader::isKnownDim(int64_t code) const {
  return !blob::is_symbolic(code) ||
         (code >= blob::sym_base && uint64_t(code - blob::sym_base) < out.dims.size());
}

bool BlobReader::readAtoms() {
  uint32_t symbols = 0;
  out.atoms.reserve(rows(blob::s_ATOM));
  for (uint32_t i = 0; i < rows(blob::s_ATOM); ++i) {
    uint32_t kind = at(blob::s_ATOM, i, 0);
    if (kind > uint32_t(blob::atom_kind::product))
      return fail(13, "atom {}: kind {}, the largest is {}", i, kind,
                  uint32_t(blob::atom_kind::product));
    Atom atom{blob::atom_kind(kind),     at(blob::s_ATOM, i, 1),   wide(blob::s_ATOM, i, 2),
              wide(blob::s_ATOM, i, 4),  wide(blob::s_ATOM, i, 6), wide(blob::s_ATOM, i, 8),
              wide(blob::s_ATOM, i, 10), at(blob::s_ATOM, i, 12),  at(blob::s_ATOM, i, 13)};
    switch (atom.kind) {
    case blob::atom_kind::symbol:
      if (++symbols > blob::max_symbols)
        return fail(15, "atom {}: symbol number {}, the limit is {}", i, symbols,
                    blob::max_symbols);
      if (!checkString(atom.name, "name of atom", i))
        return false;
      if (atom.max > blob::max_symbol)
        return fail(15, "atom {}: the symbol may be {}, the limit is {}", i, atom.max,
                    blob::max_symbol);
      if (atom.min < 0 || atom.min > atom.max)
        return fail(13, "atom {}: bounds {} and {} of a symbol", i, atom.min, atom.max);
      if (atom.multiple < 1)
        return fail(13, "atom {}: multiple_of {}, 1 is the least", i, atom.multiple);
      break;
    case blob::atom_kind::floor: {
      if (atom.divisor < 1)
        return fail(13, "atom {}: divisor {}, 1 is the least", i, atom.divisor);
      if (!isKnownDim(atom.dividend))
        return failUnknownDim(atom.dividend, "atom {}, dividend", i);
      if (!blob::is_symbolic(atom.dividend))
        return fail(13, "atom {}: the dividend {} is a constant", i, atom.dividend);
      const Dim &dividend = out.dims[atom.dividend - blob::sym_base];
      if (dividend.terms.back().atom >= i) // they ascend
        return fail(7, "atom {}: its dividend has atom {}, only {} are known before it", i,
                    dividend.terms.back().atom, i);
      break;
    }
    case blob::atom_kind::product:
      if (atom.left >= i || atom.right >= i)
        return fail(7, "atom {}: product of atoms {} and {}, only {} are known before it", i,
                    atom.left, atom.right, i);
      if (atom.left > atom.right)
        return fail(13, "atom {}: product of atoms {} and {}, the smaller comes first", i,
                    atom.left, atom.right);
      break;
    }
    out.atoms.push_back(atom);
  }
  return true;
}

bool BlobReader::measureAtoms() {
  for (size_t i = 0; i < out.atoms.size(); ++i) { // atoms refer to earlier ones only
    const Atom &atom = out.atoms[i];
    Wide low = 0, high = 0;
    switch (atom.kind) {
    case blob::atom_kind::symbol: // the atom is size / multiple
      low = -floorDiv(-atom.min, atom.multiple);
      high = floorDiv(atom.max, atom.multiple);
      if (low > high)
        return fail(13, "atom {}: no multiple of {} lies between {} and {}", i, atom.multiple,
                    atom.min, atom.max);
      break;
    case blob::atom_kind::floor: {
      const Dim &dividend = out.dims[atom.dividend - blob::sym_base];
      low = high = dividend.constant;
      for (const Dim::Term &term : dividend.terms) {
        Interval r = atomRange[term.atom];
        low += Wide(term.factor) * (term.factor > 0 ? r.low : r.high);
        high += Wide(term.factor) * (term.factor > 0 ? r.high : r.low);
      }
      if (!fits(low, high))
        return fail(13, "atom {}: its dividend leaves -2^62 to 2^62", i);
      low = floorDiv(int64_t(low), atom.divisor);
      high = floorDiv(int64_t(high), atom.divisor);
      break;
    }
    case blob::atom_kind::product: {
      Interval a = atomRange[atom.left], b = atomRange[atom.right];
      Wide corners[] = {Wide(a.low) * b.low, Wide(a.low) * b.high, Wide(a.high) * b.low,
                        Wide(a.high) * b.high};
      low = *std::min_element(std::begin(corners), std::end(corners));
      high = *std::max_element(std::begin(corners), std::end(corners));
      break;
    }
    }
    if (!fits(low, high))
      return fail(13, "atom {}: its values leave -2^62 to 2^62", i);
    atomRange.push_back({int64_t(low), int64_t(high)});
  }
  return true;
}

bool BlobReader::measureDims() {
  for (size_t i = 0; i < out.dims.size(); ++i) {
    Wide low = out.dims[i].constant, high = low;
    for (const Dim::Term &term : out.dims[i].terms) {
      Interval r = atomRange[term.atom];
      low += Wide(term.factor) * (term.factor > 0 ? r.low : r.high);
      high += Wide(term.factor) * (term.factor > 0 ? r.high : r.low);
    }
    if (!fits(low, high))
      return fail(13, "dim {}: its values leave -2^62 to 2^62", i);
    dimRange.push_back({int64_t(low), int64_t(high)});
  }
  return true;
}

bool BlobReader::readTypes() {
  uint32_t end = rows(blob::s_TYPE), i = 0; // in words
  while (i < end) {
    size_t number = out.types.size();
    if (end - i < 2)
      return fail(6, "type {}: it needs 2 words, {} is left", number, end - i);
    uint32_t dtype = at(blob::s_TYPE, i), rank = at(blob::s_TYPE, i + 1);
    if (dtype == 0 || dtype >= blob::dtype_count)
      return fail(13, "type {}: element type {}, it must be 1 to {}", number, dtype,
                  blob::dtype_count - 1);
    if (rank > blob::max_rank)
      return fail(15, "type {}: rank {}, the limit is {}", number, rank, blob::max_rank);
    if (2 + 2 * rank > end - i)
      return fail(6, "type {}: rank {} needs {} words, {} are left", number, rank, 2 + 2 * rank,
                  end - i);
    Type type{blob::dtype(dtype), {}};
    for (uint32_t d = 0; d < rank; ++d) {
      int64_t code = wide(blob::s_TYPE, i + 2 + 2 * d, 0);
      if (!isKnownDim(code))
        return failUnknownDim(code, "type {}, axis {}", number, d);
      bool symbolic = blob::is_symbolic(code);
      int64_t most = symbolic ? dimRange[code - blob::sym_base].high : code;
      if (most < 0)
        return fail(13, "type {}, axis {}: a size of at most {}", number, d, most);
      if (!symbolic && code > blob::max_dim)
        return fail(13, "type {}, axis {}: size {}, the limit is {}", number, d, code,
                    blob::max_dim);
      type.dims.push_back(code);
    }
    if (!checkStaticSize(type, number))
      return false;
    out.types.push_back(std::move(type));
    i += 2 + 2 * rank;
  }
  return true;
}

bool BlobReader::checkStaticSize(const Type &type, size_t number) {
  Wide elements = 1;
  bool empty = false, tooMany = false;
  for (int64_t code : type.dims) {
    if (blob::is_symbolic(code))
      return true;
    empty |= code == 0;
    elements *= code;
    if (elements > blob::max_static_elements) { // a 0 may still come
      tooMany = true;
      elements = 1;
    }
  }
  if (tooMany && !empty)
    return fail(15, "type {}: more than {} elements", number, blob::max_static_elements);
  return true;
}

} // namespace hac::import
