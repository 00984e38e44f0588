#include "tools/hac/Message.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/raw_ostream.h"

namespace hac::tool {

std::string escaped(std::string_view bytes) {
  std::string result;
  for (size_t i = 0; i < bytes.size();) {
    size_t size = llvm::getNumBytesForUTF8(llvm::UTF8(bytes[i]));
    const auto *start = reinterpret_cast<const llvm::UTF8 *>(bytes.data() + i);
    bool isControl =
        uint8_t(bytes[i]) < 0x20 || bytes[i] == 0x7f ||
        (uint8_t(bytes[i]) == 0xc2 && i + 1 < bytes.size() && uint8_t(bytes[i + 1]) < 0xa0);
    if (!isControl && i + size <= bytes.size() && llvm::isLegalUTF8Sequence(start, start + size)) {
      result += bytes.substr(i, size);
      i += size;
    } else {
      result += fmt::format("\\x{:02x}", uint8_t(bytes[i++]));
    }
  }
  return result;
}

bool printError(const char *number, const std::string &text) {
  llvm::errs() << "hac: error: " << text << " [hac-" << number << "]\n";
  return false;
}

} // namespace hac::tool
