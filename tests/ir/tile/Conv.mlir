// RUN: hac-opt %s --hac-expand-groups=target=znver4 --cse | FileCheck %s

// 784 positions of which a task may have 160: 8 tasks of 96 or 104, not 4 of 160 and one of 144. Each has whole
// tiles of 8 positions.
// CHECK-LABEL: @positions
// CHECK: scf.forall (%{{.*}}, %{{.*}}, %[[T:.*]]) in (1, 1, 8) {
// CHECK: %[[FIRST:.*]] = arith.muli %{{.*}}, %c98
// CHECK: %[[TILE:.*]] = arith.divui %[[FIRST]], %c8
// CHECK: arith.muli %[[TILE]], %c8
// CHECK: :24 = scf.for
// CHECK: return
func.func @positions(%call: !llvm.ptr, %arena: memref<?xi8>, %base: index, %x: memref<1x28x28x16xf32>,
                     %w: memref<1x1x1x16x48xf32>, %y: memref<1x28x28x48xf32>) attributes {hac.group = 0 : i64} {
  hac.group ins(%x, %w : memref<1x28x28x16xf32>, memref<1x1x1x16x48xf32>) outs(%y : memref<1x28x28x48xf32>) {
  ^bb0(%p: tensor<1x28x28x16xf32>, %q: tensor<1x1x1x16x48xf32>):
    %c = "hac.direct_conv"(%p, %q) {dilation = array<i64: 1, 1>, groups = 1 : i64, kernel_size = array<i64: 1, 1>,
         padding = array<i64: 0, 0, 0, 0>, stride = array<i64: 1, 1>}
      : (tensor<1x28x28x16xf32>, tensor<1x1x1x16x48xf32>) -> tensor<1x28x28x48xf32>
    hac.result %c : tensor<1x28x28x48xf32>
  } {number = 0 : i64, anchor = "direct_conv", conv = #hac_schedule.conv<heights = [8, 4, 2, 1], columns = 48, lanes = 16, rows = 1, positions = 160, panels = 1>}
  return
}
