// RUN: hac-opt %s --split-input-file --hac-bind-buffers --canonicalize | FileCheck %s

// A parameter is the first op. Arguments: call, arena, weights, then symbols, then one buffer for each argument of the model by its number.
// CHECK-LABEL: func @f(
// CHECK-SAME: %{{[^:]*}}: !llvm.ptr, %{{[^:]*}}: memref<?xi8>, %[[WEIGHTS:[^:]*]]: memref<?xi8>,
// CHECK-SAME: %[[N:[^:]*]]: index, %[[OUT:[^:]*]]: memref<?xi8>, %[[IN:[^:]*]]: memref<?xi8>) -> i32
// CHECK-NOT: hac.shapes
// CHECK-DAG: %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[C128:.*]] = arith.constant 128 : index
// CHECK: %[[X:.*]] = memref.view %[[IN]][%[[C0]]][%[[N]]] : memref<?xi8> to memref<?x3xf32>
// CHECK: %[[XT:.*]] = bufferization.to_tensor %[[X]] restrict
// CHECK: %[[W:.*]] = memref.view %[[WEIGHTS]][%[[C128]]][] : memref<?xi8> to memref<3xf32>
// CHECK: bufferization.to_tensor %[[W]] restrict
// CHECK: %[[Y:.*]] = memref.view %[[OUT]][%[[C0]]][%[[N]]] : memref<?xi8> to memref<?x3xf32>
// CHECK: %[[R:[^ ]*]] = linalg.add
// CHECK: bufferization.materialize_in_destination %[[R]] in restrict writable %[[Y]]
// CHECK: return %{{.*}} : i32
#x = affine_map<()[s0] -> (s0, 3)>
func.func @f(%n: index, %x: tensor<?x3xf32> {hac.argument = 1 : i64}) -> (tensor<?x3xf32> {hac.argument = 0 : i64})
    attributes {hac.shapes = {"0" = #x, "1" = #x}} {
  %w = hac.param "w" {offset = 128 : i64} : tensor<3xf32>
  %e = tensor.empty(%n) : tensor<?x3xf32>
  %b = linalg.broadcast ins(%w : tensor<3xf32>) outs(%e : tensor<?x3xf32>) dimensions = [0]
  %y = linalg.add ins(%x, %b : tensor<?x3xf32>, tensor<?x3xf32>) outs(%e : tensor<?x3xf32>) -> tensor<?x3xf32>
  return %y : tensor<?x3xf32>
}

// -----

// A state is read until the end: its new value is complete before any state is written.
// CHECK-LABEL: func @state(
// CHECK: %[[NEW:[^ ]*]] = linalg.add
// CHECK: %[[COPY:.*]] = bufferization.alloc_tensor() copy(%[[NEW]])
// CHECK: bufferization.materialize_in_destination %[[NEW]]
// CHECK: bufferization.materialize_in_destination %[[COPY]]
func.func @state(%s: tensor<4xf32> {hac.argument = 0 : i64})
    -> (tensor<4xf32> {hac.argument = 0 : i64, hac.state}, tensor<4xf32> {hac.argument = 1 : i64})
    attributes {hac.shapes = {"0" = affine_map<() -> (4)>, "1" = affine_map<() -> (4)>}} {
  %e = tensor.empty() : tensor<4xf32>
  %y = linalg.add ins(%s, %s : tensor<4xf32>, tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  return %y, %y : tensor<4xf32>, tensor<4xf32>
}

// -----

// A new value that is the old one with a part replaced may be written into the state itself.
// CHECK-LABEL: func @part(
// CHECK: %[[S:.*]] = memref.view
// CHECK: bufferization.to_tensor %[[S]] restrict writable
// CHECK: %[[NEW:.*]] = tensor.insert_slice
// CHECK-NOT: bufferization.alloc_tensor
// CHECK: bufferization.materialize_in_destination %[[NEW]]
func.func @part(%s: tensor<4xf32> {hac.argument = 0 : i64}, %y: tensor<2xf32> {hac.argument = 1 : i64})
    -> (tensor<4xf32> {hac.argument = 0 : i64, hac.state})
    attributes {hac.shapes = {"0" = affine_map<() -> (4)>, "1" = affine_map<() -> (2)>}} {
  %new = tensor.insert_slice %y into %s[1] [2] [1] : tensor<2xf32> into tensor<4xf32>
  return %new : tensor<4xf32>
}
