// RUN: hac-opt %s | hac-opt | FileCheck %s

#x = affine_map<()[s0] -> (s0, 3, 5)>
#middle = affine_map<()[s0] -> (s0, 5)>
#kept = affine_map<()[s0] -> (s0, 1, 1)>

// CHECK-LABEL: @numbers
func.func @numbers(%n: index, %x: tensor<?x3x5xi32, #x>) {
  // CHECK: hac.sum %{{.*}} {axes = array<i64: 1>, keepdim = 0 : i64} : (tensor<?x3x5xi32, #{{.*}}>) -> tensor<?x5xi32, #{{.*}}>
  %0 = hac.sum %x {axes = array<i64: 1>, keepdim = 0 : i64} : (tensor<?x3x5xi32, #x>) -> tensor<?x5xi32, #middle>
  // CHECK: hac.prod %{{.*}} -> tensor<?x1x1xi32, #{{.*}}>
  %1 = hac.prod %x {axes = array<i64: 1, 2>, keepdim = 1 : i64} : (tensor<?x3x5xi32, #x>) -> tensor<?x1x1xi32, #kept>
  // CHECK: hac.amax %{{.*}} -> tensor<i32>
  %2 = hac.amax %x {axes = array<i64: 0, 1, 2>, keepdim = 0 : i64} : (tensor<?x3x5xi32, #x>) -> tensor<i32>
  %3 = hac.amin %x {axes = array<i64: 0>, keepdim = 0 : i64} : (tensor<?x3x5xi32, #x>) -> tensor<3x5xi32>
  // CHECK: hac.argmax %{{.*}} -> tensor<?x5xi32, #{{.*}}>
  %4 = hac.argmax %x {axis = 1 : i64, keepdim = 0 : i64} : (tensor<?x3x5xi32, #x>) -> tensor<?x5xi32, #middle>
  %5 = hac.argmin %x {axis = 0 : i64, keepdim = 1 : i64} : (tensor<?x3x5xi32, #x>) -> tensor<1x3x5xi32>
  return
}

// CHECK-LABEL: @real
func.func @real(%n: index, %x: tensor<?x3x5xbf16, #x>, %scalar: tensor<bf16>) {
  // CHECK-COUNT-5: -> tensor<3x5xbf16>
  %0 = hac.mean %x {axes = array<i64: 0>, keepdim = 0 : i64} : (tensor<?x3x5xbf16, #x>) -> tensor<3x5xbf16>
  %1 = hac.norm %x {axes = array<i64: 0>, keepdim = 0 : i64} : (tensor<?x3x5xbf16, #x>) -> tensor<3x5xbf16>
  %2 = hac.logsumexp %x {axes = array<i64: 0>, keepdim = 0 : i64} : (tensor<?x3x5xbf16, #x>) -> tensor<3x5xbf16>
  %3 = hac.var %x {axes = array<i64: 0>, keepdim = 0 : i64, correction = 1 : i64} : (tensor<?x3x5xbf16, #x>) -> tensor<3x5xbf16>
  %4 = hac.stddev %x {axes = array<i64: 0>, keepdim = 0 : i64, correction = 0 : i64} : (tensor<?x3x5xbf16, #x>) -> tensor<3x5xbf16>
  // CHECK: hac.mean %{{.*}} : (tensor<bf16>) -> tensor<bf16>
  %5 = hac.mean %scalar {axes = array<i64>, keepdim = 0 : i64} : (tensor<bf16>) -> tensor<bf16>
  return
}

// CHECK-LABEL: @logic
func.func @logic(%x: tensor<2x3xi1>) {
  // CHECK: hac.any %{{.*}} -> tensor<2xi1>
  %0 = hac.any %x {axes = array<i64: 1>, keepdim = 0 : i64} : (tensor<2x3xi1>) -> tensor<2xi1>
  %1 = hac.all %x {axes = array<i64: 1>, keepdim = 0 : i64} : (tensor<2x3xi1>) -> tensor<2xi1>
  return
}
