// The pool of --lanes, in a library of its own: a process that runs on one thread has neither
// oneTBB nor the shared C++ library in its memory, and its peak is that of the model.
#include <hac/pool.h>

/// A hook with that many lanes, for as long as the process lives; NULL where there is no memory.
extern "C" __attribute__((visibility("default"))) const hac_parallel *
run_model_pool(int64_t lanes) {
  return hac_pool_parallel(hac_pool_create(lanes, -1));
}
