// RUN: hac-opt %s | hac-opt | FileCheck %s

#x = affine_map<()[s0, s1] -> (s0, s1, 6)>
#w = affine_map<()[s0, s1] -> (s1, 6)>

// CHECK-LABEL: @last_axes
func.func @last_axes(%b: index, %t: index, %x: tensor<?x?x6xf32, #x>, %w: tensor<6xf32>, %two: tensor<?x6xf32, #w>) {
  // CHECK: hac.layer_norm %{{.*}} {dims = 1 : i64, {{.*}} : (tensor<?x?x6xf32, #[[X:.*]]>, tensor<6xf32>, tensor<6xf32>) -> tensor<?x?x6xf32, #[[X]]>
  %0 = hac.layer_norm %x, %w, %w {dims = 1 : i64, eps = 1.0e-5 : f64, operandSegmentSizes = array<i32: 1, 1, 1>}
    : (tensor<?x?x6xf32, #x>, tensor<6xf32>, tensor<6xf32>) -> tensor<?x?x6xf32, #x>
  // CHECK: hac.layer_norm %{{.*}} {dims = 2 : i64
  %1 = hac.layer_norm %x, %two {dims = 2 : i64, eps = 1.0e-5 : f64, operandSegmentSizes = array<i32: 1, 1, 0>}
    : (tensor<?x?x6xf32, #x>, tensor<?x6xf32, #w>) -> tensor<?x?x6xf32, #x>
  // CHECK: hac.rms_norm
  %2 = hac.rms_norm %x, %w {dims = 1 : i64, eps = 1.0e-7 : f64} : (tensor<?x?x6xf32, #x>, tensor<6xf32>) -> tensor<?x?x6xf32, #x>
  %3 = hac.rms_norm %x {dims = 3 : i64, eps = 1.0e-7 : f64} : (tensor<?x?x6xf32, #x>) -> tensor<?x?x6xf32, #x>
  return
}

// CHECK-LABEL: @channels
func.func @channels(%x: tensor<2x6x5x7xf16>, %s: tensor<2x5x6xf16>, %w: tensor<6xf16>, %stat: tensor<6xf32>) {
  // CHECK: hac.group_norm %{{.*}} groups = 3 : i64
  %0 = hac.group_norm %x, %w, %w {groups = 3 : i64, eps = 1.0e-5 : f64, operandSegmentSizes = array<i32: 1, 1, 1>}
    : (tensor<2x6x5x7xf16>, tensor<6xf16>, tensor<6xf16>) -> tensor<2x6x5x7xf16>
  %1 = hac.group_norm %s {groups = 6 : i64, eps = 1.0e-5 : f64, operandSegmentSizes = array<i32: 1, 0, 0>} : (tensor<2x5x6xf16>) -> tensor<2x5x6xf16>
  // CHECK: hac.batch_norm %{{.*}} : (tensor<2x6x5x7xf16>, tensor<6xf32>, tensor<6xf32>) -> tensor<2x6x5x7xf16>
  %2 = hac.batch_norm %x, %stat, %stat {momentum = 0.1 : f64, eps = 1.0e-5 : f64, frozen = 0 : i64, operandSegmentSizes = array<i32: 1, 1, 1, 0, 0>}
    : (tensor<2x6x5x7xf16>, tensor<6xf32>, tensor<6xf32>) -> tensor<2x6x5x7xf16>
  %3 = hac.batch_norm %s, %stat, %stat, %w, %w {momentum = 0.0 : f64, eps = 1.0e-5 : f64, frozen = 1 : i64, operandSegmentSizes = array<i32: 1, 1, 1, 1, 1>}
    : (tensor<2x5x6xf16>, tensor<6xf32>, tensor<6xf32>, tensor<6xf16>, tensor<6xf16>) -> tensor<2x5x6xf16>
  return
}

// CHECK-LABEL: @one_axis
func.func @one_axis(%b: index, %t: index, %x: tensor<?x?x6xf32, #x>) {
  // CHECK: hac.normalize
  %0 = hac.normalize %x {axis = 2 : i64, eps = 1.0e-12 : f64} : (tensor<?x?x6xf32, #x>) -> tensor<?x?x6xf32, #x>
  // CHECK: hac.softmax
  %1 = hac.softmax %x {axis = 1 : i64} : (tensor<?x?x6xf32, #x>) -> tensor<?x?x6xf32, #x>
  // CHECK: hac.log_softmax
  %2 = hac.log_softmax %x {axis = 0 : i64} : (tensor<?x?x6xf32, #x>) -> tensor<?x?x6xf32, #x>
  return
}
