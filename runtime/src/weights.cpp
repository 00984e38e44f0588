// weights.cpp: the handle's seal, and what can be asked of it.
#include "weights.h"

#include "failure.h"

#include <sched.h>

namespace hac::rt {

namespace {
uint64_t word(const void *address) { return uint64_t(reinterpret_cast<uintptr_t>(address)); }

hac_weights *first;
bool locked;
} // namespace

uint64_t seal_of(const hac_weights &w) {
  uint64_t words[] = {w.magic,      word(w.model),          word(w.data), uint64_t(w.mapped_bytes),
                      word(w.file), uint64_t(w.file_bytes), w.isa,        word(&w)};
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

mapped_weights::mapped_weights() {
  while (__atomic_test_and_set(&locked, __ATOMIC_ACQUIRE))
    sched_yield();
}
mapped_weights::~mapped_weights() { __atomic_clear(&locked, __ATOMIC_RELEASE); }

void mapped_weights::add(hac_weights &weights) {
  weights.next = first;
  first = &weights;
}

void mapped_weights::remove(hac_weights &weights) {
  for (hac_weights **link = &first; *link; link = &(*link)->next)
    if (*link == &weights) {
      *link = weights.next;
      return;
    }
}

hac_weights *mapped_weights::find(const void *address) {
  for (hac_weights *w = first; w; w = w->next)
    if (word(address) - word(w->file) < uint64_t(w->file_bytes))
      return w;
  return nullptr;
}

} // namespace hac::rt

using namespace hac::rt;

const char *hac_weights_isa(const hac_weights *weights) {
  if (!weights || !is_valid(weights))
    return "";
  return weights->model->isas[weights->isa].name;
}

hac_status hac_load_report(const hac_weights *weights, hac_load_info *info) {
  if (!weights || !info)
    return HAC_E_NULL;
  if (!is_valid(weights))
    return HAC_E_HANDLE;
  *info = weights->info;
  return HAC_OK;
}
