// RUN: hac-opt %s --split-input-file --hac-check-bounds | FileCheck %s
// RUN: hac-opt %s --split-input-file --hac-check-bounds --canonicalize | FileCheck %s --check-prefix=FOLDED

// Flat memory has no end: the buffer has one, 20 elements.
// CHECK: llvm.mlir.global private constant @".access0"("vector.load (a.model.cpp:3)\00")
// CHECK: llvm.func @hac_rt1_bounds(!llvm.ptr, !llvm.ptr, i64, i64)
// CHECK-LABEL: func.func @row(
// CHECK-SAME: %[[CALL:[^:]*]]: !llvm.ptr
// CHECK: %[[INSIDE:.*]] = arith.andi
// CHECK: scf.if %[[INSIDE]] -> (vector<8xf32>) {
// CHECK-NEXT: vector.load
// CHECK: } else {
// CHECK: %[[WHERE:.*]] = llvm.mlir.addressof @".access0"
// CHECK: llvm.call @hac_rt1_bounds(%[[CALL]], %[[WHERE]], %{{.*}}, %{{.*}})
// FOLDED-LABEL: func.func @row(
// FOLDED-SAME: %[[I:[^:]*]]: index
// FOLDED-DAG: %[[FIRST:.*]] = arith.cmpi sge, %[[I]], %c0
// FOLDED-DAG: %[[NEXT:.*]] = arith.addi %[[I]], %c8
// FOLDED-DAG: %[[LAST:.*]] = arith.cmpi sle, %[[NEXT]], %c20
// FOLDED: arith.andi %[[FIRST]], %[[LAST]]
func.func @row(%call: !llvm.ptr, %x: memref<4x5xf32>, %i: index) -> vector<8xf32> {
  %many = arith.constant 1099511627776 : index
  %base, %offset, %sizes:2, %strides:2 = memref.extract_strided_metadata %x
    : memref<4x5xf32> -> memref<f32>, index, index, index, index, index
  %flat = memref.reinterpret_cast %base to offset: [0], sizes: [%many], strides: [1] : memref<f32> to memref<?xf32>
  %v = vector.load %flat[%i] : memref<?xf32>, vector<8xf32> loc("/home/me/a.model.cpp":3:1)
  return %v : vector<8xf32>
}

// -----

// Lanes without a mask bit may lie anywhere. A store has no result, and is left out.
// CHECK-LABEL: func.func @masked(
// CHECK-SAME: %[[MASK:[^:]*]]: vector<8xi1>
// CHECK: %[[OUTSIDE:.*]] = arith.ori %{{.*}} : vector<8xi1>
// CHECK: %[[BAD:.*]] = arith.andi %[[MASK]], %[[OUTSIDE]]
// CHECK: vector.reduction <or>, %[[BAD]]
// CHECK: scf.if
// CHECK-NEXT: vector.maskedstore
// CHECK-NEXT: } else {
// CHECK: llvm.call @hac_rt1_bounds
func.func @masked(%call: !llvm.ptr, %x: memref<?xf32>, %i: index, %mask: vector<8xi1>, %v: vector<8xf32>) {
  vector.maskedstore %x[%i], %mask, %v : memref<?xf32>, vector<8xi1>, vector<8xf32>
  return
}

// -----

// A slice may be read within the buffer it is of, whatever sizes it says it has.
// FOLDED-LABEL: func.func @slice(
// FOLDED: arith.cmpi sle, %{{.*}}, %c40
func.func @slice(%call: !llvm.ptr, %arena: memref<?xi8>, %n: index, %i: index) -> f32 {
  %c64 = arith.constant 64 : index
  %buffer = memref.view %arena[%c64][] : memref<?xi8> to memref<40xf32>
  %slice = memref.subview %buffer[8] [%n] [2] : memref<40xf32> to memref<?xf32, strided<[2], offset: 8>>
  %v = memref.load %slice[%i] : memref<?xf32, strided<[2], offset: 8>>
  return %v : f32
}

// -----

// CHECK-LABEL: func.func @gathered(
// CHECK-SAME: %[[AT:[^:]*]]: vector<8xi32>
// CHECK: arith.index_cast %[[AT]] : vector<8xi32> to vector<8xindex>
// CHECK: scf.if
// CHECK-NEXT: vector.gather
func.func @gathered(%call: !llvm.ptr, %x: memref<30xf32>, %at: vector<8xi32>, %mask: vector<8xi1>,
                    %rest: vector<8xf32>) -> vector<8xf32> {
  %c0 = arith.constant 0 : index
  %v = vector.gather %x[%c0] [%at], %mask, %rest
    : memref<30xf32>, vector<8xi32>, vector<8xi1>, vector<8xf32> into vector<8xf32>
  return %v : vector<8xf32>
}

// -----

// FOLDED-LABEL: func.func @empty(
// FOLDED: arith.cmpi sle, %{{.*}}, %c0
func.func @empty(%call: !llvm.ptr, %x: memref<3x0x5xf32>, %i: index) -> f32 {
  %c0 = arith.constant 0 : index
  %v = memref.load %x[%i, %c0, %c0] : memref<3x0x5xf32>
  return %v : f32
}

// -----

// A prefetch never fails, wherever it points.
// CHECK-LABEL: func.func @prefetched(
// CHECK-NOT: scf.if
// CHECK: memref.prefetch
func.func @prefetched(%call: !llvm.ptr, %x: memref<30xf32>, %i: index) {
  memref.prefetch %x[%i], read, locality<2>, data : memref<30xf32>
  return
}
