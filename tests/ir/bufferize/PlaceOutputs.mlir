// RUN: hac-opt %s --hac-place-outputs | FileCheck %s

// CHECK-LABEL: func @in_the_callers_memory(
// CHECK: %[[Y:.*]] = memref.view %arg0
// CHECK-NOT: memref.alloc
// CHECK: linalg.fill {{.*}} outs(%[[Y]] : memref<?xf32>)
// CHECK-NOT: memref.copy
// CHECK-NOT: linalg.generic
func.func @in_the_callers_memory(%out: memref<?xi8>, %n: index, %v: f32) {
  %c0 = arith.constant 0 : index
  %y = memref.view %out[%c0][%n] : memref<?xi8> to memref<?xf32>
  %a = memref.alloc(%n) : memref<?xf32>
  linalg.fill ins(%v : f32) outs(%a : memref<?xf32>)
  memref.copy %a, %y : memref<?xf32> to memref<?xf32>
  return
}

// One buffer cannot be two outputs: the second is a loop, no call of memcpy.
// CHECK-LABEL: func @two_outputs_of_one_value(
// CHECK: %[[Y:.*]] = memref.view %arg0
// CHECK: %[[Z:.*]] = memref.view %arg1
// CHECK: linalg.fill {{.*}} outs(%[[Y]] : memref<?xf32>)
// CHECK: linalg.generic {{.*}} ins(%[[Y]] : memref<?xf32>) outs(%[[Z]] : memref<?xf32>)
// CHECK-NOT: memref.copy
func.func @two_outputs_of_one_value(%out: memref<?xi8>, %other: memref<?xi8>, %n: index, %v: f32) {
  %c0 = arith.constant 0 : index
  %y = memref.view %out[%c0][%n] : memref<?xi8> to memref<?xf32>
  %z = memref.view %other[%c0][%n] : memref<?xi8> to memref<?xf32>
  %a = memref.alloc(%n) : memref<?xf32>
  linalg.fill ins(%v : f32) outs(%a : memref<?xf32>)
  memref.copy %a, %y : memref<?xf32> to memref<?xf32>
  memref.copy %a, %z : memref<?xf32> to memref<?xf32>
  return
}

// A state that was read is not overwritten early.
// CHECK-LABEL: func @state(
// CHECK: %[[S:.*]] = memref.view
// CHECK: %[[A:.*]] = memref.alloc
// CHECK: linalg.exp ins(%[[S]] : memref<?xf32>) outs(%[[A]] : memref<?xf32>)
// CHECK: linalg.generic {{.*}} ins(%[[A]] : memref<?xf32>) outs(%[[S]] : memref<?xf32>)
func.func @state(%memory: memref<?xi8>, %n: index) {
  %c0 = arith.constant 0 : index
  %s = memref.view %memory[%c0][%n] : memref<?xi8> to memref<?xf32>
  %a = memref.alloc(%n) : memref<?xf32>
  linalg.exp ins(%s : memref<?xf32>) outs(%a : memref<?xf32>)
  memref.copy %a, %s : memref<?xf32> to memref<?xf32>
  return
}

// A piece of a concat that was computed where it belongs.
// CHECK-LABEL: func @piece(
// CHECK: linalg.exp
// CHECK-NEXT: return
func.func @piece(%whole: memref<8x80xf32>, %x: memref<8x32xf32>) {
  %s = memref.subview %whole[0, 48] [8, 32] [1, 1] : memref<8x80xf32> to memref<8x32xf32, strided<[80, 1], offset: 48>>
  linalg.exp ins(%x : memref<8x32xf32>) outs(%s : memref<8x32xf32, strided<[80, 1], offset: 48>>)
  memref.copy %s, %s : memref<8x32xf32, strided<[80, 1], offset: 48>> to memref<8x32xf32, strided<[80, 1], offset: 48>>
  return
}
