// RUN: hac-opt %s --hac-tensors-to-buffers | FileCheck %s

// The second op may write where the first did; an input is never written.
// CHECK-LABEL: func @in_place(
// CHECK-SAME: %[[X:.*]]: memref<8xf32>, %[[Y:.*]]: memref<8xf32>)
// CHECK: %[[A:.*]] = memref.alloc() {{.*}} : memref<8xf32>
// CHECK-NOT: memref.alloc
// CHECK: linalg.exp ins(%[[X]] : memref<8xf32>) outs(%[[A]] : memref<8xf32>)
// CHECK: linalg.exp ins(%[[A]] : memref<8xf32>) outs(%[[A]] : memref<8xf32>)
// CHECK: memref.copy %[[A]], %[[Y]]
func.func @in_place(%x: memref<8xf32>, %y: memref<8xf32>) {
  %t = bufferization.to_tensor %x restrict : memref<8xf32> to tensor<8xf32>
  %e = tensor.empty() : tensor<8xf32>
  %a = linalg.exp ins(%t : tensor<8xf32>) outs(%e : tensor<8xf32>) -> tensor<8xf32>
  %b = linalg.exp ins(%a : tensor<8xf32>) outs(%a : tensor<8xf32>) -> tensor<8xf32>
  bufferization.materialize_in_destination %b in restrict writable %y : (tensor<8xf32>, memref<8xf32>) -> ()
  return
}

// A value that is read after the op that would overwrite it keeps its buffer.
// CHECK-LABEL: func @used_later(
// CHECK-COUNT-2: memref.alloc() {{.*}} : memref<8xf32>
// CHECK: linalg.add
func.func @used_later(%x: memref<8xf32>, %y: memref<8xf32>) {
  %t = bufferization.to_tensor %x restrict : memref<8xf32> to tensor<8xf32>
  %e = tensor.empty() : tensor<8xf32>
  %a = linalg.exp ins(%t : tensor<8xf32>) outs(%e : tensor<8xf32>) -> tensor<8xf32>
  %b = linalg.exp ins(%a : tensor<8xf32>) outs(%a : tensor<8xf32>) -> tensor<8xf32>
  %c = linalg.add ins(%a, %b : tensor<8xf32>, tensor<8xf32>) outs(%b : tensor<8xf32>) -> tensor<8xf32>
  bufferization.materialize_in_destination %c in restrict writable %y : (tensor<8xf32>, memref<8xf32>) -> ()
  return
}
