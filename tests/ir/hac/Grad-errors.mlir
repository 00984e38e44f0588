// RUN: hac-opt %s -split-input-file -verify-diagnostics

func.func @E805_grad(%x: tensor<3xf32>) {
  // expected-error @+1 {{grad: the loss must be a floating-point tensor of rank 0, got f32[3] [hac-E805]}}
  %0 = hac.grad %x, %x : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  return
}
// -----
func.func @E810_grad(%loss: tensor<f32>, %x: tensor<3xi32>) {
  // expected-error @+1 {{grad: a loss has no derivative by i32[3] [hac-E810]}}
  %0 = hac.grad %loss, %x : (tensor<f32>, tensor<3xi32>) -> tensor<3xi32>
  return
}
// -----
func.func @B014_grad(%loss: tensor<f32>, %x: tensor<3xf32>) {
  // expected-error @+1 {{grad: the rule gives f32[3], the stored type is f32[4] [hac-B014]}}
  %0 = hac.grad %loss, %x : (tensor<f32>, tensor<3xf32>) -> tensor<4xf32>
  return
}
// -----
#three = affine_map<() -> (3)>
func.func @loop_state(%s: tensor<4xf32>) {
  // expected-error @+1 {{expected 'tensor<4xf32>' for state 0, got 'tensor<5xf32>'}}
  %0 = hac.loop inits(%s : tensor<4xf32>) {count = #three, reverse = false} -> tensor<4xf32> {
  ^bb0(%state: tensor<4xf32>):
    %1 = hac.full {value = 0.0 : f64} : () -> tensor<5xf32>
    hac.yield %1 : tensor<5xf32>
  }
  return
}
// -----
#three = affine_map<() -> (3)>
func.func @loop_slices(%x: tensor<2x4xf32>) {
  // expected-error @+1 {{expected a slice of 'tensor<2x4xf32>', got 'tensor<4xf32>'}}
  %0 = hac.loop xs(%x : tensor<2x4xf32>) {count = #three, reverse = false} -> tensor<3x4xf32> {
  ^bb0(%slice: tensor<4xf32>):
    hac.yield %slice : tensor<4xf32>
  }
  return
}
