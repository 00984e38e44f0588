// RUN: hac-opt %s --split-input-file --hac-expand-groups=target=znver4 --cse | FileCheck %s

// Cosines and sines of a position, 8 pairs at a time in f64; then every batch row and head: two loads, two
// products, two FMA, two stores for 16 pairs.
// CHECK-LABEL: @rope
// CHECK: scf.forall (%{{.*}}, %{{.*}}) in (1, 2)
// CHECK: math.cos %{{.*}} : vector<8xf64>
// CHECK: math.sin %{{.*}} : vector<8xf64>
// CHECK: scf.for %{{.*}} = %c0 to %c2 step %c1 {
// CHECK: scf.for %{{.*}} = %c0 to %c3 step %c1 {
// CHECK-COUNT-2: math.fma
// CHECK-NOT: math.fma
func.func @rope(%call: !llvm.ptr, %arena: memref<?xi8>, %base: index, %x: memref<2x3x20x32xf32>, %y: memref<2x3x20x32xf32>) attributes {hac.group = 0 : i64} {
  hac.group ins(%x : memref<2x3x20x32xf32>) outs(%y : memref<2x3x20x32xf32>) {
  ^bb0(%p: tensor<2x3x20x32xf32>):
    %c = hac.rope %p {base = 1.0e4 : f64, dims = 32 : i64, interleaved = 0 : i64, scale = 1.0 : f64} : (tensor<2x3x20x32xf32>) -> tensor<2x3x20x32xf32>
    hac.result %c : tensor<2x3x20x32xf32>
  } {anchor = "rope", number = 0 : i64}
  return
}
