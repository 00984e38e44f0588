// RUN: hac-opt %s -split-input-file -verify-diagnostics

func.func @E101_max_pool1d(%x: tensor<2x9x6xi32>) {
  // expected-error @+1 {{max_pool1d: needs a floating-point tensor, got i32[2, 9, 6] [hac-E101]}}
  %0 = hac.max_pool1d %x {kernel_size = array<i64: 2>, stride = array<i64: 2>, padding = array<i64: 0>, dilation = array<i64: 1>, ceil_mode = 0 : i64}
    : (tensor<2x9x6xi32>) -> tensor<2x4x6xf32>
  return
}
// -----
func.func @E109_avg_pool2d(%x: tensor<2x9x6xf32>) {
  // expected-error @+1 {{avg_pool2d: needs [batch, channels, height, width], got f32[2, 9, 6] [hac-E109]}}
  %0 = hac.avg_pool2d %x {kernel_size = array<i64: 2, 2>, stride = array<i64: 2, 2>, padding = array<i64: 0, 0>, ceil_mode = 0 : i64, count_include_pad = 1 : i64}
    : (tensor<2x9x6xf32>) -> tensor<2x4x6xf32>
  return
}
// -----
func.func @E107_max_pool1d_kernel(%x: tensor<2x9x6xf32>) {
  // expected-error @+1 {{max_pool1d: kernel_size is 0, allowed is 1 to 1048576 [hac-E107]}}
  %0 = hac.max_pool1d %x {kernel_size = array<i64: 0>, stride = array<i64: 2>, padding = array<i64: 0>, dilation = array<i64: 1>, ceil_mode = 0 : i64}
    : (tensor<2x9x6xf32>) -> tensor<2x4x6xf32>
  return
}
// -----
func.func @E107_max_pool1d_stride(%x: tensor<2x9x6xf32>) {
  // expected-error @+1 {{max_pool1d: stride is 0, allowed is 1 to 1048576 [hac-E107]}}
  %0 = hac.max_pool1d %x {kernel_size = array<i64: 2>, stride = array<i64: 0>, padding = array<i64: 0>, dilation = array<i64: 1>, ceil_mode = 0 : i64}
    : (tensor<2x9x6xf32>) -> tensor<2x4x6xf32>
  return
}
// -----
func.func @E107_max_pool1d_dilation(%x: tensor<2x9x6xf32>) {
  // expected-error @+1 {{max_pool1d: dilation is 0, allowed is 1 to 1048576 [hac-E107]}}
  %0 = hac.max_pool1d %x {kernel_size = array<i64: 2>, stride = array<i64: 2>, padding = array<i64: 0>, dilation = array<i64: 0>, ceil_mode = 0 : i64}
    : (tensor<2x9x6xf32>) -> tensor<2x4x6xf32>
  return
}
// -----
func.func @E107_avg_pool1d_count(%x: tensor<2x9x6xf32>) {
  // expected-error @+1 {{avg_pool1d: count_include_pad is 2, allowed is 0 to 1 [hac-E107]}}
  %0 = hac.avg_pool1d %x {kernel_size = array<i64: 2>, stride = array<i64: 2>, padding = array<i64: 0>, ceil_mode = 0 : i64, count_include_pad = 2 : i64}
    : (tensor<2x9x6xf32>) -> tensor<2x4x6xf32>
  return
}
// -----
func.func @E208_max_pool1d(%x: tensor<2x9x6xf32>) {
  // expected-error @+1 {{max_pool1d: the kernel is larger than the input: kernel covers 11, 9 is at most 9 [hac-E208]}}
  %0 = hac.max_pool1d %x {kernel_size = array<i64: 2>, stride = array<i64: 2>, padding = array<i64: 0>, dilation = array<i64: 10>, ceil_mode = 0 : i64}
    : (tensor<2x9x6xf32>) -> tensor<2x4x6xf32>
  return
}
// -----
#x = affine_map<()[s0] -> (2, s0, 6)>
#y = affine_map<()[s0] -> (2, s0 floordiv 3, 6)>
func.func @E208_avg_pool1d(%t: index {hac.symbol = #hac.symbol<"seq", min = 1, max = 8, multiple_of = 1>}, %x: tensor<2x?x6xf32, #x>) {
  // expected-error @+1 {{avg_pool1d: the kernel may be larger than the input: kernel covers 3, seq can be as small as 1 [hac-E208]}}
  %0 = hac.avg_pool1d %x {kernel_size = array<i64: 3>, stride = array<i64: 3>, padding = array<i64: 0>, ceil_mode = 0 : i64, count_include_pad = 1 : i64}
    : (tensor<2x?x6xf32, #x>) -> tensor<2x?x6xf32, #y>
  return
}
// -----
func.func @E210_max_pool1d(%x: tensor<2x9x6xf32>) {
  // expected-error @+1 {{max_pool1d: padding 2 is more than half of kernel_size 3 [hac-E210]}}
  %0 = hac.max_pool1d %x {kernel_size = array<i64: 3>, stride = array<i64: 2>, padding = array<i64: 2>, dilation = array<i64: 1>, ceil_mode = 0 : i64}
    : (tensor<2x9x6xf32>) -> tensor<2x4x6xf32>
  return
}
// -----
func.func @E210_avg_pool2d(%x: tensor<2x3x9x9xf32>) {
  // expected-error @+1 {{avg_pool2d: padding 2 is more than half of kernel_size 3 [hac-E210]}}
  %0 = hac.avg_pool2d %x {kernel_size = array<i64: 3, 3>, stride = array<i64: 1, 1>, padding = array<i64: 1, 2>, ceil_mode = 0 : i64, count_include_pad = 1 : i64}
    : (tensor<2x3x9x9xf32>) -> tensor<2x4x6xf32>
  return
}
// -----
func.func @E212_max_pool1d(%x: tensor<2x9x6xf32>) {
  // expected-error @+1 {{max_pool1d: ceil_mode needs stride + padding <= kernel_size, got 3 + 0 and 2 [hac-E212]}}
  %0 = hac.max_pool1d %x {kernel_size = array<i64: 2>, stride = array<i64: 3>, padding = array<i64: 0>, dilation = array<i64: 1>, ceil_mode = 1 : i64}
    : (tensor<2x9x6xf32>) -> tensor<2x4x6xf32>
  return
}
// -----
func.func @B009_max_pool2d(%x: tensor<2x3x9x9xf32>) {
  // expected-error @+1 {{max_pool2d: stride has 1 numbers, 2 are expected [hac-B009]}}
  %0 = hac.max_pool2d %x {kernel_size = array<i64: 3, 3>, stride = array<i64: 1>, padding = array<i64: 0, 0>, dilation = array<i64: 1, 1>, ceil_mode = 0 : i64}
    : (tensor<2x3x9x9xf32>) -> tensor<2x4x6xf32>
  return
}
// -----
func.func @B014_max_pool1d(%x: tensor<2x9x6xf32>) {
  // expected-error @+1 {{max_pool1d: the rule gives f32[2, 4, 6], the stored type is f32[2, 5, 6] [hac-B014]}}
  %0 = hac.max_pool1d %x {kernel_size = array<i64: 2>, stride = array<i64: 2>, padding = array<i64: 0>, dilation = array<i64: 1>, ceil_mode = 0 : i64}
    : (tensor<2x9x6xf32>) -> tensor<2x5x6xf32>
  return
}
// -----
func.func @B014_ceil(%x: tensor<2x9x6xf32>) {
  // expected-error @+1 {{max_pool1d: the rule gives f32[2, 5, 6], the stored type is f32[2, 4, 6] [hac-B014]}}
  %0 = hac.max_pool1d %x {kernel_size = array<i64: 2>, stride = array<i64: 2>, padding = array<i64: 0>, dilation = array<i64: 1>, ceil_mode = 1 : i64}
    : (tensor<2x9x6xf32>) -> tensor<2x4x6xf32>
  return
}
// -----
func.func @E101_adaptive_avg_pool1d(%x: tensor<2x9x6xi1>) {
  // expected-error @+1 {{adaptive_avg_pool1d: needs a floating-point tensor, got bool[2, 9, 6] [hac-E101]}}
  %0 = hac.adaptive_avg_pool1d %x {output_size = array<i64: 3>} : (tensor<2x9x6xi1>) -> tensor<2x3x6xi1>
  return
}
// -----
func.func @E109_adaptive_max_pool2d(%x: tensor<2x9x6xf32>) {
  // expected-error @+1 {{adaptive_max_pool2d: needs [batch, channels, height, width], got f32[2, 9, 6] [hac-E109]}}
  %0 = hac.adaptive_max_pool2d %x {output_size = array<i64: 3, 3>} : (tensor<2x9x6xf32>) -> tensor<2x3x3xf32>
  return
}
// -----
func.func @E107_adaptive_max_pool1d(%x: tensor<2x9x6xf32>) {
  // expected-error @+1 {{adaptive_max_pool1d: the output size is 0, allowed is 1 to 1048576 [hac-E107]}}
  %0 = hac.adaptive_max_pool1d %x {output_size = array<i64: 0>} : (tensor<2x9x6xf32>) -> tensor<2x0x6xf32>
  return
}
// -----
func.func @B014_adaptive_avg_pool2d(%x: tensor<2x9x6x6xf32>) {
  // expected-error @+1 {{adaptive_avg_pool2d: the rule gives f32[2, 9, 3, 4], the stored type is f32[2, 9, 4, 3] [hac-B014]}}
  %0 = hac.adaptive_avg_pool2d %x {output_size = array<i64: 3, 4>} : (tensor<2x9x6x6xf32>) -> tensor<2x9x4x3xf32>
  return
}
