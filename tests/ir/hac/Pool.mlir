// RUN: hac-opt %s | hac-opt | FileCheck %s

#x = affine_map<()[s0] -> (2, s0, 6)>
#half = affine_map<()[s0] -> (2, s0 floordiv 2, 6)>
#up = affine_map<()[s0] -> (2, (s0 + 1) floordiv 2, 6)>
#dilated = affine_map<()[s0] -> (2, (s0 + 2) floordiv 3, 6)>

// CHECK-LABEL: @sequences
func.func @sequences(%t: index {hac.symbol = #hac.symbol<"seq", min = 4, max = 9, multiple_of = 1>}, %x: tensor<2x?x6xf32, #x>) {
  // CHECK: hac.max_pool1d %{{.*}} {ceil_mode = 0 : i64
  %0 = hac.max_pool1d %x {kernel_size = array<i64: 2>, stride = array<i64: 2>, padding = array<i64: 0>, dilation = array<i64: 1>, ceil_mode = 0 : i64}
    : (tensor<2x?x6xf32, #x>) -> tensor<2x?x6xf32, #half>
  // CHECK: hac.max_pool1d %{{.*}} {ceil_mode = 1 : i64
  %1 = hac.max_pool1d %x {kernel_size = array<i64: 2>, stride = array<i64: 2>, padding = array<i64: 0>, dilation = array<i64: 1>, ceil_mode = 1 : i64}
    : (tensor<2x?x6xf32, #x>) -> tensor<2x?x6xf32, #up>
  %2 = hac.max_pool1d %x {kernel_size = array<i64: 2>, stride = array<i64: 3>, padding = array<i64: 1>, dilation = array<i64: 2>, ceil_mode = 0 : i64}
    : (tensor<2x?x6xf32, #x>) -> tensor<2x?x6xf32, #dilated>
  // CHECK: hac.avg_pool1d %{{.*}} count_include_pad = 0 : i64
  %3 = hac.avg_pool1d %x {kernel_size = array<i64: 2>, stride = array<i64: 2>, padding = array<i64: 0>, ceil_mode = 0 : i64, count_include_pad = 0 : i64}
    : (tensor<2x?x6xf32, #x>) -> tensor<2x?x6xf32, #half>
  // CHECK: hac.adaptive_avg_pool1d %{{.*}} -> tensor<2x3x6xf32>
  %4 = hac.adaptive_avg_pool1d %x {output_size = array<i64: 3>} : (tensor<2x?x6xf32, #x>) -> tensor<2x3x6xf32>
  %5 = hac.adaptive_max_pool1d %x {output_size = array<i64: 3>} : (tensor<2x?x6xf32, #x>) -> tensor<2x3x6xf32>
  return
}

// CHECK-LABEL: @images
func.func @images(%x: tensor<2x3x112x99xf16>) {
  // CHECK: hac.max_pool2d %{{.*}} -> tensor<2x3x56x50xf16>
  %0 = hac.max_pool2d %x {kernel_size = array<i64: 3, 3>, stride = array<i64: 2, 2>, padding = array<i64: 1, 1>, dilation = array<i64: 1, 1>, ceil_mode = 0 : i64}
    : (tensor<2x3x112x99xf16>) -> tensor<2x3x56x50xf16>
  // CHECK: hac.avg_pool2d %{{.*}} -> tensor<2x3x110x49xf16>
  %1 = hac.avg_pool2d %x {kernel_size = array<i64: 3, 2>, stride = array<i64: 1, 2>, padding = array<i64: 0, 0>, ceil_mode = 0 : i64, count_include_pad = 1 : i64}
    : (tensor<2x3x112x99xf16>) -> tensor<2x3x110x49xf16>
  // CHECK: hac.adaptive_avg_pool2d %{{.*}} -> tensor<2x3x7x5xf16>
  %2 = hac.adaptive_avg_pool2d %x {output_size = array<i64: 7, 5>} : (tensor<2x3x112x99xf16>) -> tensor<2x3x7x5xf16>
  %3 = hac.adaptive_max_pool2d %x {output_size = array<i64: 1, 1>} : (tensor<2x3x112x99xf16>) -> tensor<2x3x1x1xf16>
  return
}
