// RUN: hac-opt %s -split-input-file -verify-diagnostics

func.func @E101_matmul(%a: tensor<3x5xi32>) {
  // expected-error @+1 {{matmul: needs a floating-point tensor, got i32[3, 5] [hac-E101]}}
  %0 = hac.matmul %a, %a : (tensor<3x5xi32>, tensor<3x5xi32>) -> tensor<3x5xi32>
  return
}
// -----
func.func @E102_matmul(%a: tensor<3x5xf32>, %b: tensor<5x7xf16>) {
  // expected-error @+1 {{matmul: element types differ: f32[3, 5] and f16[5, 7] [hac-E102]}}
  %0 = hac.matmul %a, %b : (tensor<3x5xf32>, tensor<5x7xf16>) -> tensor<3x7xf32>
  return
}
// -----
func.func @E109_matmul(%a: tensor<3x5xf32>, %b: tensor<5xf32>) {
  // expected-error @+1 {{matmul: needs rank 2 or more, got f32[5] [hac-E109]}}
  %0 = hac.matmul %a, %b : (tensor<3x5xf32>, tensor<5xf32>) -> tensor<3xf32>
  return
}
// -----
#x = affine_map<()[s0] -> (s0, 128)>
func.func @E201_matmul(%n: index {hac.symbol = #hac.symbol<"batch", min = 1, max = 8, multiple_of = 1>},
                       %a: tensor<?x128xf32, #x>, %b: tensor<20x128xf32>) {
  // expected-error @+1 {{matmul: inner dimensions differ: f32[batch, 128] x f32[20, 128]: 128 against 20 [hac-E201]}}
  %0 = hac.matmul %a, %b : (tensor<?x128xf32, #x>, tensor<20x128xf32>) -> tensor<?x128xf32, #x>
  return
}
// -----
func.func @E202_matmul(%a: tensor<2x3x5xf32>, %b: tensor<4x5x7xf32>) {
  // expected-error @+1 {{matmul: shapes do not broadcast: [2] and [4]: dimension -1 is 2 against 4 [hac-E202]}}
  %0 = hac.matmul %a, %b : (tensor<2x3x5xf32>, tensor<4x5x7xf32>) -> tensor<2x3x7xf32>
  return
}
// -----
func.func @E101_linear(%x: tensor<3x5xi32>, %w: tensor<7x5xi32>) {
  // expected-error @+1 {{linear: needs a floating-point tensor, got i32[3, 5] [hac-E101]}}
  %0 = hac.linear %x, %w : (tensor<3x5xi32>, tensor<7x5xi32>) -> tensor<3x7xi32>
  return
}
// -----
func.func @E102_linear(%x: tensor<3x5xf32>, %w: tensor<7x5xf32>, %b: tensor<7xf16>) {
  // expected-error @+1 {{linear: element types differ: f32[3, 5] and f16[7] [hac-E102]}}
  %0 = hac.linear %x, %w, %b : (tensor<3x5xf32>, tensor<7x5xf32>, tensor<7xf16>) -> tensor<3x7xf32>
  return
}
// -----
func.func @E109_linear(%x: tensor<f32>, %w: tensor<7x5xf32>) {
  // expected-error @+1 {{linear: needs rank 1 or more, got f32[] [hac-E109]}}
  %0 = hac.linear %x, %w : (tensor<f32>, tensor<7x5xf32>) -> tensor<7xf32>
  return
}
// -----
#x = affine_map<()[s0, s1] -> (s0, s1, 256)>
#y = affine_map<()[s0, s1] -> (s0, s1, 20)>
func.func @E203_linear(%b: index {hac.symbol = #hac.symbol<"batch", min = 1, max = 8, multiple_of = 1>},
                       %t: index {hac.symbol = #hac.symbol<"seq", min = 1, max = 8, multiple_of = 1>},
                       %x: tensor<?x?x256xf32, #x>, %w: tensor<20x512xf32>) {
  // expected-error @+1 {{linear: the last dimension of f32[batch, seq, 256] is 256, the weight f32[20, 512] wants 512 [hac-E203]}}
  %0 = hac.linear %x, %w : (tensor<?x?x256xf32, #x>, tensor<20x512xf32>) -> tensor<?x?x20xf32, #y>
  return
}
// -----
func.func @E204_linear(%x: tensor<3x5xf32>, %w: tensor<7x5xf32>, %b: tensor<5xf32>) {
  // expected-error @+1 {{linear: the bias must be [7], got f32[5] [hac-E204]}}
  %0 = hac.linear %x, %w, %b : (tensor<3x5xf32>, tensor<7x5xf32>, tensor<5xf32>) -> tensor<3x7xf32>
  return
}
// -----
func.func @E205_linear(%x: tensor<3x5xf32>, %w: tensor<7x5x1xf32>) {
  // expected-error @+1 {{linear: the weight must be [out, in], got f32[7, 5, 1] [hac-E205]}}
  %0 = hac.linear %x, %w : (tensor<3x5xf32>, tensor<7x5x1xf32>) -> tensor<3x7xf32>
  return
}
// -----
func.func @B014_linear(%x: tensor<3x5xf32>, %w: tensor<7x5xf32>) {
  // expected-error @+1 {{linear: the rule gives f32[3, 7], the stored type is f32[7, 3] [hac-B014]}}
  %0 = hac.linear %x, %w : (tensor<3x5xf32>, tensor<7x5xf32>) -> tensor<7x3xf32>
  return
}
// -----
func.func @B014_matmul(%a: tensor<3x5xf32>, %b: tensor<5x7xf32>) {
  // expected-error @+1 {{matmul: the rule gives f32[3, 7], the stored type is f16[3, 7] [hac-B014]}}
  %0 = hac.matmul %a, %b : (tensor<3x5xf32>, tensor<5x7xf32>) -> tensor<3x7xf16>
  return
}
