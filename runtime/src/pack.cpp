// pack.cpp: see pack.h.
#include "pack.h"

#include "dims.h"

#include <string.h>

namespace hac::rt {

namespace {

struct inner_run { // the last axis, seen from one position of the others
  const char *from; // element at coordinate 0 of the axis' source
  int64_t first;    // coordinate of index 0
  int64_t stride, extent, size; // size: of the parameter's dimension
  int64_t element_step;         // elements between neighbours of that dimension
};

template <int bytes> void copy_run(const inner_run &run, char *to) {
  for (int64_t i = 0; i < run.extent; ++i, to += bytes) {
    int64_t at = run.first + i * run.stride;
    if (at >= 0 && at < run.size)
      memcpy(to, run.from + at * run.element_step * bytes, bytes);
    else
      memset(to, 0, bytes);
  }
}

void copy_run(const inner_run &run, int64_t bytes, char *to) {
  switch (bytes) {
  case 1:
    return copy_run<1>(run, to);
  case 2:
    return copy_run<2>(run, to);
  case 4:
    return copy_run<4>(run, to);
  default:
    return copy_run<8>(run, to);
  }
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
  for (int64_t i = param.rank, elements = 1; i-- > 0; elements *= param.shape[i])
    step[i] = elements;
  uint32_t last = pack.axis_count - 1;
  const hac_pack_axis &inner = pack.axes[last];
  for (;;) {
    bool inside = true;
    int64_t offset = 0;
    for (uint32_t d = 0; d < param.rank; ++d)
      if (d != inner.source) {
        inside &= coordinate[d] >= 0 && coordinate[d] < param.shape[d];
        offset += coordinate[d] * step[d];
      }
    if (inside) {
      inner_run run = {from + offset * bytes,      coordinate[inner.source],
                       inner.stride,               inner.extent,
                       param.shape[inner.source], step[inner.source]};
      copy_run(run, bytes, to);
    } else {
      memset(to, 0, size_t(inner.extent * bytes));
    }
    to += inner.extent * bytes;
    // The next position of the outer axes, like a counter.
    uint32_t axis = last;
    for (; axis > 0; --axis) {
      const hac_pack_axis &outer = pack.axes[axis - 1];
      coordinate[outer.source] += outer.stride;
      if (++index[axis - 1] < outer.extent)
        break;
      coordinate[outer.source] -= outer.extent * outer.stride;
      index[axis - 1] = 0;
    }
    if (axis == 0)
      return;
  }
}

} // namespace hac::rt
