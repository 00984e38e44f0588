// head.cpp: see head.h.
#include "head.h"

namespace hac::rt {

namespace {
constexpr uint32_t largest_struct = 1 << 16; // a larger `bytes` is no size but garbage
}

hac_status check_head(const void *structure, const char *what, uint32_t least, uint32_t known,
                      const hac_model &model, hac_error *error) {
  const hac_head &head = *static_cast<const hac_head *>(structure);
  if (head.major != HAC_ABI_MAJOR)
    return failure(error, HAC_E_ABI, -1, head.major)
           << what << " has ABI version " << uint32_t(head.major) << ", this runtime has "
           << uint32_t(HAC_ABI_MAJOR) << "; fill its head with " << model.name << "_head(sizeof)";
  if (head.bytes < least || head.bytes > largest_struct)
    return failure(error, HAC_E_ABI, -1, head.bytes)
           << what << " says that it has " << head.bytes << " bytes, expected at least " << least;
  if (head.signature != model.signature)
    return failure(error, HAC_E_SIGNATURE)
           << what << " was made with another " << model.name
           << ".h than the object; compile the program again";
  const char *bytes = static_cast<const char *>(structure);
  for (uint32_t i = known; i < head.bytes; ++i)
    if (bytes[i])
      return failure(error, HAC_E_ABI, -1, i)
             << what << " uses a member at byte " << i << " that this runtime does not know";
  return HAC_OK;
}

} // namespace hac::rt
