#include "compiler/frontend/Printable.h"

#include "llvm/Support/ConvertUTF.h"
#include <fmt/format.h>

namespace hac::frontend {

std::string printable(std::string_view bytes) {
  std::string result;
  for (size_t i = 0; i < bytes.size();) {
    uint8_t byte = uint8_t(bytes[i]), next = i + 1 < bytes.size() ? uint8_t(bytes[i + 1]) : 0;
    size_t size = llvm::getNumBytesForUTF8(byte);
    const auto *start = reinterpret_cast<const llvm::UTF8 *>(bytes.data() + i);
    bool isControl = byte < 0x20 || byte == 0x7f || (byte == 0xc2 && next < 0xa0);
    if (!isControl && i + size <= bytes.size() && llvm::isLegalUTF8Sequence(start, start + size)) {
      result += bytes.substr(i, size);
      i += size;
    } else {
      result += fmt::format("\\x{:02x}", byte);
      ++i;
    }
  }
  return result;
}

} // namespace hac::frontend
