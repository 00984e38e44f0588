#include "compiler/pipeline/CheckModel.h"
#include "compiler/hac/HacDialect.h"
#include "compiler/import/Import.h"

#include "mlir/Interfaces/SideEffectInterfaces.h"
#include <algorithm>
#include <fmt/format.h>
#include <map>

using namespace mlir;

namespace hac::pipeline {

// f32[256, 128]
static std::string typeText(const emit::Parameter &p) {
  static constexpr const char *names[] = {"none", "f32", "f64", "bf16", "f16", "i8", "u8", "i32", "i64", "bool"};
  return fmt::format("{}[{}]", names[unsigned(p.dtype)], fmt::join(p.shape, ", "));
}

bool collectModel(ArrayRef<import::Blob> blobs, ArrayRef<func::FuncOp> functions, emit::Model &model) {
  bool good = true;
  std::map<std::string, size_t> parameters;
  for (size_t i = 0; i < blobs.size(); i++) {
    const import::Blob &blob = blobs[i];
    func::FuncOp function = functions[i];
    for (const import::Blob &before : blobs.take_front(i))
      if (std::string why = import::exportCollision(blob.name, before.name); !why.empty()) {
        function.emitError(why + " [hac-E025]");
        good = false;
      }
    for (emit::Parameter &p : import::parametersOf(blob)) {
      auto [it, added] = parameters.insert({p.name, model.parameters.size()});
      if (added) {
        model.parameters.push_back(std::move(p));
        continue;
      }
      const emit::Parameter &known = model.parameters[it->second];
      if (known.dtype != p.dtype || known.shape != p.shape) {
        function.emitError(fmt::format("parameter `{}` is {} in `{}`, but {} in a function before it [hac-E008]",
                                       p.name, typeText(p), blob.name, typeText(known)));
        good = false;
      }
    }
    model.functions.push_back(import::describe(blob));
  }
  if (blobs.size() > blob::max_exports) {
    func::FuncOp(functions.back())
        .emitError(fmt::format("{} exported functions, a file may have {} [hac-E026]", blobs.size(), blob::max_exports));
    good = false;
  }
  return good;
}

static bool isBuffer(const emit::Model &model, StringRef name) {
  return llvm::any_of(model.parameters, [&](const emit::Parameter &p) { return p.buffer && p.name == name; });
}

static constexpr size_t mostWarnings = 20; // of one function

static bool isUnused(Operation &op) {
  return op.use_empty() && isMemoryEffectFree(&op) && !op.hasTrait<OpTrait::IsTerminator>();
}

void warnAboutUnused(func::FuncOp function, const emit::Model &model) {
  SmallVector<std::pair<Location, std::string>> unused;
  for (BlockArgument arg : function.getArguments())
    if (arg.use_empty() && isa<RankedTensorType>(arg.getType()))
      if (auto name = function.getArgAttrOfType<StringAttr>(arg.getArgNumber(), HacDialect::nameAttrName))
        unused.push_back({function.getLoc(), fmt::format("input `{}`", name.getValue().str())});
  // Only the last value of a dead chain is named; what it was made from goes with it.
  Block &block = function.getBody().front();
  for (Operation &op : block)
    if (isUnused(op) && !isa<ParamOp, FullOp>(op))
      unused.push_back({op.getLoc(), fmt::format("the value of {}", op.getName().stripDialect().str())});
  size_t values = unused.size();
  for (Operation &op : llvm::make_early_inc_range(llvm::reverse(block))) {
    if (!isUnused(op))
      continue;
    if (auto param = dyn_cast<ParamOp>(op); param && !isBuffer(model, param.getName()))
      unused.push_back({op.getLoc(), fmt::format("parameter `{}`", param.getName().str())});
    op.erase();
  }
  std::reverse(unused.begin() + values, unused.end()); // the parameters, in the order of the model
  for (auto &[where, what] : ArrayRef(unused).take_front(mostWarnings))
    mlir::emitWarning(where, what + " is not used [hac-W001]");
  if (unused.size() > mostWarnings)
    mlir::emitWarning(function.getLoc(), fmt::format("{} more are not used [hac-W001]", unused.size() - mostWarnings));
}

} // namespace hac::pipeline
