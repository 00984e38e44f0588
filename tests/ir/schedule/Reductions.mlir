// RUN: hac-opt %s --split-input-file --hac-form-groups=target=znver4 | FileCheck %s

// A masked mean: what is summed and the division belong to the sum. A bool for a whole row is read
// from memory.
// CHECK-LABEL: @masked_mean
// CHECK: hac.group
// CHECK: hac.where
// CHECK: hac.sum
// CHECK: hac.div
// CHECK: } {anchor = "sum", number = 0 : i64, reduce = #hac_schedule.reduce<lanes = 16, rows = 2, columns = 128>}
func.func @masked_mean(%m: tensor<2x64x1xi1>, %x: tensor<2x64x384xf32>, %zero: tensor<f32>, %n: tensor<2x1xf32>) -> tensor<2x384xf32> {
  %c = hac.where %m, %x, %zero : (tensor<2x64x1xi1>, tensor<2x64x384xf32>, tensor<f32>) -> tensor<2x64x384xf32>
  %s = hac.sum %c {axes = array<i64: 1>, keepdim = 0 : i64} : (tensor<2x64x384xf32>) -> tensor<2x384xf32>
  %y = hac.div %s, %n : (tensor<2x384xf32>, tensor<2x1xf32>) -> tensor<2x384xf32>
  return %y : tensor<2x384xf32>
}

// -----

// CHECK-LABEL: @outer_axes
// CHECK-NOT: hac.group
func.func @outer_axes(%x: tensor<2x64x384xf32>) -> tensor<64xf32> {
  %s = hac.sum %x {axes = array<i64: 0, 2>, keepdim = 0 : i64} : (tensor<2x64x384xf32>) -> tensor<64xf32>
  return %s : tensor<64xf32>
}
