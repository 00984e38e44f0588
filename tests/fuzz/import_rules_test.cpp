// Graphs that the reader takes and a verifier refuses: nothing may rely on a shape rule before.
#include "compiler/hac/HacDialect.h"
#include "compiler/import/Import.h"
#include "tests/reference/blob_builder.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

// See import_fuzz.cpp.
extern "C" const char *__asan_default_options() { return "allow_user_poisoning=0"; }

namespace hac::test {
namespace {

using reference::BlobBuilder;
using reference::DType;
using testing::HasSubstr;

/// What is said of a graph that the importer refuses; empty if it takes it.
std::string refusalOf(const BlobBuilder &graph) {
  import::Blob blob;
  if (auto error = import::readBlob(graph.words(), blob))
    return "unreadable: " + error->text;
  mlir::MLIRContext context;
  context.disableMultithreading();
  context.loadDialect<HacDialect, mlir::func::FuncDialect>();
  std::string said;
  mlir::ScopedDiagnosticHandler handler(&context, [&](mlir::Diagnostic &d) { said += d.str(); });
  mlir::OwningOpRef<mlir::ModuleOp> module = mlir::ModuleOp::create(mlir::UnknownLoc::get(&context));
  bool isImported = bool(import::importBlob(blob, *module));
  EXPECT_EQ(isImported, said.empty()) << said;
  return said;
}

TEST(Import, GatherAlongAnAxisThatIsNotThere) {
  BlobBuilder b("f");
  auto x = b.input("x", DType::f32, {4, 5}), at = b.input("at", DType::i32, {4, 5});
  b.output("y", b.node("gather", {x, at}, {{DType::f32, {4, 5}}}, {{"axis", 1000000}})[0]);
  EXPECT_THAT(refusalOf(b), HasSubstr("[hac-E108]"));
}

TEST(Import, EmbeddingInATableWithoutAxes) {
  BlobBuilder b("f");
  auto ids = b.input("ids", DType::i32, {4}), table = b.input("table", DType::f32, {});
  b.output("y", b.node("embedding", {ids, table}, {{DType::f32, {4, 8}}}, {{"padding_idx", -1}})[0]);
  EXPECT_THAT(refusalOf(b), HasSubstr("[hac-E502]"));
}

TEST(Import, OneHotOfNoClasses) {
  BlobBuilder b("f");
  auto ids = b.input("ids", DType::i32, {});
  b.output("y", b.node("one_hot", {ids}, {{DType::f32, {}}})[0]);
  EXPECT_THAT(refusalOf(b), HasSubstr("[hac-"));
}

TEST(Import, OneThatFits) {
  BlobBuilder b("f");
  auto x = b.input("x", DType::f32, {4, 5}), at = b.input("at", DType::i32, {4, 5});
  b.output("y", b.node("gather", {x, at}, {{DType::f32, {4, 5}}}, {{"axis", 1}})[0]);
  EXPECT_EQ(refusalOf(b), "");
}

} // namespace
} // namespace hac::test
