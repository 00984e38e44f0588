#ifndef HAC_LINALG_PASSES
#define HAC_LINALG_PASSES

include "mlir/Pass/PassBase.td"

def HacToLinalg : Pass<"hac-to-linalg", "::mlir::func::FuncOp"> {
  let summary = "Lower the hac dialect to linalg on tensors";
  let description = [{
      %y = hac.relu %x : (tensor<?x64xf32, #d>) -> tensor<?x64xf32, #d>
    becomes
      %e = tensor.empty(%batch) : tensor<?x64xf32>
      %y = linalg.generic ins(%x : tensor<?x64xf32>) outs(%e : tensor<?x64xf32>) {
             ^bb0(%in: f32, %out: f32):  %c = arith.cmpf ogt, %zero, %in : f32
                                         %r = arith.select %c, %zero, %in : f32
                                         linalg.yield %r : f32 }
    Types lose the dims encoding; sizes are affine.apply ops on the symbols of the function. Only
    hac.param stays, and hac.bad_index is added where an index is checked.
  }];
  let dependentDialects = ["::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
    "::mlir::bufferization::BufferizationDialect",
    "::mlir::linalg::LinalgDialect", "::mlir::math::MathDialect", "::mlir::scf::SCFDialect",
    "::mlir::tensor::TensorDialect", "::hac::hacm::HacmDialect"];
}

def VerifyLinalg : Pass<"hac-verify-linalg", "::mlir::func::FuncOp"> {
  let summary = "Check the invariants of README.md";
}

#endif
