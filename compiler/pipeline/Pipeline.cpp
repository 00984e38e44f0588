// Read compile() from top to bottom: it is the compiler.
#include "compiler/pipeline/Pipeline.h"
#include "compiler/bufferize/Bufferize.h"
#include "compiler/emit/Emit.h"
#include "compiler/emit/EntryPoints.h"
#include "compiler/hac/HacDialect.h"
#include "compiler/hac/grad/Grad.h"
#include "compiler/import/Import.h"
#include "compiler/linalg/Linalg.h"
#include "compiler/pipeline/CheckModel.h"
#include "compiler/pipeline/Diagnostics.h"
#include "compiler/pipeline/Explanation.h"
#include "compiler/pipeline/Registration.h"
#include "compiler/schedule/Schedule.h"
#include "compiler/support/Target.h"
#include "compiler/tile/Tile.h"
#include "compiler/vector/Vector.h"

#include "mlir/Conversion/Passes.h"
#include "mlir/Dialect/Linalg/Passes.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Support/xxhash.h"
#include <fmt/format.h>

using namespace mlir;

namespace hac::pipeline {
namespace {

constexpr llvm::StringRef stageNames[] = {"hac", "schedule", "linalg", "bufferize", "tile", "vector", "emit"};

// ---- The stages. Each adds its passes; `naive` leaves out what only makes code fast.

void hacStage(OpPassManager &passes) { passes.addNestedPass<func::FuncOp>(grad::createDifferentiate()); }

void scheduleStage(OpPassManager &passes, const Target &target, bool naive) {
  if (!naive)
    schedule::addSchedulePasses(passes, target);
}

void linalgStage(OpPassManager &passes) {
  passes.addNestedPass<func::FuncOp>(createHacToLinalg());
  passes.addPass(createCanonicalizerPass());
  passes.addPass(createCSEPass());
  passes.addNestedPass<func::FuncOp>(createVerifyLinalg());
}

void bufferizeStage(OpPassManager &passes, bool apart) {
  bufferize::addBufferizePasses(passes, apart);
  // What no schedule claimed runs as the loops that linalg says.
  passes.addNestedPass<func::FuncOp>(createConvertLinalgToLoopsPass());
}

void tileStage(OpPassManager &passes, const Target &target, bool naive) {
  if (!naive)
    tile::addTilePasses(passes, target);
}

void vectorStage(OpPassManager &passes, const Target &target) {
  vector::addVectorPasses(passes, target); // own mathematics: for naive code too
}

std::string textOf(ModuleOp module) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  OpPrintingFlags flags;
  flags.enableDebugInfo(true, /*prettyForm=*/false);
  module.print(stream, flags);
  stream << "\n";
  return text;
}

// hac and LLVM version and options: no path, no time.
std::string buildText(const Options &options, const Target &target) {
  return fmt::format("hac {}, LLVM {}, {}{}{}", HAC_VERSION, LLVM_VERSION_STRING, target.name,
                     options.naive ? ", naive" : "", options.checksBounds ? ", instrument=bounds" : "");
}

class Compiler {
public:
  Compiler(const Options &options, Output &output) : options(options), output(output), printer(&context) {
    DialectRegistry registry;
    registerAll(registry);
    context.appendDialectRegistry(registry);
    context.loadAllAvailableDialects();
    context.disableMultithreading(); // the same output from run to run is worth more here
    context.printOpOnDiagnostic(false); // the user's line says more than the IR
    printer.trusted = !isUserBlob();
  }

  int run(ArrayRef<frontend::Export> exports);

private:
  bool isUserBlob() const { return StringRef(options.sourceFile).ends_with(".blob"); }
  int readBlobs(ArrayRef<frontend::Export> exports);
  bool importAll(ModuleOp module);
  /// Runs one stage; true if the compiler is to go on.
  bool stage(StringRef name, ModuleOp module, llvm::function_ref<void(OpPassManager &)> add);
  /// The weights block, before bufferization turns parameters into addresses.
  bool placeWeights(ModuleOp module);
  int emitCode(ModuleOp module);
  const Options &options;
  Output &output;
  MLIRContext context;
  DiagnosticPrinter printer;
  Target target;
  emit::Model model;
  std::vector<import::Blob> blobs;
  Explanation explanation;
  int code = 0;
};

int Compiler::readBlobs(ArrayRef<frontend::Export> exports) {
  for (const frontend::Export &e : exports) {
    std::optional<import::BlobError> error = import::readBlob(e.blob, blobs.emplace_back());
    if (!error)
      continue;
    // In a blob that hac itself has just made every such error is a fault of hac.
    llvm::errs() << fmt::format("hac: error: {}function `{}`: {} [hac-{}]\n", isUserBlob() ? "" : "internal: ",
                                e.name, error->text, isUserBlob() ? fmt::format("B{:03}", error->code) : "X900");
    return isUserBlob() ? 2 : 3;
  }
  return 0;
}

bool Compiler::importAll(ModuleOp module) {
  SmallVector<func::FuncOp> functions;
  for (const import::Blob &blob : blobs) {
    functions.push_back(import::importBlob(blob, module));
    if (!functions.back())
      return false;
  }
  if (!collectModel(blobs, functions, model))
    return false;
  for (func::FuncOp function : functions)
    warnAboutUnused(function, model);
  return true;
}

bool Compiler::stage(StringRef name, ModuleOp module, llvm::function_ref<void(OpPassManager &)> add) {
  printer.stage = name.str();
  PassManager passes(&context);
  add(passes);
  if (failed(passes.run(module))) {
    code = printer.exitCode(3);
    if (printer.exitCode(0) == 0)
      llvm::errs() << "hac: error: internal: stage " << name << " failed without a reason [hac-X900]\n";
    return false;
  }
  if (options.stopAfter != name)
    return true;
  output.text = textOf(module);
  return false;
}

bool Compiler::placeWeights(ModuleOp module) {
  if (!stage("weights", module, [](OpPassManager &p) { p.addPass(createPlaceWeights()); }))
    return false;
  bufferize::describeWeights(module, model, model.isas.emplace_back());
  model.isas.back().name = target.name;
  return true;
}

int Compiler::emitCode(ModuleOp module) {
  std::vector<emit::ArenaFormula> arenas = emit::arenaFormulas(module);
  if (!stage("emit", module, [&](OpPassManager &p) { emit::addLLVMPasses(p, options.checksBounds); }))
    return code;
  emit::CodeGenerator generator(target);
  if (!generator.error().empty()) {
    llvm::errs() << fmt::format("hac: error: target {}: {} [hac-C005]\n", target.name, generator.error());
    return 2;
  }
  model.signature = emit::signatureOf(model);
  model.buildHash = llvm::xxh3_64bits(model.build) ^ model.signature;
  llvm::LLVMContext llvmContext;
  std::unique_ptr<llvm::Module> code = emit::translate(module, arenas, model, llvmContext);
  if (!code)
    return printer.exitCode(3);
  generator.prepare(*code);
  generator.optimize(*code);
  if (options.emit == "llvm") {
    llvm::raw_string_ostream(output.text) << *code;
  } else if (options.emit == "asm") {
    output.text = generator.assembly(*code);
  } else {
    output.object = generator.object(*code);
    output.header = emit::printHeader(model);
  }
  emit::Faults faults = generator.faults();
  if (options.strict)
    llvm::append_range(faults, generator.slowSpots());
  for (const std::string &fault : faults)
    llvm::errs() << fmt::format("hac: error: internal: {} [hac-X900]\n", fault);
  return faults.empty() ? 0 : 3;
}

int Compiler::run(ArrayRef<frontend::Export> exports) {
  std::optional<Target> known = targetByName(options.target);
  if (!known) {
    llvm::errs() << fmt::format("hac: error: unknown target '{}' [hac-C005]\n", options.target);
    return 2;
  }
  target = *known;
  model.name = options.modelName;
  model.build = buildText(options, target);
  if (int broken = readBlobs(exports))
    return broken;

  OwningOpRef<ModuleOp> owner = ModuleOp::create(UnknownLoc::get(&context));
  ModuleOp module = *owner;
  if (!importAll(module))
    return printer.exitCode(3);

  if (options.explain && !explanation.chooseSizes(model, options.sizes))
    return 2;
  if (!stage("hac", module, hacStage) ||
      !stage("schedule", module, [&](OpPassManager &p) { scheduleStage(p, target, options.naive); }))
    return code;
  schedule::describeGroups(module, target, model);
  if (options.explain)
    explanation.addGroups(module, target, model, options.naive);
  if (!stage("linalg", module, linalgStage) || !placeWeights(module) ||
      !stage("bufferize", module, [&](OpPassManager &p) { bufferizeStage(p, options.checksBounds); }) ||
      !stage("tile", module, [&](OpPassManager &p) { tileStage(p, target, options.naive); }) ||
      !stage("vector", module, [&](OpPassManager &p) { vectorStage(p, target); }))
    return code;
  if (options.explain) {
    output.text = explanation.text(module, target, model);
    return 0;
  }
  return emitCode(module);
}

} // namespace

ArrayRef<StringRef> stages() { return stageNames; }

int compile(ArrayRef<frontend::Export> exports, const Options &options, Output &output) {
  return Compiler(options, output).run(exports);
}

} // namespace hac::pipeline
