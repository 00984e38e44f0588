// RUN: hac-opt %s -split-input-file -verify-diagnostics

func.func @E101_layer_norm(%x: tensor<2x3x5xi32>) {
  // expected-error @+1 {{layer_norm: needs a floating-point tensor, got i32[2, 3, 5] [hac-E101]}}
  %0 = hac.layer_norm %x {dims = 1 : i64, eps = 1.0e-5 : f64, operandSegmentSizes = array<i32: 1, 0, 0>}
    : (tensor<2x3x5xi32>) -> tensor<2x3x5xi32>
  return
}
// -----
func.func @E102_layer_norm(%x: tensor<2x3x5xf32>, %w: tensor<5xf16>) {
  // expected-error @+1 {{layer_norm: element types differ: f32[2, 3, 5] and f16[5] [hac-E102]}}
  %0 = hac.layer_norm %x, %w {dims = 1 : i64, eps = 1.0e-5 : f64, operandSegmentSizes = array<i32: 1, 1, 0>}
    : (tensor<2x3x5xf32>, tensor<5xf16>) -> tensor<2x3x5xf32>
  return
}
// -----
func.func @E107_layer_norm_dims(%x: tensor<2x3x5xf32>) {
  // expected-error @+1 {{layer_norm: dims is 0, allowed is 1 to 8 [hac-E107]}}
  %0 = hac.layer_norm %x {dims = 0 : i64, eps = 1.0e-5 : f64, operandSegmentSizes = array<i32: 1, 0, 0>}
    : (tensor<2x3x5xf32>) -> tensor<2x3x5xf32>
  return
}
// -----
func.func @E107_layer_norm_eps(%x: tensor<2x3x5xf32>) {
  // expected-error @+1 {{layer_norm: eps is 0, it must be positive [hac-E107]}}
  %0 = hac.layer_norm %x {dims = 1 : i64, eps = 0.0 : f64, operandSegmentSizes = array<i32: 1, 0, 0>}
    : (tensor<2x3x5xf32>) -> tensor<2x3x5xf32>
  return
}
// -----
func.func @E109_layer_norm(%x: tensor<2x3x5xf32>) {
  // expected-error @+1 {{layer_norm: cannot normalise the last 4 dimensions of f32[2, 3, 5] [hac-E109]}}
  %0 = hac.layer_norm %x {dims = 4 : i64, eps = 1.0e-5 : f64, operandSegmentSizes = array<i32: 1, 0, 0>}
    : (tensor<2x3x5xf32>) -> tensor<2x3x5xf32>
  return
}
// -----
func.func @E301_layer_norm_weight(%x: tensor<2x3x5xf32>, %w: tensor<3xf32>) {
  // expected-error @+1 {{layer_norm: the weight must have the shape [5] of the last dimensions of f32[2, 3, 5], got f32[3] [hac-E301]}}
  %0 = hac.layer_norm %x, %w {dims = 1 : i64, eps = 1.0e-5 : f64, operandSegmentSizes = array<i32: 1, 1, 0>}
    : (tensor<2x3x5xf32>, tensor<3xf32>) -> tensor<2x3x5xf32>
  return
}
// -----
func.func @E301_layer_norm_bias(%x: tensor<2x3x5xf32>, %w: tensor<3x5xf32>, %b: tensor<5xf32>) {
  // expected-error @+1 {{layer_norm: the bias must have the shape [3, 5] of the last dimensions of f32[2, 3, 5], got f32[5] [hac-E301]}}
  %0 = hac.layer_norm %x, %w, %b {dims = 2 : i64, eps = 1.0e-5 : f64, operandSegmentSizes = array<i32: 1, 1, 1>}
    : (tensor<2x3x5xf32>, tensor<3x5xf32>, tensor<5xf32>) -> tensor<2x3x5xf32>
  return
}
// -----
func.func @B014_layer_norm(%x: tensor<2x3x5xf32>) {
  // expected-error @+1 {{layer_norm: the rule gives f32[2, 3, 5], the stored type is f16[2, 3, 5] [hac-B014]}}
  %0 = hac.layer_norm %x {dims = 1 : i64, eps = 1.0e-5 : f64, operandSegmentSizes = array<i32: 1, 0, 0>}
    : (tensor<2x3x5xf32>) -> tensor<2x3x5xf16>
  return
}
// -----
func.func @E301_rms_norm(%x: tensor<2x5xf32>, %w: tensor<1xf32>) {
  // expected-error @+1 {{rms_norm: the weight must have the shape [5] of the last dimensions of f32[2, 5], got f32[1] [hac-E301]}}
  %0 = hac.rms_norm %x, %w {dims = 1 : i64, eps = 1.0e-7 : f64} : (tensor<2x5xf32>, tensor<1xf32>) -> tensor<2x5xf32>
  return
}
// -----
func.func @E101_group_norm(%x: tensor<2x6x5x5xi32>) {
  // expected-error @+1 {{group_norm: needs a floating-point tensor, got i32[2, 6, 5, 5] [hac-E101]}}
  %0 = hac.group_norm %x {groups = 3 : i64, eps = 1.0e-5 : f64, operandSegmentSizes = array<i32: 1, 0, 0>}
    : (tensor<2x6x5x5xi32>) -> tensor<2x6x5x5xi32>
  return
}
// -----
func.func @E102_group_norm(%x: tensor<2x6x5x5xf32>, %w: tensor<6xbf16>) {
  // expected-error @+1 {{group_norm: element types differ: f32[2, 6, 5, 5] and bf16[6] [hac-E102]}}
  %0 = hac.group_norm %x, %w {groups = 3 : i64, eps = 1.0e-5 : f64, operandSegmentSizes = array<i32: 1, 1, 0>}
    : (tensor<2x6x5x5xf32>, tensor<6xbf16>) -> tensor<2x6x5x5xf32>
  return
}
// -----
func.func @E107_group_norm(%x: tensor<2x6x5x5xf32>) {
  // expected-error @+1 {{group_norm: groups is 0, allowed is 1 to 2147483647 [hac-E107]}}
  %0 = hac.group_norm %x {groups = 0 : i64, eps = 1.0e-5 : f64, operandSegmentSizes = array<i32: 1, 0, 0>}
    : (tensor<2x6x5x5xf32>) -> tensor<2x6x5x5xf32>
  return
}
// -----
func.func @E109_group_norm(%x: tensor<6xf32>) {
  // expected-error @+1 {{group_norm: needs rank 2, 3 or 4, got f32[6] [hac-E109]}}
  %0 = hac.group_norm %x {groups = 3 : i64, eps = 1.0e-5 : f64, operandSegmentSizes = array<i32: 1, 0, 0>}
    : (tensor<6xf32>) -> tensor<6xf32>
  return
}
// -----
func.func @E302_group_norm(%x: tensor<2x6x5x5xf32>, %w: tensor<5xf32>) {
  // expected-error @+1 {{group_norm: the weight must be [6], got f32[5] for f32[2, 6, 5, 5] [hac-E302]}}
  %0 = hac.group_norm %x, %w {groups = 3 : i64, eps = 1.0e-5 : f64, operandSegmentSizes = array<i32: 1, 1, 0>}
    : (tensor<2x6x5x5xf32>, tensor<5xf32>) -> tensor<2x6x5x5xf32>
  return
}
// -----
func.func @E303_group_norm(%x: tensor<2x6x5x5xf32>) {
  // expected-error @+1 {{group_norm: 4 groups do not divide the 6 channels of f32[2, 6, 5, 5] [hac-E303]}}
  %0 = hac.group_norm %x {groups = 4 : i64, eps = 1.0e-5 : f64, operandSegmentSizes = array<i32: 1, 0, 0>}
    : (tensor<2x6x5x5xf32>) -> tensor<2x6x5x5xf32>
  return
}
// -----
func.func @E101_batch_norm(%x: tensor<2x6x5xi32>, %m: tensor<5xf32>, %v: tensor<5xf32>) {
  // expected-error @+1 {{batch_norm: needs a floating-point tensor, got i32[2, 6, 5] [hac-E101]}}
  %0 = hac.batch_norm %x, %m, %v {momentum = 0.1 : f64, eps = 1.0e-5 : f64, frozen = 0 : i64, operandSegmentSizes = array<i32: 1, 1, 1, 0, 0>}
    : (tensor<2x6x5xi32>, tensor<5xf32>, tensor<5xf32>) -> tensor<2x6x5xi32>
  return
}
// -----
func.func @E102_batch_norm(%x: tensor<2x6x5xf32>, %m: tensor<5xf32>, %v: tensor<5xf32>, %w: tensor<5xf16>) {
  // expected-error @+1 {{batch_norm: element types differ: f32[2, 6, 5] and f16[5] [hac-E102]}}
  %0 = hac.batch_norm %x, %m, %v, %w {momentum = 0.1 : f64, eps = 1.0e-5 : f64, frozen = 0 : i64, operandSegmentSizes = array<i32: 1, 1, 1, 1, 0>}
    : (tensor<2x6x5xf32>, tensor<5xf32>, tensor<5xf32>, tensor<5xf16>) -> tensor<2x6x5xf32>
  return
}
// -----
func.func @E107_batch_norm(%x: tensor<2x6x5xf32>, %m: tensor<5xf32>, %v: tensor<5xf32>) {
  // expected-error @+1 {{batch_norm: momentum is 1.5, allowed is 0 to 1 [hac-E107]}}
  %0 = hac.batch_norm %x, %m, %v {momentum = 1.5 : f64, eps = 1.0e-5 : f64, frozen = 0 : i64, operandSegmentSizes = array<i32: 1, 1, 1, 0, 0>}
    : (tensor<2x6x5xf32>, tensor<5xf32>, tensor<5xf32>) -> tensor<2x6x5xf32>
  return
}
// -----
func.func @E109_batch_norm(%x: tensor<5xf32>, %m: tensor<5xf32>, %v: tensor<5xf32>) {
  // expected-error @+1 {{batch_norm: needs rank 2, 3 or 4, got f32[5] [hac-E109]}}
  %0 = hac.batch_norm %x, %m, %v {momentum = 0.1 : f64, eps = 1.0e-5 : f64, frozen = 0 : i64, operandSegmentSizes = array<i32: 1, 1, 1, 0, 0>}
    : (tensor<5xf32>, tensor<5xf32>, tensor<5xf32>) -> tensor<5xf32>
  return
}
// -----
func.func @E302_batch_norm(%x: tensor<2x6x5xf32>, %m: tensor<5xf32>, %v: tensor<5xf32>, %w: tensor<6xf32>) {
  // expected-error @+1 {{batch_norm: the weight must be [5], got f32[6] for f32[2, 6, 5] [hac-E302]}}
  %0 = hac.batch_norm %x, %m, %v, %w {momentum = 0.1 : f64, eps = 1.0e-5 : f64, frozen = 0 : i64, operandSegmentSizes = array<i32: 1, 1, 1, 1, 0>}
    : (tensor<2x6x5xf32>, tensor<5xf32>, tensor<5xf32>, tensor<6xf32>) -> tensor<2x6x5xf32>
  return
}
// -----
func.func @E304_batch_norm_shape(%x: tensor<2x6x5xf32>, %m: tensor<5xf32>, %v: tensor<6xf32>) {
  // expected-error @+1 {{batch_norm: running statistics must be f32[5], got f32[6] for f32[2, 6, 5] [hac-E304]}}
  %0 = hac.batch_norm %x, %m, %v {momentum = 0.1 : f64, eps = 1.0e-5 : f64, frozen = 0 : i64, operandSegmentSizes = array<i32: 1, 1, 1, 0, 0>}
    : (tensor<2x6x5xf32>, tensor<5xf32>, tensor<6xf32>) -> tensor<2x6x5xf32>
  return
}
// -----
func.func @E304_batch_norm_type(%x: tensor<2x6x5xf16>, %m: tensor<5xf16>, %v: tensor<5xf16>) {
  // expected-error @+1 {{batch_norm: running statistics must be f32[5], got f16[5] for f16[2, 6, 5] [hac-E304]}}
  %0 = hac.batch_norm %x, %m, %v {momentum = 0.1 : f64, eps = 1.0e-5 : f64, frozen = 0 : i64, operandSegmentSizes = array<i32: 1, 1, 1, 0, 0>}
    : (tensor<2x6x5xf16>, tensor<5xf16>, tensor<5xf16>) -> tensor<2x6x5xf16>
  return
}
// -----
func.func @E101_normalize(%x: tensor<2x5xi32>) {
  // expected-error @+1 {{normalize: needs a floating-point tensor, got i32[2, 5] [hac-E101]}}
  %0 = hac.normalize %x {axis = 1 : i64, eps = 1.0e-12 : f64} : (tensor<2x5xi32>) -> tensor<2x5xi32>
  return
}
// -----
func.func @E107_normalize(%x: tensor<2x5xf32>) {
  // expected-error @+1 {{normalize: eps is -1, it must be positive [hac-E107]}}
  %0 = hac.normalize %x {axis = 1 : i64, eps = -1.0 : f64} : (tensor<2x5xf32>) -> tensor<2x5xf32>
  return
}
// -----
func.func @E108_normalize(%x: tensor<2x5xf32>) {
  // expected-error @+1 {{normalize: axis 2 is out of range for f32[2, 5] [hac-E108]}}
  %0 = hac.normalize %x {axis = 2 : i64, eps = 1.0e-12 : f64} : (tensor<2x5xf32>) -> tensor<2x5xf32>
  return
}
// -----
func.func @E101_softmax(%x: tensor<2x5xi1>) {
  // expected-error @+1 {{softmax: needs a floating-point tensor, got bool[2, 5] [hac-E101]}}
  %0 = hac.softmax %x {axis = 1 : i64} : (tensor<2x5xi1>) -> tensor<2x5xi1>
  return
}
// -----
func.func @E108_softmax(%x: tensor<2x5xf32>) {
  // expected-error @+1 {{softmax: axis -1 is out of range for f32[2, 5] [hac-E108]}}
  %0 = hac.softmax %x {axis = -1 : i64} : (tensor<2x5xf32>) -> tensor<2x5xf32>
  return
}
// -----
func.func @B014_log_softmax(%x: tensor<2x5xf32>) {
  // expected-error @+1 {{log_softmax: the rule gives f32[2, 5], the stored type is f32[5, 2] [hac-B014]}}
  %0 = hac.log_softmax %x {axis = 1 : i64} : (tensor<2x5xf32>) -> tensor<5x2xf32>
  return
}
