// All parameters from the file into the weights block.
#pragma once
#include "load.h"
#include "safetensors.h"

namespace hac::rt {

/// S203, S221, S222, R402. `tensors` match the model. Lanes of plan.parallel draw parameters; the
/// block does not depend on them, nor does the error.
hac_status pack_weights(const hac_model &model, const load_plan &plan, const source &file,
                        const tensor_file &tensors, char *data, hac_error *error);

} // namespace hac::rt
