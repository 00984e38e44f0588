// RUN: hac-opt %s --split-input-file --hac-outline-groups | FileCheck %s

// Two layers that are alike call one function; a third with another body has its own. Behind the
// regions of the arena the lanes' scratch begins.
// CHECK-DAG: [[BYTES:#.+]] = affine_map<()[s0] -> (s0 * 512)>
// CHECK-LABEL: func.func @f(
// CHECK-SAME: %[[CALL:.*]]: !llvm.ptr, %[[ARENA:.*]]: memref<?xi8>, %{{.*}}: memref<?xi8>, %[[N:.*]]: index,
// CHECK-SAME: %[[X:.*]]: memref<?x8xf32>, %[[Y:.*]]: memref<?x8xf32>)
// CHECK: %[[END:.*]] = affine.apply [[BYTES]]()[%[[N]]]
// CHECK: call @f_g0(%[[CALL]], %[[ARENA]], %[[END]], %[[X]], %[[Y]]) {hac.group = 0 : i64}
// CHECK: call @f_g0(%[[CALL]], %[[ARENA]], %{{.*}}, %[[Y]], %[[X]]) {hac.group = 1 : i64}
// CHECK: call @f_g2(%[[CALL]], %[[ARENA]], %{{.*}}, %[[X]], %[[Y]])
// CHECK-NOT: hac.group ins
// CHECK: return
// CHECK: func.func private @f_g0(%{{.*}}: !llvm.ptr, %{{.*}}: memref<?xi8>, %{{.*}}: index, %[[P:.*]]: memref<?x8xf32>, %[[Q:.*]]: memref<?x8xf32>) -> i32
// CHECK-SAME: hac.group = 0 : i64
// CHECK: hac.group ins(%[[P]] : memref<?x8xf32>) outs(%[[Q]] : memref<?x8xf32>) {
// CHECK: arith.negf
// CHECK: %[[DONE:.*]] = arith.constant 0 : i32
// CHECK: return %[[DONE]]
// CHECK: func.func private @f_g2(
// CHECK: math.absf
// CHECK-NOT: func.func private
#id = affine_map<(m, n) -> (m, n)>
#bytes = affine_map<()[s0] -> (s0 * 512)>
func.func @f(%call: !llvm.ptr, %arena: memref<?xi8>, %weights: memref<?xi8>, %n: index,
             %x: memref<?x8xf32>, %y: memref<?x8xf32>) -> i32 attributes {hac.arena = #bytes} {
  hac.group ins(%x : memref<?x8xf32>) outs(%y : memref<?x8xf32>) {
  ^bb0(%p: tensor<?x8xf32>):
    %0 = hac.pointwise %p [#id] : (tensor<?x8xf32>) -> tensor<?x8xf32> {
    ^bb0(%i: f32):
      %v = arith.negf %i : f32
      hac.result %v : f32
    }
    hac.result %0 : tensor<?x8xf32>
  } {number = 0 : i64, anchor = "pointwise"}
  hac.group ins(%y : memref<?x8xf32>) outs(%x : memref<?x8xf32>) {
  ^bb0(%p: tensor<?x8xf32>):
    %0 = hac.pointwise %p [#id] : (tensor<?x8xf32>) -> tensor<?x8xf32> {
    ^bb0(%i: f32):
      %v = arith.negf %i : f32
      hac.result %v : f32
    }
    hac.result %0 : tensor<?x8xf32>
  } {number = 1 : i64, anchor = "pointwise"}
  hac.group ins(%x : memref<?x8xf32>) outs(%y : memref<?x8xf32>) {
  ^bb0(%p: tensor<?x8xf32>):
    %0 = hac.pointwise %p [#id] : (tensor<?x8xf32>) -> tensor<?x8xf32> {
    ^bb0(%i: f32):
      %v = math.absf %i : f32
      hac.result %v : f32
    }
    hac.result %0 : tensor<?x8xf32>
  } {number = 2 : i64, anchor = "pointwise"}
  %done = arith.constant 0 : i32
  return %done : i32
}

// -----

// The same body, another decision: another function. So do other types.
// CHECK-LABEL: func.func @decisions(
// CHECK: call @decisions_g0
// CHECK: call @decisions_g1
// CHECK: call @decisions_g2
#id = affine_map<(m, n) -> (m, n)>
#bytes = affine_map<() -> (0)>
func.func @decisions(%call: !llvm.ptr, %arena: memref<?xi8>, %weights: memref<?xi8>,
                     %x: memref<4x8xf32>, %z: memref<4x8xf32, strided<[16, 1]>>) -> i32 attributes {hac.arena = #bytes} {
  hac.group ins(%x : memref<4x8xf32>) outs(%x : memref<4x8xf32>) {
  ^bb0(%p: tensor<4x8xf32>):
    hac.result %p : tensor<4x8xf32>
  } {number = 0 : i64, anchor = "pointwise"}
  hac.group ins(%x : memref<4x8xf32>) outs(%x : memref<4x8xf32>) {
  ^bb0(%p: tensor<4x8xf32>):
    hac.result %p : tensor<4x8xf32>
  } {number = 1 : i64, anchor = "pointwise", store = "stream"}
  hac.group ins(%z : memref<4x8xf32, strided<[16, 1]>>) outs(%x : memref<4x8xf32>) {
  ^bb0(%p: tensor<4x8xf32>):
    hac.result %p : tensor<4x8xf32>
  } {number = 2 : i64, anchor = "pointwise"}
  %done = arith.constant 0 : i32
  return %done : i32
}

// -----

// A third of the columns of a tensor: its rows are equally far apart, whatever its sizes. Half of its
// positions: those of a sample are, samples lie further apart.
// CHECK-LABEL: func.func @slices(
// CHECK: hac.group ins
// CHECK: even_rows = array<i64: 0>
// CHECK: hac.group ins
// CHECK-NOT: even_rows
#bytes = affine_map<() -> (0)>
#half = affine_map<()[s0] -> (s0 floordiv 2)>
func.func @slices(%call: !llvm.ptr, %arena: memref<?xi8>, %weights: memref<?xi8>, %n: index, %s: index,
                  %y: memref<?x?x16xf32>) -> i32 attributes {hac.arena = #bytes} {
  %c0 = arith.constant 0 : index
  %whole = memref.view %arena[%c0][%n, %s] : memref<?xi8> to memref<?x?x48xf32>
  %columns = memref.subview %whole[0, 0, 16] [%n, %s, 16] [1, 1, 1] : memref<?x?x48xf32> to memref<?x?x16xf32, strided<[?, 48, 1], offset: 16>>
  hac.group ins(%columns : memref<?x?x16xf32, strided<[?, 48, 1], offset: 16>>) outs(%y : memref<?x?x16xf32>) {
  ^bb0(%p: tensor<?x?x16xf32>):
    hac.result %p : tensor<?x?x16xf32>
  } {number = 0 : i64, anchor = "pointwise"}
  %h = affine.apply #half()[%s]
  %positions = memref.subview %whole[0, 0, 16] [%n, %h, 16] [1, 1, 1] : memref<?x?x48xf32> to memref<?x?x16xf32, strided<[?, 48, 1], offset: 16>>
  hac.group ins(%positions : memref<?x?x16xf32, strided<[?, 48, 1], offset: 16>>) outs(%y : memref<?x?x16xf32>) {
  ^bb0(%p: tensor<?x?x16xf32>):
    hac.result %p : tensor<?x?x16xf32>
  } {number = 1 : i64, anchor = "pointwise"}
  %done = arith.constant 0 : i32
  return %done : i32
}
