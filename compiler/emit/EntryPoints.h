// The C side of a model: descriptor and entry points as LLVM IR, and the generated header.
#pragma once
#include "compiler/emit/ModelInfo.h"

#include <string>

namespace llvm {
class Module;
}

namespace hac::emit {

/// Adds `<name>_model` and the functions of the generated header to `module`, which already holds
/// the kernels and arena functions that `model` names. Everything else in it is made internal.
void emitEntryPoints(llvm::Module &module, const Model &model);

/// The text of news.h: C99, and the C++20 wrapper behind __cplusplus.
std::string printHeader(const Model &model);

/// Hash of every name, shape, dtype and symbol bound: a header older than its object is R302.
uint64_t signatureOf(const Model &model);

} // namespace hac::emit
