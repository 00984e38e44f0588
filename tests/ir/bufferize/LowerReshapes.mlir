// RUN: hac-opt %s --hac-lower-reshapes | FileCheck %s

// Two dynamic sizes in a group.
// CHECK-LABEL: func @expand(
// CHECK-SAME: %[[X:.*]]: memref<?x384xf32>, %[[B:.*]]: index, %[[S:.*]]: index)
// CHECK: %[[ROW:.*]] = arith.muli %c384, %[[S]] : index
// CHECK: %[[C:.*]] = memref.reinterpret_cast %[[X]] to offset: [0], sizes: [%[[B]], %[[S]], 384], strides: {{\[}}%[[ROW]], 384, 1]
// CHECK: memref.cast %[[C]] : {{.*}} to memref<?x?x384xf32>
// CHECK-NOT: expand_shape
func.func @expand(%x: memref<?x384xf32>, %b: index, %s: index) -> memref<?x?x384xf32> {
  %y = memref.expand_shape %x [[0, 1], [2]] output_shape [%b, %s, 384] : memref<?x384xf32> into memref<?x?x384xf32>
  return %y : memref<?x?x384xf32>
}

// CHECK-LABEL: func @collapse(
// CHECK-SAME: %[[X:.*]]: memref<?x4x8xf32>)
// CHECK: %[[N:.*]] = memref.dim %[[X]], %c0
// CHECK: %[[ROWS:.*]] = arith.muli %{{.*}}, %c4
// CHECK: memref.reinterpret_cast %[[X]] to offset: [0], sizes: {{\[}}%[[ROWS]], 8], strides: [8, 1]
func.func @collapse(%x: memref<?x4x8xf32>) -> memref<?x8xf32> {
  %y = memref.collapse_shape %x [[0, 1], [2]] : memref<?x4x8xf32> into memref<?x8xf32>
  return %y : memref<?x8xf32>
}

// Memory with gaps is left to upstream.
// CHECK-LABEL: func @strided(
// CHECK: memref.collapse_shape
func.func @strided(%x: memref<2x4x8xf32, strided<[64, 8, 1]>>) -> memref<2x32xf32, strided<[64, 1]>> {
  %y = memref.collapse_shape %x [[0], [1, 2]] : memref<2x4x8xf32, strided<[64, 8, 1]>> into memref<2x32xf32, strided<[64, 1]>>
  return %y : memref<2x32xf32, strided<[64, 1]>>
}
