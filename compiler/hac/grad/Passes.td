#ifndef HAC_GRAD_PASSES_TD
#define HAC_GRAD_PASSES_TD

include "mlir/Pass/PassBase.td"

def Differentiate : Pass<"hac-differentiate", "::mlir::func::FuncOp"> {
  let summary = "Replace hac.grad by the ops that compute gradients";
  let description = [{
        %y = hac.tanh %x : ...
        %loss = hac.sum %y {axes = array<i64: 0>, ...} : ...
        %dx = hac.grad %loss, %x : (tensor<f32>, tensor<5xf32>) -> tensor<5xf32>
    becomes
        %y = hac.tanh %x : ...
        %loss = hac.sum %y {axes = array<i64: 0>, ...} : ...
        %one = hac.full {value = 1.000000e+00 : f64} : () -> tensor<f32>
        ...                                             // dy = 1 for each element
        %s = hac.square %y : ...
        %d = hac.sub %one, %s : ...
        %dx = hac.mul %dy, %d : ...
    In a function with `hac.training` batch_norm takes the statistics of the batch, unless it is frozen.
  }];
  let dependentDialects = ["::hac::HacDialect"];
}

#endif
