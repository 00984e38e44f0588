// RUN: hac-opt %s --split-input-file --hac-form-groups=target=x86-64-v3 --hac-estimate-costs=target=x86-64-v3 | FileCheck %s

// Formulas of the symbols. A product and a sum are two operations; gelu takes as long as 60, an
// addition as long as two. Numbers count through the module in the order in which groups run.
// CHECK-LABEL: @linear
// CHECK: cost = #hac_schedule.cost<flops = ()[s0, s1] -> ({{.*}}7200{{.*}}), functions = ()[s0, s1] -> ({{.*}}6200{{.*}}), bytes = ()[s0, s1] -> ({{.*}} + {{.*}}), weights = {{[0-9]+}}, percent = {{[0-9]+}}>
// CHECK-SAME: number = 0 : i64
// CHECK-LABEL: @elementwise
// CHECK: cost = #hac_schedule.cost<flops = () -> (0), functions = () -> (3968), bytes = () -> (1024), weights = 0, percent = 80>
// CHECK-SAME: number = 1 : i64
#x = affine_map<()[s0, s1] -> (s0, s1, 36)>
#y = affine_map<()[s0, s1] -> (s0, s1, 100)>
func.func @linear(%b: index, %s: index, %x: tensor<?x?x36xf32, #x>) -> tensor<?x?x100xf32, #y> {
  %w = hac.param "w" : tensor<100x36xf32>
  %c = hac.linear %x, %w : (tensor<?x?x36xf32, #x>, tensor<100x36xf32>) -> tensor<?x?x100xf32, #y>
  %g = hac.gelu %c {approximate = 0 : i64} : (tensor<?x?x100xf32, #y>) -> tensor<?x?x100xf32, #y>
  %d = hac.add %g, %g : (tensor<?x?x100xf32, #y>, tensor<?x?x100xf32, #y>) -> tensor<?x?x100xf32, #y>
  return %d : tensor<?x?x100xf32, #y>
}
func.func @elementwise(%x: tensor<128xf32>) -> tensor<128xf32> {
  %e = hac.exp %x : (tensor<128xf32>) -> tensor<128xf32>
  return %e : tensor<128xf32>
}

// -----

// Numbers follow the program, not the order in which groups are formed: the exp runs first.
// CHECK-LABEL: @order
// CHECK: hac.exp
// CHECK: number = 0 : i64
// CHECK: hac.linear
// CHECK: number = 1 : i64
func.func @order(%x: tensor<8x16xf32>) -> tensor<8x32xf32> {
  %w = hac.param "w" : tensor<32x16xf32>
  %e = hac.exp %x : (tensor<8x16xf32>) -> tensor<8x16xf32>
  %c = hac.linear %e, %w : (tensor<8x16xf32>, tensor<32x16xf32>) -> tensor<8x32xf32>
  return %c : tensor<8x32xf32>
}

// -----

// CHECK-LABEL: @plain_ops_have_no_cost
// CHECK-NOT: cost =
// CHECK: return
func.func @plain_ops_have_no_cost(%x: tensor<8x16xf32>) -> tensor<8x16xf32> {
  %r = hac.roll %x {shift = 1 : i64, axis = 0 : i64} : (tensor<8x16xf32>) -> tensor<8x16xf32>
  return %r : tensor<8x16xf32>
}

// -----

// Attention counts the pairs in the tiles that its mask leaves, 256 operations each: 129 keys of the window and
// a tile of queries and one of keys, 32 + 32, for each of 4 x s0 queries; half of all under a causal mask.
// CHECK-LABEL: @window
// CHECK: cost = #hac_schedule.cost<flops = ()[s0] -> (s0 * 197632), functions
// CHECK-LABEL: @causal
// CHECK: cost = #hac_schedule.cost<flops = ()[s0] -> (((s0 * s0) floordiv 2) * 256 + s0 * 24576), functions
// CHECK-LABEL: @every
// CHECK: cost = #hac_schedule.cost<flops = ()[s0] -> ((s0 * s0) * 256), functions
#h = affine_map<()[s0] -> (2, 2, s0, 64)>
#one = affine_map<()[s0] -> (1, 1, s0, 64)>
func.func @window(%s: index, %q: tensor<2x2x?x64xf32, #h>) -> tensor<2x2x?x64xf32, #h> {
  %o = hac.attention %q, %q, %q {counts = array<i64: 2>, dropout = 0.0 : f64, mask_names = ["window"],
      masks = [#hac.tape<vars = 4, reads = 0 from 5, result = 10, [var i 0, var i 1, var i 2, var i 3, sub i 2 3, ci i 64, le b 4 5, sub i 3 2, ci i 64, le b 7 8, and b 6 9]>],
      operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>, scale = 0.125 : f64, scores = [unit]}
      : (tensor<2x2x?x64xf32, #h>, tensor<2x2x?x64xf32, #h>, tensor<2x2x?x64xf32, #h>) -> tensor<2x2x?x64xf32, #h>
  return %o : tensor<2x2x?x64xf32, #h>
}
func.func @causal(%s: index, %q: tensor<1x1x?x64xf32, #one>) -> tensor<1x1x?x64xf32, #one> {
  %o = hac.attention %q, %q, %q {counts = array<i64: 1>, dropout = 0.0 : f64, mask_names = ["causal"],
      masks = [#hac.tape<vars = 4, reads = 0 from 5, result = 4, [var i 0, var i 1, var i 2, var i 3, le b 3 2]>],
      operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>, scale = 0.125 : f64, scores = [unit]}
      : (tensor<1x1x?x64xf32, #one>, tensor<1x1x?x64xf32, #one>, tensor<1x1x?x64xf32, #one>) -> tensor<1x1x?x64xf32, #one>
  return %o : tensor<1x1x?x64xf32, #one>
}
func.func @every(%s: index, %q: tensor<1x1x?x64xf32, #one>) -> tensor<1x1x?x64xf32, #one> {
  %o = hac.attention %q, %q, %q {counts = array<i64: 1>, dropout = 0.0 : f64, mask_names = ["none"], masks = [unit],
      operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>, scale = 0.125 : f64, scores = [unit]}
      : (tensor<1x1x?x64xf32, #one>, tensor<1x1x?x64xf32, #one>, tensor<1x1x?x64xf32, #one>) -> tensor<1x1x?x64xf32, #one>
  return %o : tensor<1x1x?x64xf32, #one>
}
