// RUN: hac-opt %s -split-input-file -verify-diagnostics

func.func @E101_attention(%q: tensor<2x4x5x8xi32>, %k: tensor<2x2x5x8xf32>, %v: tensor<2x2x5x6xf32>) {
  // expected-error @+1 {{attention: needs a floating-point tensor, got i32[2, 4, 5, 8] [hac-E101]}}
  %0 = hac.attention %q, %k, %v {scale = 0.5 : f64, dropout = 0.0 : f64, counts = array<i64: 4>, masks = [unit], scores = [unit], mask_names = ["none"], operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>}
    : (tensor<2x4x5x8xi32>, tensor<2x2x5x8xf32>, tensor<2x2x5x6xf32>) -> tensor<2x4x5x6xf32>
  return
}
// -----
func.func @E102_attention(%q: tensor<2x4x5x8xf32>, %k: tensor<2x2x5x8xf32>, %v: tensor<2x2x5x6xf16>) {
  // expected-error @+1 {{attention: element types differ: f32[2, 4, 5, 8] and f16[2, 2, 5, 6] [hac-E102]}}
  %0 = hac.attention %q, %k, %v {scale = 0.5 : f64, dropout = 0.0 : f64, counts = array<i64: 4>, masks = [unit], scores = [unit], mask_names = ["none"], operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>}
    : (tensor<2x4x5x8xf32>, tensor<2x2x5x8xf32>, tensor<2x2x5x6xf16>) -> tensor<2x4x5x6xf32>
  return
}
// -----
func.func @E401_attention(%q: tensor<2x4x5x8xf32>, %k: tensor<2x5x8xf32>, %v: tensor<2x2x5x6xf32>) {
  // expected-error @+1 {{attention: needs [batch, heads, length, head size], got f32[2, 5, 8] [hac-E401]}}
  %0 = hac.attention %q, %k, %v {scale = 0.5 : f64, dropout = 0.0 : f64, counts = array<i64: 4>, masks = [unit], scores = [unit], mask_names = ["none"], operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>}
    : (tensor<2x4x5x8xf32>, tensor<2x5x8xf32>, tensor<2x2x5x6xf32>) -> tensor<2x4x5x6xf32>
  return
}
// -----
func.func @E402_attention(%q: tensor<2x4x5x8xf32>, %k: tensor<2x2x5x7xf32>, %v: tensor<2x2x5x6xf32>) {
  // expected-error @+1 {{attention: the head sizes of query f32[2, 4, 5, 8] and key f32[2, 2, 5, 7] must be one constant: 8 against 7 [hac-E402]}}
  %0 = hac.attention %q, %k, %v {scale = 0.5 : f64, dropout = 0.0 : f64, counts = array<i64: 4>, masks = [unit], scores = [unit], mask_names = ["none"], operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>}
    : (tensor<2x4x5x8xf32>, tensor<2x2x5x7xf32>, tensor<2x2x5x6xf32>) -> tensor<2x4x5x6xf32>
  return
}
// -----
func.func @E403_attention(%q: tensor<2x4x5x8xf32>, %k: tensor<2x2x5x8xf32>, %v: tensor<2x2x6x6xf32>) {
  // expected-error @+1 {{attention: the lengths of key f32[2, 2, 5, 8] and value f32[2, 2, 6, 6] differ: 5 against 6 [hac-E403]}}
  %0 = hac.attention %q, %k, %v {scale = 0.5 : f64, dropout = 0.0 : f64, counts = array<i64: 4>, masks = [unit], scores = [unit], mask_names = ["none"], operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>}
    : (tensor<2x4x5x8xf32>, tensor<2x2x5x8xf32>, tensor<2x2x6x6xf32>) -> tensor<2x4x5x6xf32>
  return
}
// -----
func.func @E404_attention(%q: tensor<3x4x5x8xf32>, %k: tensor<2x2x5x8xf32>, %v: tensor<2x2x5x6xf32>) {
  // expected-error @+1 {{attention: the batch sizes differ: query f32[3, 4, 5, 8], key f32[2, 2, 5, 8], value f32[2, 2, 5, 6] [hac-E404]}}
  %0 = hac.attention %q, %k, %v {scale = 0.5 : f64, dropout = 0.0 : f64, counts = array<i64: 4>, masks = [unit], scores = [unit], mask_names = ["none"], operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>}
    : (tensor<3x4x5x8xf32>, tensor<2x2x5x8xf32>, tensor<2x2x5x6xf32>) -> tensor<2x4x5x6xf32>
  return
}
// -----
func.func @E405_attention(%q: tensor<2x4x5x8xf32>, %k: tensor<2x3x5x8xf32>, %v: tensor<2x3x5x6xf32>) {
  // expected-error @+1 {{attention: the heads of query f32[2, 4, 5, 8] must be a constant multiple of those of key f32[2, 3, 5, 8] and value f32[2, 3, 5, 6]: 4, 3, 3 [hac-E405]}}
  %0 = hac.attention %q, %k, %v {scale = 0.5 : f64, dropout = 0.0 : f64, counts = array<i64: 4>, masks = [unit], scores = [unit], mask_names = ["none"], operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>}
    : (tensor<2x4x5x8xf32>, tensor<2x3x5x8xf32>, tensor<2x3x5x6xf32>) -> tensor<2x4x5x6xf32>
  return
}
// -----
func.func @E406_attention(%q: tensor<2x4x5x8xf32>, %k: tensor<2x2x5x8xf32>, %v: tensor<2x2x5x6xf32>) {
  // expected-error @+1 {{attention: the head groups add up to 3 heads, the query f32[2, 4, 5, 8] has 4 [hac-E406]}}
  %0 = hac.attention %q, %k, %v {scale = 0.5 : f64, dropout = 0.0 : f64, counts = array<i64: 1, 2>, masks = [unit, unit], scores = [unit, unit], mask_names = ["none", "none"], operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>}
    : (tensor<2x4x5x8xf32>, tensor<2x2x5x8xf32>, tensor<2x2x5x6xf32>) -> tensor<2x4x5x6xf32>
  return
}
// -----
func.func @E107_attention_count(%q: tensor<2x4x5x8xf32>, %k: tensor<2x2x5x8xf32>, %v: tensor<2x2x5x6xf32>) {
  // expected-error @+1 {{attention: the count of head group 1 is 0, allowed is 1 to 4 [hac-E107]}}
  %0 = hac.attention %q, %k, %v {scale = 0.5 : f64, dropout = 0.0 : f64, counts = array<i64: 4, 0>, masks = [unit, unit], scores = [unit, unit], mask_names = ["none", "none"], operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>}
    : (tensor<2x4x5x8xf32>, tensor<2x2x5x8xf32>, tensor<2x2x5x6xf32>) -> tensor<2x4x5x6xf32>
  return
}
// -----
func.func @E107_attention_scale(%q: tensor<2x4x5x8xf32>, %k: tensor<2x2x5x8xf32>, %v: tensor<2x2x5x6xf32>) {
  // expected-error @+1 {{attention: scale is inf, it must be finite [hac-E107]}}
  %0 = hac.attention %q, %k, %v {scale = 0x7FF0000000000000 : f64, dropout = 0.0 : f64, counts = array<i64: 4>, masks = [unit], scores = [unit], mask_names = ["none"], operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>}
    : (tensor<2x4x5x8xf32>, tensor<2x2x5x8xf32>, tensor<2x2x5x6xf32>) -> tensor<2x4x5x6xf32>
  return
}
// -----
func.func @E305_attention(%q: tensor<2x4x5x8xf32>, %k: tensor<2x2x5x8xf32>, %v: tensor<2x2x5x6xf32>) {
  // expected-error @+1 {{attention: the dropout probability must be at least 0 and less than 1, got 1 [hac-E305]}}
  %0 = hac.attention %q, %k, %v {scale = 0.5 : f64, dropout = 1.0 : f64, counts = array<i64: 4>, masks = [unit], scores = [unit], mask_names = ["none"], operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>}
    : (tensor<2x4x5x8xf32>, tensor<2x2x5x8xf32>, tensor<2x2x5x6xf32>) -> tensor<2x4x5x6xf32>
  return
}
// -----
func.func @B009_attention(%q: tensor<2x4x5x8xf32>, %k: tensor<2x2x5x8xf32>, %v: tensor<2x2x5x6xf32>) {
  // expected-error @+1 {{attention: 1 head groups with 2 masks, 1 scores and 1 names of masks [hac-B009]}}
  %0 = hac.attention %q, %k, %v {scale = 0.5 : f64, dropout = 0.0 : f64, counts = array<i64: 4>, masks = [unit, unit], scores = [unit], mask_names = ["none"], operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>}
    : (tensor<2x4x5x8xf32>, tensor<2x2x5x8xf32>, tensor<2x2x5x6xf32>) -> tensor<2x4x5x6xf32>
  return
}
// -----
func.func @E415_attention(%q: tensor<2x9x5x8xf32>, %k: tensor<2x1x5x8xf32>, %v: tensor<2x1x5x6xf32>) {
  // expected-error @+1 {{attention: 9 head groups, at most 8 are possible [hac-E415]}}
  %0 = hac.attention %q, %k, %v {scale = 0.5 : f64, dropout = 0.0 : f64, counts = array<i64: 1, 1, 1, 1, 1, 1, 1, 1, 1>, masks = [unit, unit, unit, unit, unit, unit, unit, unit, unit], scores = [unit, unit, unit, unit, unit, unit, unit, unit, unit], mask_names = ["none", "none", "none", "none", "none", "none", "none", "none", "none"], operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>}
    : (tensor<2x9x5x8xf32>, tensor<2x1x5x8xf32>, tensor<2x1x5x6xf32>) -> tensor<2x9x5x6xf32>
  return
}
// -----
func.func @E408_attention(%q: tensor<2x4x5x8xf32>, %k: tensor<2x2x5x8xf32>, %v: tensor<2x2x5x6xf32>) {
  // expected-error @+1 {{attention: the mask must return a bool [hac-E408]}}
  %0 = hac.attention %q, %k, %v {scale = 0.5 : f64, dropout = 0.0 : f64, counts = array<i64: 4>, masks = [#hac.tape<vars = 4, reads = 0 from 5, result = 2, [var i 0, var i 1, var i 2, var i 3]>], scores = [unit], mask_names = ["custom"], operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>}
    : (tensor<2x4x5x8xf32>, tensor<2x2x5x8xf32>, tensor<2x2x5x6xf32>) -> tensor<2x4x5x6xf32>
  return
}
// -----
func.func @E409_attention(%q: tensor<2x4x5x8xf32>, %k: tensor<2x2x5x8xf32>, %v: tensor<2x2x5x6xf32>) {
  // expected-error @+1 {{attention: the score must return a number, it returns a bool [hac-E409]}}
  %0 = hac.attention %q, %k, %v {scale = 0.5 : f64, dropout = 0.0 : f64, counts = array<i64: 4>, masks = [unit], scores = [#hac.tape<vars = 5, reads = 0 from 5, result = 5, [var f 0, var i 1, var i 2, var i 3, var i 4, lt b 3 4]>], mask_names = ["none"], operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>}
    : (tensor<2x4x5x8xf32>, tensor<2x2x5x8xf32>, tensor<2x2x5x6xf32>) -> tensor<2x4x5x6xf32>
  return
}
// -----
func.func @E410_attention_mask(%q: tensor<2x4x5x8xf32>, %k: tensor<2x2x7x8xf32>, %v: tensor<2x2x7x6xf32>) {
  // expected-error @+1 {{attention: a mask or score uses the position of the query, but query f32[2, 4, 5, 8] and key f32[2, 2, 7, 8] may differ in length: 5 against 7 [hac-E410]}}
  %0 = hac.attention %q, %k, %v {scale = 0.5 : f64, dropout = 0.0 : f64, counts = array<i64: 4>, masks = [#hac.tape<vars = 4, reads = 0 from 5, result = 4, [var i 0, var i 1, var i 2, var i 3, le b 3 2]>], scores = [unit], mask_names = ["causal"], operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>}
    : (tensor<2x4x5x8xf32>, tensor<2x2x7x8xf32>, tensor<2x2x7x6xf32>) -> tensor<2x4x5x6xf32>
  return
}
// -----
func.func @E410_attention_score(%q: tensor<2x4x5x8xf32>, %k: tensor<2x2x7x8xf32>, %v: tensor<2x2x7x6xf32>) {
  // expected-error @+1 {{attention: a mask or score uses the position of the query, but query f32[2, 4, 5, 8] and key f32[2, 2, 7, 8] may differ in length: 5 against 7 [hac-E410]}}
  %0 = hac.attention %q, %k, %v {scale = 0.5 : f64, dropout = 0.0 : f64, counts = array<i64: 4>, masks = [unit], scores = [#hac.tape<vars = 5, reads = 0 from 5, result = 5, [var f 0, var i 1, var i 2, var i 3, var i 4, add f 0 3]>], mask_names = ["none"], operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>}
    : (tensor<2x4x5x8xf32>, tensor<2x2x7x8xf32>, tensor<2x2x7x6xf32>) -> tensor<2x4x5x6xf32>
  return
}
// -----
func.func @E411_attention(%q: tensor<2x4x5x8xf32>, %k: tensor<2x2x5x8xf32>, %v: tensor<2x2x5x6xf32>, %r0: tensor<2xi32>) {
  // expected-error @+1 {{attention: the mask reads i32[2] with an index that is no integer [hac-E411]}}
  %0 = hac.attention %q, %k, %v, %r0 {scale = 0.5 : f64, dropout = 0.0 : f64, counts = array<i64: 4>, masks = [#hac.tape<vars = 4, reads = 1 from 5, result = 6, [var i 0, var i 1, var i 2, var i 3, cf f 0.5 : f64, ld i 0 at 4, lt b 3 5]>], scores = [unit], mask_names = ["custom"], operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 1>}
    : (tensor<2x4x5x8xf32>, tensor<2x2x5x8xf32>, tensor<2x2x5x6xf32>, tensor<2xi32>) -> tensor<2x4x5x6xf32>
  return
}
// -----
func.func @E412_attention(%q: tensor<2x4x5x8xf32>, %k: tensor<2x2x5x8xf32>, %v: tensor<2x2x5x6xf32>, %r0: tensor<2x5xi32>) {
  // expected-error @+1 {{attention: the mask reads i32[2, 5] with 1 index, it has rank 2 [hac-E412]}}
  %0 = hac.attention %q, %k, %v, %r0 {scale = 0.5 : f64, dropout = 0.0 : f64, counts = array<i64: 4>, masks = [#hac.tape<vars = 4, reads = 1 from 5, result = 5, [var i 0, var i 1, var i 2, var i 3, ld i 0 at 0, lt b 3 4]>], scores = [unit], mask_names = ["custom"], operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 1>}
    : (tensor<2x4x5x8xf32>, tensor<2x2x5x8xf32>, tensor<2x2x5x6xf32>, tensor<2x5xi32>) -> tensor<2x4x5x6xf32>
  return
}
// -----
func.func @E413_attention_type(%q: tensor<2x4x5x8xf32>, %k: tensor<2x2x5x8xf32>, %v: tensor<2x2x5x6xf32>, %p: tensor<f32>) {
  // expected-error @+1 {{attention: q_start must be an integer tensor of rank 0 or [2], got f32[] [hac-E413]}}
  %0 = hac.attention %q, %k, %v, %p {scale = 0.5 : f64, dropout = 0.0 : f64, counts = array<i64: 4>, masks = [unit], scores = [unit], mask_names = ["none"], operandSegmentSizes = array<i32: 1, 1, 1, 1, 0, 0>}
    : (tensor<2x4x5x8xf32>, tensor<2x2x5x8xf32>, tensor<2x2x5x6xf32>, tensor<f32>) -> tensor<2x4x5x6xf32>
  return
}
// -----
func.func @E413_attention_shape(%q: tensor<2x4x5x8xf32>, %k: tensor<2x2x5x8xf32>, %v: tensor<2x2x5x6xf32>, %p: tensor<3xi32>) {
  // expected-error @+1 {{attention: q_start must be an integer tensor of rank 0 or [2], got i32[3] [hac-E413]}}
  %0 = hac.attention %q, %k, %v, %p {scale = 0.5 : f64, dropout = 0.0 : f64, counts = array<i64: 4>, masks = [unit], scores = [unit], mask_names = ["none"], operandSegmentSizes = array<i32: 1, 1, 1, 1, 0, 0>}
    : (tensor<2x4x5x8xf32>, tensor<2x2x5x8xf32>, tensor<2x2x5x6xf32>, tensor<3xi32>) -> tensor<2x4x5x6xf32>
  return
}
// -----
func.func @E417_attention(%q: tensor<2x4x5x8xf32>, %k: tensor<2x2x5x8xf32>, %v: tensor<2x2x5x6xf32>, %s: tensor<2xf32>) {
  // expected-error @+1 {{attention: sink_logit must be [4], one logit per head, got f32[2] [hac-E417]}}
  %0 = hac.attention %q, %k, %v, %s {scale = 0.5 : f64, dropout = 0.0 : f64, counts = array<i64: 4>, masks = [unit], scores = [unit], mask_names = ["none"], operandSegmentSizes = array<i32: 1, 1, 1, 0, 1, 0>}
    : (tensor<2x4x5x8xf32>, tensor<2x2x5x8xf32>, tensor<2x2x5x6xf32>, tensor<2xf32>) -> tensor<2x4x5x6xf32>
  return
}
// -----
func.func @E102_attention_sink(%q: tensor<2x4x5x8xf32>, %k: tensor<2x2x5x8xf32>, %v: tensor<2x2x5x6xf32>, %s: tensor<4xf16>) {
  // expected-error @+1 {{attention: element types differ: f32[2, 4, 5, 8] and f16[4] [hac-E102]}}
  %0 = hac.attention %q, %k, %v, %s {scale = 0.5 : f64, dropout = 0.0 : f64, counts = array<i64: 4>, masks = [unit], scores = [unit], mask_names = ["none"], operandSegmentSizes = array<i32: 1, 1, 1, 0, 1, 0>}
    : (tensor<2x4x5x8xf32>, tensor<2x2x5x8xf32>, tensor<2x2x5x6xf32>, tensor<4xf16>) -> tensor<2x4x5x6xf32>
  return
}
// -----
func.func @E903_attention(%q: tensor<2x4x5x8xf32>, %k: tensor<2x2x5x8xf32>, %v: tensor<2x2x5x6xf32>) {
  // expected-error @+1 {{attention: the mask divides an integer by something that is no positive integer constant [hac-E903]}}
  %0 = hac.attention %q, %k, %v {scale = 0.5 : f64, dropout = 0.0 : f64, counts = array<i64: 4>, masks = [#hac.tape<vars = 4, reads = 0 from 5, result = 5, [var i 0, var i 1, var i 2, var i 3, mod i 3 2, lt b 4 3]>], scores = [unit], mask_names = ["custom"], operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>}
    : (tensor<2x4x5x8xf32>, tensor<2x2x5x8xf32>, tensor<2x2x5x6xf32>) -> tensor<2x4x5x6xf32>
  return
}
// -----
func.func @E904_attention(%q: tensor<2x4x5x8xf32>, %k: tensor<2x2x5x8xf32>, %v: tensor<2x2x5x6xf32>) {
  // expected-error @+1 {{attention: the mask computes with a bool [hac-E904]}}
  %0 = hac.attention %q, %k, %v {scale = 0.5 : f64, dropout = 0.0 : f64, counts = array<i64: 4>, masks = [#hac.tape<vars = 4, reads = 0 from 5, result = 6, [var i 0, var i 1, var i 2, var i 3, lt b 3 2, add i 4 2, lt b 5 3]>], scores = [unit], mask_names = ["custom"], operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>}
    : (tensor<2x4x5x8xf32>, tensor<2x2x5x8xf32>, tensor<2x2x5x6xf32>) -> tensor<2x4x5x6xf32>
  return
}
// -----
func.func @E905_attention(%q: tensor<2x4x5x8xf32>, %k: tensor<2x2x5x8xf32>, %v: tensor<2x2x5x6xf32>) {
  // expected-error @+1 {{attention: the mask of head group 1 has a number where && || ! or `where` needs a bool [hac-E905]}}
  %0 = hac.attention %q, %k, %v {scale = 0.5 : f64, dropout = 0.0 : f64, counts = array<i64: 1, 3>, masks = [unit, #hac.tape<vars = 4, reads = 0 from 5, result = 4, [var i 0, var i 1, var i 2, var i 3, not b 2]>], scores = [unit, unit], mask_names = ["none", "custom"], operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>}
    : (tensor<2x4x5x8xf32>, tensor<2x2x5x8xf32>, tensor<2x2x5x6xf32>) -> tensor<2x4x5x6xf32>
  return
}
// -----
func.func @B007_attention_register(%q: tensor<2x4x5x8xf32>, %k: tensor<2x2x5x8xf32>, %v: tensor<2x2x5x6xf32>) {
  // expected-error @+1 {{attention: the mask: operation 4 uses register 7 [hac-B007]}}
  %0 = hac.attention %q, %k, %v {scale = 0.5 : f64, dropout = 0.0 : f64, counts = array<i64: 4>, masks = [#hac.tape<vars = 4, reads = 0 from 5, result = 4, [var i 0, var i 1, var i 2, var i 3, lt b 3 7]>], scores = [unit], mask_names = ["custom"], operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>}
    : (tensor<2x4x5x8xf32>, tensor<2x2x5x8xf32>, tensor<2x2x5x6xf32>) -> tensor<2x4x5x6xf32>
  return
}
// -----
func.func @B007_attention_reads(%q: tensor<2x4x5x8xf32>, %k: tensor<2x2x5x8xf32>, %v: tensor<2x2x5x6xf32>, %r0: tensor<2xi32>) {
  // expected-error @+1 {{attention: the mask reads operands 6 to 7, those are 5 to 6 [hac-B007]}}
  %0 = hac.attention %q, %k, %v, %r0 {scale = 0.5 : f64, dropout = 0.0 : f64, counts = array<i64: 4>, masks = [#hac.tape<vars = 4, reads = 1 from 6, result = 5, [var i 0, var i 1, var i 2, var i 3, ld i 0 at 0, lt b 3 4]>], scores = [unit], mask_names = ["custom"], operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 1>}
    : (tensor<2x4x5x8xf32>, tensor<2x2x5x8xf32>, tensor<2x2x5x6xf32>, tensor<2xi32>) -> tensor<2x4x5x6xf32>
  return
}
// -----
func.func @B013_attention_kind(%q: tensor<2x4x5x8xf32>, %k: tensor<2x2x5x8xf32>, %v: tensor<2x2x5x6xf32>) {
  // expected-error @+1 {{attention: the mask: operation 4 gives integer, its kind is real [hac-B013]}}
  %0 = hac.attention %q, %k, %v {scale = 0.5 : f64, dropout = 0.0 : f64, counts = array<i64: 4>, masks = [#hac.tape<vars = 4, reads = 0 from 5, result = 5, [var i 0, var i 1, var i 2, var i 3, add f 2 3, lt b 4 3]>], scores = [unit], mask_names = ["custom"], operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>}
    : (tensor<2x4x5x8xf32>, tensor<2x2x5x8xf32>, tensor<2x2x5x6xf32>) -> tensor<2x4x5x6xf32>
  return
}
// -----
func.func @B013_attention_variable(%q: tensor<2x4x5x8xf32>, %k: tensor<2x2x5x8xf32>, %v: tensor<2x2x5x6xf32>) {
  // expected-error @+1 {{attention: the mask: variable 0 is integer [hac-B013]}}
  %0 = hac.attention %q, %k, %v {scale = 0.5 : f64, dropout = 0.0 : f64, counts = array<i64: 4>, masks = [#hac.tape<vars = 4, reads = 0 from 5, result = 4, [var f 0, var i 1, var i 2, var i 3, lt b 3 2]>], scores = [unit], mask_names = ["custom"], operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>}
    : (tensor<2x4x5x8xf32>, tensor<2x2x5x8xf32>, tensor<2x2x5x6xf32>) -> tensor<2x4x5x6xf32>
  return
}
// -----
func.func @B014_attention(%q: tensor<2x4x5x8xf32>, %k: tensor<2x2x5x8xf32>, %v: tensor<2x2x5x6xf32>) {
  // expected-error @+1 {{attention: the rule gives f32[2, 4, 5, 6], the stored type is f32[2, 4, 5, 8] [hac-B014]}}
  %0 = hac.attention %q, %k, %v {scale = 0.5 : f64, dropout = 0.0 : f64, counts = array<i64: 4>, masks = [unit], scores = [unit], mask_names = ["none"], operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>}
    : (tensor<2x4x5x8xf32>, tensor<2x2x5x8xf32>, tensor<2x2x5x6xf32>) -> tensor<2x4x5x8xf32>
  return
}
// -----
func.func @B014_attention_weights(%q: tensor<2x4x5x8xf32>, %k: tensor<2x2x7x8xf32>, %v: tensor<2x2x7x6xf32>) {
  // expected-error @+1 {{attention_weights: the rule gives f32[2, 4, 5, 7], the stored type is f32[2, 4, 7, 5] [hac-B014]}}
  %0:2 = hac.attention_weights %q, %k, %v {scale = 0.5 : f64, dropout = 0.0 : f64, counts = array<i64: 4>, masks = [unit], scores = [unit], mask_names = ["none"], operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>}
    : (tensor<2x4x5x8xf32>, tensor<2x2x7x8xf32>, tensor<2x2x7x6xf32>) -> (tensor<2x4x5x6xf32>, tensor<2x4x7x5xf32>)
  return
}
// -----
func.func @E101_rope(%x: tensor<2x4x5x8xi32>) {
  // expected-error @+1 {{rope: needs a floating-point tensor, got i32[2, 4, 5, 8] [hac-E101]}}
  %0 = hac.rope %x {base = 1.0e4 : f64, dims = 8 : i64, interleaved = 0 : i64, scale = 1.0 : f64} : (tensor<2x4x5x8xi32>) -> tensor<2x4x5x8xi32>
  return
}
// -----
func.func @E107_rope_base(%x: tensor<2x4x5x8xf32>) {
  // expected-error @+1 {{rope: base is 0, it must be positive [hac-E107]}}
  %0 = hac.rope %x {base = 0.0 : f64, dims = 8 : i64, interleaved = 0 : i64, scale = 1.0 : f64} : (tensor<2x4x5x8xf32>) -> tensor<2x4x5x8xf32>
  return
}
// -----
func.func @E107_rope_scale(%x: tensor<2x4x5x8xf32>) {
  // expected-error @+1 {{rope: scale is -1, it must be positive [hac-E107]}}
  %0 = hac.rope %x {base = 1.0e4 : f64, dims = 8 : i64, interleaved = 0 : i64, scale = -1.0 : f64} : (tensor<2x4x5x8xf32>) -> tensor<2x4x5x8xf32>
  return
}
// -----
func.func @E109_rope(%x: tensor<2x5x8xf32>) {
  // expected-error @+1 {{rope: needs [batch, heads, length, head size], got f32[2, 5, 8] [hac-E109]}}
  %0 = hac.rope %x {base = 1.0e4 : f64, dims = 8 : i64, interleaved = 0 : i64, scale = 1.0 : f64} : (tensor<2x5x8xf32>) -> tensor<2x5x8xf32>
  return
}
// -----
func.func @E414_rope_odd(%x: tensor<2x4x5x8xf32>) {
  // expected-error @+1 {{rope: the rotated size must be even and from 2 to the head size of f32[2, 4, 5, 8], got 3 [hac-E414]}}
  %0 = hac.rope %x {base = 1.0e4 : f64, dims = 3 : i64, interleaved = 0 : i64, scale = 1.0 : f64} : (tensor<2x4x5x8xf32>) -> tensor<2x4x5x8xf32>
  return
}
// -----
func.func @E414_rope_large(%x: tensor<2x4x5x8xf32>) {
  // expected-error @+1 {{rope: the rotated size must be even and from 2 to the head size of f32[2, 4, 5, 8], got 10 [hac-E414]}}
  %0 = hac.rope %x {base = 1.0e4 : f64, dims = 10 : i64, interleaved = 0 : i64, scale = 1.0 : f64} : (tensor<2x4x5x8xf32>) -> tensor<2x4x5x8xf32>
  return
}
// -----
func.func @E416_rope_shape(%x: tensor<2x4x5x8xf32>, %p: tensor<2xi32>) {
  // expected-error @+1 {{rope: positions must be an integer tensor [], [5] or [2, 5] for f32[2, 4, 5, 8], got i32[2] [hac-E416]}}
  %0 = hac.rope %x, %p {base = 1.0e4 : f64, dims = 8 : i64, interleaved = 0 : i64, scale = 1.0 : f64} : (tensor<2x4x5x8xf32>, tensor<2xi32>) -> tensor<2x4x5x8xf32>
  return
}
// -----
func.func @E416_rope_type(%x: tensor<2x4x5x8xf32>, %p: tensor<5xf32>) {
  // expected-error @+1 {{rope: positions must be an integer tensor [], [5] or [2, 5] for f32[2, 4, 5, 8], got f32[5] [hac-E416]}}
  %0 = hac.rope %x, %p {base = 1.0e4 : f64, dims = 8 : i64, interleaved = 0 : i64, scale = 1.0 : f64} : (tensor<2x4x5x8xf32>, tensor<5xf32>) -> tensor<2x4x5x8xf32>
  return
}
// -----
func.func @E415_attention_reads(%q: tensor<2x4x5x8xf32>) {
  // expected-error @+1 {{attention: the mask reads more than 8 tensors [hac-E415]}}
  %0 = hac.attention %q, %q, %q {scale = 0.5 : f64, dropout = 0.0 : f64, counts = array<i64: 4>, masks = [#hac.tape<vars = 4, reads = 9 from 5, result = 4, [var i 0, var i 1, var i 2, var i 3, lt b 3 2]>], scores = [unit], mask_names = ["custom"], operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>}
    : (tensor<2x4x5x8xf32>, tensor<2x4x5x8xf32>, tensor<2x4x5x8xf32>) -> tensor<2x4x5x8xf32>
  return
}
