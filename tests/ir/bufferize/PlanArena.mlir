// RUN: hac-opt %s --split-input-file --hac-plan-arena | FileCheck %s
// RUN: hac-opt %s --split-input-file --hac-plan-arena=apart | FileCheck %s --check-prefix=APART

// %a and %c do not live at the same time, %b overlaps both: two slots of 512 bytes for each unit.
// CHECK-DAG: [[SIZE:#.+]] = affine_map<()[s0] -> (s0 * 1024)>
// CHECK-DAG: [[FIRST:#.+]] = affine_map<()[s0] -> (0)>
// CHECK-DAG: [[SECOND:#.+]] = affine_map<()[s0] -> (s0 * 512)>
// Apart, each has its own, 256 bytes behind the end of the one before.
// APART-DAG: affine_map<()[s0] -> (s0 * 512 + 256)>
// APART-DAG: affine_map<()[s0] -> (s0 * 1024 + 512)>
// APART-DAG: [[ALL:#.+]] = affine_map<()[s0] -> (s0 * 1536 + 768)>
// APART-LABEL: func @reuse(
// APART-SAME: hac.arena = [[ALL]]
// CHECK-LABEL: func @reuse(
// CHECK-SAME: %[[ARENA:[^:]*]]: memref<?xi8>, %[[N:[^:]*]]: index)
// CHECK-SAME: hac.arena = [[SIZE]], hac.live = [[SIZE]]
// CHECK: %[[O:.*]] = affine.apply [[FIRST]]()[%[[N]]]
// CHECK: %[[A:.*]] = memref.view %[[ARENA]][%[[O]]][{{.*}}] : memref<?xi8> to memref<?x128xf32>
// CHECK: %[[P:.*]] = affine.apply [[SECOND]]()[%[[N]]]
// CHECK: %[[B:.*]] = memref.view %[[ARENA]][%[[P]]]
// CHECK: %[[Q:.*]] = affine.apply [[FIRST]]()[%[[N]]]
// CHECK: %[[C:.*]] = memref.view %[[ARENA]][%[[Q]]]
// CHECK: linalg.exp ins(%[[A]] : {{.*}}) outs(%[[B]] :
// CHECK: linalg.exp ins(%[[B]] : {{.*}}) outs(%[[C]] :
// CHECK-NOT: memref.alloc
func.func @reuse(%call: !llvm.ptr, %arena: memref<?xi8>, %n: index) {
  %a = memref.alloc(%n) : memref<?x128xf32>
  %b = memref.alloc(%n) : memref<?x128xf32>
  %c = memref.alloc(%n) : memref<?x128xf32>
  linalg.exp ins(%a : memref<?x128xf32>) outs(%b : memref<?x128xf32>)
  linalg.exp ins(%b : memref<?x128xf32>) outs(%c : memref<?x128xf32>)
  return
}

// -----

// A buffer lives as long as a view of it.
// CHECK: [[SIZE:#.+]] = affine_map<()[s0] -> (s0 * 1024)>
// CHECK-LABEL: func @alias(
// CHECK-SAME: hac.arena = [[SIZE]]
func.func @alias(%call: !llvm.ptr, %arena: memref<?xi8>, %n: index) {
  %a = memref.alloc(%n) : memref<?x128xf32>
  %row = memref.subview %a[0, 0] [1, 128] [1, 1] : memref<?x128xf32> to memref<1x128xf32, strided<[128, 1]>>
  %b = memref.alloc(%n) : memref<?x128xf32>
  linalg.exp ins(%b : memref<?x128xf32>) outs(%b : memref<?x128xf32>)
  linalg.exp ins(%row : memref<1x128xf32, strided<[128, 1]>>) outs(%row : memref<1x128xf32, strided<[128, 1]>>)
  return
}

// -----

// One region for each unit. A small factor (2 bytes) rounds the unit up to a multiple of 64, a
// constant size (20 bytes) is rounded up itself. They never live together: each moment may be the one
// that needs most.
// CHECK-DAG: [[SIZE:#.+]] = affine_map<()[s0, s1] -> (((s0 * s1 + 63) floordiv 64) * 128 + 64)>
// CHECK-DAG: [[CONSTANT:#.+]] = affine_map<()[s0, s1] -> (((s0 * s1 + 63) floordiv 64) * 128)>
// CHECK-DAG: [[LIVE:#.+]] = affine_map<()[s0, s1] -> ((s0 * s1) * 2, 64)>
// CHECK-LABEL: func @units(
// CHECK-SAME: hac.arena = [[SIZE]], hac.live = [[LIVE]]}
// CHECK: memref.view {{.*}} to memref<?x?xbf16>
// CHECK: %[[O:.*]] = affine.apply [[CONSTANT]]()
// CHECK: memref.view %{{.*}}[%[[O]]][] : memref<?xi8> to memref<5xf32>
func.func @units(%call: !llvm.ptr, %arena: memref<?xi8>, %n: index, %m: index) {
  %a = memref.alloc(%n, %m) : memref<?x?xbf16>
  %k = memref.alloc() : memref<5xf32>
  linalg.exp ins(%a : memref<?x?xbf16>) outs(%a : memref<?x?xbf16>)
  linalg.exp ins(%k : memref<5xf32>) outs(%k : memref<5xf32>)
  return
}

// -----

// In a loop: one slot, there before the loop and for all of it.
// CHECK-LABEL: func @loop(
// CHECK: memref.view %{{.*}} to memref<16xf32>
// CHECK: scf.for
// CHECK-NOT: memref.view
func.func @loop(%call: !llvm.ptr, %arena: memref<?xi8>, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %i = %c0 to %n step %c1 {
    %a = memref.alloc() : memref<16xf32>
    linalg.exp ins(%a : memref<16xf32>) outs(%a : memref<16xf32>)
  }
  return
}
