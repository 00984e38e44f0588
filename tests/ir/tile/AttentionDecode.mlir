// RUN: hac-opt %s --hac-expand-groups=target=znver4 --cse | FileCheck %s

// Two chunks of 512 keys: a task reads 16 keys at a time where they lie, one product a lane; the lanes are
// added by 15 pairs. Then values, 4 heads that share them at once; what a chunk leaves is merged by a
// second loop nest.
#all = affine_set<(d0, d1) : (d1 >= 0)>
// CHECK-LABEL: @decode
// CHECK: scf.forall
// CHECK-COUNT-6: hac.lane_scratch
// CHECK: scf.for %{{.*}} = %c0 to %c64 step %c16 {
// CHECK-COUNT-16: memref.prefetch
// CHECK: scf.for %{{.*}} = %c0 to %c4 step %c1 {
// CHECK-COUNT-16: math.fma
// CHECK-COUNT-30: vector.shuffle
// CHECK-COUNT-5: hacm.exp2_nonpositive
// CHECK: scf.for %{{.*}} = %c0 to %c64 step %c1 iter_args({{.*}}) -> (vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>) {
// CHECK: memref.prefetch
// CHECK-COUNT-4: math.fma
// CHECK-NOT: hac.lane_scratch
// CHECK: scf.forall (%{{.*}}, %{{.*}}) in (2, 4)
// CHECK: hacm.exp2_nonpositive
// CHECK: arith.divf %{{.*}} : vector<16xf32>
func.func @decode(%call: !llvm.ptr, %arena: memref<?xi8>, %base: index, %q: memref<2x4x1x16xf32>, %k: memref<2x1x1024x16xf32>, %y: memref<2x4x1x16xf32>, %parts: memref<2x4x1x2x32xf32>) attributes {hac.group = 0 : i64} {
  hac.group ins(%q, %k : memref<2x4x1x16xf32>, memref<2x1x1024x16xf32>) outs(%y, %parts : memref<2x4x1x16xf32>, memref<2x4x1x2x32xf32>) {
  ^bb0(%p: tensor<2x4x1x16xf32>, %l: tensor<2x1x1024x16xf32>):
    %o = hac.attention %p, %l, %l {counts = array<i64: 4>, dropout = 0.0 : f64, mask_names = ["none"], masks = [unit],
        operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>, scale = 0.25 : f64, scores = [unit]}
        : (tensor<2x4x1x16xf32>, tensor<2x1x1024x16xf32>, tensor<2x1x1024x16xf32>) -> tensor<2x4x1x16xf32>
    %w = hac.workspace : tensor<2x4x1x2x32xf32>
    hac.result %o, %w : tensor<2x4x1x16xf32>, tensor<2x4x1x2x32xf32>
  } {anchor = "attention", number = 0 : i64, decode = #hac_schedule.decode<lanes = 16, heads = [
      <queries = 4, keys = 64, block = 4, chunk = 512, any_of = [#all], symbols = [], exact = true>]>}
  return
}
