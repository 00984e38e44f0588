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

// A slice: the first of the two axes is as many strides apart as the second is long.
// CHECK-LABEL: func @slice(
// CHECK-SAME: %[[X:.*]]: memref<?x21xf32, strided<[53, 1], offset: 32>>, %[[N:.*]]: index, %[[M:.*]]: index)
// CHECK: %[[BASE:.*]], %{{.*}}, %{{.*}}:2, %{{.*}}:2 = memref.extract_strided_metadata %[[X]]
// CHECK: %[[FAR:.*]] = arith.muli
// CHECK: memref.reinterpret_cast %[[BASE]] to offset: [32], sizes: [%[[N]], %[[M]], 21], strides: [%[[FAR]], 53, 1]
// CHECK-NOT: expand_shape
func.func @slice(%x: memref<?x21xf32, strided<[53, 1], offset: 32>>, %n: index, %m: index) -> memref<?x?x21xf32, strided<[?, 53, 1], offset: 32>> {
  %y = memref.expand_shape %x [[0, 1], [2]] output_shape [%n, %m, 21] : memref<?x21xf32, strided<[53, 1], offset: 32>> into memref<?x?x21xf32, strided<[?, 53, 1], offset: 32>>
  return %y : memref<?x?x21xf32, strided<[?, 53, 1], offset: 32>>
}
