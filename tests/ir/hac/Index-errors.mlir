// RUN: hac-opt %s -split-input-file -verify-diagnostics

func.func @E501_embedding(%a: tensor<2x5xf32>, %b: tensor<30x4xf32>) {
  // expected-error @+1 {{embedding: indices must be i32 or i64, got f32[2, 5] [hac-E501]}}
  %0 = hac.embedding %a, %b {padding_idx = -1 : i64} : (tensor<2x5xf32>, tensor<30x4xf32>) -> tensor<2x5x4xf32>
  return
}
// -----
func.func @E502_embedding(%a: tensor<2x5xi32>, %b: tensor<30xf32>) {
  // expected-error @+1 {{embedding: the table must be [num, dim], got f32[30] [hac-E502]}}
  %0 = hac.embedding %a, %b {padding_idx = -1 : i64} : (tensor<2x5xi32>, tensor<30xf32>) -> tensor<2x5xf32>
  return
}
// -----
func.func @E506_embedding(%a: tensor<2x5xi32>, %b: tensor<30x4xf32>) {
  // expected-error @+1 {{embedding: padding_idx 30 is outside the table f32[30, 4] [hac-E506]}}
  %0 = hac.embedding %a, %b {padding_idx = 30 : i64} : (tensor<2x5xi32>, tensor<30x4xf32>) -> tensor<2x5x4xf32>
  return
}
// -----
func.func @E506_embedding_negative(%a: tensor<2x5xi32>, %b: tensor<30x4xf32>) {
  // expected-error @+1 {{embedding: padding_idx -2 is outside the table f32[30, 4] [hac-E506]}}
  %0 = hac.embedding %a, %b {padding_idx = -2 : i64} : (tensor<2x5xi32>, tensor<30x4xf32>) -> tensor<2x5x4xf32>
  return
}
// -----
func.func @B014_embedding(%a: tensor<2x5xi32>, %b: tensor<30x4xf16>) {
  // expected-error @+1 {{embedding: the rule gives f16[2, 5, 4], the stored type is f32[2, 5, 4] [hac-B014]}}
  %0 = hac.embedding %a, %b {padding_idx = -1 : i64} : (tensor<2x5xi32>, tensor<30x4xf16>) -> tensor<2x5x4xf32>
  return
}
// -----
func.func @E501_one_hot(%x: tensor<2xui8>) {
  // expected-error @+1 {{one_hot: indices must be i32 or i64, got u8[2] [hac-E501]}}
  %0 = hac.one_hot %x : (tensor<2xui8>) -> tensor<2x10xf32>
  return
}
// -----
func.func @E107_one_hot(%x: tensor<2xi32>) {
  // expected-error @+1 {{one_hot: the number of classes is 0, allowed is 1 to 2147483647 [hac-E107]}}
  %0 = hac.one_hot %x : (tensor<2xi32>) -> tensor<2x0xf32>
  return
}
// -----
func.func @B014_one_hot(%x: tensor<2xi32>) {
  // expected-error @+1 {{one_hot: the rule gives f32[2, 10], the stored type is f32[3, 10] [hac-B014]}}
  %0 = hac.one_hot %x : (tensor<2xi32>) -> tensor<3x10xf32>
  return
}
// -----
func.func @E108_gather(%a: tensor<2x5x7xf32>, %b: tensor<2x5x3xi32>) {
  // expected-error @+1 {{gather: axis 3 is out of range for f32[2, 5, 7] [hac-E108]}}
  %0 = hac.gather %a, %b {axis = 3 : i64} : (tensor<2x5x7xf32>, tensor<2x5x3xi32>) -> tensor<2x5x3xf32>
  return
}
// -----
func.func @E501_gather(%a: tensor<2x5x7xf32>, %b: tensor<2x5x3xi1>) {
  // expected-error @+1 {{gather: indices must be i32 or i64, got bool[2, 5, 3] [hac-E501]}}
  %0 = hac.gather %a, %b {axis = 2 : i64} : (tensor<2x5x7xf32>, tensor<2x5x3xi1>) -> tensor<2x5x3xf32>
  return
}
// -----
func.func @E504_gather(%a: tensor<2x5x7xf32>, %b: tensor<2x4x3xi32>) {
  // expected-error @+1 {{gather: the index must have the shape of f32[2, 5, 7] outside axis 2, got i32[2, 4, 3] [hac-E504]}}
  %0 = hac.gather %a, %b {axis = 2 : i64} : (tensor<2x5x7xf32>, tensor<2x4x3xi32>) -> tensor<2x4x3xf32>
  return
}
// -----
func.func @E108_index_select(%a: tensor<2x5x7xf32>, %b: tensor<3xi32>) {
  // expected-error @+1 {{index_select: axis 3 is out of range for f32[2, 5, 7] [hac-E108]}}
  %0 = hac.index_select %a, %b {axis = 3 : i64} : (tensor<2x5x7xf32>, tensor<3xi32>) -> tensor<2x5x3xf32>
  return
}
// -----
func.func @E501_index_select(%a: tensor<2x5x7xf32>, %b: tensor<3xf32>) {
  // expected-error @+1 {{index_select: indices must be i32 or i64, got f32[3] [hac-E501]}}
  %0 = hac.index_select %a, %b {axis = 2 : i64} : (tensor<2x5x7xf32>, tensor<3xf32>) -> tensor<2x5x3xf32>
  return
}
// -----
func.func @E504_index_select(%a: tensor<2x5x7xf32>, %b: tensor<1x3xi32>) {
  // expected-error @+1 {{index_select: the index must have rank 1, got i32[1, 3] [hac-E504]}}
  %0 = hac.index_select %a, %b {axis = 2 : i64} : (tensor<2x5x7xf32>, tensor<1x3xi32>) -> tensor<2x5x3xf32>
  return
}
// -----
func.func @B014_index_select(%a: tensor<2x5x7xf32>, %b: tensor<3xi32>) {
  // expected-error @+1 {{index_select: the rule gives f32[2, 3, 7], the stored type is f32[2, 5, 3] [hac-B014]}}
  %0 = hac.index_select %a, %b {axis = 1 : i64} : (tensor<2x5x7xf32>, tensor<3xi32>) -> tensor<2x5x3xf32>
  return
}
// -----
func.func @E108_slice_at(%a: tensor<2x5x7xf32>, %s: tensor<i32>) {
  // expected-error @+1 {{slice_at: axis 3 is out of range for f32[2, 5, 7] [hac-E108]}}
  %0 = hac.slice_at %a, %s {axis = 3 : i64} : (tensor<2x5x7xf32>, tensor<i32>) -> tensor<2x5x3xf32>
  return
}
// -----
func.func @E501_slice_at(%a: tensor<2x5x7xf32>, %s: tensor<f32>) {
  // expected-error @+1 {{slice_at: indices must be i32 or i64, got f32[] [hac-E501]}}
  %0 = hac.slice_at %a, %s {axis = 2 : i64} : (tensor<2x5x7xf32>, tensor<f32>) -> tensor<2x5x3xf32>
  return
}
// -----
func.func @E507_slice_at(%a: tensor<2x5x7xf32>, %s: tensor<1xi32>) {
  // expected-error @+1 {{slice_at: the start must have rank 0, got i32[1] [hac-E507]}}
  %0 = hac.slice_at %a, %s {axis = 2 : i64} : (tensor<2x5x7xf32>, tensor<1xi32>) -> tensor<2x5x3xf32>
  return
}
// -----
func.func @E508_slice_at(%a: tensor<2x5x7xf32>, %s: tensor<i32>) {
  // expected-error @+1 {{slice_at: a part of 8 does not fit dimension 2 of f32[2, 5, 7] [hac-E508]}}
  %0 = hac.slice_at %a, %s {axis = 2 : i64} : (tensor<2x5x7xf32>, tensor<i32>) -> tensor<2x5x8xf32>
  return
}
// -----
func.func @B014_slice_at(%a: tensor<2x5x7xf32>, %s: tensor<i32>) {
  // expected-error @+1 {{slice_at: the rule gives f32[2, 5, 3], the stored type is f32[2, 4, 3] [hac-B014]}}
  %0 = hac.slice_at %a, %s {axis = 2 : i64} : (tensor<2x5x7xf32>, tensor<i32>) -> tensor<2x4x3xf32>
  return
}
// -----
func.func @E102_update_at(%a: tensor<2x5x7xf32>, %s: tensor<i32>, %y: tensor<2x5x3xf16>) {
  // expected-error @+1 {{update_at: element types differ: f32[2, 5, 7] and f16[2, 5, 3] [hac-E102]}}
  %0 = hac.update_at %a, %s, %y {axis = 2 : i64} : (tensor<2x5x7xf32>, tensor<i32>, tensor<2x5x3xf16>) -> tensor<2x5x7xf32>
  return
}
// -----
func.func @E108_update_at(%a: tensor<2x5x7xf32>, %s: tensor<i32>) {
  // expected-error @+1 {{update_at: axis 3 is out of range for f32[2, 5, 7] [hac-E108]}}
  %0 = hac.update_at %a, %s, %a {axis = 3 : i64} : (tensor<2x5x7xf32>, tensor<i32>, tensor<2x5x7xf32>) -> tensor<2x5x7xf32>
  return
}
// -----
func.func @E501_update_at(%a: tensor<2x5x7xf32>, %s: tensor<f32>) {
  // expected-error @+1 {{update_at: indices must be i32 or i64, got f32[] [hac-E501]}}
  %0 = hac.update_at %a, %s, %a {axis = 2 : i64} : (tensor<2x5x7xf32>, tensor<f32>, tensor<2x5x7xf32>) -> tensor<2x5x7xf32>
  return
}
// -----
func.func @E507_update_at(%a: tensor<2x5x7xf32>, %s: tensor<1xi32>) {
  // expected-error @+1 {{update_at: the start must have rank 0, got i32[1] [hac-E507]}}
  %0 = hac.update_at %a, %s, %a {axis = 2 : i64} : (tensor<2x5x7xf32>, tensor<1xi32>, tensor<2x5x7xf32>) -> tensor<2x5x7xf32>
  return
}
// -----
func.func @E508_update_at(%a: tensor<2x5x7xf32>, %s: tensor<i32>, %y: tensor<2x4x3xf32>) {
  // expected-error @+1 {{update_at: the part must have the shape of f32[2, 5, 7] outside axis 2, got f32[2, 4, 3] [hac-E508]}}
  %0 = hac.update_at %a, %s, %y {axis = 2 : i64} : (tensor<2x5x7xf32>, tensor<i32>, tensor<2x4x3xf32>) -> tensor<2x5x7xf32>
  return
}
// -----
func.func @E508_update_at_larger(%a: tensor<2x5x7xf32>, %s: tensor<i32>, %y: tensor<2x5x8xf32>) {
  // expected-error @+1 {{update_at: a part of 8 does not fit dimension 2 of f32[2, 5, 7] [hac-E508]}}
  %0 = hac.update_at %a, %s, %y {axis = 2 : i64} : (tensor<2x5x7xf32>, tensor<i32>, tensor<2x5x8xf32>) -> tensor<2x5x7xf32>
  return
}
