// make_test_model news|other|alien KERNELS.bc OUT.bc OUT.h: the path of the compiler from the
// kernels on, for models described by hand. OUT.bc is compiled by clang.
#include "compiler/emit/EntryPoints.h"

#include "llvm/Bitcode/BitcodeWriter.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/IRReader/IRReader.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/ToolOutputFile.h"
#include "llvm/Support/raw_ostream.h"

using namespace hac::emit;
using hac::blob::atom_kind;
using hac::blob::dtype;

namespace {

Dim constant(int64_t value) { return {value, {}}; }
Dim atom(uint32_t number, int64_t factor = 1, int64_t plus = 0) {
  return {plus, {{factor, number}}};
}

Atom symbolAtom(uint32_t symbol) {
  Atom result;
  result.kind = atom_kind::symbol;
  result.symbol = symbol;
  return result;
}

Function classify() {
  Function f;
  f.name = "classify";
  f.file = "news.model.cpp";
  f.line = 3;
  f.symbols = {{"batch", 1, 64, 1, f.file, 4}, {"seq", 8, 1024, 1, f.file, 5}};
  Atom tokens; // batch * seq
  tokens.kind = atom_kind::product;
  tokens.left = 0;
  tokens.right = 1;
  f.atoms = {symbolAtom(0), symbolAtom(1), tokens};
  f.arguments = {
      {Argument::Input, "tokens", dtype::i32, {atom(0), atom(1)}, {308, constant(0), constant(49)}, 6},
      {Argument::Input, "length", dtype::i32, {atom(0)}, {310, constant(0), atom(1)}, 7},
      {Argument::Output, "logits", dtype::f32, {atom(0), constant(20)}, {}, 9}};
  f.codes = {{"news_classify_kernel", "news_classify_arena"}};
  return f;
}

/// Every dtype and kind of argument. Sizes: n is a multiple of 4, q must equal n, m and k are large.
Function odd() {
  Function f;
  f.name = "odd";
  f.file = "odd.h";
  f.line = 20;
  int64_t large = hac::blob::max_symbol;
  f.symbols = {{"n", 0, 96, 4, f.file, 21},
               {"q", 0, 96, 1, f.file, 22},
               {"m", 1, large, 1, f.file, 23},
               {"k", 1, large, 1, f.file, 24}};
  Atom floor; // (n + 1) / 2, rounded down
  floor.kind = atom_kind::floor;
  floor.dividend = atom(0, 4, 1);
  floor.divisor = 2;
  Atom product;
  product.kind = atom_kind::product;
  product.left = 2;
  product.right = 3;
  f.atoms = {symbolAtom(0), symbolAtom(1), symbolAtom(2), symbolAtom(3), floor, product};
  Dim n = atom(0, 4);
  f.arguments = {
      {Argument::Input, "gain", dtype::f32, {}, {}, 25},
      {Argument::Input, "position", dtype::i32, {}, {310, constant(0), n}, 26},
      {Argument::Input, "flags", dtype::boolean, {n}, {}, 27},
      {Argument::Input, "ids", dtype::i64, {n}, {308, constant(0), atom(0, 8)}, 28},
      {Argument::Input, "pairs", dtype::u8, {atom(4)}, {308, constant(1), constant(200)}, 29},
      {Argument::Input, "small", dtype::i8, {n}, {308, constant(-3), constant(3)}, 30},
      {Argument::Input, "half", dtype::f16, {n}, {}, 31},
      {Argument::Input, "brain", dtype::bf16, {n}, {}, 32},
      {Argument::Input, "exact", dtype::f64, {n}, {}, 33},
      {Argument::Input, "label", dtype::i32, {n}, {309, constant(0), constant(4)}, 34},
      {Argument::State, "cache", dtype::f32, {n}, {}, 35},
      {Argument::Output, "total", dtype::f32, {}, {}, 36},
      {Argument::Output, "copy", dtype::f32, {n}, {}, 37},
      {Argument::Output, "big", dtype::f32, {atom(5)}, {}, 38}};
  f.checks = {{atom(1), n, 39}};
  f.codes = {{"news_odd_kernel", "news_odd_arena"}};
  return f;
}

Parameter parameter(std::string name, std::vector<int64_t> shape) {
  return {std::move(name), dtype::f32, std::move(shape), false, false, true, {}, 0, 0};
}

Model news() {
  Model m;
  m.name = "news";
  m.build = "hand-made */ for tests";
  m.functions = {classify(), odd()};
  m.parameters = {parameter("embed.weight", {50, 20}), parameter("head.weight", {20, 20}),
                  parameter("head.bias", {20}), parameter("scale", {})};
  IsaLevel v3;
  v3.name = "x86-64-v3";
  v3.weightsBytes = 6144;
  v3.packings = {{0, 0, {{50, 0, 1}, {20, 1, 1}}},
                 {1, 4032, {{3, 0, 8}, {20, 1, 1}, {8, 0, 1}}}, // 20 rows in panels of 8
                 {2, 5952, {{24, 0, 1}}},
                 {3, 6080, {}}};
  m.isas = {v3};
  Group mean; // flops: 20 * batch * seq
  mean.name = "embedding+masked_mean";
  mean.file = "news.model.cpp";
  mean.line = mean.lastLine = 11;
  mean.function = mean.isa = 0;
  mean.flops = atom(2, 20);
  mean.bytes = atom(2, 80);
  mean.maxLanes = 1;
  Group head = mean;
  head.name = "linear \"head\"";
  head.tile = "8x20";
  head.line = 12;
  head.lastLine = 13;
  head.flops = atom(0, 800); // 2 * 20 * 20 a row
  head.bytes = atom(0, 160, 1600);
  head.gflops = 4; // 800 flops in 200 ns
  head.gbytes = 1;
  head.maxLanes = 0;
  m.groups = {mean, head};
  return m;
}

Model other(bool alien) {
  Model m;
  m.name = alien ? "alien" : "other";
  m.build = "hand-made for tests";
  Function f;
  f.name = "apply";
  f.file = "other.model.cpp";
  f.line = 1;
  f.arguments = {{Argument::Input, "x", dtype::f32, {constant(4)}, {}, 2},
                 {Argument::Output, "y", dtype::f32, {constant(4)}, {}, 3}};
  f.codes = {{"other_apply_kernel", "other_apply_arena"}};
  m.parameters = {parameter("w", {4})};
  m.isas = {{"aarch64-neon", 64, {{0, 0, {{4, 0, 1}}}}}};
  if (!alien) { // the second level is the one that runs
    m.isas.push_back({"x86-64-v3", 64, {{0, 0, {{4, 0, 1}}}}});
    f.codes.push_back(f.codes.front());
  }
  m.functions = {f};
  return m;
}

} // namespace

int main(int argc, char **argv) {
  if (argc != 5) {
    llvm::errs() << "usage: make_test_model news|other|alien KERNELS.bc OUT.bc OUT.h\n";
    return 2;
  }
  llvm::StringRef which = argv[1];
  Model model = which == "news" ? news() : other(which == "alien");
  model.signature = signatureOf(model);
  model.buildHash = model.signature ^ 1;

  llvm::LLVMContext context;
  llvm::SMDiagnostic problem;
  std::unique_ptr<llvm::Module> module = llvm::parseIRFile(argv[2], problem, context);
  if (!module) {
    problem.print(argv[0], llvm::errs());
    return 1;
  }
  emitEntryPoints(*module, model);
  std::error_code bitcodeError, headerError;
  llvm::ToolOutputFile bitcode(argv[3], bitcodeError, {});
  llvm::ToolOutputFile header(argv[4], headerError, {});
  if (bitcodeError || headerError) {
    llvm::errs() << "cannot write " << argv[3] << " or " << argv[4] << "\n";
    return 1;
  }
  llvm::WriteBitcodeToFile(*module, bitcode.os());
  header.os() << printHeader(model);
  bitcode.keep();
  header.keep();
}
