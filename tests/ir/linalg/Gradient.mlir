// RUN: hac-opt %s --split-input-file --hac-to-linalg --canonicalize | FileCheck %s

// All rows into one product.
// CHECK-LABEL: func.func @weight_grad(
// CHECK: linalg.generic {{.*}} iterator_types = ["reduction", "parallel", "parallel"]} ins(%{{.*}}, %{{.*}} : tensor<6x4xf32>, tensor<6x5xf32>)
// CHECK: math.fma
func.func @weight_grad(%dy: tensor<2x3x4xf32>, %x: tensor<2x3x5xf32>) -> tensor<4x5xf32> {
  %0 = hac.weight_grad %dy, %x : (tensor<2x3x4xf32>, tensor<2x3x5xf32>) -> tensor<4x5xf32>
  return %0 : tensor<4x5xf32>
}

// -----

// Added in order, at a row that is clamped to the axis.
// CHECK-LABEL: func.func @index_add(
// CHECK: linalg.fill
// CHECK: scf.for
// CHECK: scf.for
// CHECK: arith.minsi
// CHECK: arith.maxsi
// CHECK: arith.addf
// CHECK: tensor.insert
func.func @index_add(%ids: tensor<4xi32>, %dy: tensor<4x3xf32>) -> tensor<9x3xf32> {
  %0 = hac.index_add %ids, %dy {axis = 0 : i64} : (tensor<4xi32>, tensor<4x3xf32>) -> tensor<9x3xf32>
  return %0 : tensor<9x3xf32>
}

// -----

// The rim that padding added is left out at the end.
// CHECK-LABEL: func.func @conv_input_grad(
// CHECK: linalg.fill {{.*}} tensor<2x7x1x3xf32>
// CHECK: linalg.generic
// CHECK: tensor.extract_slice %{{.*}}[0, 1, 0] [2, 5, 3] [1, 1, 1]
func.func @conv_input_grad(%dy: tensor<2x5x4xf32>, %w: tensor<4x3x3xf32>) -> tensor<2x5x3xf32> {
  %0 = hac.conv_input_grad %dy, %w {stride = array<i64: 1>, padding = array<i64: 1, 1>, dilation = array<i64: 1>, groups = 1 : i64} : (tensor<2x5x4xf32>, tensor<4x3x3xf32>) -> tensor<2x5x3xf32>
  return %0 : tensor<2x5x3xf32>
}

// -----

// A slice is taken, the body runs, a slice is put where the turn is: backwards.
#nine = affine_map<() -> (9)>
// CHECK-LABEL: func.func @loop(
// CHECK: scf.for %[[I:.*]] = %{{.*}} to %{{.*}} step %{{.*}} iter_args
// CHECK: %[[AT:.*]] = arith.subi %{{.*}}, %[[I]]
// CHECK: tensor.extract_slice %{{.*}}[%[[AT]], 0] [1, 4] [1, 1] : tensor<9x4xf32> to tensor<4xf32>
// CHECK: tensor.insert_slice %{{.*}} into %{{.*}}[%[[AT]], 0] [1, 4] [1, 1]
func.func @loop(%s: tensor<4xf32>, %x: tensor<9x4xf32>) -> (tensor<4xf32>, tensor<9x4xf32>) {
  %0:2 = hac.loop inits(%s : tensor<4xf32>) xs(%x : tensor<9x4xf32>) {count = #nine, reverse = true} -> tensor<4xf32>, tensor<9x4xf32> {
  ^bb0(%state: tensor<4xf32>, %slice: tensor<4xf32>):
    %1 = hac.add %state, %slice : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
    hac.yield %1, %state : tensor<4xf32>, tensor<4xf32>
  }
  return %0#0, %0#1 : tensor<4xf32>, tensor<9x4xf32>
}
