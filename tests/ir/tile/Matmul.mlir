// RUN: hac-opt %s --split-input-file --hac-expand-groups=target=znver4 --cse | FileCheck %s

// A task packs its panel: rows of 48 columns. Then tiles of 8 x 48, one chain of FMA per element. The last
// panel has 4 columns.
// CHECK-LABEL: @plain
// CHECK: scf.forall (%{{.*}}, %{{.*}}, %{{.*}}) in (2, 1, 3)
// CHECK: hac.lane_scratch
// CHECK: scf.if
// CHECK: scf.for %{{.*}} = %c0 to %c30 step %c1 {
// CHECK-COUNT-3: vector.store
// CHECK: :24 = scf.for %{{.*}} = %c0 to %c30 step %c1
// CHECK-COUNT-24: math.fma
// CHECK: } else {
// CHECK: vector.maskedload
// CHECK: vector.maskedstore
func.func @plain(%call: !llvm.ptr, %arena: memref<?xi8>, %base: index, %a: memref<2x8x30xf32>, %b: memref<2x30x100xf32>, %y: memref<2x8x100xf32>) attributes {hac.group = 0 : i64} {
  hac.group ins(%a, %b : memref<2x8x30xf32>, memref<2x30x100xf32>) outs(%y : memref<2x8x100xf32>) {
  ^bb0(%p: tensor<2x8x30xf32>, %q: tensor<2x30x100xf32>):
    %c = hac.matmul %p, %q : (tensor<2x8x30xf32>, tensor<2x30x100xf32>) -> tensor<2x8x100xf32>
    hac.result %c : tensor<2x8x100xf32>
  } {anchor = "matmul", number = 0 : i64, tile = #hac_schedule.tile<heights = [8, 4, 2, 1], columns = 48, lanes = 16, rows = 8, panels = 1>}
  return
}

// -----

// Transposed: squares of 16 x 16 are turned in registers. A depth of 600 is packed in two parts; between
// them sums lie in scratch.
// CHECK-LABEL: @deep
// CHECK-COUNT-2: hac.lane_scratch
// CHECK: scf.for %{{.*}} = %c0 to %c600 step %c512
// CHECK-COUNT-128: vector.shuffle
// CHECK: math.fma
func.func @deep(%call: !llvm.ptr, %arena: memref<?xi8>, %base: index, %a: memref<8x600xf32>, %b: memref<48x600xf32>, %y: memref<8x48xf32>) attributes {hac.group = 0 : i64} {
  hac.group ins(%a, %b : memref<8x600xf32>, memref<48x600xf32>) outs(%y : memref<8x48xf32>) {
  ^bb0(%p: tensor<8x600xf32>, %q: tensor<48x600xf32>):
    %t = hac.transpose %q {a = 0 : i64, b = 1 : i64} : (tensor<48x600xf32>) -> tensor<600x48xf32>
    %c = hac.matmul %p, %t : (tensor<8x600xf32>, tensor<600x48xf32>) -> tensor<8x48xf32>
    hac.result %c : tensor<8x48xf32>
  } {anchor = "matmul", number = 0 : i64, tile = #hac_schedule.tile<heights = [8, 4, 2, 1], columns = 48, lanes = 16, rows = 8, panels = 1>}
  return
}
