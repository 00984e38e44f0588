// Mutates valid blobs and takes them through reader, importer, verifiers, gradients and the linalg stage. Each
// ends in linalg or in errors with numbers; X900 and errors without a number are failures.
//
//   import_fuzz <mutations> <seed, or random> <file.blob>...
//
// A failure prints sample, seed and number of the mutation: the same command finds it again.
#include "compiler/hac/HacDialect.h"
#include "compiler/hac/grad/Grad.h"
#include "compiler/import/Import.h"
#include "compiler/linalg/Linalg.h"
#include "compiler/support/MathDialect.h"
#include "tests/fuzz/Mutator.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"
#include <cstdio>
#include <cstdlib>

using namespace mlir;

namespace hac::test {
namespace {

std::string running; // for a failure

[[noreturn]] void fail(const std::string &what) {
  std::fprintf(stderr, "import_fuzz: %s: %s\n", running.c_str(), what.c_str());
  std::abort();
}

struct Statistics {
  uint64_t lowered = 0, unreadable = 0;
  std::map<std::string, uint64_t> refused; // by number, those of the importer and the verifiers
};

/// One MLIR context, and what is said in it.
class Machine {
public:
  Machine() : handler(&context, [this](Diagnostic &d) { said(d); }) {
    context.disableMultithreading();
    context.loadDialect<HacDialect, hacm::HacmDialect, func::FuncDialect, affine::AffineDialect, arith::ArithDialect,
                        bufferization::BufferizationDialect, linalg::LinalgDialect, math::MathDialect, scf::SCFDialect,
                        tensor::TensorDialect>();
  }

  void run(const import::Blob &blob, Statistics &statistics) {
    OwningOpRef<ModuleOp> module = ModuleOp::create(UnknownLoc::get(&context));
    errors.clear();
    bool imported = bool(import::importBlob(blob, *module));
    if (!imported && errors.empty())
      fail("refused without a word");
    for (const std::string &number : errors)
      statistics.refused[number]++;
    if (!imported)
      return;
    import::describe(blob);
    // A gradient may have a size that no model may write: then it is refused as if it were one.
    PassManager gradients(&context);
    gradients.addNestedPass<func::FuncOp>(grad::createDifferentiate());
    if (failed(gradients.run(*module))) {
      if (errors.empty())
        fail("not differentiated, without a word");
      statistics.refused[errors.front()]++;
      return;
    }
    PassManager passes(&context);
    passes.addNestedPass<func::FuncOp>(createHacToLinalg());
    passes.addPass(createCanonicalizerPass());
    passes.addPass(createCSEPass());
    passes.addNestedPass<func::FuncOp>(createVerifyLinalg());
    if (failed(passes.run(*module)))
      fail("what the verifiers let through has no lowering");
    statistics.lowered++;
  }

private:
  // "...: 128 against 20 [hac-E201]": a number of the model or of the blob.
  void said(Diagnostic &d) {
    if (d.getSeverity() != DiagnosticSeverity::Error)
      return;
    std::string text = d.str();
    size_t at = text.rfind("[hac-");
    if (at == std::string::npos || text.back() != ']')
      fail("an error without a number: " + text);
    std::string number = text.substr(at + 5, 4);
    if (number[0] != 'E' && number[0] != 'B')
      fail("not an error of the model: " + text);
    errors.push_back(number);
  }

  MLIRContext context;
  std::vector<std::string> errors;
  ScopedDiagnosticHandler handler;
};

int run(uint64_t mutations, uint64_t seed, int files, char **paths) {
  std::map<std::string, Words> samples{{"hand-made", handMadeBlob().words()}};
  for (int i = 0; i < files; ++i)
    if (!addSamples(paths[i], samples))
      fail(std::string("no blobs of hac in ") + paths[i]);
  std::printf("seed %llu\n", (unsigned long long)seed);

  Statistics valid, mutated;
  uint64_t perSample = (mutations + samples.size() - 1) / samples.size();
  for (const auto &[name, words] : samples) {
    Machine machine; // a new one for each: a context keeps every type and attribute
    running = name + " as it is";
    import::Blob blob;
    if (import::readBlob(words, blob))
      fail("it cannot be read");
    machine.run(blob, valid);
    Mutator mutator(seed ^ std::hash<std::string>()(name));
    for (uint64_t i = 0; i < perSample; ++i) {
      running = name + ", seed " + std::to_string(seed) + ", mutation " + std::to_string(i);
      import::Blob changed;
      if (import::readBlob(mutator.mutate(words), changed) || changed.errors)
        ++mutated.unreadable;
      else
        machine.run(changed, mutated);
    }
  }
  std::printf("%zu samples, %llu mutations, %llu lowered, %llu unreadable, refused:", samples.size(),
              (unsigned long long)(perSample * samples.size()), (unsigned long long)mutated.lowered,
              (unsigned long long)mutated.unreadable);
  for (const auto &[number, count] : mutated.refused)
    std::printf(" %s %llu", number.c_str(), (unsigned long long)count);
  std::printf("\n");
  running = "all mutations";
  if (valid.lowered != samples.size())
    fail("a sample is refused");
  if (mutated.lowered < mutations / 50 || mutated.refused.empty()) // else nothing was tried
    fail("hardly a mutation comes so far");
  return 0;
}

} // namespace
} // namespace hac::test

// LLVM's allocators in headers are built with AddressSanitizer here and without it in libMLIR: what one
// of them marks as unusable the other hands out.
extern "C" const char *__asan_default_options() { return "allow_user_poisoning=0"; }

int main(int argc, char **argv) {
  if (argc < 3) {
    std::fprintf(stderr, "import_fuzz <mutations> <seed, or random> <file.blob>...\n");
    return 2;
  }
  uint64_t seed = std::string(argv[2]) == "random" ? std::random_device()() : std::strtoull(argv[2], nullptr, 10);
  return hac::test::run(std::strtoull(argv[1], nullptr, 10), seed, argc - 3, argv + 3);
}
