// RUN: hac-opt %s --hac-guard-arena | FileCheck %s

#bytes = affine_map<()[s0] -> (s0 * 512 + 768)>

// CHECK-DAG: llvm.mlir.global private constant @".buffer0"("a buffer (a.model.cpp:3)\00")
// CHECK-DAG: "a result (a.model.cpp:7)\00"
// CHECK-DAG: llvm.func @hac_rt1_fill(!llvm.ptr, i64)
// CHECK-DAG: llvm.func @hac_rt1_zone(!llvm.ptr, !llvm.ptr, i64, !llvm.ptr)
// CHECK-DAG: llvm.func @hac_rt1_written(!llvm.ptr, !llvm.ptr, i64, !llvm.ptr)

// The whole arena first. Behind each step all zones; what is used no more is filled again.
// CHECK-LABEL: func.func @f(
// CHECK: affine.apply
// CHECK: llvm.call @hac_rt1_fill
// CHECK: call @g
// CHECK: llvm.call @hac_rt1_zone
// CHECK: llvm.call @hac_rt1_zone
// CHECK-NOT: llvm.call @hac_rt1_fill
// CHECK: call @h
// CHECK: llvm.call @hac_rt1_zone
// CHECK: llvm.call @hac_rt1_zone
// CHECK: llvm.call @hac_rt1_fill
// CHECK: llvm.call @hac_rt1_fill
// CHECK-NOT: llvm.call @hac_rt1_fill
// CHECK: llvm.call @hac_rt1_written
// CHECK-NEXT: return
func.func @f(%call: !llvm.ptr, %arena: memref<?xi8>, %weights: memref<?xi8>, %n: index, %out: memref<?xi8>) -> i32
    attributes {hac.arena = #bytes} {
  %c0 = arith.constant 0 : index
  %c0_i32 = arith.constant 0 : i32
  %w = memref.view %weights[%c0][] : memref<?xi8> to memref<8xf32>
  %place = affine.apply affine_map<()[s0] -> (s0 * 512 + 256)>()[%n]
  %a = memref.view %arena[%c0][%n] : memref<?xi8> to memref<?x128xf32> loc("/home/me/a.model.cpp":3:1)
  %b = memref.view %arena[%place][] : memref<?xi8> to memref<64xf32> loc("/home/me/a.model.cpp":4:1)
  %y = memref.view %out[%c0][] : memref<?xi8> to memref<64xf32> loc("/home/me/a.model.cpp":7:1)
  %0 = func.call @g(%call, %a, %b) : (!llvm.ptr, memref<?x128xf32>, memref<64xf32>) -> i32
  %row = memref.subview %a[0, 0] [1, 64] [1, 1] : memref<?x128xf32> to memref<1x64xf32, strided<[128, 1]>>
  %1 = func.call @h(%row, %b, %w, %y)
    : (memref<1x64xf32, strided<[128, 1]>>, memref<64xf32>, memref<8xf32>, memref<64xf32>) -> i32
  return %c0_i32 : i32
}
func.func private @g(!llvm.ptr, memref<?x128xf32>, memref<64xf32>) -> i32
func.func private @h(memref<1x64xf32, strided<[128, 1]>>, memref<64xf32>, memref<8xf32>, memref<64xf32>) -> i32
