// RUN: hac-opt %s --split-input-file --hac-outline-tasks | FileCheck %s

// What the body uses travels in a struct on the caller's stack, constants are made again.
// CHECK: llvm.func @hac_rt1_parallel_for(!llvm.ptr, i64, !llvm.ptr, !llvm.ptr) -> i32
// CHECK-LABEL: func.func @f(
// CHECK-SAME: %[[CALL:[^:]*]]: !llvm.ptr, %[[N:[^:]*]]: index
// CHECK: %[[SLOTS:.*]] = llvm.alloca
// CHECK: llvm.store %{{.*}}, %{{.*}} : !llvm.struct<(ptr, ptr, i64, array<1 x i64>, array<1 x i64>)>
// CHECK: %[[COUNT:.*]] = arith.index_cast %{{.*}} : index to i64
// CHECK: %[[TASK:.*]] = llvm.mlir.addressof @f_task0
// CHECK: %[[S:.*]] = llvm.call @hac_rt1_parallel_for(%[[CALL]], %[[COUNT]], %[[TASK]], %[[SLOTS]])
// CHECK: %[[LEFT:.*]] = arith.cmpi ne, %[[S]], %{{.*}} : i32
// CHECK: cf.cond_br %[[LEFT]], ^[[LEAVE:.*]], ^[[ON:.*]]
// CHECK: ^[[ON]]:
// CHECK: return %c0_i32 : i32
// CHECK: ^[[LEAVE]]:
// CHECK: return %[[S]] : i32
// CHECK: llvm.func internal @f_task0(%{{.*}}: !llvm.ptr, %[[I:.*]]: i64, %{{.*}}: i64)
// CHECK: arith.index_cast %[[I]] : i64 to index
// CHECK: memref.store
// CHECK: llvm.return
// CHECK-NOT: scf.forall
func.func @f(%call: !llvm.ptr, %n: index, %x: memref<?xf32>) -> i32 {
  %v = arith.constant 1.0 : f32
  %done = arith.constant 0 : i32
  scf.forall (%i) in (%n) {
    memref.store %v, %x[%i] : memref<?xf32>
  }
  return %done : i32
}

// -----

// The last dimension runs fastest.
// CHECK-LABEL: llvm.func internal @grid_task0(
// CHECK-SAME: %[[TASK:[^:]*]]: i64, %{{[^:]*}}: i64)
// CHECK: %[[I:.*]] = arith.index_cast %[[TASK]]
// CHECK: %[[COLUMN:.*]] = arith.remui %[[I]], %{{.*}}
// CHECK: %[[ROW:.*]] = arith.divui %[[I]], %{{.*}}
func.func @grid(%call: !llvm.ptr, %n: index, %x: memref<?x?xf32>) -> i32 {
  %v = arith.constant 1.0 : f32
  %done = arith.constant 0 : i32
  scf.forall (%i, %j) in (%n, 8) {
    memref.store %v, %x[%i, %j] : memref<?x?xf32>
  }
  return %done : i32
}

// -----

// In a loop the function cannot be left half way: a serial loop.
// CHECK-LABEL: func.func @inside(
// CHECK: scf.for
// CHECK: scf.for
// CHECK-NOT: hac_rt1_parallel_for
func.func @inside(%call: !llvm.ptr, %n: index, %x: memref<?xf32>) -> i32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %v = arith.constant 1.0 : f32
  %done = arith.constant 0 : i32
  scf.for %k = %c0 to %n step %c1 {
    scf.forall (%i) in (%n) {
      memref.store %v, %x[%i] : memref<?xf32>
    }
  }
  return %done : i32
}
