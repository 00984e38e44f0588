// RUN: hac-opt %s --split-input-file --hac-form-groups=target=znver4 | FileCheck %s

#a = affine_map<()[s0] -> (2, s0, 64)>
#y = affine_map<()[s0] -> (2, s0, 100)>
// A transpose of the last axes is a view; relu is fused; a task packs a panel for 512 rows.
// CHECK-LABEL: @transposed
// CHECK: hac.group
// CHECK: hac.transpose
// CHECK: hac.matmul
// CHECK: hac.relu
// CHECK: anchor = "matmul", number = 0 : i64, tile = #hac_schedule.tile<heights = [8, 4, 2, 1], columns = {{48|32}}, lanes = 16, rows = 512, panels = 1>
func.func @transposed(%s: index, %a: tensor<2x?x64xf32, #a>, %b: tensor<2x100x64xf32>) -> tensor<2x?x100xf32, #y> {
  %t = hac.transpose %b {a = 1 : i64, b = 2 : i64} : (tensor<2x100x64xf32>) -> tensor<2x64x100xf32>
  %c = hac.matmul %a, %t : (tensor<2x?x64xf32, #a>, tensor<2x64x100xf32>) -> tensor<2x?x100xf32, #y>
  %y = hac.relu %c : (tensor<2x?x100xf32, #y>) -> tensor<2x?x100xf32, #y>
  return %y : tensor<2x?x100xf32, #y>
}

// -----

// Other axes: a copy of its own.
// CHECK-LABEL: @other_axes
// CHECK: hac.transpose
// CHECK: hac.group
// CHECK-NOT: hac.transpose
// CHECK: anchor = "matmul"
func.func @other_axes(%a: tensor<2x3x64xf32>, %b: tensor<64x2x100xf32>) -> tensor<2x3x100xf32> {
  %t = hac.transpose %b {a = 0 : i64, b = 1 : i64} : (tensor<64x2x100xf32>) -> tensor<2x64x100xf32>
  %c = hac.matmul %a, %t : (tensor<2x3x64xf32>, tensor<2x64x100xf32>) -> tensor<2x3x100xf32>
  return %c : tensor<2x3x100xf32>
}
