// RUN: hac-opt %s --split-input-file --hac-expand-groups=target=znver4 --cse | FileCheck %s

// A variance goes over each row twice: 64 partial sums, then 64 of squared distances.
// CHECK-LABEL: @variance
// CHECK: scf.for %{{.*}} = %c0 to %c128 step %c64 iter_args({{.*}}) -> (vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>) {
// CHECK-COUNT-4: arith.addf
// CHECK: scf.for %{{.*}} = %c0 to %c128 step %c64 iter_args({{.*}}) -> (vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>) {
// CHECK-COUNT-4: math.fma
// CHECK: arith.divf %{{.*}} : f32
// CHECK: math.sqrt %{{.*}} : f32
func.func @variance(%call: !llvm.ptr, %arena: memref<?xi8>, %base: index, %x: memref<5x128xf32>, %y: memref<5xf32>) attributes {hac.group = 0 : i64} {
  hac.group ins(%x : memref<5x128xf32>) outs(%y : memref<5xf32>) {
  ^bb0(%p: tensor<5x128xf32>):
    %c = hac.stddev %p {axes = array<i64: 1>, keepdim = 0 : i64, correction = 1 : i64} : (tensor<5x128xf32>) -> tensor<5xf32>
    hac.result %c : tensor<5xf32>
  } {anchor = "stddev", number = 0 : i64, reduce = #hac_schedule.reduce<lanes = 16, rows = 5, columns = 128>}
  return
}

// -----

// Over another axis vectors run along the columns.
// CHECK-LABEL: @logsumexp
// CHECK: scf.for %{{.*}} = %c0 to %c5 step %c1 iter_args({{.*}}) -> (vector<16xf32>) {
// CHECK: arith.maximumf
// CHECK: scf.for %{{.*}} = %c0 to %c5 step %c1
// CHECK: math.exp %{{.*}} : vector<16xf32>
// CHECK: math.log %{{.*}} : vector<16xf32>
func.func @logsumexp(%call: !llvm.ptr, %arena: memref<?xi8>, %base: index, %x: memref<5x16xf32>, %y: memref<16xf32>) attributes {hac.group = 0 : i64} {
  hac.group ins(%x : memref<5x16xf32>) outs(%y : memref<16xf32>) {
  ^bb0(%p: tensor<5x16xf32>):
    %c = hac.logsumexp %p {axes = array<i64: 0>, keepdim = 0 : i64} : (tensor<5x16xf32>) -> tensor<16xf32>
    hac.result %c : tensor<16xf32>
  } {anchor = "logsumexp", number = 0 : i64, reduce = #hac_schedule.reduce<lanes = 16, rows = 5, columns = 128>}
  return
}
