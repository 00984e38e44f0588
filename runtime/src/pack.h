// From a parameter as it lies in the file to the layout that the code of an ISA level reads.
#pragma once
#include <hac/abi.h>

namespace hac::rt {

/// True where the copy is the parameter itself: one axis per dimension, in order.
bool is_identity(const hac_pack &pack, const hac_param &param);

/// Stands for a loop over all destination axes, the last one fastest:
///     coordinate[axis.source] = sum of index * axis.stride over the axes of that source
///     *to++ = inside(coordinate) ? from[coordinate] : 0
/// `from` is row-major and needs no alignment.
void pack_parameter(const hac_pack &pack, const hac_param &param, const char *from, char *to);

/// Of the file: all extents multiplied.
int64_t elements_of(const hac_param &param);

/// Every packed copy from the parameter that stands beside it as in the file, where one does: after a
/// step of training.
void pack_again(const hac_weights &weights);

/// The copy of a parameter that is as in the file; null: the weights have none.
const hac_pack *plain_copy(const hac_weights &weights, uint32_t param);

} // namespace hac::rt
