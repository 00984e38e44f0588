// A weights file against the parameters of a model.
#pragma once
#include "safetensors.h"

namespace hac::rt {

/// S217 to S220: every parameter is there with its shape and type, and nothing else is.
hac_status match_parameters(const hac_model &model, const tensor_file &file, uint32_t flags,
                            hac_error *error);

} // namespace hac::rt
