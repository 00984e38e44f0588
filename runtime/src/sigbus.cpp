// sigbus.cpp: a cache file that shrinks under its mapping becomes S221 instead of the end of the
// program.
#include "weights.h"

#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

namespace {

struct sigaction before; // the guard
bool on;
uintptr_t page_bytes;

/// A page of zeros in the place of one that the file does not have any more.
bool repair(void *address) {
  hac::rt::mapped_weights weights;
  hac_weights *lost = weights.find(address);
  if (!lost)
    return false;
  uintptr_t page = reinterpret_cast<uintptr_t>(address) / page_bytes * page_bytes;
  if (mmap(reinterpret_cast<void *>(page), page_bytes, PROT_READ,
           MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED)
    return false;
  __atomic_store_n(&lost->lost, 1u, __ATOMIC_RELEASE);
  return true;
}

void handle(int number, siginfo_t *info, void *context) {
  int saved = errno;
  if (info->si_code != BUS_ADRERR || !repair(info->si_addr)) { // not ours
    if (before.sa_flags & SA_SIGINFO)
      before.sa_sigaction(number, info, context);
    else if (before.sa_handler != SIG_DFL && before.sa_handler != SIG_IGN)
      before.sa_handler(number);
    else
      sigaction(SIGBUS, &before, nullptr); // the access is repeated, and does what it would have
  }
  errno = saved;
}

} // namespace

int hac_sigbus_guard(int wanted) {
  if (!wanted == !on)
    return 0;
  if (!wanted) {
    on = false;
    return sigaction(SIGBUS, &before, nullptr) ? errno : 0;
  }
  page_bytes = uintptr_t(sysconf(_SC_PAGESIZE));
  struct sigaction mine = {};
  mine.sa_sigaction = handle;
  mine.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART;
  sigemptyset(&mine.sa_mask);
  if (sigaction(SIGBUS, &mine, &before))
    return errno;
  on = true;
  return 0;
}
