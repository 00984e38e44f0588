// RUN: hac-opt %s --split-input-file --hac-expand-groups=target=znver4 --cse | FileCheck %s

// All operands lie as the result does: one run of elements, four vectors at a time, then one, then a
// masked rest.
// CHECK-LABEL: @flat
// CHECK: scf.forall (%{{.*}}) in (%{{.*}}) {
// CHECK: scf.for %{{.*}} step %c64 {
// CHECK-COUNT-4: arith.negf %{{.*}} : vector<16xf32>
// CHECK-COUNT-4: vector.store
// CHECK: scf.for %{{.*}} step %c16 {
// CHECK: arith.negf %{{.*}} : vector<16xf32>
// CHECK: scf.if
// CHECK: vector.create_mask
// CHECK: vector.maskedload
// CHECK: vector.maskedstore
#id = affine_map<(m, n) -> (m, n)>
func.func @flat(%call: !llvm.ptr, %arena: memref<?xi8>, %base: index, %x: memref<?x8xf32>, %y: memref<?x8xf32>) attributes {hac.group = 0 : i64} {
  hac.group ins(%x : memref<?x8xf32>) outs(%y : memref<?x8xf32>) {
  ^bb0(%p: tensor<?x8xf32>):
    %0 = hac.pointwise %p [#id] : (tensor<?x8xf32>) -> tensor<?x8xf32> {
    ^bb0(%i: f32):
      %v = arith.negf %i : f32
      hac.result %v : f32
    }
    hac.result %0 : tensor<?x8xf32>
  } {number = 0 : i64, anchor = "pointwise"}
  return
}

// -----

// A row is added to each row, a column to each column: rows are told apart. 20 columns are one
// vector and a masked rest of 4, known here.
// CHECK-LABEL: @by_rows
// CHECK: scf.forall
// CHECK: scf.for
// CHECK: %[[C:.*]] = memref.load
// CHECK: vector.broadcast %[[C]] : f32 to vector<16xf32>
// CHECK: vector.store
// CHECK: vector.constant_mask [4]
// CHECK: vector.maskedstore
// CHECK-NOT: scf.if
#id = affine_map<(m, n) -> (m, n)>
#row = affine_map<(m, n) -> (n)>
#column = affine_map<(m, n) -> (m, 0)>
func.func @by_rows(%call: !llvm.ptr, %arena: memref<?xi8>, %base: index, %x: memref<?x20xf32>, %b: memref<20xf32>,
                   %c: memref<?x1xf32>, %y: memref<?x20xf32>) attributes {hac.group = 0 : i64} {
  hac.group ins(%x, %b, %c : memref<?x20xf32>, memref<20xf32>, memref<?x1xf32>) outs(%y : memref<?x20xf32>) {
  ^bb0(%p: tensor<?x20xf32>, %q: tensor<20xf32>, %r: tensor<?x1xf32>):
    %0 = hac.pointwise %p, %q, %r [#id, #row, #column] : (tensor<?x20xf32>, tensor<20xf32>, tensor<?x1xf32>) -> tensor<?x20xf32> {
    ^bb0(%i: f32, %j: f32, %k: f32):
      %u = arith.addf %i, %j : f32
      %v = arith.addf %u, %k : f32
      hac.result %v : f32
    }
    hac.result %0 : tensor<?x20xf32>
  } {number = 0 : i64, anchor = "pointwise"}
  return
}

// -----

// A bool between two ops is a mask in registers.
// CHECK-LABEL: @bools
// CHECK: %[[C:.*]] = arith.cmpf olt, %{{.*}} : vector<16xf32>
// CHECK: arith.select %[[C]], %{{.*}} : vector<16xi1>, vector<16xf32>
// CHECK-NOT: vector<16xi8>
#id = affine_map<(m) -> (m)>
func.func @bools(%call: !llvm.ptr, %arena: memref<?xi8>, %base: index, %x: memref<16xf32>, %y: memref<16xf32>) attributes {hac.group = 0 : i64} {
  hac.group ins(%x, %y : memref<16xf32>, memref<16xf32>) outs(%y : memref<16xf32>) {
  ^bb0(%p: tensor<16xf32>, %q: tensor<16xf32>):
    %0 = hac.pointwise %p, %q [#id, #id] : (tensor<16xf32>, tensor<16xf32>) -> tensor<16xi1> {
    ^bb0(%i: f32, %j: f32):
      %c = arith.cmpf olt, %i, %j : f32
      hac.result %c : i1
    }
    %1 = hac.pointwise %0, %p, %q [#id, #id, #id] : (tensor<16xi1>, tensor<16xf32>, tensor<16xf32>) -> tensor<16xf32> {
    ^bb0(%c: i1, %i: f32, %j: f32):
      %s = arith.select %c, %i, %j : f32
      hac.result %s : f32
    }
    hac.result %1 : tensor<16xf32>
  } {number = 0 : i64, anchor = "pointwise"}
  return
}
