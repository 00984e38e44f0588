// RUN: hac-opt %s --hac-expand-groups=target=znver4 --cse | FileCheck %s

// 128 keys, all seen: one form of the tile. Tasks; packed keys (16 x 16 transposes) and values; the
// products of 8 x 32; the running maximum and sum; the result divided by the sum.
#causal = affine_set<(d0, d1) : (d0 - d1 >= 0)>
#all = affine_set<(d0, d1) : (d1 >= 0)>
// CHECK-LABEL: @full
// CHECK: scf.forall
// CHECK-COUNT-9: hac.lane_scratch
// CHECK-COUNT-64: vector.shuffle
// CHECK: scf.for %{{.*}} = %c0 to %c16 step %c1 iter_args({{.*}}) -> (vector<16xf32>, {{.*}}) {
// CHECK-COUNT-16: math.fma
// CHECK-COUNT-9: hacm.exp2_nonpositive
// CHECK: scf.for %{{.*}} = %c0 to %c128 step %c1 iter_args({{.*}}) -> (vector<16xf32>, {{.*}}) {
// CHECK-COUNT-16: math.fma
// CHECK-NOT: hacm.exp2_nonpositive
// CHECK: arith.divf %{{.*}} : vector<16xf32>
func.func @full(%call: !llvm.ptr, %arena: memref<?xi8>, %base: index, %q: memref<2x1x128x16xf32>, %y: memref<2x1x128x16xf32>) attributes {hac.group = 0 : i64} {
  hac.group ins(%q : memref<2x1x128x16xf32>) outs(%y : memref<2x1x128x16xf32>) {
  ^bb0(%p: tensor<2x1x128x16xf32>):
    %o = hac.attention %p, %p, %p {counts = array<i64: 1>, dropout = 0.0 : f64, mask_names = ["none"], masks = [unit],
        operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>, scale = 0.25 : f64, scores = [unit]}
        : (tensor<2x1x128x16xf32>, tensor<2x1x128x16xf32>, tensor<2x1x128x16xf32>) -> tensor<2x1x128x16xf32>
    hac.result %o : tensor<2x1x128x16xf32>
  } {anchor = "attention", number = 0 : i64, attn = #hac_schedule.attn<rows = 8, columns = 32, lanes = 16, heads = [
      <queries = 64, keys = 128, block = 128, chunk = 128, any_of = [#all], symbols = [], exact = true>]>}
  return
}

// A mask: tiles are full or partial; a partial one compares lanes with the row's bounds, its masked
// terms are -0.
// CHECK-LABEL: @causal
// CHECK: scf.if
// CHECK: hacm.exp2_nonpositive
// CHECK: } else {
// CHECK: arith.cmpi ult, {{.*}} : vector<16xi32>
// CHECK: dense<-0.000000e+00>
func.func @causal(%call: !llvm.ptr, %arena: memref<?xi8>, %base: index, %q: memref<2x1x128x16xf32>, %y: memref<2x1x128x16xf32>) attributes {hac.group = 1 : i64} {
  hac.group ins(%q : memref<2x1x128x16xf32>) outs(%y : memref<2x1x128x16xf32>) {
  ^bb0(%p: tensor<2x1x128x16xf32>):
    %o = hac.attention %p, %p, %p {counts = array<i64: 1>, dropout = 0.0 : f64, mask_names = ["causal"],
        masks = [#hac.tape<vars = 4, reads = 0 from 0, result = 4, [var i 0, var i 1, var i 2, var i 3, le b 3 2]>],
        operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>, scale = 0.25 : f64, scores = [unit]}
        : (tensor<2x1x128x16xf32>, tensor<2x1x128x16xf32>, tensor<2x1x128x16xf32>) -> tensor<2x1x128x16xf32>
    hac.result %o : tensor<2x1x128x16xf32>
  } {anchor = "attention", number = 1 : i64, attn = #hac_schedule.attn<rows = 8, columns = 32, lanes = 16, heads = [
      <queries = 64, keys = 128, block = 128, chunk = 128, any_of = [#causal], symbols = [], exact = true>]>}
  return
}

// Weights: the scores are left where the weights will be, masked ones as -Inf; a last pass over each row
// makes them weights.
// CHECK-LABEL: @weights
// CHECK: dense<-3.40282347E+38>
// CHECK-COUNT-9: hacm.exp2_nonpositive
// CHECK: hacm.exp2_nonpositive
// CHECK-NEXT: arith.divf
// CHECK: arith.divf
func.func @weights(%call: !llvm.ptr, %arena: memref<?xi8>, %base: index, %q: memref<2x1x128x16xf32>, %y: memref<2x1x128x16xf32>, %w: memref<2x1x128x128xf32>) attributes {hac.group = 2 : i64} {
  hac.group ins(%q : memref<2x1x128x16xf32>) outs(%y, %w : memref<2x1x128x16xf32>, memref<2x1x128x128xf32>) {
  ^bb0(%p: tensor<2x1x128x16xf32>):
    %o, %v = hac.attention_weights %p, %p, %p {counts = array<i64: 1>, dropout = 0.0 : f64, mask_names = ["none"], masks = [unit],
        operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>, scale = 0.25 : f64, scores = [unit]}
        : (tensor<2x1x128x16xf32>, tensor<2x1x128x16xf32>, tensor<2x1x128x16xf32>) -> (tensor<2x1x128x16xf32>, tensor<2x1x128x128xf32>)
    hac.result %o, %v : tensor<2x1x128x16xf32>, tensor<2x1x128x128xf32>
  } {anchor = "attention_weights", number = 2 : i64, attn = #hac_schedule.attn<rows = 8, columns = 32, lanes = 16, heads = [
      <queries = 64, keys = 128, block = 128, chunk = 128, any_of = [#all], symbols = [], exact = true>]>}
  return
}
