// One linear layer as the linalg stage writes it, compiled by schedule, tile and vector.
#include "tests/unit/linear/LinearProgram.h"
#include "compiler/hac/HacDialect.h"
#include "compiler/schedule/Schedule.h"
#include "compiler/schedule/TileChoice.h"
#include "compiler/tile/Tile.h"
#include "compiler/vector/Vector.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Bufferization/Transforms/Passes.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/Transforms/Passes.h"
#include "mlir/ExecutionEngine/CRunnerUtils.h"
#include "mlir/Transforms/Passes.h"

namespace hac::test {

using namespace mlir;

std::string textOf(const Linear &l) {
  std::string m = l.rows ? std::to_string(*l.rows) : "?";
  std::string n = std::to_string(l.columns), k = std::to_string(l.depth);
  std::string x = m + "x" + k + "xf32", y = m + "x" + n + "xf32", tensor = "tensor<" + y + ">";
  std::string text = R"(
#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(m, n) -> (m, n)>
#row = affine_map<(m, n) -> (n)>
func.func @linear(%xm: memref<)" +
                     x + ">, %outm: memref<" + y + ">, %rm: memref<" + y + R"(>)
    attributes {llvm.emit_c_interface} {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %x = bufferization.to_tensor %xm restrict : memref<)" +
                     x + "> to tensor<" + x + R"(>
  %r = bufferization.to_tensor %rm restrict : memref<)" +
                     y + "> to " + tensor + R"(
  %w = hac.param "weight" : tensor<)" +
                     n + "x" + k + R"(xf32>
)";
  if (l.rows)
    text += "  %e = tensor.empty() : " + tensor + "\n";
  else
    text += "  %m = memref.dim %xm, %c0 : memref<" + x + ">\n  %e = tensor.empty(%m) : " + tensor +
            "\n";
  text += "  %z = linalg.fill ins(%zero : f32) outs(%e : " + tensor + ") -> " + tensor + R"(
  %y0 = linalg.generic {indexing_maps = [#mk, #nk, #mn],
      iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<)" +
          x + ">, tensor<" + n + "x" + k + R"(xf32>) outs(%z : )" + tensor + R"()
      attrs = {hac.anchor = "linear"} {
  ^bb0(%p: f32, %q: f32, %s: f32):
    %f = math.fma %p, %q, %s : f32
    linalg.yield %f : f32
  } -> )" +
          tensor + "\n";
  int made = 0;
  auto elementwise = [&](std::string map, std::string operand, std::string type, std::string body) {
    std::string last = "%y" + std::to_string(made++);
    text += "  %y" + std::to_string(made) + " = linalg.generic {indexing_maps = [#id" +
            (map.empty() ? "" : ", " + map) +
            ", #id],\n      iterator_types = [\"parallel\", \"parallel\"]} ins(" + last +
            (map.empty() ? "" : ", " + operand) + " : " + tensor +
            (map.empty() ? "" : ", " + type) + ") outs(%e : " + tensor + ") {\n  ^bb0(%p: f32, " +
            (map.empty() ? "" : "%q: f32, ") + "%s: f32):\n" + body +
            "    linalg.yield %v : f32\n  } -> " + tensor + "\n";
  };
  if (l.bias) {
    text += "  %b = hac.param \"bias\" : tensor<" + n + "xf32>\n";
    elementwise("#row", "%b", "tensor<" + n + "xf32>", "    %v = arith.addf %p, %q : f32\n");
  }
  if (l.activation == "relu")
    elementwise("", "", "",
                "    %c = arith.cmpf ogt, %zero, %p : f32\n"
                "    %v = arith.select %c, %zero, %p : f32\n");
  else if (!l.activation.empty())
    elementwise("", "", "", "    %v = " + l.activation + " %p : f32\n");
  if (l.residual)
    elementwise("#id", "%r", tensor, "    %v = arith.addf %p, %q : f32\n");
  text += "  bufferization.materialize_in_destination %y" + std::to_string(made) +
          " in restrict writable %outm : (" + tensor + ", memref<" + y + ">) -> ()\n  return\n}\n";
  return text;
}

/// Parameters become arguments of the function: in a program they lie in the weights block.
struct ParametersToArguments : PassWrapper<ParametersToArguments, OperationPass<func::FuncOp>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(ParametersToArguments)
  void getDependentDialects(DialectRegistry &registry) const override {
    registry.insert<bufferization::BufferizationDialect>();
  }
  void runOnOperation() override {
    func::FuncOp function = getOperation();
    SmallVector<ParamOp> params(function.getOps<ParamOp>());
    llvm::sort(params, [](ParamOp a, ParamOp b) { return a.getName() > b.getName(); });
    for (ParamOp param : params) {
      auto type = cast<RankedTensorType>(param.getType());
      auto memory = MemRefType::get(type.getShape(), type.getElementType());
      unsigned at = function.getNumArguments();
      (void)function.insertArgument(at, memory, DictionaryAttr::get(&getContext()), param.getLoc());
      OpBuilder b(&function.getBody().front(), function.getBody().front().begin());
      param.replaceAllUsesWith(bufferization::ToTensorOp::create(b, param.getLoc(), type,
                                                                 function.getArgument(at),
                                                                 /*restrict=*/true)
                                   .getResult());
      param.erase();
    }
  }
};

/// Nothing may be left that allocates or copies.
struct RefuseCopies : PassWrapper<RefuseCopies, OperationPass<func::FuncOp>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(RefuseCopies)
  void runOnOperation() override {
    getOperation()->walk([&](Operation *op) {
      if (isa<memref::AllocOp, memref::AllocaOp, memref::CopyOp>(op)) {
        op->emitError("an allocation or a copy");
        signalPassFailure();
      }
    });
  }
};

static void lower(OpPassManager &passes, const Target &target) {
  schedule::addSchedulePasses(passes, target);
  tile::addTilePasses(passes, target);
  vector::addRegisterTilePasses(passes, target);
  passes.addPass(createCanonicalizerPass());
  passes.addPass(createCSEPass());
  passes.addNestedPass<func::FuncOp>(std::make_unique<ParametersToArguments>());
  passes.addPass(bufferization::createEmptyTensorEliminationPass());
  bufferization::OneShotBufferizePassOptions bufferize;
  bufferize.bufferizeFunctionBoundaries = true;
  bufferize.functionBoundaryTypeConversion = bufferization::LayoutMapOption::IdentityLayoutMap;
  passes.addPass(bufferization::createOneShotBufferizePass(bufferize));
  for (int i = 0; i < 2; ++i) { // a copy onto itself needs both, twice, to go
    passes.addPass(createCanonicalizerPass());
    passes.addPass(createCSEPass());
  }
  passes.addNestedPass<func::FuncOp>(std::make_unique<RefuseCopies>());
  vector::addNativeVectorPasses(passes, target);
  passes.addPass(createCanonicalizerPass());
  passes.addPass(createCSEPass());
  passes.addNestedPass<func::FuncOp>(createForallToForLoopPass());
}

CompiledLinear::CompiledLinear(const Linear &layer, const Target &target, const std::string &dump)
    : layer(layer),
      panel(schedule::chooseTile({layer.rows, layer.columns, layer.depth}, target).columns),
      jit(textOf(layer), [&](OpPassManager &passes) { lower(passes, target); },
          {.cpu = target.cpu, .optimize = true, .dump = dump}),
      function(reinterpret_cast<void *>(jit.lookup<void()>("_mlir_ciface_linear"))) {}

std::vector<float> CompiledLinear::pack(const float *weight) const {
  int64_t panels = (layer.columns + panel - 1) / panel;
  std::vector<float> packed(panels * layer.depth * panel);
  for (int64_t n = 0; n < layer.columns; ++n)
    for (int64_t k = 0; k < layer.depth; ++k)
      packed[(n / panel * layer.depth + k) * panel + n % panel] = weight[n * layer.depth + k];
  return packed;
}

template <int Rank>
static StridedMemRefType<float, Rank> view(const float *data, std::array<int64_t, Rank> sizes) {
  StridedMemRefType<float, Rank> memory;
  memory.basePtr = memory.data = const_cast<float *>(data);
  memory.offset = 0;
  int64_t stride = 1;
  for (int i = Rank - 1; i >= 0; --i) {
    memory.sizes[i] = sizes[i];
    memory.strides[i] = stride;
    stride *= sizes[i];
  }
  return memory;
}

void CompiledLinear::runPacked(const float *x, const float *packed, const float *bias,
                               const float *residual, float *out, int64_t rows) {
  auto xView = view<2>(x, {rows, layer.depth}), outView = view<2>(out, {rows, layer.columns}),
       residualView = view<2>(residual, {rows, layer.columns});
  auto weightView = view<3>(packed, {(layer.columns + panel - 1) / panel, layer.depth, panel});
  auto biasView = view<1>(bias, {layer.columns});
  if (layer.bias)
    reinterpret_cast<void (*)(void *, void *, void *, void *, void *)>(function)(
        &xView, &outView, &residualView, &weightView, &biasView);
  else
    reinterpret_cast<void (*)(void *, void *, void *, void *)>(function)(
        &xView, &outView, &residualView, &weightView);
}

void CompiledLinear::run(const float *x, const float *weight, const float *bias,
                         const float *residual, float *out, int64_t rows) {
  runPacked(x, pack(weight).data(), bias, residual, out, rows);
}

} // namespace hac::test
