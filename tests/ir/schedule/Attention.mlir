// RUN: hac-opt %s --split-input-file --verify-diagnostics --hac-form-groups=target=znver4 | FileCheck %s

#x = affine_map<()[s0] -> (2, s0, 128)>
#h = affine_map<()[s0] -> (2, 2, s0, 64)>
// Heads are split and merged inside: no transpose. A window of 129 keys: narrow tiles, chunks as long as
// a block of queries can see.
// CHECK: #[[WINDOW:.*]] = affine_set<(d0, d1) : (-d0 + d1 + 64 >= 0, d0 - d1 + 64 >= 0)>
// CHECK-LABEL: @window
// CHECK: %[[Y:.*]] = hac.group ins(%arg1 : tensor<2x?x128xf32, #{{.*}}>)
// CHECK: hac.split_heads
// CHECK: hac.attention
// CHECK: hac.merge_heads
// CHECK: anchor = "attention", attn = #hac_schedule.attn<rows = 8, columns = 32, lanes = 16, heads = [<queries = 32, keys = 32, block = 256, chunk = 448, any_of = [#[[WINDOW]]], symbols = [], exact = true>]>
// CHECK: return %[[Y]]
func.func @window(%s: index, %x: tensor<2x?x128xf32, #x>) -> tensor<2x?x128xf32, #x> {
  %q = hac.split_heads %x {heads = 2 : i64} : (tensor<2x?x128xf32, #x>) -> tensor<2x2x?x64xf32, #h>
  %o = hac.attention %q, %q, %q {counts = array<i64: 2>, dropout = 0.0 : f64, mask_names = ["window"],
      masks = [#hac.tape<vars = 4, reads = 0 from 5, result = 10, [var i 0, var i 1, var i 2, var i 3, sub i 2 3, ci i 64, le b 4 5, sub i 3 2, ci i 64, le b 7 8, and b 6 9]>],
      operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>, scale = 0.125 : f64, scores = [unit]}
      : (tensor<2x2x?x64xf32, #h>, tensor<2x2x?x64xf32, #h>, tensor<2x2x?x64xf32, #h>) -> tensor<2x2x?x64xf32, #h>
  %y = hac.merge_heads %o : (tensor<2x2x?x64xf32, #h>) -> tensor<2x?x128xf32, #x>
  return %y : tensor<2x?x128xf32, #x>
}

// -----

#h = affine_map<()[s0] -> (2, 3, s0, 64)>
// Groups of heads have their own tiles. Causal sinks: two sets. Every third key: the linear part
// bounds what is visited, the rest is evaluated for every pair. No mask: all keys.
// CHECK-DAG: #[[SINKS:.*]] = affine_set<(d0, d1) : (d0 - d1 + 8 >= 0, -d0 + d1 >= 0)>
// CHECK-DAG: #[[FIRST:.*]] = affine_set<(d0, d1) : (-d1 + 3 >= 0)>
// CHECK-DAG: #[[CAUSAL:.*]] = affine_set<(d0, d1) : (d0 - d1 >= 0)>
// CHECK-DAG: #[[ALL:.*]] = affine_set<(d0, d1) : (d1 >= 0)>
// CHECK-LABEL: @groups
// CHECK: <queries = 16, keys = 32, {{.*}}any_of = [#[[SINKS]], #[[FIRST]]], symbols = [], exact = true>
// CHECK-SAME: <queries = 64, keys = 128, {{.*}}any_of = [#[[CAUSAL]]], symbols = [], exact = false>
// CHECK-SAME: <queries = 64, keys = 128, {{.*}}any_of = [#[[ALL]]], symbols = [], exact = true>
func.func @groups(%s: index, %q: tensor<2x3x?x64xf32, #h>) -> tensor<2x3x?x64xf32, #h> {
  // expected-remark @below {{the mask of head group 1 is evaluated for every pair that its linear part allows}}
  %o = hac.attention %q, %q, %q {counts = array<i64: 1, 1, 1>, dropout = 0.0 : f64, mask_names = ["a", "b", "none"],
      masks = [#hac.tape<vars = 4, reads = 0 from 5, result = 12, [var i 0, var i 1, var i 2, var i 3, sub i 3 2, ci i 8, le b 4 5, ge b 3 2, and b 6 7, ci i 4, lt b 3 9, ci i 0, or b 8 10]>,
               #hac.tape<vars = 4, reads = 0 from 5, result = 10, [var i 0, var i 1, var i 2, var i 3, sub i 2 3, ci i 3, mod i 4 5, ci i 0, eq b 6 7, le b 3 2, and b 8 9]>, unit],
      operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>, scale = 0.125 : f64, scores = [unit, unit, unit]}
      : (tensor<2x3x?x64xf32, #h>, tensor<2x3x?x64xf32, #h>, tensor<2x3x?x64xf32, #h>) -> tensor<2x3x?x64xf32, #h>
  return %o : tensor<2x3x?x64xf32, #h>
}

// -----

#h = affine_map<()[s0] -> (2, 1, s0, 64)>
// CHECK-LABEL: @half_precision
// CHECK-NOT: hac.group
func.func @half_precision(%s: index, %q: tensor<2x1x?x64xbf16, #h>) -> tensor<2x1x?x64xbf16, #h> {
  // expected-remark @below {{runs as plain loops: it is not f32}}
  %o = hac.attention %q, %q, %q {counts = array<i64: 1>, dropout = 0.0 : f64, mask_names = ["none"], masks = [unit],
      operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>, scale = 0.125 : f64, scores = [unit]}
      : (tensor<2x1x?x64xbf16, #h>, tensor<2x1x?x64xbf16, #h>, tensor<2x1x?x64xbf16, #h>) -> tensor<2x1x?x64xbf16, #h>
  return %o : tensor<2x1x?x64xbf16, #h>
}

// -----

#h = affine_map<()[s0] -> (2, 2, s0, 64)>
// One query: the four heads that share a kv head are the rows of a tile. Chunks of 512 keys; what they
// leave of each query is 64 outputs, maximum and sum, in whole vectors.
// CHECK: #[[PARTS:.*]] = affine_map<()[s0] -> (2, 8, 1, (s0 + 511) floordiv 512, 80)>
// CHECK-LABEL: @decode
// CHECK: %[[Y:.*]]:2 = hac.group {{.*}} -> tensor<2x1x512xf32>, tensor<2x8x1x?x80xf32, #[[PARTS]]>
// CHECK: hac.workspace : tensor<2x8x1x?x80xf32, #[[PARTS]]>
// CHECK: decode = #hac_schedule.decode<lanes = 16, heads = [<queries = 4, keys = 64, block = 4, chunk = 512, {{.*}}]>
// CHECK: return %[[Y]]#0
func.func @decode(%s: index, %q: tensor<2x8x1x64xf32>, %k: tensor<2x2x?x64xf32, #h>) -> tensor<2x1x512xf32> {
  %o = hac.attention %q, %k, %k {counts = array<i64: 8>, dropout = 0.0 : f64, mask_names = ["none"], masks = [unit],
      operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>, scale = 0.125 : f64, scores = [unit]}
      : (tensor<2x8x1x64xf32>, tensor<2x2x?x64xf32, #h>, tensor<2x2x?x64xf32, #h>) -> tensor<2x8x1x64xf32>
  %y = hac.merge_heads %o : (tensor<2x8x1x64xf32>) -> tensor<2x1x512xf32>
  return %y : tensor<2x1x512xf32>
}

// -----

// Few keys are one chunk: nothing to merge. Five queries are no decode.
// CHECK-LABEL: @few_keys
// CHECK: hac.group
// CHECK-NOT: hac.workspace
// CHECK: decode = #hac_schedule.decode<lanes = 16, heads = [<queries = 4, keys = 48, block = 4, chunk = 528,
// CHECK: hac.group
// CHECK-NOT: decode =
// CHECK: attn = #hac_schedule.attn<rows = 8,
func.func @few_keys(%q: tensor<2x1x4x64xf32>, %r: tensor<2x1x5x64xf32>, %k: tensor<2x1x40x64xf32>) -> (tensor<2x1x4x64xf32>, tensor<2x1x5x64xf32>) {
  %o = hac.attention %q, %k, %k {counts = array<i64: 1>, dropout = 0.0 : f64, mask_names = ["none"], masks = [unit],
      operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>, scale = 0.125 : f64, scores = [unit]}
      : (tensor<2x1x4x64xf32>, tensor<2x1x40x64xf32>, tensor<2x1x40x64xf32>) -> tensor<2x1x4x64xf32>
  %p = hac.attention %r, %k, %k {counts = array<i64: 1>, dropout = 0.0 : f64, mask_names = ["none"], masks = [unit],
      operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>, scale = 0.125 : f64, scores = [unit]}
      : (tensor<2x1x5x64xf32>, tensor<2x1x40x64xf32>, tensor<2x1x40x64xf32>) -> tensor<2x1x5x64xf32>
  return %o, %p : tensor<2x1x4x64xf32>, tensor<2x1x5x64xf32>
}

// -----

// Weights are a second result.
// CHECK-LABEL: @weights
// CHECK: %[[Y:.*]]:2 = hac.group
// CHECK: %[[O:.*]], %[[W:.*]] = hac.attention_weights
// CHECK: hac.result %[[O]], %[[W]]
// CHECK: anchor = "attention_weights", attn =
func.func @weights(%q: tensor<2x1x4x64xf32>) -> (tensor<2x1x4x64xf32>, tensor<2x1x4x4xf32>) {
  %o, %w = hac.attention_weights %q, %q, %q {counts = array<i64: 1>, dropout = 0.0 : f64, mask_names = ["none"],
      masks = [unit], operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>, scale = 0.125 : f64, scores = [unit]}
      : (tensor<2x1x4x64xf32>, tensor<2x1x4x64xf32>, tensor<2x1x4x64xf32>) -> (tensor<2x1x4x64xf32>, tensor<2x1x4x4xf32>)
  return %o, %w : tensor<2x1x4x64xf32>, tensor<2x1x4x4xf32>
}
