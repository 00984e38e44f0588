// weights.cpp: the handle's seal, and what can be asked of it.
#include "weights.h"

namespace hac::rt {

uint64_t seal_of(const hac_weights &w) {
  uint64_t words[] = {w.magic,
                      uint64_t(reinterpret_cast<uintptr_t>(w.model)),
                      uint64_t(reinterpret_cast<uintptr_t>(w.data)),
                      uint64_t(w.mapped_bytes),
                      w.isa,
                      uint64_t(reinterpret_cast<uintptr_t>(&w))};
  uint64_t hash = 0xcbf29ce484222325;
  for (uint64_t word : words) {
    hash = (hash ^ word) * 0x9e3779b97f4a7c15;
    hash ^= hash >> 29;
  }
  return hash;
}

bool is_valid(const hac_weights *w) {
  return reinterpret_cast<uintptr_t>(w) % alignof(hac_weights) == 0 && w->magic == weights_magic &&
         w->seal == seal_of(*w);
}

} // namespace hac::rt

const char *hac_weights_isa(const hac_weights *weights) {
  if (!weights || !hac::rt::is_valid(weights))
    return "";
  return weights->model->isas[weights->isa].name;
}
