// RUN: hac-opt %s -split-input-file -verify-diagnostics

func.func @E101_conv1d(%x: tensor<2x9x6xi32>, %w: tensor<4x6x3xf32>) {
  // expected-error @+1 {{conv1d: needs a floating-point tensor, got i32[2, 9, 6] [hac-E101]}}
  %0 = hac.conv1d %x, %w {stride = array<i64: 1>, padding = array<i64: 0, 0>, dilation = array<i64: 1>, groups = 1 : i64, mode = 0 : i64}
    : (tensor<2x9x6xi32>, tensor<4x6x3xf32>) -> tensor<2x7x4xf32>
  return
}
// -----
func.func @E102_conv1d(%x: tensor<2x9x6xf32>, %w: tensor<4x6x3xf16>) {
  // expected-error @+1 {{conv1d: element types differ: f32[2, 9, 6] and f16[4, 6, 3] [hac-E102]}}
  %0 = hac.conv1d %x, %w {stride = array<i64: 1>, padding = array<i64: 0, 0>, dilation = array<i64: 1>, groups = 1 : i64, mode = 0 : i64}
    : (tensor<2x9x6xf32>, tensor<4x6x3xf16>) -> tensor<2x7x4xf32>
  return
}
// -----
func.func @E109_conv1d(%x: tensor<9x6xf32>, %w: tensor<4x6x3xf32>) {
  // expected-error @+1 {{conv1d: needs [batch, seq, channels], got f32[9, 6] [hac-E109]}}
  %0 = hac.conv1d %x, %w {stride = array<i64: 1>, padding = array<i64: 0, 0>, dilation = array<i64: 1>, groups = 1 : i64, mode = 0 : i64}
    : (tensor<9x6xf32>, tensor<4x6x3xf32>) -> tensor<2x7x4xf32>
  return
}
// -----
func.func @E204_conv1d(%x: tensor<2x9x6xf32>, %w: tensor<4x6x3xf32>, %b: tensor<6xf32>) {
  // expected-error @+1 {{conv1d: the bias must be [4], got f32[6] [hac-E204]}}
  %0 = hac.conv1d %x, %w, %b {stride = array<i64: 1>, padding = array<i64: 0, 0>, dilation = array<i64: 1>, groups = 1 : i64, mode = 0 : i64}
    : (tensor<2x9x6xf32>, tensor<4x6x3xf32>, tensor<6xf32>) -> tensor<2x7x4xf32>
  return
}
// -----
func.func @E205_conv1d(%x: tensor<2x9x6xf32>, %w: tensor<4x6xf32>) {
  // expected-error @+1 {{conv1d: the weight must be [out, in/groups, kernel], got f32[4, 6] [hac-E205]}}
  %0 = hac.conv1d %x, %w {stride = array<i64: 1>, padding = array<i64: 0, 0>, dilation = array<i64: 1>, groups = 1 : i64, mode = 0 : i64}
    : (tensor<2x9x6xf32>, tensor<4x6xf32>) -> tensor<2x7x4xf32>
  return
}
// -----
func.func @E205_conv1d_kernel(%x: tensor<2x9x6xf32>, %w: tensor<4x6x0xf32>) {
  // expected-error @+1 {{conv1d: the kernel size must be a constant of at least 1, got f32[4, 6, 0] [hac-E205]}}
  %0 = hac.conv1d %x, %w {stride = array<i64: 1>, padding = array<i64: 0, 0>, dilation = array<i64: 1>, groups = 1 : i64, mode = 0 : i64}
    : (tensor<2x9x6xf32>, tensor<4x6x0xf32>) -> tensor<2x7x4xf32>
  return
}
// -----
func.func @E206_conv1d(%x: tensor<2x9x6xf32>, %w: tensor<4x9x3xf32>) {
  // expected-error @+1 {{conv1d: the input has 6 channels, the weight wants 9: f32[2, 9, 6] with weight f32[4, 9, 3] [hac-E206]}}
  %0 = hac.conv1d %x, %w {stride = array<i64: 1>, padding = array<i64: 0, 0>, dilation = array<i64: 1>, groups = 1 : i64, mode = 0 : i64}
    : (tensor<2x9x6xf32>, tensor<4x9x3xf32>) -> tensor<2x7x4xf32>
  return
}
// -----
func.func @E207_conv1d_in(%x: tensor<2x9x6xf32>, %w: tensor<4x2x3xf32>) {
  // expected-error @+1 {{conv1d: 4 groups do not divide the 6 input channels of f32[2, 9, 6] [hac-E207]}}
  %0 = hac.conv1d %x, %w {stride = array<i64: 1>, padding = array<i64: 0, 0>, dilation = array<i64: 1>, groups = 4 : i64, mode = 0 : i64}
    : (tensor<2x9x6xf32>, tensor<4x2x3xf32>) -> tensor<2x7x4xf32>
  return
}
// -----
func.func @E207_conv1d_out(%x: tensor<2x9x6xf32>, %w: tensor<4x2x3xf32>) {
  // expected-error @+1 {{conv1d: 3 groups do not divide the 4 output channels of f32[4, 2, 3] [hac-E207]}}
  %0 = hac.conv1d %x, %w {stride = array<i64: 1>, padding = array<i64: 0, 0>, dilation = array<i64: 1>, groups = 3 : i64, mode = 0 : i64}
    : (tensor<2x9x6xf32>, tensor<4x2x3xf32>) -> tensor<2x7x4xf32>
  return
}
// -----
func.func @E208_conv1d(%x: tensor<2x9x6xf32>, %w: tensor<4x6x3xf32>) {
  // expected-error @+1 {{conv1d: the kernel is larger than the input: kernel covers 13, 9 is at most 11 with padding [hac-E208]}}
  %0 = hac.conv1d %x, %w {stride = array<i64: 1>, padding = array<i64: 1, 1>, dilation = array<i64: 6>, groups = 1 : i64, mode = 0 : i64}
    : (tensor<2x9x6xf32>, tensor<4x6x3xf32>) -> tensor<2x7x4xf32>
  return
}
// -----
func.func @E107_conv1d_stride(%x: tensor<2x9x6xf32>, %w: tensor<4x6x3xf32>) {
  // expected-error @+1 {{conv1d: stride is 0, allowed is 1 to 1048576 [hac-E107]}}
  %0 = hac.conv1d %x, %w {stride = array<i64: 0>, padding = array<i64: 0, 0>, dilation = array<i64: 1>, groups = 1 : i64, mode = 0 : i64}
    : (tensor<2x9x6xf32>, tensor<4x6x3xf32>) -> tensor<2x7x4xf32>
  return
}
// -----
func.func @E107_conv1d_dilation(%x: tensor<2x9x6xf32>, %w: tensor<4x6x3xf32>) {
  // expected-error @+1 {{conv1d: dilation is -1, allowed is 1 to 1048576 [hac-E107]}}
  %0 = hac.conv1d %x, %w {stride = array<i64: 1>, padding = array<i64: 0, 0>, dilation = array<i64: -1>, groups = 1 : i64, mode = 0 : i64}
    : (tensor<2x9x6xf32>, tensor<4x6x3xf32>) -> tensor<2x7x4xf32>
  return
}
// -----
func.func @E107_conv1d_padding(%x: tensor<2x9x6xf32>, %w: tensor<4x6x3xf32>) {
  // expected-error @+1 {{conv1d: padding is -1, allowed is 0 to 1048576 [hac-E107]}}
  %0 = hac.conv1d %x, %w {stride = array<i64: 1>, padding = array<i64: -1, 0>, dilation = array<i64: 1>, groups = 1 : i64, mode = 0 : i64}
    : (tensor<2x9x6xf32>, tensor<4x6x3xf32>) -> tensor<2x7x4xf32>
  return
}
// -----
func.func @E107_conv1d_groups(%x: tensor<2x9x6xf32>, %w: tensor<4x6x3xf32>) {
  // expected-error @+1 {{conv1d: groups is 0, allowed is 1 to 1048576 [hac-E107]}}
  %0 = hac.conv1d %x, %w {stride = array<i64: 1>, padding = array<i64: 0, 0>, dilation = array<i64: 1>, groups = 0 : i64, mode = 0 : i64}
    : (tensor<2x9x6xf32>, tensor<4x6x3xf32>) -> tensor<2x7x4xf32>
  return
}
// -----
func.func @E107_conv1d_mode(%x: tensor<2x9x6xf32>, %w: tensor<4x6x3xf32>) {
  // expected-error @+1 {{conv1d: mode is 4, allowed is 0 to 3 [hac-E107]}}
  %0 = hac.conv1d %x, %w {stride = array<i64: 1>, padding = array<i64: 0, 0>, dilation = array<i64: 1>, groups = 1 : i64, mode = 4 : i64}
    : (tensor<2x9x6xf32>, tensor<4x6x3xf32>) -> tensor<2x7x4xf32>
  return
}
// -----
func.func @E610_conv1d(%x: tensor<2x9x6xf32>, %w: tensor<4x6x3xf32>) {
  // expected-error @+1 {{conv1d: padding of 9 cannot be taken from 9 elements of dimension 1 of f32[2, 9, 6] [hac-E610]}}
  %0 = hac.conv1d %x, %w {stride = array<i64: 1>, padding = array<i64: 9, 9>, dilation = array<i64: 1>, groups = 1 : i64, mode = 1 : i64}
    : (tensor<2x9x6xf32>, tensor<4x6x3xf32>) -> tensor<2x7x4xf32>
  return
}
// -----
func.func @B009_conv1d(%x: tensor<2x9x6xf32>, %w: tensor<4x6x3xf32>) {
  // expected-error @+1 {{conv1d: padding has 1 numbers, 2 are expected [hac-B009]}}
  %0 = hac.conv1d %x, %w {stride = array<i64: 1>, padding = array<i64: 1>, dilation = array<i64: 1>, groups = 1 : i64, mode = 0 : i64}
    : (tensor<2x9x6xf32>, tensor<4x6x3xf32>) -> tensor<2x7x4xf32>
  return
}
// -----
func.func @B014_conv1d(%x: tensor<2x9x6xf32>, %w: tensor<4x6x3xf32>) {
  // expected-error @+1 {{conv1d: the rule gives f32[2, 7, 4], the stored type is f32[2, 8, 4] [hac-B014]}}
  %0 = hac.conv1d %x, %w {stride = array<i64: 1>, padding = array<i64: 0, 0>, dilation = array<i64: 1>, groups = 1 : i64, mode = 0 : i64}
    : (tensor<2x9x6xf32>, tensor<4x6x3xf32>) -> tensor<2x8x4xf32>
  return
}
// -----
#x = affine_map<()[s0] -> (2, s0, 6)>
#y = affine_map<()[s0] -> (2, s0 - 2, 4)>
func.func @E208_conv1d_symbol(%t: index {hac.symbol = #hac.symbol<"seq", min = 1, max = 8, multiple_of = 1>}, %x: tensor<2x?x6xf32, #x>, %w: tensor<4x6x3xf32>) {
  // expected-error @+1 {{conv1d: the kernel may be larger than the input: kernel covers 3, seq can be as small as 1 [hac-E208]}}
  %0 = hac.conv1d %x, %w {stride = array<i64: 1>, padding = array<i64: 0, 0>, dilation = array<i64: 1>, groups = 1 : i64, mode = 0 : i64}
    : (tensor<2x?x6xf32, #x>, tensor<4x6x3xf32>) -> tensor<2x?x4xf32, #y>
  return
}
// -----
func.func @E109_conv2d(%x: tensor<2x9x6xf32>, %w: tensor<4x9x3x3xf32>) {
  // expected-error @+1 {{conv2d: needs [batch, channels, height, width], got f32[2, 9, 6] [hac-E109]}}
  %0 = hac.conv2d %x, %w {stride = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilation = array<i64: 1, 1>, groups = 1 : i64, mode = 0 : i64}
    : (tensor<2x9x6xf32>, tensor<4x9x3x3xf32>) -> tensor<2x4x7x6xf32>
  return
}
// -----
func.func @E205_conv2d(%x: tensor<2x3x9x9xf32>, %w: tensor<4x3x3xf32>) {
  // expected-error @+1 {{conv2d: the weight must be [out, in/groups, kernel height, kernel width], got f32[4, 3, 3] [hac-E205]}}
  %0 = hac.conv2d %x, %w {stride = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilation = array<i64: 1, 1>, groups = 1 : i64, mode = 0 : i64}
    : (tensor<2x3x9x9xf32>, tensor<4x3x3xf32>) -> tensor<2x4x7x7xf32>
  return
}
// -----
func.func @E206_conv2d(%x: tensor<2x9x9x3xf32>, %w: tensor<4x3x3x3xf32>) {
  // expected-error @+1 {{conv2d: the input has 9 channels, the weight wants 3: f32[2, 9, 9, 3] with weight f32[4, 3, 3, 3] [hac-E206]}}
  %0 = hac.conv2d %x, %w {stride = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilation = array<i64: 1, 1>, groups = 1 : i64, mode = 0 : i64}
    : (tensor<2x9x9x3xf32>, tensor<4x3x3x3xf32>) -> tensor<2x4x7x1xf32>
  return
}
// -----
func.func @E208_conv2d(%x: tensor<2x3x9x3xf32>, %w: tensor<4x3x3x5xf32>) {
  // expected-error @+1 {{conv2d: the kernel is larger than the input: kernel covers 5, 3 is at most 3 [hac-E208]}}
  %0 = hac.conv2d %x, %w {stride = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilation = array<i64: 1, 1>, groups = 1 : i64, mode = 0 : i64}
    : (tensor<2x3x9x3xf32>, tensor<4x3x3x5xf32>) -> tensor<2x4x7x1xf32>
  return
}
// -----
func.func @B014_conv2d(%x: tensor<2x3x9x9xf32>, %w: tensor<4x3x3x5xf32>) {
  // expected-error @+1 {{conv2d: the rule gives f32[2, 4, 7, 5], the stored type is f32[2, 4, 5, 7] [hac-B014]}}
  %0 = hac.conv2d %x, %w {stride = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilation = array<i64: 1, 1>, groups = 1 : i64, mode = 0 : i64}
    : (tensor<2x3x9x9xf32>, tensor<4x3x3x5xf32>) -> tensor<2x4x5x7xf32>
  return
}
