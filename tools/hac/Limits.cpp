// Limits.h has the interface. What runs when memory is short allocates nothing.
#include "tools/hac/Limits.h"
#include "tools/hac/Message.h"

#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/Signals.h"

#include <atomic>
#include <chrono>
#include <cstring>
#include <new>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>

namespace hac::tool {
namespace {

std::atomic<bool> inFrontend = true;
std::atomic<bool> ending = false;

void say(const char *text) { (void)!::write(STDERR_FILENO, text, std::strlen(text)); }

[[noreturn]] void endAtLimit(const char *what) {
  if (ending.exchange(true)) // the other limit was first
    for (;;)
      pause();
  bool frontend = inFrontend;
  say("hac: error: the model needs more ");
  say(what);
  say(frontend ? " than it may to be evaluated [hac-F005]\n"
               : " than it may to be compiled [hac-C013]\n");
  llvm::sys::RunInterruptHandlers(); // removes temporary files
  _exit(frontend ? ModelIsWrong : CannotDo);
}

} // namespace

void leaveFrontend() { inFrontend = false; }

void enforce(const Limits &limits) {
  std::set_new_handler([] { endAtLimit("memory"); });
  llvm::install_bad_alloc_error_handler([](void *, const char *, bool) { endAtLimit("memory"); });
  llvm::install_fatal_error_handler([](void *, const char *reason, bool) {
    if (std::strstr(reason, "pthread_create")) // no room for its stack
      endAtLimit("memory");
    say("hac: error: internal: ");
    say(reason);
    say("; this is a fault in hac, please report it with the model [hac-X900]\n");
    llvm::sys::RunInterruptHandlers();
    _exit(FaultInHac);
  });
  if (limits.bytes) {
    // Data and not address space: LLVM's libraries take most of a gigabyte of addresses.
    rlimit data{limits.bytes, limits.bytes};
    setrlimit(RLIMIT_DATA, &data);
  }
  if (limits.seconds)
    std::thread([seconds = limits.seconds] {
      std::this_thread::sleep_for(std::chrono::seconds(seconds));
      endAtLimit("time");
    }).detach();
}

} // namespace hac::tool
