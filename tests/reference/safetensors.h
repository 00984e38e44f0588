// Safetensors files for the tests: 8 bytes of header size, a JSON header, the tensors' bytes.
// A plain reader for files that the tests made themselves; hostile files are the runtime's matter.
#pragma once
#include "tests/reference/interpreter.h"

namespace hac::reference {

struct TensorFile {
  Tensors tensors;
  std::map<std::string, std::string> metadata; // "__metadata__"
};

TensorFile parseSafetensors(const std::string &bytes);
TensorFile readSafetensors(const std::string &path);
/// The bytes of a file. Values are rounded to their type (they are exact for exact tensors).
std::string toSafetensors(const Tensors &tensors);

/// Elements as they lie in memory, row-major, little-endian.
std::vector<char> toBytes(const Tensor &tensor);
Tensor fromBytes(DType type, Shape shape, const char *bytes);
int64_t bytesOf(DType type);

} // namespace hac::reference
