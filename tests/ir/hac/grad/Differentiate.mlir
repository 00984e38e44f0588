// RUN: hac-opt %s --split-input-file --hac-differentiate | FileCheck %s

// The loss's own gradient is 1; a gradient is summed over what was repeated.
// CHECK-LABEL: func.func @product(
// CHECK-SAME: %[[X:[^:]*]]: tensor<3x5xf32>, %[[W:[^:]*]]: tensor<5xf32>
// CHECK: %[[ONE:.*]] = hac.full {value = 1.000000e+00 : f64} : () -> tensor<f32>
// CHECK: %[[DY:.*]] = hac.broadcast_to %{{.*}} -> tensor<3x5xf32>
// CHECK-DAG: %[[DX:.*]] = hac.mul %[[DY]], %[[W]]
// CHECK-DAG: %[[EACH:.*]] = hac.mul %[[DY]], %[[X]]
// CHECK: %[[DW:.*]] = hac.sum %[[EACH]] {axes = array<i64: 0>, keepdim = 0 : i64}
// CHECK: return %[[DX]], %[[DW]]
func.func @product(%x: tensor<3x5xf32>, %w: tensor<5xf32>) -> (tensor<3x5xf32>, tensor<5xf32>) {
  %y = hac.mul %x, %w : (tensor<3x5xf32>, tensor<5xf32>) -> tensor<3x5xf32>
  %loss = hac.sum %y {axes = array<i64: 0, 1>, keepdim = 0 : i64} : (tensor<3x5xf32>) -> tensor<f32>
  %0:2 = hac.grad %loss, %x, %w : (tensor<f32>, tensor<3x5xf32>, tensor<5xf32>) -> (tensor<3x5xf32>, tensor<5xf32>)
  return %0#0, %0#1 : tensor<3x5xf32>, tensor<5xf32>
}

// -----

// The gradient of linear is linear again, with the weight turned, and one product over all rows.
// CHECK-LABEL: func.func @linear(
// CHECK-SAME: %[[X:[^:]*]]: tensor<3x5xf32>, %[[W:[^:]*]]: tensor<2x5xf32>, %[[DY:[^:]*]]: tensor<3x2xf32>
// CHECK: hac.weight_grad %[[DY:.*]], %[[X]] : (tensor<3x2xf32>, tensor<3x5xf32>) -> tensor<2x5xf32>
func.func @linear(%x: tensor<3x5xf32>, %w: tensor<2x5xf32>, %dy: tensor<3x2xf32>) -> tensor<2x5xf32> {
  %y = hac.linear %x, %w : (tensor<3x5xf32>, tensor<2x5xf32>) -> tensor<3x2xf32>
  %z = hac.mul %y, %dy : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %loss = hac.sum %z {axes = array<i64: 0, 1>, keepdim = 0 : i64} : (tensor<3x2xf32>) -> tensor<f32>
  %0 = hac.grad %loss, %w : (tensor<f32>, tensor<2x5xf32>) -> tensor<2x5xf32>
  return %0 : tensor<2x5xf32>
}

// -----

// Nothing flows through stop_gradient, and what the loss does not depend on gets zeros.
// CHECK-LABEL: func.func @stopped(
// CHECK-NOT: hac.mul
// CHECK: %[[ZERO:.*]] = hac.full {value = 0.000000e+00 : f64} : () -> tensor<4xf32>
// CHECK: return %[[ZERO]]
func.func @stopped(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = hac.stop_gradient %x : (tensor<4xf32>) -> tensor<4xf32>
  %e = hac.exp %y : (tensor<4xf32>) -> tensor<4xf32>
  %loss = hac.sum %e {axes = array<i64: 0>, keepdim = 0 : i64} : (tensor<4xf32>) -> tensor<f32>
  %0 = hac.grad %loss, %x : (tensor<f32>, tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

// A loop keeps its states on the way forward and goes back through them.
// CHECK-LABEL: func.func @turns(
// CHECK: %[[STATES:.*]]:2 = hac.loop inits({{.*}}) {count = #{{.*}}, reverse = false} -> tensor<4xf32>, tensor<3x4xf32>
// CHECK: hac.loop inits({{.*}}) xs(%[[STATES]]#1 : tensor<3x4xf32>) {count = #{{.*}}, reverse = true} -> tensor<4xf32>
// CHECK: hac.cos
func.func @turns(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = hac.iterate %x {count = 3 : i64} : (tensor<4xf32>) -> tensor<4xf32> {
  ^bb0(%s: tensor<4xf32>):
    %1 = hac.sin %s : (tensor<4xf32>) -> tensor<4xf32>
    hac.yield %1 : tensor<4xf32>
  }
  %loss = hac.sum %y {axes = array<i64: 0>, keepdim = 0 : i64} : (tensor<4xf32>) -> tensor<f32>
  %0 = hac.grad %loss, %x : (tensor<f32>, tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

// In training batch_norm is by the statistics of the batch, unless it is frozen.
// CHECK-LABEL: func.func @statistics(
// CHECK: hac.mean
// CHECK-NOT: frozen = 0
// CHECK: hac.batch_norm {{.*}} frozen = 1
func.func @statistics(%x: tensor<6x2xf32>, %m: tensor<2xf32>, %v: tensor<2xf32>) -> (tensor<6x2xf32>, tensor<6x2xf32>) attributes {hac.training} {
  %0 = hac.batch_norm %x, %m, %v {momentum = 0.1, eps = 1.0e-05, frozen = 0 : i64, operandSegmentSizes = array<i32: 1, 1, 1, 0, 0>} : (tensor<6x2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<6x2xf32>
  %1 = hac.batch_norm %x, %m, %v {momentum = 0.1, eps = 1.0e-05, frozen = 1 : i64, operandSegmentSizes = array<i32: 1, 1, 1, 0, 0>} : (tensor<6x2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<6x2xf32>
  return %0, %1 : tensor<6x2xf32>, tensor<6x2xf32>
}
