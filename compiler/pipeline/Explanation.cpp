#include "compiler/pipeline/Explanation.h"
#include "compiler/emit/Emit.h"
#include "compiler/hac/Dims.h"
#include "compiler/hac/HacDialect.h"
#include "compiler/schedule/Schedule.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/Support/raw_ostream.h"
#include <fmt/format.h>

using namespace mlir;

namespace hac::pipeline {
namespace {

bool refuse(const std::string &text) {
  llvm::errs() << "hac: error: --explain: " << text << " [hac-C004]\n";
  return false;
}

bool takes(const emit::Symbol &symbol, int64_t size) {
  return size >= symbol.min && size <= symbol.max && size % symbol.multipleOf == 0;
}

std::string bytesText(int64_t bytes) {
  return bytes < 1'000           ? fmt::format("{} bytes", bytes)
         : bytes < 1'000'000     ? fmt::format("{:.3g} kB", double(bytes) / 1e3)
         : bytes < 1'000'000'000 ? fmt::format("{:.3g} MB", double(bytes) / 1e6)
                                 : fmt::format("{:.3g} GB", double(bytes) / 1e9);
}

/// "  memory: an arena of 1.2 MB, of which 1.1 MB are in use at once (ratio 1.09)"
std::string memoryText(const emit::ArenaFormula &arena, AffineMap live, ArrayRef<int64_t> symbols) {
  int64_t bytes = evaluateDim(arena.bytes.getResult(0), symbols), most = 0;
  for (AffineExpr moment : live.getResults())
    most = std::max(most, evaluateDim(moment, symbols));
  std::string text = "memory: an arena of " + bytesText(bytes);
  if (bytes > 0)
    text += fmt::format(", at most {} of it in use at once (ratio {:.2f})", bytesText(most),
                        double(bytes) / double(most));
  if (arena.laneBytes)
    text += fmt::format(", and {} for each thread", bytesText(arena.laneBytes));
  return text + "\n";
}

} // namespace

bool Explanation::chooseSizes(const emit::Model &model,
                              const std::vector<std::pair<std::string, int64_t>> &asked) {
  for (const emit::Function &function : model.functions) {
    sizes.push_back(schedule::usualSizes(function));
    for (const emit::Symbol &symbol : function.symbols)
      if (!llvm::is_contained(assumed, symbol.name))
        assumed.push_back(symbol.name);
  }
  for (const auto &[name, size] : asked) {
    bool known = false;
    for (auto [function, chosen] : llvm::zip(model.functions, sizes))
      for (auto [symbol, at] : llvm::zip(function.symbols, chosen)) {
        if (symbol.name != name)
          continue;
        if (!takes(symbol, size))
          return refuse(fmt::format("{} of `{}` is no {}: it is {} to {}{}", name, function.name,
                                    size, symbol.min, symbol.max,
                                    symbol.multipleOf > 1
                                        ? fmt::format(", a multiple of {}", symbol.multipleOf)
                                        : ""));
        at = size;
        known = true;
      }
    llvm::erase(assumed, name);
    if (!known)
      return refuse(fmt::format("no function has a size '{}'", name));
  }
  return true;
}

void Explanation::addGroups(ModuleOp module, const Target &target, const emit::Model &model,
                            bool naive) {
  functions = schedule::explain(module, target, model, sizes, naive);
}

std::string Explanation::text(ModuleOp module, const Target &target,
                              const emit::Model &model) const {
  std::string text = fmt::format(
      "How hac compiles {} for {}. A group is a set of ops that run as one loop nest: what they hand\n"
      "to each other stays in registers. It holds one product or attention at most, with a norm, softmax\n"
      "or pooling of its result where tiles allow that; other norms, sums and gathers have groups of their\n"
      "own. A group is cut into tasks, which threads share; a task computes one register tile of results\n"
      "after the other. Plain loops run on one thread, without tiles. Times are what a model of the\n"
      "machine expects at {} GHz, not measured.\n",
      model.name, target.name, target.gigahertz);
  if (!assumed.empty())
    text += fmt::format("The model leaves {} open and no size was given: 32 is taken, or the nearest that the model\n"
                        "allows. --explain={}=.. asks for others.\n",
                        fmt::join(assumed, " and "), fmt::join(assumed, "=..,"));
  text += "\n";
  for (const emit::ArenaFormula &arena : emit::arenaFormulas(module)) {
    size_t index = llvm::find_if(model.functions,
                                 [&](const emit::Function &f) { return f.name == arena.function; }) -
                   model.functions.begin();
    auto function = module.lookupSymbol<func::FuncOp>(arena.function);
    auto live = function->getAttrOfType<AffineMapAttr>(HacDialect::liveAttrName);
    StringRef all = functions[index];
    auto [head, groups] = all.split("\n\n"); // memory belongs to the head
    text += fmt::format("{}\n  {}\n{}", head.str(),
                        memoryText(arena, live.getValue(),
                                   schedule::symbolsAt(model.functions[index], sizes[index])),
                        groups.str());
  }
  return text;
}

} // namespace hac::pipeline
