#include "tools/hac/Message.h"

#include "llvm/Support/raw_ostream.h"

namespace hac::tool {

bool printError(const char *number, const std::string &text) {
  llvm::errs() << "hac: error: " << text << " [hac-" << number << "]\n";
  return false;
}

} // namespace hac::tool
