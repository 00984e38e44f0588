// RUN: hac-opt %s --split-input-file --hac-expand-groups=target=znver4 --cse | FileCheck %s --check-prefixes=CHECK,Z
// RUN: hac-opt %s --split-input-file --hac-expand-groups=target=x86-64-v3 --cse | FileCheck %s --check-prefixes=CHECK,V

// 64 partial sums for any number of lanes; 100 columns: one block of 64, 36 by masks. Mean, squared
// differences, result.
// CHECK-LABEL: @norm
// CHECK: scf.forall
// Z-COUNT-4: vector.load {{.*}} vector<16xf32>
// V-COUNT-8: vector.load {{.*}} vector<8xf32>
// CHECK: vector.maskedload
// CHECK: arith.select
// CHECK: vector.shuffle
// CHECK: vector.extract
// CHECK: arith.divf
// CHECK: arith.subf
// CHECK: math.fma
// CHECK: vector.shuffle
// CHECK: math.rsqrt
// CHECK: vector.store
// CHECK: vector.maskedstore
func.func @norm(%call: !llvm.ptr, %arena: memref<?xi8>, %base: index, %x: memref<?x100xf32>, %y: memref<?x100xf32>) attributes {hac.group = 0 : i64} {
  hac.group ins(%x : memref<?x100xf32>) outs(%y : memref<?x100xf32>) {
  ^bb0(%p: tensor<?x100xf32>):
    %0 = hac.layer_norm %p {dims = 1 : i64, eps = 1.0e-5 : f64, operandSegmentSizes = array<i32: 1, 0, 0>} : (tensor<?x100xf32>) -> tensor<?x100xf32>
    hac.result %0 : tensor<?x100xf32>
  } {number = 0 : i64, anchor = "layer_norm", rows = #hac_schedule.rows<lanes = 16, rows = 160>}
  return
}
