// RUN: hac-opt %s --split-input-file --hac-form-groups=target=znver4 | FileCheck %s

#x = affine_map<()[s0] -> (s0, 384)>
#ids = affine_map<()[s0] -> (s0)>
// What BERT begins with is one group: gather, sum, norm.
// CHECK-LABEL: @embeddings
// CHECK-NOT: hac.embedding
// CHECK: hac.group
// CHECK: hac.embedding
// CHECK: hac.add
// CHECK: hac.layer_norm
// CHECK: } {anchor = "layer_norm", number = 0 : i64, rows = #hac_schedule.rows<lanes = 16, rows = 42>}
func.func @embeddings(%n: index, %ids: tensor<?xi32, #ids>, %type: tensor<384xf32>) -> tensor<?x384xf32, #x> {
  %w = hac.param "words" : tensor<900x384xf32>
  %e = hac.embedding %ids, %w {padding_idx = 0 : i64} : (tensor<?xi32, #ids>, tensor<900x384xf32>) -> tensor<?x384xf32, #x>
  %s = hac.add %e, %type : (tensor<?x384xf32, #x>, tensor<384xf32>) -> tensor<?x384xf32, #x>
  %y = hac.layer_norm %s {dims = 1 : i64, eps = 1.0e-5 : f64, operandSegmentSizes = array<i32: 1, 0, 0>} : (tensor<?x384xf32, #x>) -> tensor<?x384xf32, #x>
  return %y : tensor<?x384xf32, #x>
}

// -----

// F3: the norm runs over rows that the linear has finished, so a task covers all panels. The sum is a
// result as well.
// CHECK-LABEL: @behind_linear
// CHECK: hac.group {{.*}} -> tensor<64x384xf32>, tensor<64x384xf32> {
// CHECK: hac.linear
// CHECK: %[[S:.*]] = hac.add
// CHECK: %[[N:.*]] = hac.layer_norm %[[S]]
// CHECK: hac.result %[[S]], %[[N]]
// CHECK: } {anchor = "linear", {{.*}}panels = 8>}
func.func @behind_linear(%x: tensor<64x128xf32>, %r: tensor<64x384xf32>) -> (tensor<64x384xf32>, tensor<64x384xf32>) {
  %w = hac.param "w" : tensor<384x128xf32>
  %c = hac.linear %x, %w : (tensor<64x128xf32>, tensor<384x128xf32>) -> tensor<64x384xf32>
  %s = hac.add %c, %r : (tensor<64x384xf32>, tensor<64x384xf32>) -> tensor<64x384xf32>
  %y = hac.layer_norm %s {dims = 1 : i64, eps = 1.0e-5 : f64, operandSegmentSizes = array<i32: 1, 0, 0>} : (tensor<64x384xf32>) -> tensor<64x384xf32>
  return %s, %y : tensor<64x384xf32>, tensor<64x384xf32>
}

// -----

// What a later op needs of the linear itself is no longer in registers: it stays outside.
// CHECK-LABEL: @needs_more_than_rows
// CHECK: hac.result %{{.*}}, %{{.*}} : tensor<64x48xf32>, tensor<64x48xf32>
// CHECK-NEXT: } {anchor = "linear"
// CHECK: hac.mul
// CHECK: } {anchor = "pointwise"
func.func @needs_more_than_rows(%x: tensor<64x128xf32>) -> tensor<64x48xf32> {
  %w = hac.param "w" : tensor<48x128xf32>
  %c = hac.linear %x, %w : (tensor<64x128xf32>, tensor<48x128xf32>) -> tensor<64x48xf32>
  %s = hac.relu %c : (tensor<64x48xf32>) -> tensor<64x48xf32>
  %y = hac.softmax %s {axis = 1 : i64} : (tensor<64x48xf32>) -> tensor<64x48xf32>
  %z = hac.mul %y, %c : (tensor<64x48xf32>, tensor<64x48xf32>) -> tensor<64x48xf32>
  return %z : tensor<64x48xf32>
}
