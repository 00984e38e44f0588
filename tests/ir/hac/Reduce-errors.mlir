// RUN: hac-opt %s -split-input-file -verify-diagnostics

func.func @E101_mean(%x: tensor<2x3x5xi32>) {
  // expected-error @+1 {{mean: needs a floating-point tensor, got i32[2, 3, 5] [hac-E101]}}
  %0 = hac.mean %x {axes = array<i64: 1>, keepdim = 0 : i64} : (tensor<2x3x5xi32>) -> tensor<2x5xi32>
  return
}
// -----
func.func @E101_var(%x: tensor<2x3x5xi32>) {
  // expected-error @+1 {{var: needs a floating-point tensor, got i32[2, 3, 5] [hac-E101]}}
  %0 = hac.var %x {axes = array<i64: 1>, keepdim = 0 : i64, correction = 1 : i64} : (tensor<2x3x5xi32>) -> tensor<2x5xf32>
  return
}
// -----
func.func @E104_sum(%x: tensor<2x3x5xi1>) {
  // expected-error @+1 {{sum: needs numbers, got bool[2, 3, 5] [hac-E104]}}
  %0 = hac.sum %x {axes = array<i64: 1>, keepdim = 0 : i64} : (tensor<2x3x5xi1>) -> tensor<2x5xf32>
  return
}
// -----
func.func @E106_any(%x: tensor<2x3x5xi32>) {
  // expected-error @+1 {{any: needs a bool tensor, got i32[2, 3, 5] [hac-E106]}}
  %0 = hac.any %x {axes = array<i64: 1>, keepdim = 0 : i64} : (tensor<2x3x5xi32>) -> tensor<2x5xf32>
  return
}
// -----
func.func @E107_stddev(%x: tensor<2x3x5xf32>) {
  // expected-error @+1 {{stddev: correction is -1, allowed is 0 to 2147483647 [hac-E107]}}
  %0 = hac.stddev %x {axes = array<i64: 1>, keepdim = 0 : i64, correction = -1 : i64} : (tensor<2x3x5xf32>) -> tensor<2x5xf32>
  return
}
// -----
func.func @E107_amax(%x: tensor<2x3x5xf32>) {
  // expected-error @+1 {{amax: keepdim is 2, allowed is 0 to 1 [hac-E107]}}
  %0 = hac.amax %x {axes = array<i64: 1>, keepdim = 2 : i64} : (tensor<2x3x5xf32>) -> tensor<2x5xf32>
  return
}
// -----
func.func @E108_prod(%x: tensor<2x3x5xf32>) {
  // expected-error @+1 {{prod: axis 3 is out of range for f32[2, 3, 5] [hac-E108]}}
  %0 = hac.prod %x {axes = array<i64: 0, 3>, keepdim = 0 : i64} : (tensor<2x3x5xf32>) -> tensor<2x5xf32>
  return
}
// -----
func.func @E111_logsumexp(%x: tensor<2x3x5xf32>) {
  // expected-error @+1 {{logsumexp: axis 1 is named twice for f32[2, 3, 5] [hac-E111]}}
  %0 = hac.logsumexp %x {axes = array<i64: 1, 1>, keepdim = 0 : i64} : (tensor<2x3x5xf32>) -> tensor<2x5xf32>
  return
}
// -----
func.func @B014_norm(%x: tensor<2x3x5xf32>) {
  // expected-error @+1 {{norm: the rule gives f32[2, 1, 5], the stored type is f32[2, 5] [hac-B014]}}
  %0 = hac.norm %x {axes = array<i64: 1>, keepdim = 1 : i64} : (tensor<2x3x5xf32>) -> tensor<2x5xf32>
  return
}
// -----
func.func @E104_argmax(%x: tensor<2x3x5xi1>) {
  // expected-error @+1 {{argmax: needs numbers, got bool[2, 3, 5] [hac-E104]}}
  %0 = hac.argmax %x {axis = 1 : i64, keepdim = 0 : i64} : (tensor<2x3x5xi1>) -> tensor<2x5xi32>
  return
}
// -----
func.func @E108_argmin(%x: tensor<2x3x5xf32>) {
  // expected-error @+1 {{argmin: axis 5 is out of range for f32[2, 3, 5] [hac-E108]}}
  %0 = hac.argmin %x {axis = 5 : i64, keepdim = 0 : i64} : (tensor<2x3x5xf32>) -> tensor<2x5xi32>
  return
}
// -----
func.func @B014_argmax(%x: tensor<2x3x5xf32>) {
  // expected-error @+1 {{argmax: the rule gives i32[2, 5], the stored type is i64[2, 5] [hac-B014]}}
  %0 = hac.argmax %x {axis = 1 : i64, keepdim = 0 : i64} : (tensor<2x3x5xf32>) -> tensor<2x5xi64>
  return
}
