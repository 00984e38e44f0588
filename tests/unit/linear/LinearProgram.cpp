// One linear layer, compiled by all stages from the hac dialect on.
#include "tests/unit/linear/LinearProgram.h"
#include "compiler/bufferize/Bufferize.h"
#include "compiler/emit/Emit.h"
#include "compiler/hac/HacDialect.h"
#include "compiler/linalg/Linalg.h"
#include "compiler/schedule/Schedule.h"
#include "compiler/tile/Tile.h"
#include "compiler/vector/Vector.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/ExecutionEngine/CRunnerUtils.h"
#include "mlir/Transforms/Passes.h"

#include <algorithm>
#include <array>

namespace hac::test {

using namespace mlir;

// Every task on lane 0, in order.
static constexpr const char *runtime = R"(
llvm.func @hac_rt1_group(%call: !llvm.ptr, %group: i32) -> i32 {
  %go = llvm.mlir.constant(0 : i32) : i32
  llvm.return %go : i32
}
llvm.func @hac_rt1_parallel_for(%call: !llvm.ptr, %tasks: i64, %function: !llvm.ptr, %arg: !llvm.ptr) -> i32 {
  %zero = llvm.mlir.constant(0 : i64) : i64
  %one = llvm.mlir.constant(1 : i64) : i64
  %done = llvm.mlir.constant(0 : i32) : i32
  llvm.br ^next(%zero : i64)
^next(%task: i64):
  %more = llvm.icmp "slt" %task, %tasks : i64
  llvm.cond_br %more, ^body, ^end
^body:
  llvm.call %function(%arg, %task, %zero) : !llvm.ptr, (!llvm.ptr, i64, i64) -> ()
  %after = llvm.add %task, %one : i64
  llvm.br ^next(%after : i64)
^end:
  llvm.return %done : i32
}
)";

std::string textOf(const Linear &l) {
  std::string m = l.rows ? std::to_string(*l.rows) : "?";
  std::string n = std::to_string(l.columns), k = std::to_string(l.depth);
  std::string x = "tensor<" + m + "x" + k + "xf32" + (l.rows ? "" : ", #x") + ">";
  std::string y = "tensor<" + m + "x" + n + "xf32" + (l.rows ? "" : ", #y") + ">";
  std::string w = "tensor<" + n + "x" + k + "xf32>", b = "tensor<" + n + "xf32>";
  std::string text = "#x = affine_map<()[s0] -> (s0, " + k + ")>\n#y = affine_map<()[s0] -> (s0, " +
                     n + ")>\n" + runtime + "func.func @linear(";
  if (!l.rows)
    text += "%rows: index {hac.symbol = #hac.symbol<\"rows\", min = 0, max = 2147483647, "
            "multiple_of = 1>}, ";
  text += "%x: " + x + " {hac.argument = 0 : i64}, %r: " + y +
          " {hac.argument = 1 : i64}) -> (" + y +
          " {hac.argument = 2 : i64}) attributes {llvm.emit_c_interface} {\n"
          "  %w = hac.param \"weight\" : " +
          w + "\n";
  if (l.bias)
    text += "  %b = hac.param \"bias\" : " + b + "\n";
  text += "  %y0 = hac.linear %x, %w" + std::string(l.bias ? ", %b" : "") + " : (" + x + ", " + w +
          (l.bias ? ", " + b : "") + ") -> " + y + "\n";
  std::string last = "%y0", gelu = "gelu";
  if (!l.activation.empty()) {
    bool isGelu = l.activation.rfind(gelu, 0) == 0;
    text += "  %y1 = hac." + (isGelu ? gelu : l.activation) + " " + last;
    if (isGelu)
      text += l.activation == gelu ? " {approximate = 0 : i64}" : " {approximate = 1 : i64}";
    text += " : (" + y + ") -> " + y + "\n";
    last = "%y1";
  }
  if (l.residual) {
    text += "  %y2 = hac.add " + last + ", %r : (" + y + ", " + y + ") -> " + y + "\n";
    last = "%y2";
  }
  return text + "  return " + last + " : " + y + "\n}\n";
}

namespace {

/// Hands every parameter, with its place in the weights block, to a function.
struct VisitParameters : PassWrapper<VisitParameters, OperationPass<ModuleOp>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(VisitParameters)
  explicit VisitParameters(std::function<void(ParamOp)> visit) : visit(std::move(visit)) {}
  void runOnOperation() override { getOperation().walk(visit); }
  std::function<void(ParamOp)> visit;
};

void lower(OpPassManager &passes, const Target &target, std::function<void(ParamOp)> visit) {
  schedule::addSchedulePasses(passes, target);
  passes.addNestedPass<func::FuncOp>(createHacToLinalg());
  passes.addPass(createCanonicalizerPass());
  passes.addPass(createCSEPass());
  passes.addPass(createPlaceWeights());
  passes.addPass(std::make_unique<VisitParameters>(std::move(visit)));
  bufferize::addBufferizePasses(passes);
  tile::addTilePasses(passes, target);
  vector::addVectorPasses(passes, target);
  passes.addPass(createOutlineTasks());
}

template <class T> StridedMemRefType<T, 1> view(const T *data, int64_t size) {
  StridedMemRefType<T, 1> memory;
  memory.basePtr = memory.data = const_cast<T *>(data);
  memory.offset = 0;
  memory.sizes[0] = size;
  memory.strides[0] = 1;
  return memory;
}

StridedMemRefType<int8_t, 1> bytesOf(const float *data, int64_t count) {
  return view(reinterpret_cast<const int8_t *>(data), 4 * count);
}

} // namespace

CompiledLinear::CompiledLinear(const Linear &layer, const Target &target, const std::string &dump)
    : layer(layer),
      jit(textOf(layer),
          [&](OpPassManager &passes) {
            lower(passes, target, [this](ParamOp param) {
              auto type = cast<RankedTensorType>(param.getType());
              int64_t place = *param.getOffset() / 4;
              weights.end = std::max(weights.end, place + type.getNumElements());
              if (param.getName() == "bias") {
                weights.bias = place;
              } else {
                weights.weight = place;
                weights.panel = type.getShape().back();
              }
            });
          },
          {.cpu = target.cpu, .optimize = true, .dump = dump}),
      function(reinterpret_cast<void *>(jit.lookup<void()>("_mlir_ciface_linear"))) {}

std::vector<float> CompiledLinear::pack(const float *weight, const float *bias) const {
  std::vector<float> packed(weights.end);
  for (int64_t n = 0; n < layer.columns; ++n)
    for (int64_t k = 0; k < layer.depth; ++k)
      packed[weights.weight + (n / weights.panel * layer.depth + k) * weights.panel +
             n % weights.panel] = weight[n * layer.depth + k];
  if (layer.bias)
    std::copy_n(bias, layer.columns, packed.begin() + weights.bias);
  return packed;
}

void CompiledLinear::runPacked(const float *x, const std::vector<float> &packed,
                               const float *residual, float *out, int64_t rows) {
  auto arena = bytesOf(scratch.data(), int64_t(scratch.size())), block = bytesOf(packed.data(), int64_t(packed.size())),
       xBytes = bytesOf(x, rows * layer.depth), outBytes = bytesOf(out, rows * layer.columns),
       residualBytes = bytesOf(residual, rows * layer.columns);
  if (layer.rows)
    reinterpret_cast<int32_t (*)(void *, void *, void *, void *, void *, void *)>(function)(
        nullptr, &arena, &block, &xBytes, &residualBytes, &outBytes);
  else
    reinterpret_cast<int32_t (*)(void *, void *, void *, int64_t, void *, void *, void *)>(
        function)(nullptr, &arena, &block, rows, &xBytes, &residualBytes, &outBytes);
}

void CompiledLinear::run(const float *x, const float *weight, const float *bias,
                         const float *residual, float *out, int64_t rows) {
  runPacked(x, pack(weight, bias), residual, out, rows);
}

} // namespace hac::test
