// RUN: hac-opt %s | hac-opt | FileCheck %s

#x = affine_map<()[s0] -> (s0, 5)>
#rows = affine_map<()[s0] -> (s0)>

// The result has the type of the operands of its kind.
// CHECK-LABEL: @map
func.func @map(%n: index, %x: tensor<?x5xbf16, #x>, %i: tensor<5xi64>, %b: tensor<i1>) {
  // CHECK: hac.map %{{.*}} -> tensor<?x5xbf16, #{{.*}}>
  %0 = hac.map %x, %i, %b {fn = #hac.tape<vars = 3, reads = 0 from 0, result = 4, [var f 0, var i 1, var b 2, mul f 0 1, sel f 2 3 0]>}
    : (tensor<?x5xbf16, #x>, tensor<5xi64>, tensor<i1>) -> tensor<?x5xbf16, #x>
  // CHECK: hac.map %{{.*}} : (tensor<5xi64>) -> tensor<5xi64>
  %1 = hac.map %i {fn = #hac.tape<vars = 1, reads = 0 from 0, result = 2, [var i 0, ci i 3, div i 0 1]>} : (tensor<5xi64>) -> tensor<5xi64>
  // CHECK: hac.map %{{.*}} -> tensor<5xf32>
  %2 = hac.map %i {fn = #hac.tape<vars = 1, reads = 0 from 0, result = 1, [var i 0, sqrt f 0]>} : (tensor<5xi64>) -> tensor<5xf32>
  // CHECK: hac.map %{{.*}} -> tensor<?x5xi1, #{{.*}}>
  %3 = hac.map %x {fn = #hac.tape<vars = 1, reads = 0 from 0, result = 2, [var f 0, cf f 0.5 : f64, lt b 0 1]>} : (tensor<?x5xbf16, #x>) -> tensor<?x5xi1, #x>
  return
}

// CHECK-LABEL: @reduce
func.func @reduce(%n: index, %x: tensor<?x5xf32, #x>) {
  // CHECK: hac.reduce %{{.*}} -> tensor<?xf32, #{{.*}}>
  %0 = hac.reduce %x {fn = #hac.tape<vars = 2, reads = 0 from 0, result = 2, [var f 0, var f 1, max f 0 1]>, identity = 0.0 : f64, axes = array<i64: 1>, keepdim = 0 : i64}
    : (tensor<?x5xf32, #x>) -> tensor<?xf32, #rows>
  return
}

// CHECK-LABEL: @iterate
func.func @iterate(%n: index, %x: tensor<?x5xf32, #x>, %i: tensor<i32>, %w: tensor<5xf32>) {
  // CHECK: hac.iterate %{{.*}} {count = 3 : i64}
  %0:2 = hac.iterate %x, %i {count = 3 : i64} : (tensor<?x5xf32, #x>, tensor<i32>) -> (tensor<?x5xf32, #x>, tensor<i32>) {
  ^bb0(%s: tensor<?x5xf32, #x>, %j: tensor<i32>):
    %1 = hac.add %s, %w : (tensor<?x5xf32, #x>, tensor<5xf32>) -> tensor<?x5xf32, #x>
    // CHECK: hac.yield %{{.*}} : tensor<?x5xf32, #{{.*}}>, tensor<i32>
    hac.yield %1, %j : tensor<?x5xf32, #x>, tensor<i32>
  }
  return
}
