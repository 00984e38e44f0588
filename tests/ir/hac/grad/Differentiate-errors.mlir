// RUN: hac-opt %s --hac-differentiate -split-input-file -verify-diagnostics

func.func @E812_grad(%x: tensor<4xf32>) -> tensor<4xf32> {
  %a = hac.sum %x {axes = array<i64: 0>, keepdim = 0 : i64} : (tensor<4xf32>) -> tensor<f32>
  %d = hac.grad %a, %x : (tensor<f32>, tensor<4xf32>) -> tensor<4xf32>
  %b = hac.sum %d {axes = array<i64: 0>, keepdim = 0 : i64} : (tensor<4xf32>) -> tensor<f32>
  // expected-error @+1 {{grad: the loss depends on a gradient; second derivatives are not supported [hac-E812]}}
  %0 = hac.grad %b, %x : (tensor<f32>, tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}
// -----
// What only gradients use has no gradient of its own.
func.func @no_rule(%x: tensor<4xf32>, %i: tensor<4xi64>) -> tensor<4xf32> {
  // expected-error @+1 {{internal: no gradient for hac.scatter_add [hac-X900]}}
  %y = hac.scatter_add %i, %x {axes = array<i64: 0>} : (tensor<4xi64>, tensor<4xf32>) -> tensor<4xf32>
  %a = hac.sum %y {axes = array<i64: 0>, keepdim = 0 : i64} : (tensor<4xf32>) -> tensor<f32>
  %0 = hac.grad %a, %x : (tensor<f32>, tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}
