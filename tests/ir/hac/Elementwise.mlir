// RUN: hac-opt %s | hac-opt | FileCheck %s

#rows = affine_map<()[s0] -> (s0, 64)>

// CHECK-LABEL: @floating
func.func @floating(%n: index, %x: tensor<?x64xf32, #rows>, %h: tensor<4xbf16>) {
  // CHECK: hac.exp %{{.*}} : (tensor<?x64xf32, #map>) -> tensor<?x64xf32, #map>
  %0 = hac.exp %x : (tensor<?x64xf32, #rows>) -> tensor<?x64xf32, #rows>
  %1 = hac.exp2 %x : (tensor<?x64xf32, #rows>) -> tensor<?x64xf32, #rows>
  %2 = hac.expm1 %x : (tensor<?x64xf32, #rows>) -> tensor<?x64xf32, #rows>
  %3 = hac.log %x : (tensor<?x64xf32, #rows>) -> tensor<?x64xf32, #rows>
  %4 = hac.log2 %x : (tensor<?x64xf32, #rows>) -> tensor<?x64xf32, #rows>
  %5 = hac.log1p %x : (tensor<?x64xf32, #rows>) -> tensor<?x64xf32, #rows>
  %6 = hac.sqrt %x : (tensor<?x64xf32, #rows>) -> tensor<?x64xf32, #rows>
  %7 = hac.rsqrt %x : (tensor<?x64xf32, #rows>) -> tensor<?x64xf32, #rows>
  %8 = hac.reciprocal %x : (tensor<?x64xf32, #rows>) -> tensor<?x64xf32, #rows>
  // CHECK: hac.sin %{{.*}} : (tensor<4xbf16>) -> tensor<4xbf16>
  %9 = hac.sin %h : (tensor<4xbf16>) -> tensor<4xbf16>
  %10 = hac.cos %h : (tensor<4xbf16>) -> tensor<4xbf16>
  %11 = hac.tanh %h : (tensor<4xbf16>) -> tensor<4xbf16>
  %12 = hac.erf %h : (tensor<4xbf16>) -> tensor<4xbf16>
  %13 = hac.sigmoid %h : (tensor<4xbf16>) -> tensor<4xbf16>
  %14 = hac.relu %h : (tensor<4xbf16>) -> tensor<4xbf16>
  %15 = hac.relu6 %h : (tensor<4xbf16>) -> tensor<4xbf16>
  %16 = hac.silu %h : (tensor<4xbf16>) -> tensor<4xbf16>
  %17 = hac.selu %h : (tensor<4xbf16>) -> tensor<4xbf16>
  %18 = hac.mish %h : (tensor<4xbf16>) -> tensor<4xbf16>
  %19 = hac.softplus %h : (tensor<4xbf16>) -> tensor<4xbf16>
  %20 = hac.hardswish %h : (tensor<4xbf16>) -> tensor<4xbf16>
  %21 = hac.hardsigmoid %h : (tensor<4xbf16>) -> tensor<4xbf16>
  %22 = hac.floor %h : (tensor<4xbf16>) -> tensor<4xbf16>
  %23 = hac.ceil %h : (tensor<4xbf16>) -> tensor<4xbf16>
  %24 = hac.round %h : (tensor<4xbf16>) -> tensor<4xbf16>
  // CHECK: hac.gelu %{{.*}} {approximate = 1 : i64} : (tensor<4xbf16>) -> tensor<4xbf16>
  %25 = hac.gelu %h {approximate = 1 : i64} : (tensor<4xbf16>) -> tensor<4xbf16>
  %26 = hac.leaky_relu %h {negative_slope = 0.01 : f64} : (tensor<4xbf16>) -> tensor<4xbf16>
  %27 = hac.elu %h {alpha = 1.0 : f64} : (tensor<4xbf16>) -> tensor<4xbf16>
  return
}

// One slope for all, or one per channel: the last axis, axis 1 of an image.
// CHECK-LABEL: @prelu
func.func @prelu(%x: tensor<2x3x5xf32>, %y: tensor<2x3x5x7xf32>, %one: tensor<1xf32>, %three: tensor<3xf32>, %five: tensor<5xf32>) {
  // CHECK-COUNT-3: hac.prelu
  %0 = hac.prelu %x, %one : (tensor<2x3x5xf32>, tensor<1xf32>) -> tensor<2x3x5xf32>
  %1 = hac.prelu %x, %five : (tensor<2x3x5xf32>, tensor<5xf32>) -> tensor<2x3x5xf32>
  %2 = hac.prelu %y, %three : (tensor<2x3x5x7xf32>, tensor<3xf32>) -> tensor<2x3x5x7xf32>
  return
}

// CHECK-LABEL: @numbers
func.func @numbers(%x: tensor<4xi32>, %u: tensor<4xui8>, %b: tensor<4xi1>) {
  %0 = hac.neg %x : (tensor<4xi32>) -> tensor<4xi32>
  %1 = hac.abs %x : (tensor<4xi32>) -> tensor<4xi32>
  %2 = hac.sign %x : (tensor<4xi32>) -> tensor<4xi32>
  %3 = hac.square %x : (tensor<4xi32>) -> tensor<4xi32>
  // CHECK: hac.clamp %{{.*}} {hi = 255 : i64, lo = 0 : i64} : (tensor<4xui8>) -> tensor<4xui8>
  %4 = hac.clamp %u {lo = 0 : i64, hi = 255 : i64} : (tensor<4xui8>) -> tensor<4xui8>
  %5 = hac.logical_not %b : (tensor<4xi1>) -> tensor<4xi1>
  // CHECK: hac.cast %{{.*}} : (tensor<4xi32>) -> tensor<4xf16>
  %6 = hac.cast %x : (tensor<4xi32>) -> tensor<4xf16>
  %7 = hac.stop_gradient %b : (tensor<4xi1>) -> tensor<4xi1>
  return
}

#column = affine_map<()[s0] -> (s0, 1)>
// CHECK-LABEL: @broadcasting
func.func @broadcasting(%n: index, %x: tensor<?x64xf32, #rows>, %c: tensor<?x1xf32, #column>, %w: tensor<64xf32>, %one: tensor<f32>) {
  // CHECK: hac.add %{{.*}} : (tensor<?x64xf32, #map>, tensor<f32>) -> tensor<?x64xf32, #map>
  %0 = hac.add %x, %one : (tensor<?x64xf32, #rows>, tensor<f32>) -> tensor<?x64xf32, #rows>
  // CHECK: hac.sub %{{.*}} : (tensor<?x1xf32, #map1>, tensor<64xf32>) -> tensor<?x64xf32, #map>
  %1 = hac.sub %c, %w : (tensor<?x1xf32, #column>, tensor<64xf32>) -> tensor<?x64xf32, #rows>
  %2 = hac.mul %x, %c : (tensor<?x64xf32, #rows>, tensor<?x1xf32, #column>) -> tensor<?x64xf32, #rows>
  %3 = hac.div %x, %w : (tensor<?x64xf32, #rows>, tensor<64xf32>) -> tensor<?x64xf32, #rows>
  %4 = hac.pow %x, %one : (tensor<?x64xf32, #rows>, tensor<f32>) -> tensor<?x64xf32, #rows>
  %5 = hac.maximum %x, %one : (tensor<?x64xf32, #rows>, tensor<f32>) -> tensor<?x64xf32, #rows>
  %6 = hac.minimum %x, %one : (tensor<?x64xf32, #rows>, tensor<f32>) -> tensor<?x64xf32, #rows>
  // CHECK: hac.lt %{{.*}} -> tensor<?x64xi1, #map>
  %7 = hac.lt %x, %one : (tensor<?x64xf32, #rows>, tensor<f32>) -> tensor<?x64xi1, #rows>
  %8 = hac.le %x, %one : (tensor<?x64xf32, #rows>, tensor<f32>) -> tensor<?x64xi1, #rows>
  %9 = hac.gt %x, %one : (tensor<?x64xf32, #rows>, tensor<f32>) -> tensor<?x64xi1, #rows>
  %10 = hac.ge %x, %one : (tensor<?x64xf32, #rows>, tensor<f32>) -> tensor<?x64xi1, #rows>
  %11 = hac.eq %7, %8 : (tensor<?x64xi1, #rows>, tensor<?x64xi1, #rows>) -> tensor<?x64xi1, #rows>
  %12 = hac.ne %x, %one : (tensor<?x64xf32, #rows>, tensor<f32>) -> tensor<?x64xi1, #rows>
  // CHECK: hac.where %{{.*}} : (tensor<?x64xi1, #map>, tensor<f32>, tensor<?x1xf32, #map1>) -> tensor<?x64xf32, #map>
  %13 = hac.where %12, %one, %c : (tensor<?x64xi1, #rows>, tensor<f32>, tensor<?x1xf32, #column>) -> tensor<?x64xf32, #rows>
  %14 = hac.bit_and %7, %8 : (tensor<?x64xi1, #rows>, tensor<?x64xi1, #rows>) -> tensor<?x64xi1, #rows>
  return
}

// CHECK-LABEL: @integers
func.func @integers(%x: tensor<4xi64>, %y: tensor<2x4xi64>) {
  // CHECK: hac.remainder %{{.*}} : (tensor<4xi64>, tensor<2x4xi64>) -> tensor<2x4xi64>
  %0 = hac.remainder %x, %y : (tensor<4xi64>, tensor<2x4xi64>) -> tensor<2x4xi64>
  %1 = hac.floor_div %x, %y : (tensor<4xi64>, tensor<2x4xi64>) -> tensor<2x4xi64>
  %2 = hac.bit_or %x, %y : (tensor<4xi64>, tensor<2x4xi64>) -> tensor<2x4xi64>
  %3 = hac.bit_xor %x, %y : (tensor<4xi64>, tensor<2x4xi64>) -> tensor<2x4xi64>
  return
}

// CHECK-LABEL: @leaves
func.func @leaves(%n: index) {
  // CHECK: hac.param "fc.weight" : tensor<20x64xf32>
  %0 = hac.param "fc.weight" : tensor<20x64xf32>
  // CHECK: hac.full {value = 5.000000e-01 : f64} : () -> tensor<?x64xf32, #map>
  %1 = hac.full {value = 0.5 : f64} : () -> tensor<?x64xf32, #rows>
  %2 = hac.full {value = 1 : i64} : () -> tensor<i1>
  // CHECK: hac.iota {axis = 0 : i64} : () -> tensor<?x64xi32, #map>
  %3 = hac.iota {axis = 0 : i64} : () -> tensor<?x64xi32, #rows>
  // CHECK: hac.constant {values = dense<{{.*}}> : tensor<2x2xi32>} : () -> tensor<2x2xi32>
  %4 = hac.constant {values = dense<[[1, 0], [0, 1]]> : tensor<2x2xi32>} : () -> tensor<2x2xi32>
  return
}
