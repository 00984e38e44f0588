// RUN: hac-opt %s | hac-opt | FileCheck %s

#q = affine_map<()[s0, s1, s2] -> (s0, 4, s1, 8)>
#k = affine_map<()[s0, s1, s2] -> (s0, 2, s2, 8)>
#v = affine_map<()[s0, s1, s2] -> (s0, 2, s2, 6)>
#out = affine_map<()[s0, s1, s2] -> (s0, 4, s1, 6)>
#weights = affine_map<()[s0, s1, s2] -> (s0, 4, s1, s2)>
#batch = affine_map<()[s0, s1, s2] -> (s0)>
#causal = #hac.tape<vars = 4, reads = 0 from 5, result = 4, [var i 0, var i 1, var i 2, var i 3, le b 3 2]>
#lengths = #hac.tape<vars = 4, reads = 1 from 5, result = 5, [var i 0, var i 1, var i 2, var i 3, ld i 0 at 0, lt b 3 4]>

// Keys of another length: a mask that reads no query position needs no q_start, causal does.
// CHECK-LABEL: @cross
func.func @cross(%b: index, %t: index, %u: index, %q: tensor<?x4x?x8xf32, #q>, %k: tensor<?x2x?x8xf32, #k>, %v: tensor<?x2x?x6xf32, #v>,
                 %n: tensor<?xi32, #batch>, %sink: tensor<4xf32>) {
  // CHECK: hac.attention %{{.*}} masks = [#[[LENGTHS:.*]]], {{.*}} -> tensor<?x4x?x6xf32, #{{.*}}>
  %0 = hac.attention %q, %k, %v, %n {scale = 0.5 : f64, dropout = 0.0 : f64, counts = array<i64: 4>, masks = [#lengths], scores = [unit], mask_names = ["lengths"], operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 1>}
    : (tensor<?x4x?x8xf32, #q>, tensor<?x2x?x8xf32, #k>, tensor<?x2x?x6xf32, #v>, tensor<?xi32, #batch>) -> tensor<?x4x?x6xf32, #out>
  // CHECK: hac.attention %{{.*}} operandSegmentSizes = array<i32: 1, 1, 1, 1, 1, 0>
  %1 = hac.attention %q, %k, %v, %n, %sink {scale = 0.5 : f64, dropout = 0.0 : f64, counts = array<i64: 1, 3>, masks = [#causal, unit], scores = [unit, unit], mask_names = ["causal", "none"], operandSegmentSizes = array<i32: 1, 1, 1, 1, 1, 0>}
    : (tensor<?x4x?x8xf32, #q>, tensor<?x2x?x8xf32, #k>, tensor<?x2x?x6xf32, #v>, tensor<?xi32, #batch>, tensor<4xf32>) -> tensor<?x4x?x6xf32, #out>
  // CHECK: hac.attention_weights %{{.*}} -> (tensor<?x4x?x6xf32, #{{.*}}>, tensor<?x4x?x?xf32, #{{.*}}>)
  %2:2 = hac.attention_weights %q, %k, %v {scale = 0.5 : f64, dropout = 0.0 : f64, counts = array<i64: 4>, masks = [unit], scores = [unit], mask_names = ["none"], operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>}
    : (tensor<?x4x?x8xf32, #q>, tensor<?x2x?x8xf32, #k>, tensor<?x2x?x6xf32, #v>) -> (tensor<?x4x?x6xf32, #out>, tensor<?x4x?x?xf32, #weights>)
  return
}

// CHECK-LABEL: @self
func.func @self(%q: tensor<2x4x5x8xbf16>, %k: tensor<2x1x5x8xbf16>) {
  // CHECK: hac.attention %{{.*}} : (tensor<2x4x5x8xbf16>, tensor<2x1x5x8xbf16>, tensor<2x1x5x8xbf16>) -> tensor<2x4x5x8xbf16>
  %0 = hac.attention %q, %k, %k {scale = 0.5 : f64, dropout = 0.25 : f64, counts = array<i64: 4>, masks = [#causal],
      scores = [#hac.tape<vars = 5, reads = 0 from 5, result = 7, [var f 0, var i 1, var i 2, var i 3, var i 4, sub i 3 4, abs i 5, sub f 0 6]>],
      mask_names = ["causal"], operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>}
    : (tensor<2x4x5x8xbf16>, tensor<2x1x5x8xbf16>, tensor<2x1x5x8xbf16>) -> tensor<2x4x5x8xbf16>
  return
}

// A tensor of rank 0 is read without an index.
// CHECK-LABEL: @rank_0
func.func @rank_0(%q: tensor<2x4x5x8xf32>, %k: tensor<2x1x5x8xf32>, %n: tensor<i32>) {
  // CHECK: hac.attention %{{.*}} masks = [#[[MASK:.*]]],
  %0 = hac.attention %q, %k, %k, %n {scale = 0.5 : f64, dropout = 0.0 : f64, counts = array<i64: 4>,
      masks = [#hac.tape<vars = 4, reads = 1 from 5, result = 5, [var i 0, var i 1, var i 2, var i 3, ld i 0, lt b 3 4]>],
      scores = [unit], mask_names = ["custom"], operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 1>}
    : (tensor<2x4x5x8xf32>, tensor<2x1x5x8xf32>, tensor<2x1x5x8xf32>, tensor<i32>) -> tensor<2x4x5x8xf32>
  return
}

// CHECK-LABEL: @rope
func.func @rope(%x: tensor<2x4x5x8xf32>, %first: tensor<i32>, %t: tensor<5xi64>, %bt: tensor<2x5xi32>) {
  // CHECK-COUNT-4: hac.rope
  %0 = hac.rope %x {base = 1.0e4 : f64, dims = 8 : i64, interleaved = 0 : i64, scale = 1.0 : f64} : (tensor<2x4x5x8xf32>) -> tensor<2x4x5x8xf32>
  %1 = hac.rope %x, %first {base = 1.0e4 : f64, dims = 4 : i64, interleaved = 1 : i64, scale = 0.5 : f64} : (tensor<2x4x5x8xf32>, tensor<i32>) -> tensor<2x4x5x8xf32>
  %2 = hac.rope %x, %t {base = 1.0e4 : f64, dims = 8 : i64, interleaved = 0 : i64, scale = 1.0 : f64} : (tensor<2x4x5x8xf32>, tensor<5xi64>) -> tensor<2x4x5x8xf32>
  %3 = hac.rope %x, %bt {base = 1.0e4 : f64, dims = 8 : i64, interleaved = 0 : i64, scale = 1.0 : f64} : (tensor<2x4x5x8xf32>, tensor<2x5xi32>) -> tensor<2x4x5x8xf32>
  return
}
