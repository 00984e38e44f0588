// RUN: hac-opt %s | hac-opt | FileCheck %s

// Sizes follow floor((L + 2p - d(k-1) - 1) / s) + 1 in normal form.
#x = affine_map<()[s0, s1] -> (s0, s1, 128)>
#same = affine_map<()[s0, s1] -> (s0, s1, 64)>
#half = affine_map<()[s0, s1] -> (s0, (s1 + 1) floordiv 2, 64)>
#less = affine_map<()[s0, s1] -> (s0, s1 - 4, 64)>

// CHECK-LABEL: @conv1d
func.func @conv1d(%b: index {hac.symbol = #hac.symbol<"batch", min = 0, max = 8, multiple_of = 1>},
                  %t: index {hac.symbol = #hac.symbol<"seq", min = 5, max = 90, multiple_of = 1>},
                  %x: tensor<?x?x128xf32, #x>, %w: tensor<64x128x3xf32>, %g: tensor<64x32x3xf32>, %bias: tensor<64xf32>) {
  // CHECK: hac.conv1d %{{.*}} {{{.*}}stride = array<i64: 2>} : {{.*}} -> tensor<?x?x64xf32, #[[HALF:.*]]>
  %0 = hac.conv1d %x, %w, %bias {stride = array<i64: 2>, padding = array<i64: 1, 1>, dilation = array<i64: 1>, groups = 1 : i64, mode = 0 : i64}
    : (tensor<?x?x128xf32, #x>, tensor<64x128x3xf32>, tensor<64xf32>) -> tensor<?x?x64xf32, #half>
  // CHECK: hac.conv1d %{{.*}} {{{.*}}dilation = array<i64: 2>
  %1 = hac.conv1d %x, %w {stride = array<i64: 1>, padding = array<i64: 0, 0>, dilation = array<i64: 2>, groups = 1 : i64, mode = 0 : i64}
    : (tensor<?x?x128xf32, #x>, tensor<64x128x3xf32>) -> tensor<?x?x64xf32, #less>
  // CHECK: hac.conv1d %{{.*}} {{{.*}}groups = 4 : i64, mode = 1 : i64
  %2 = hac.conv1d %x, %g {stride = array<i64: 1>, padding = array<i64: 1, 1>, dilation = array<i64: 1>, groups = 4 : i64, mode = 1 : i64}
    : (tensor<?x?x128xf32, #x>, tensor<64x32x3xf32>) -> tensor<?x?x64xf32, #same>
  return
}

// `padding = same` keeps also a size that may be 0.
#w0 = affine_map<()[s0] -> (2, s0, 3)>
// CHECK-LABEL: @same
func.func @same(%t: index {hac.symbol = #hac.symbol<"seq", min = 0, max = 90, multiple_of = 1>}, %x: tensor<2x?x3xf32, #w0>, %w: tensor<3x3x4xf32>) {
  // CHECK: hac.conv1d
  %0 = hac.conv1d %x, %w {stride = array<i64: 1>, padding = array<i64: 1, 2>, dilation = array<i64: 1>, groups = 1 : i64, mode = 0 : i64}
    : (tensor<2x?x3xf32, #w0>, tensor<3x3x4xf32>) -> tensor<2x?x3xf32, #w0>
  return
}

// CHECK-LABEL: @conv2d
func.func @conv2d(%x: tensor<2x3x224x200xbf16>, %w: tensor<64x3x7x5xbf16>) {
  // CHECK: hac.conv2d %{{.*}} -> tensor<2x64x112x198xbf16>
  %0 = hac.conv2d %x, %w {stride = array<i64: 2, 1>, padding = array<i64: 3, 3, 1, 1>, dilation = array<i64: 1, 1>, groups = 1 : i64, mode = 0 : i64}
    : (tensor<2x3x224x200xbf16>, tensor<64x3x7x5xbf16>) -> tensor<2x64x112x198xbf16>
  return
}
