// pack.cpp: see pack.h.
#include "pack.h"

#include "weights.h"

#include "dims.h"

#include <string.h>

namespace hac::rt {

namespace {

/// One destination axis, seen from one position of the others.
struct run {
  int64_t begin, count, extent; // elements inside the parameter: from `begin` on, of `extent`
  int64_t offset;               // bytes from the axis' coordinate 0 to the first one that is inside
  int64_t step;                 // bytes from each of them to the next
};

/// Coordinates first, first + stride, ... against a dimension of `size` whose neighbours lie `step`
/// bytes apart.
run split(const hac_pack_axis &axis, int64_t first, int64_t size, int64_t step) {
  bool down = axis.stride < 0; // then counted from the other end
  int64_t at = down ? size - 1 - first : first, pace = down ? -axis.stride : axis.stride;
  auto steps_to = [&](int64_t coordinate) { // the first index that reaches it
    if (at >= coordinate)
      return int64_t(0);
    int64_t steps = pace ? (coordinate - at + pace - 1) / pace : axis.extent;
    return steps < axis.extent ? steps : axis.extent;
  };
  int64_t begin = steps_to(0), end = steps_to(size);
  return {begin, end - begin, axis.extent, (first + begin * axis.stride) * step,
          axis.stride * step};
}

/// to[r][c] = from[r * rows.step + c * columns.step], 0 outside. 16 rows at a time: where a row's
/// elements lie far apart, 16 neighbours in a column are one line of the cache.
template <int bytes>
void copy_plane(const char *from, const run &rows, const run &columns, char *to) {
  constexpr int64_t block = 16;
  int64_t row_bytes = columns.extent * bytes;
  if (rows.count < rows.extent || columns.count < columns.extent)
    memset(to, 0, size_t(rows.extent * row_bytes));
  to += rows.begin * row_bytes + columns.begin * bytes;
  for (int64_t r = 0; r < rows.count; r += block) {
    int64_t height = rows.count - r < block ? rows.count - r : block;
    for (int64_t c = 0; c < columns.count; ++c) {
      const char *column = from + r * rows.step + c * columns.step;
      char *out = to + r * row_bytes + c * bytes;
      for (int64_t i = 0; i < height; ++i)
        memcpy(out + i * row_bytes, column + i * rows.step, bytes);
    }
  }
}

/// Weights have 4 or 2 bytes; what has 1 or 8 is small, and gets little code instead of speed.
void copy_plane(const char *from, const run &rows, const run &columns, int64_t bytes, char *to) {
  if (bytes == 4)
    return copy_plane<4>(from, rows, columns, to);
  if (bytes == 2)
    return copy_plane<2>(from, rows, columns, to);
  memset(to, 0, size_t(rows.extent * columns.extent * bytes));
  for (int64_t r = 0; r < rows.count; ++r)
    for (int64_t c = 0; c < columns.count; ++c)
      memcpy(to + ((rows.begin + r) * columns.extent + columns.begin + c) * bytes,
             from + r * rows.step + c * columns.step, size_t(bytes));
}

} // namespace

bool is_identity(const hac_pack &pack, const hac_param &param) {
  if (pack.axis_count != param.rank)
    return false;
  for (uint32_t i = 0; i < pack.axis_count; ++i) {
    const hac_pack_axis &axis = pack.axes[i];
    if (axis.source != i || axis.stride != 1 || axis.extent != param.shape[i])
      return false;
  }
  return true;
}

void pack_parameter(const hac_pack &pack, const hac_param &param, const char *from, char *to) {
  int64_t bytes = element_bytes(param.dtype);
  if (pack.axis_count == 0) { // rank 0
    memcpy(to, from, size_t(bytes));
    return;
  }
  for (uint32_t i = 0; i < pack.axis_count; ++i)
    if (pack.axes[i].extent == 0)
      return;
  int64_t step[HAC_MAX_RANK], coordinate[HAC_MAX_RANK] = {}, index[HAC_MAX_PACK_AXES] = {};
  for (int64_t i = param.rank, size = bytes; i-- > 0; size *= param.shape[i])
    step[i] = size;
  // The last two axes are a plane; only one if both walk along the same dimension.
  uint32_t last = pack.axis_count - 1;
  bool plane = last > 0 && pack.axes[last - 1].source != pack.axes[last].source;
  uint32_t outer = plane ? last - 1 : last; // axes in front of this one are counted here
  auto split_axis = [&](uint32_t axis) {
    uint32_t d = pack.axes[axis].source;
    return split(pack.axes[axis], coordinate[d], param.shape[d], step[d]);
  };
  for (;;) {
    run columns = split_axis(last), rows = {0, 1, 1, 0, 0};
    if (plane)
      rows = split_axis(outer);
    int64_t offset = rows.offset + columns.offset;
    for (uint32_t d = 0; d < param.rank; ++d)
      if (d != pack.axes[last].source && !(plane && d == pack.axes[outer].source)) {
        if (coordinate[d] < 0 || coordinate[d] >= param.shape[d])
          rows.count = 0;
        offset += coordinate[d] * step[d];
      }
    copy_plane(from + offset, rows, columns, bytes, to);
    to += rows.extent * columns.extent * bytes;
    // The next position of the axes in front, like a counter.
    uint32_t axis = outer;
    for (; axis > 0; --axis) {
      const hac_pack_axis &counted = pack.axes[axis - 1];
      coordinate[counted.source] += counted.stride;
      if (++index[axis - 1] < counted.extent)
        break;
      coordinate[counted.source] -= counted.extent * counted.stride;
      index[axis - 1] = 0;
    }
    if (axis == 0)
      return;
  }
}

int64_t elements_of(const hac_param &param) {
  int64_t elements = 1;
  for (uint32_t i = 0; i < param.rank; ++i)
    elements *= param.shape[i];
  return elements;
}

const hac_pack *plain_copy(const hac_weights &weights, uint32_t param) {
  const hac_isa &isa = weights.model->isas[weights.isa];
  for (uint32_t i = 0; i < isa.pack_count; ++i)
    if (isa.packs[i].param == param && is_identity(isa.packs[i], weights.model->params[param]))
      return &isa.packs[i];
  return nullptr;
}

void pack_again(const hac_weights &weights) {
  const hac_isa &isa = weights.model->isas[weights.isa];
  for (uint32_t i = 0; i < isa.pack_count; ++i) {
    const hac_pack &pack = isa.packs[i];
    const hac_param &param = weights.model->params[pack.param];
    if (is_identity(pack, param))
      continue;
    if (const hac_pack *plain = plain_copy(weights, pack.param))
      pack_parameter(pack, param, weights.data + plain->offset, weights.data + pack.offset);
  }
}

} // namespace hac::rt
