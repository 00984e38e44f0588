// RUN: hac-opt %s --split-input-file --verify-diagnostics --hac-channels-last | FileCheck %s

// One copy in front, one behind; nothing between the two convolutions but what the model says.
// CHECK-LABEL: @chain
func.func @chain(%x: tensor<2x3x8x9xf32>) -> tensor<2x5x8x9xf32> {
  %w = hac.param "a" : tensor<4x3x3x3xf32>
  %v = hac.param "b" : tensor<5x4x1x1xf32>
  // CHECK: %[[X:.*]] = hac.permute %arg0 {axes = array<i64: 0, 2, 3, 1>}
  // CHECK: %[[C:.*]] = hac.direct_conv %[[X]], {{.*}}kernel_size = array<i64: 3, 3>, padding = array<i64: 1, 1, 1, 1>{{.*}} -> tensor<2x8x9x4xf32>
  // CHECK-NOT: permute
  // CHECK: %[[R:.*]] = hac.relu %[[C]] : (tensor<2x8x9x4xf32>)
  // CHECK: %[[D:.*]] = hac.direct_conv %[[R]], {{.*}} -> tensor<2x8x9x5xf32>
  // CHECK: hac.permute %[[D]] {axes = array<i64: 0, 3, 1, 2>}
  %c = hac.conv2d %x, %w {stride = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, dilation = array<i64: 1, 1>, groups = 1 : i64, mode = 0 : i64} : (tensor<2x3x8x9xf32>, tensor<4x3x3x3xf32>) -> tensor<2x4x8x9xf32>
  %r = hac.relu %c : (tensor<2x4x8x9xf32>) -> tensor<2x4x8x9xf32>
  %d = hac.conv2d %r, %v {stride = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilation = array<i64: 1, 1>, groups = 1 : i64, mode = 0 : i64} : (tensor<2x4x8x9xf32>, tensor<5x4x1x1xf32>) -> tensor<2x5x8x9xf32>
  return %d : tensor<2x5x8x9xf32>
}

// -----

// One scale for each channel; three ops for each element.
// CHECK-LABEL: @batch_norm
func.func @batch_norm(%x: tensor<2x8x9x4xf32>, %m: tensor<4xf32>, %s: tensor<4xf32>) -> tensor<2x8x9x4xf32> {
  // CHECK: %[[S:.*]] = hac.rsqrt {{.*}} : (tensor<4xf32>)
  // CHECK: %[[D:.*]] = hac.sub %arg0, %arg1 : (tensor<2x8x9x4xf32>, tensor<4xf32>)
  // CHECK: %[[Y:.*]] = hac.mul %[[D]], %[[S]] : (tensor<2x8x9x4xf32>, tensor<4xf32>)
  // CHECK: return %[[Y]]
  %i = hac.permute %x {axes = array<i64: 0, 3, 1, 2>} : (tensor<2x8x9x4xf32>) -> tensor<2x4x8x9xf32>
  %y = "hac.batch_norm"(%i, %m, %s) {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0>, momentum = 0.1 : f64, eps = 1.0e-5 : f64, frozen = 1 : i64} : (tensor<2x4x8x9xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<2x4x8x9xf32>
  %o = hac.permute %y {axes = array<i64: 0, 2, 3, 1>} : (tensor<2x4x8x9xf32>) -> tensor<2x8x9x4xf32>
  return %o : tensor<2x8x9x4xf32>
}

// -----

// Sequences have their channels last; the maximum over time becomes a pooling.
// CHECK-LABEL: @sequence
func.func @sequence(%x: tensor<2x9x3xf32>) -> tensor<2x4xf32> {
  // CHECK: hac.direct_conv %arg0, {{.*}}kernel_size = array<i64: 1, 5>, padding = array<i64: 0, 0, 2, 2>
  // CHECK: hac.direct_pool {{.*}}adaptive = true{{.*}}kind = "max"{{.*}} -> tensor<2x1x4xf32>
  // CHECK: hac.reshape
  %w = hac.param "a" : tensor<4x3x5xf32>
  %c = hac.conv1d %x, %w {stride = array<i64: 1>, padding = array<i64: 2, 2>, dilation = array<i64: 1>, groups = 1 : i64, mode = 0 : i64} : (tensor<2x9x3xf32>, tensor<4x3x5xf32>) -> tensor<2x9x4xf32>
  %y = hac.amax %c {axes = array<i64: 1>, keepdim = 0 : i64} : (tensor<2x9x4xf32>) -> tensor<2x4xf32>
  return %y : tensor<2x4xf32>
}

// -----

// What is not made by a convolution keeps its order.
// CHECK-LABEL: @alone
func.func @alone(%x: tensor<2x3x8x9xf32>) -> tensor<2x3x4x4xf32> {
  // CHECK-NEXT: hac.max_pool2d
  %y = hac.max_pool2d %x {kernel_size = array<i64: 2, 2>, stride = array<i64: 2, 2>, padding = array<i64: 0, 0>, dilation = array<i64: 1, 1>, ceil_mode = 0 : i64} : (tensor<2x3x8x9xf32>) -> tensor<2x3x4x4xf32>
  return %y : tensor<2x3x4x4xf32>
}
