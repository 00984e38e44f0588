// RUN: hac-opt %s --split-input-file --hac-expand-groups=target=znver4 --cse | FileCheck %s

// Tasks of 64 rows x 4 panels; in each panel the rows by 8, then 4, 2, 1. The k loop carries the
// 24 vectors of the tile; each step is three loads of the panel, 8 elements of the input and 24 FMA.
// 100 columns: two panels of 48 and one of 4, whose stores are masked.
// CHECK-LABEL: @any_rows
// CHECK: scf.forall (%{{.*}}, %{{.*}}) in (%{{.*}}, 1) {
// CHECK: scf.for {{.*}} {
// CHECK: scf.for %{{.*}} = %c0{{.*}} to %{{.*}} step %c8{{.*}} {
// CHECK: %[[S:.*]]:24 = scf.for %{{.*}} = %c0{{.*}} to %c384 step %c1{{.*}} iter_args({{.*}}) -> (vector<16xf32>,
// CHECK-COUNT-3: vector.load %{{.*}} : memref<?xf32>, vector<16xf32>
// CHECK-NOT: vector.maskedload
// CHECK: %[[A:.*]] = memref.load %{{.*}}
// CHECK: %[[B:.*]] = vector.broadcast %[[A]] : f32 to vector<16xf32>
// CHECK: math.fma %[[B]],
// CHECK-COUNT-23: math.fma
// CHECK: scf.yield
// The bias, then relu, then one store of each vector.
// CHECK: vector.load
// CHECK: arith.addf %[[S]]#0,
// CHECK: arith.cmpf ogt
// CHECK: arith.select
// CHECK-COUNT-24: vector.store
// CHECK: step %c4{{.*}} {
// CHECK: :12 = scf.for
// CHECK: step %c2{{.*}} {
// CHECK: :6 = scf.for
// CHECK: :3 = scf.for
// The last panel: one vector a row, of 4 columns. The panel itself is padded, its loads need no mask.
// CHECK: vector.constant_mask [4] : vector<16xi1>
// CHECK: :8 = scf.for
// CHECK-NEXT: %{{.*}} = arith.muli
// CHECK-NOT: vector.maskedload
// CHECK: scf.yield
// CHECK: vector.maskedload
// CHECK-COUNT-8: vector.maskedstore
// CHECK-NOT: hac.group ins
#id = affine_map<(m, n) -> (m, n)>
func.func @any_rows(%call: !llvm.ptr, %arena: memref<?xi8>, %base: index, %x: memref<?x384xf32>,
                    %w: memref<3x384x48xf32>, %b: memref<100xf32>, %y: memref<?x100xf32>) attributes {hac.group = 0 : i64} {
  hac.group ins(%x, %w, %b : memref<?x384xf32>, memref<3x384x48xf32>, memref<100xf32>) outs(%y : memref<?x100xf32>) {
  ^bb0(%p: tensor<?x384xf32>, %q: tensor<3x384x48xf32>, %r: tensor<100xf32>):
    %c = "hac.linear"(%p, %q, %r) : (tensor<?x384xf32>, tensor<3x384x48xf32>, tensor<100xf32>) -> tensor<?x100xf32>
    %0 = hac.pointwise %c [#id] : (tensor<?x100xf32>) -> tensor<?x100xf32> {
    ^bb0(%i: f32):
      %zero = arith.constant 0.0 : f32
      %t = arith.cmpf ogt, %zero, %i : f32
      %u = arith.select %t, %zero, %i : f32
      hac.result %u : f32
    }
    hac.result %0 : tensor<?x100xf32>
  } {number = 0 : i64, anchor = "linear", tile = #hac_schedule.tile<heights = [8, 4, 2, 1], columns = 48, lanes = 16, rows = 64, panels = 4>}
  return
}

// -----

// Known rows: the ladder needs only the heights that occur. The value that others need too is stored
// beside what follows from it.
// CHECK-LABEL: @two_results
// CHECK: scf.forall (%{{.*}}, %{{.*}}) in (1, 1) {
// CHECK: :4 = scf.for
// CHECK-COUNT-8: vector.store
// CHECK-NOT: vector.store
// CHECK: return
#id = affine_map<(m, n) -> (m, n)>
func.func @two_results(%call: !llvm.ptr, %arena: memref<?xi8>, %base: index, %x: memref<4x8xf32>,
                       %w: memref<1x8x16xf32>, %y: memref<4x16xf32>, %z: memref<4x16xf32>) attributes {hac.group = 0 : i64} {
  hac.group ins(%x, %w : memref<4x8xf32>, memref<1x8x16xf32>) outs(%y, %z : memref<4x16xf32>, memref<4x16xf32>) {
  ^bb0(%p: tensor<4x8xf32>, %q: tensor<1x8x16xf32>):
    %c = "hac.linear"(%p, %q) : (tensor<4x8xf32>, tensor<1x8x16xf32>) -> tensor<4x16xf32>
    %0 = hac.pointwise %c [#id] : (tensor<4x16xf32>) -> tensor<4x16xf32> {
    ^bb0(%i: f32):
      %u = arith.negf %i : f32
      hac.result %u : f32
    }
    hac.result %c, %0 : tensor<4x16xf32>, tensor<4x16xf32>
  } {number = 0 : i64, anchor = "linear", tile = #hac_schedule.tile<heights = [4], columns = 16, lanes = 16, rows = 4, panels = 1>}
  return
}

// -----

// What is tens of instructions for each vector is a loop over the rows of the tile, which waits in scratch:
// gelu stands there once for each of 3 vectors and 4 heights (a tile of one row needs no loop), not 45 times.
// CHECK-LABEL: @long_epilogue
// CHECK: scf.forall
// CHECK: hac.lane_scratch
// CHECK-NOT: hac.lane_scratch
// CHECK: :24 = scf.for
// CHECK-COUNT-24: vector.store
// CHECK: scf.for %{{.*}} = %c0{{.*}} to %c8{{.*}} step %c1
// CHECK-COUNT-3: hacm.gelu
// CHECK-NOT: hacm.gelu
// CHECK: :12 = scf.for
// CHECK: scf.for %{{.*}} = %c0{{.*}} to %c4{{.*}} step %c1
// CHECK-COUNT-3: hacm.gelu
// CHECK-NOT: hacm.gelu
// CHECK: :6 = scf.for
// CHECK-COUNT-3: hacm.gelu
// CHECK-NOT: hacm.gelu
// CHECK: :3 = scf.for
// CHECK-COUNT-3: hacm.gelu
// CHECK-NOT: hacm.gelu
// CHECK: return
#id = affine_map<(m, n) -> (m, n)>
func.func @long_epilogue(%call: !llvm.ptr, %arena: memref<?xi8>, %base: index, %x: memref<?x384xf32>,
                         %w: memref<2x384x48xf32>, %y: memref<?x96xf32>) attributes {hac.group = 0 : i64} {
  hac.group ins(%x, %w : memref<?x384xf32>, memref<2x384x48xf32>) outs(%y : memref<?x96xf32>) {
  ^bb0(%p: tensor<?x384xf32>, %q: tensor<2x384x48xf32>):
    %c = "hac.linear"(%p, %q) : (tensor<?x384xf32>, tensor<2x384x48xf32>) -> tensor<?x96xf32>
    %0 = hac.pointwise %c [#id] : (tensor<?x96xf32>) -> tensor<?x96xf32> {
    ^bb0(%i: f32):
      %u = hacm.gelu %i : f32
      hac.result %u : f32
    }
    hac.result %0 : tensor<?x96xf32>
  } {number = 0 : i64, anchor = "linear", tile = #hac_schedule.tile<heights = [8, 4, 2, 1], columns = 48, lanes = 16, rows = 64, panels = 2>}
  return
}

// -----

// Rows are dealt out in whole tiles, to 4 tasks or a multiple of 4: 128 rows of which a task may have 56 are
// 4 times 32, not 56, 56 and 16. Too few rows for that: 24 are one task of 24.
// CHECK-LABEL: @equal_tasks
// CHECK: scf.forall (%[[T:.*]], %{{.*}}) in (4, 1) {
// CHECK: %[[FIRST:.*]] = arith.muli %[[T]], %c16
// CHECK: arith.divui %[[FIRST]], %c4
// CHECK-LABEL: @few_rows
// CHECK: scf.forall (%{{.*}}, %{{.*}}) in (1, 1) {
func.func @equal_tasks(%call: !llvm.ptr, %arena: memref<?xi8>, %base: index, %x: memref<128x64xf32>,
                       %w: memref<1x64x48xf32>, %y: memref<128x48xf32>) attributes {hac.group = 0 : i64} {
  hac.group ins(%x, %w : memref<128x64xf32>, memref<1x64x48xf32>) outs(%y : memref<128x48xf32>) {
  ^bb0(%p: tensor<128x64xf32>, %q: tensor<1x64x48xf32>):
    %c = "hac.linear"(%p, %q) : (tensor<128x64xf32>, tensor<1x64x48xf32>) -> tensor<128x48xf32>
    hac.result %c : tensor<128x48xf32>
  } {number = 0 : i64, anchor = "linear", tile = #hac_schedule.tile<heights = [8], columns = 48, lanes = 16, rows = 56, panels = 1>}
  return
}
func.func @few_rows(%call: !llvm.ptr, %arena: memref<?xi8>, %base: index, %x: memref<24x64xf32>,
                    %w: memref<1x64x48xf32>, %y: memref<24x48xf32>) attributes {hac.group = 0 : i64} {
  hac.group ins(%x, %w : memref<24x64xf32>, memref<1x64x48xf32>) outs(%y : memref<24x48xf32>) {
  ^bb0(%p: tensor<24x64xf32>, %q: tensor<1x64x48xf32>):
    %c = "hac.linear"(%p, %q) : (tensor<24x64xf32>, tensor<1x64x48xf32>) -> tensor<24x48xf32>
    hac.result %c : tensor<24x48xf32>
  } {number = 0 : i64, anchor = "linear", tile = #hac_schedule.tile<heights = [8], columns = 48, lanes = 16, rows = 56, panels = 1>}
  return
}
