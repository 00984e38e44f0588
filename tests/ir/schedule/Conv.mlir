// RUN: hac-opt %s --split-input-file --verify-diagnostics --hac-form-groups=target=znver4 | FileCheck %s

// Filters in panels; rows of 14 positions are two tiles of 7.
// CHECK-LABEL: @image
func.func @image(%x: tensor<2x14x14x64xf32>) -> tensor<2x14x14x96xf32> {
  // CHECK: hac.param "a" {pack = {axes = [array<i64: 1, 0, 96>, array<i64: 2, 0, 48>, array<i64: 3, 2, 1>, array<i64: 3, 3, 1>, array<i64: 64, 1, 1>, array<i64: 48, 0, 1>]}} : tensor<2x3x3x64x48xf32>
  // CHECK: anchor = "direct_conv", conv = #hac_schedule.conv<heights = [7], columns = 48, lanes = 16,
  %w = hac.param "a" : tensor<96x64x3x3xf32>
  %c = hac.direct_conv %x, %w {kernel_size = array<i64: 3, 3>, stride = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, dilation = array<i64: 1, 1>, groups = 1 : i64} : (tensor<2x14x14x64xf32>, tensor<96x64x3x3xf32>) -> tensor<2x14x14x96xf32>
  return %c : tensor<2x14x14x96xf32>
}

// -----

// Depthwise: one column of weights for each channel, no panels.
// CHECK-LABEL: @depthwise
func.func @depthwise(%x: tensor<2x14x14x40xf32>) -> tensor<2x14x14x40xf32> {
  // CHECK: hac.param "a" {pack = {axes = [array<i64: 3, 2, 1>, array<i64: 3, 3, 1>, array<i64: 64, 0, 1>]}} : tensor<3x3x64xf32>
  %w = hac.param "a" : tensor<40x1x3x3xf32>
  %c = hac.direct_conv %x, %w {kernel_size = array<i64: 3, 3>, stride = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, dilation = array<i64: 1, 1>, groups = 40 : i64} : (tensor<2x14x14x40xf32>, tensor<40x1x3x3xf32>) -> tensor<2x14x14x40xf32>
  return %c : tensor<2x14x14x40xf32>
}

// -----

// conv, relu and the maximum over time are one group: the convolution has no buffer.
// CHECK-LABEL: @over_time
func.func @over_time(%x: tensor<2x50x16xf32>) -> tensor<2x1x48xf32> {
  // CHECK: hac.group
  // CHECK: hac.direct_conv
  // CHECK: hac.relu
  // CHECK: %[[Y:.*]] = hac.direct_pool
  // CHECK: hac.result %[[Y]] : tensor<2x1x48xf32>
  // CHECK: positions = 0
  // CHECK-NOT: hac.group
  %w = hac.param "a" : tensor<48x16x3xf32>
  %c = hac.direct_conv %x, %w {kernel_size = array<i64: 1, 3>, stride = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilation = array<i64: 1, 1>, groups = 1 : i64} : (tensor<2x50x16xf32>, tensor<48x16x3xf32>) -> tensor<2x48x48xf32>
  %r = hac.relu %c : (tensor<2x48x48xf32>) -> tensor<2x48x48xf32>
  %y = hac.direct_pool %r {kind = "max", kernel_size = array<i64: 1, 1>, stride = array<i64: 1, 1>, padding = array<i64: 0, 0>, dilation = array<i64: 1, 1>, rounds_up = false, count_padding = false, adaptive = true} : (tensor<2x48x48xf32>) -> tensor<2x1x48xf32>
  return %y : tensor<2x1x48xf32>
}

// -----

// A second user needs the convolution itself: two groups.
// CHECK-LABEL: @also_stored
func.func @also_stored(%x: tensor<2x50x16xf32>) -> (tensor<2x48x48xf32>, tensor<2x1x48xf32>) {
  // CHECK: anchor = "direct_conv"
  // CHECK: anchor = "direct_pool"
  %w = hac.param "a" : tensor<48x16x3xf32>
  %c = hac.direct_conv %x, %w {kernel_size = array<i64: 1, 3>, stride = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilation = array<i64: 1, 1>, groups = 1 : i64} : (tensor<2x50x16xf32>, tensor<48x16x3xf32>) -> tensor<2x48x48xf32>
  %y = hac.direct_pool %c {kind = "max", kernel_size = array<i64: 1, 1>, stride = array<i64: 1, 1>, padding = array<i64: 0, 0>, dilation = array<i64: 1, 1>, rounds_up = false, count_padding = false, adaptive = true} : (tensor<2x48x48xf32>) -> tensor<2x1x48xf32>
  return %c, %y : tensor<2x48x48xf32>, tensor<2x1x48xf32>
}
