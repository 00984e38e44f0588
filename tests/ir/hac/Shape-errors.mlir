// RUN: hac-opt %s -split-input-file -verify-diagnostics

func.func @E605_reshape(%x: tensor<2x3x5xf32>) {
  // expected-error @+1 {{reshape: the number of elements changes: f32[2, 3, 5] to [6, 4]: 30 against 24 [hac-E605]}}
  %0 = hac.reshape %x : (tensor<2x3x5xf32>) -> tensor<6x4xf32>
  return
}
// -----
#x = affine_map<()[s0] -> (s0, 6)>
#y = affine_map<()[s0] -> (s0 floordiv 2, 12)>
func.func @E605_reshape_symbol(%t: index {hac.symbol = #hac.symbol<"seq", min = 2, max = 9, multiple_of = 1>}, %x: tensor<?x6xf32, #x>) {
  // expected-error @+1 {{reshape: the number of elements changes: f32[seq, 6] to [seq/2, 12]: 6*seq against 12*(seq/2) [hac-E605]}}
  %0 = hac.reshape %x : (tensor<?x6xf32, #x>) -> tensor<?x12xf32, #y>
  return
}
// -----
func.func @B014_reshape(%x: tensor<2x3x5xf32>) {
  // expected-error @+1 {{reshape: the rule gives f32[6, 5], the stored type is i32[6, 5] [hac-B014]}}
  %0 = hac.reshape %x : (tensor<2x3x5xf32>) -> tensor<6x5xi32>
  return
}
// -----
func.func @E108_flatten(%x: tensor<2x3x5xf32>) {
  // expected-error @+1 {{flatten: axis 3 is out of range for f32[2, 3, 5] [hac-E108]}}
  %0 = hac.flatten %x {start = 0 : i64, end = 3 : i64} : (tensor<2x3x5xf32>) -> tensor<30xf32>
  return
}
// -----
func.func @E108_flatten_order(%x: tensor<2x3x5xf32>) {
  // expected-error @+1 {{flatten: start axis 2 is after end axis 1 of f32[2, 3, 5] [hac-E108]}}
  %0 = hac.flatten %x {start = 2 : i64, end = 1 : i64} : (tensor<2x3x5xf32>) -> tensor<2x3x5xf32>
  return
}
// -----
func.func @B014_flatten(%x: tensor<2x3x5xf32>) {
  // expected-error @+1 {{flatten: the rule gives f32[2, 15], the stored type is f32[30] [hac-B014]}}
  %0 = hac.flatten %x {start = 1 : i64, end = 2 : i64} : (tensor<2x3x5xf32>) -> tensor<30xf32>
  return
}
// -----
func.func @E108_unsqueeze(%x: tensor<2x3x5xf32>) {
  // expected-error @+1 {{unsqueeze: axis 4 is out of range for f32[2, 3, 5] [hac-E108]}}
  %0 = hac.unsqueeze %x {axis = 4 : i64} : (tensor<2x3x5xf32>) -> tensor<2x3x5x1xf32>
  return
}
// -----
func.func @E020_unsqueeze(%x: tensor<1x1x1x1x1x1x1x1xf32>) {
  // expected-error @+1 {{unsqueeze: rank 9 is more than 8 [hac-E020]}}
  %0 = hac.unsqueeze %x {axis = 0 : i64} : (tensor<1x1x1x1x1x1x1x1xf32>) -> tensor<1x1x1x1x1x1x1x1x1xf32>
  return
}
// -----
func.func @E108_squeeze(%x: tensor<2x1x5xf32>) {
  // expected-error @+1 {{squeeze: axis 3 is out of range for f32[2, 1, 5] [hac-E108]}}
  %0 = hac.squeeze %x {axis = 3 : i64} : (tensor<2x1x5xf32>) -> tensor<2x5xf32>
  return
}
// -----
func.func @E609_squeeze(%x: tensor<2x3x5xf32>) {
  // expected-error @+1 {{squeeze: dimension 1 of f32[2, 3, 5] is 3, not 1 [hac-E609]}}
  %0 = hac.squeeze %x {axis = 1 : i64} : (tensor<2x3x5xf32>) -> tensor<2x5xf32>
  return
}
// -----
func.func @E108_transpose(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{transpose: axis 2 is out of range for f32[2, 3] [hac-E108]}}
  %0 = hac.transpose %x {a = 0 : i64, b = 2 : i64} : (tensor<2x3xf32>) -> tensor<3x2xf32>
  return
}
// -----
func.func @B014_transpose(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{transpose: the rule gives f32[3, 2], the stored type is f32[2, 3] [hac-B014]}}
  %0 = hac.transpose %x {a = 0 : i64, b = 1 : i64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}
// -----
func.func @E108_permute(%x: tensor<2x3x5xf32>) {
  // expected-error @+1 {{permute: axis 3 is out of range for f32[2, 3, 5] [hac-E108]}}
  %0 = hac.permute %x {axes = array<i64: 0, 3, 1>} : (tensor<2x3x5xf32>) -> tensor<2x3x5xf32>
  return
}
// -----
func.func @E607_permute_twice(%x: tensor<2x3x5xf32>) {
  // expected-error @+1 {{permute: axis 0 is named twice for f32[2, 3, 5] [hac-E607]}}
  %0 = hac.permute %x {axes = array<i64: 0, 0, 1>} : (tensor<2x3x5xf32>) -> tensor<2x3x5xf32>
  return
}
// -----
func.func @E607_permute(%x: tensor<2x3x5xf32>) {
  // expected-error @+1 {{permute: 2 axes are named for f32[2, 3, 5] [hac-E607]}}
  %0 = hac.permute %x {axes = array<i64: 0, 1>} : (tensor<2x3x5xf32>) -> tensor<2x3xf32>
  return
}
// -----
func.func @E109_to_seq(%x: tensor<2x3x5xf32>) {
  // expected-error @+1 {{to_seq: needs [batch, channels, height, width], got f32[2, 3, 5] [hac-E109]}}
  %0 = hac.to_seq %x : (tensor<2x3x5xf32>) -> tensor<2x5x3xf32>
  return
}
// -----
func.func @B014_to_seq(%x: tensor<2x3x5x7xf32>) {
  // expected-error @+1 {{to_seq: the rule gives f32[2, 35, 3], the stored type is f32[2, 3, 35] [hac-B014]}}
  %0 = hac.to_seq %x : (tensor<2x3x5x7xf32>) -> tensor<2x3x35xf32>
  return
}
// -----
func.func @E109_to_image(%x: tensor<2x35xf32>) {
  // expected-error @+1 {{to_image: needs [batch, seq, channels], got f32[2, 35] [hac-E109]}}
  %0 = hac.to_image %x : (tensor<2x35xf32>) -> tensor<2x3x5x7xf32>
  return
}
// -----
func.func @E605_to_image(%x: tensor<2x35x3xf32>) {
  // expected-error @+1 {{to_image: height times width is 30, the length of f32[2, 35, 3] is 35 [hac-E605]}}
  %0 = hac.to_image %x : (tensor<2x35x3xf32>) -> tensor<2x3x5x6xf32>
  return
}
// -----
func.func @B014_to_image(%x: tensor<2x35x3xf32>) {
  // expected-error @+1 {{to_image: the rule gives f32[2, 3, 5, 7], the stored type is f32[2, 4, 5, 7] [hac-B014]}}
  %0 = hac.to_image %x : (tensor<2x35x3xf32>) -> tensor<2x4x5x7xf32>
  return
}
// -----
func.func @E608_broadcast_to(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{broadcast_to: f32[2, 3] does not broadcast to [2, 5] [hac-E608]}}
  %0 = hac.broadcast_to %x : (tensor<2x3xf32>) -> tensor<2x5xf32>
  return
}
// -----
func.func @E608_broadcast_to_rank(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{broadcast_to: f32[2, 3] does not broadcast to [3] [hac-E608]}}
  %0 = hac.broadcast_to %x : (tensor<2x3xf32>) -> tensor<3xf32>
  return
}
// -----
func.func @E611_assert_shape_rank(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{assert_shape: f32[2, 3] can never have the shape [6] [hac-E611]}}
  %0 = hac.assert_shape %x : (tensor<2x3xf32>) -> tensor<6xf32>
  return
}
// -----
#x = affine_map<()[s0] -> (s0)>
func.func @E611_assert_shape(%t: index {hac.symbol = #hac.symbol<"seq", min = 2, max = 9, multiple_of = 1>}, %x: tensor<?xf32, #x>) {
  // expected-error @+1 {{assert_shape: f32[seq] can never have the shape [10]: dimension 0 is 2 to 9 against 10 to 10 [hac-E611]}}
  %0 = hac.assert_shape %x : (tensor<?xf32, #x>) -> tensor<10xf32>
  return
}
// -----
func.func @E107_split_heads(%x: tensor<2x5x12xf32>) {
  // expected-error @+1 {{split_heads: heads is 0, allowed is 1 to 2147483647 [hac-E107]}}
  %0 = hac.split_heads %x {heads = 0 : i64} : (tensor<2x5x12xf32>) -> tensor<2x1x5x12xf32>
  return
}
// -----
func.func @E109_split_heads(%x: tensor<5x12xf32>) {
  // expected-error @+1 {{split_heads: needs [batch, seq, channels], got f32[5, 12] [hac-E109]}}
  %0 = hac.split_heads %x {heads = 3 : i64} : (tensor<5x12xf32>) -> tensor<3x5x4xf32>
  return
}
// -----
func.func @E407_split_heads(%x: tensor<2x5x12xf32>) {
  // expected-error @+1 {{split_heads: 5 heads do not divide the 12 channels of f32[2, 5, 12] [hac-E407]}}
  %0 = hac.split_heads %x {heads = 5 : i64} : (tensor<2x5x12xf32>) -> tensor<2x5x5x2xf32>
  return
}
// -----
func.func @B014_split_heads(%x: tensor<2x5x12xf32>) {
  // expected-error @+1 {{split_heads: the rule gives f32[2, 3, 5, 4], the stored type is f32[2, 5, 3, 4] [hac-B014]}}
  %0 = hac.split_heads %x {heads = 3 : i64} : (tensor<2x5x12xf32>) -> tensor<2x5x3x4xf32>
  return
}
// -----
func.func @E109_merge_heads(%x: tensor<2x5x12xf32>) {
  // expected-error @+1 {{merge_heads: needs [batch, heads, length, head size], got f32[2, 5, 12] [hac-E109]}}
  %0 = hac.merge_heads %x : (tensor<2x5x12xf32>) -> tensor<2x5x12xf32>
  return
}
