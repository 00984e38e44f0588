// RUN: hac-opt %s --split-input-file --hac-separate-destinations | FileCheck %s

// Two ops that write to tensors of the same size write to two tensors.
// CHECK-LABEL: func @shared(
// CHECK: tensor.empty
// CHECK: tensor.empty
// CHECK-NOT: tensor.empty
// CHECK: linalg.exp {{.*}} outs(%[[A:.*]] : tensor<?xf32>)
// CHECK-NOT: outs(%[[A]] :
// CHECK: return
func.func @shared(%n: index, %x: tensor<?xf32>, %y: tensor<?xf32>) -> (tensor<?xf32>, tensor<?xf32>) {
  %e = tensor.empty(%n) : tensor<?xf32>
  %a = linalg.exp ins(%x : tensor<?xf32>) outs(%e : tensor<?xf32>) -> tensor<?xf32>
  %b = linalg.exp ins(%y : tensor<?xf32>) outs(%e : tensor<?xf32>) -> tensor<?xf32>
  return %a, %b : tensor<?xf32>, tensor<?xf32>
}
