// RUN: hac-opt %s --split-input-file --hac-form-groups=target=znver4 | FileCheck %s

#x = affine_map<()[s0] -> (s0, 384)>
#y = affine_map<()[s0] -> (s0, 1000)>
// A linear layer takes the elementwise ops behind it; its weight is packed. Nothing is known of the
// rows: the heights go down to 1.
// CHECK-LABEL: @linear
// CHECK: %[[P:.*]] = hac.param "fc.weight" {pack = {n_tile = 48 : i64}} : tensor<21x384x48xf32>
// CHECK-NOT: hac.param "fc.weight"
// CHECK: hac.group ins(%{{.*}}, %[[P]], %{{.*}}, %{{.*}} : {{.*}}) -> tensor<?x1000xf32, #{{.*}}> {
// CHECK-NEXT: ^bb0(%{{.*}}: {{.*}}, %[[W:.*]]: tensor<21x384x48xf32>,
// CHECK-NEXT: hac.linear %{{.*}}, %[[W]],
// CHECK-NEXT: hac.gelu
// CHECK-NEXT: %[[R:.*]] = hac.add
// CHECK-NEXT: hac.result %[[R]]
// CHECK-NEXT: } {anchor = "linear", number = 0 : i64, tile = #hac_schedule.tile<heights = [8, 4, 2, 1], columns = 48, lanes = 16, rows = {{[0-9]+}}, panels = {{[0-9]+}}>}
func.func @linear(%n: index, %x: tensor<?x384xf32, #x>, %r: tensor<?x1000xf32, #y>) -> tensor<?x1000xf32, #y> {
  %w = hac.param "fc.weight" : tensor<1000x384xf32>
  %b = hac.param "fc.bias" : tensor<1000xf32>
  %c = hac.linear %x, %w, %b : (tensor<?x384xf32, #x>, tensor<1000x384xf32>, tensor<1000xf32>) -> tensor<?x1000xf32, #y>
  %g = hac.gelu %c {approximate = 0 : i64} : (tensor<?x1000xf32, #y>) -> tensor<?x1000xf32, #y>
  %s = hac.add %g, %r : (tensor<?x1000xf32, #y>, tensor<?x1000xf32, #y>) -> tensor<?x1000xf32, #y>
  return %s : tensor<?x1000xf32, #y>
}

// -----

// 135 rows: 16 tiles of 8, then 4, 2 and 1. Two users of one parameter: the other one keeps it as it
// lies in the file.
// CHECK-LABEL: @constant_rows
// CHECK-DAG: hac.param "w" {pack = {n_tile = 48 : i64}} : tensor<2x64x48xf32>
// CHECK-DAG: %[[PLAIN:.*]] = hac.param "w" : tensor<96x64xf32>
// CHECK: heights = [8, 4, 2, 1]
// CHECK: return %{{.*}}, %[[PLAIN]]
func.func @constant_rows(%x: tensor<135x64xf32>) -> (tensor<135x96xf32>, tensor<96x64xf32>) {
  %w = hac.param "w" : tensor<96x64xf32>
  %c = hac.linear %x, %w : (tensor<135x64xf32>, tensor<96x64xf32>) -> tensor<135x96xf32>
  return %c, %w : tensor<135x96xf32>, tensor<96x64xf32>
}

// -----

// F2: a value that others need too is a second result; it is written once, not computed again.
// CHECK-LABEL: @several_results
// CHECK: %[[G:.*]]:2 = hac.group ins({{.*}}) -> tensor<8x16xf32>, tensor<8x16xf32> {
// CHECK: %[[C:.*]] = hac.linear
// CHECK: %[[R:.*]] = hac.relu %[[C]]
// CHECK: hac.result %[[C]], %[[R]] :
// CHECK: hac.group ins(%[[G]]#0 : {{.*}}
// CHECK: return %{{.*}}, %[[G]]#1
func.func @several_results(%x: tensor<8x32xf32>) -> (tensor<16x8xf32>, tensor<8x16xf32>) {
  %w = hac.param "w" : tensor<16x32xf32>
  %c = hac.linear %x, %w : (tensor<8x32xf32>, tensor<16x32xf32>) -> tensor<8x16xf32>
  %t = hac.transpose %c {a = 0 : i64, b = 1 : i64} : (tensor<8x16xf32>) -> tensor<16x8xf32>
  %r = hac.relu %c : (tensor<8x16xf32>) -> tensor<8x16xf32>
  return %t, %r : tensor<16x8xf32>, tensor<8x16xf32>
}

// -----

// The sum needs the rolled linear: the group would wait for itself. It follows
// in a group of its own.
// CHECK-LABEL: @no_cycle
// CHECK: %[[A:.*]]:2 = hac.group {{.*}} -> tensor<8x16xf32>, tensor<8x16xf32> {
// CHECK: hac.linear
// CHECK: hac.relu
// CHECK: } {anchor = "linear", number = 0
// CHECK: %[[S:.*]] = hac.roll %[[A]]#0
// CHECK: hac.group ins(%[[A]]#1, %[[S]] : {{.*}}
// CHECK: hac.add
// CHECK: } {anchor = "pointwise", number = 1
func.func @no_cycle(%x: tensor<8x32xf32>) -> tensor<8x16xf32> {
  %w = hac.param "w" : tensor<16x32xf32>
  %c = hac.linear %x, %w : (tensor<8x32xf32>, tensor<16x32xf32>) -> tensor<8x16xf32>
  %s = hac.roll %c {shift = 1 : i64, axis = 0 : i64} : (tensor<8x16xf32>) -> tensor<8x16xf32>
  %r = hac.relu %c : (tensor<8x16xf32>) -> tensor<8x16xf32>
  %y = hac.add %r, %s : (tensor<8x16xf32>, tensor<8x16xf32>) -> tensor<8x16xf32>
  return %y : tensor<8x16xf32>
}

// -----

// A bool lives in registers: with both its ends in the group it may join.
// CHECK-LABEL: @bool_inside
// CHECK: hac.group ins(%{{.*}}, %{{.*}} : tensor<8x16xf32>, tensor<8x16xf32>) -> tensor<8x16xf32> {
// CHECK: hac.lt
// CHECK: hac.where
// CHECK: hac.result %{{.*}} : tensor<8x16xf32>
func.func @bool_inside(%x: tensor<8x16xf32>, %y: tensor<8x16xf32>) -> tensor<8x16xf32> {
  %c = hac.lt %x, %y : (tensor<8x16xf32>, tensor<8x16xf32>) -> tensor<8x16xi1>
  %s = hac.where %c, %x, %y : (tensor<8x16xi1>, tensor<8x16xf32>, tensor<8x16xf32>) -> tensor<8x16xf32>
  return %s : tensor<8x16xf32>
}

// -----

// One that somebody else reads is no result of a group.
// CHECK-LABEL: @bool_outside
// CHECK-NOT: hac.group
// CHECK: hac.lt
// CHECK-NOT: hac.group
// CHECK: return
func.func @bool_outside(%x: tensor<8x16xf32>, %y: tensor<8x16xf32>) -> (tensor<8x16xi1>, tensor<8x16xf32>) {
  %c = hac.lt %x, %y : (tensor<8x16xf32>, tensor<8x16xf32>) -> tensor<8x16xi1>
  %s = hac.where %c, %x, %y : (tensor<8x16xi1>, tensor<8x16xf32>, tensor<8x16xf32>) -> tensor<8x16xf32>
  return %c, %s : tensor<8x16xi1>, tensor<8x16xf32>
}

// -----

// One for a whole row is read as a scalar. Rows of one element are vectors of many rows: no group.
// CHECK-LABEL: @bool_column
// CHECK-NOT: hac.group
// CHECK: hac.cast
// CHECK: hac.group ins(%{{.*}}, %{{.*}}, %{{.*}} : tensor<8x1xi1>, tensor<8x16xf32>, tensor<8x16xf32>)
// CHECK: hac.where
func.func @bool_column(%c: tensor<8x1xi1>, %x: tensor<8x16xf32>, %y: tensor<8x16xf32>)
    -> (tensor<8x1xf32>, tensor<8x16xf32>) {
  %r = hac.cast %c : (tensor<8x1xi1>) -> tensor<8x1xf32>
  %s = hac.where %c, %x, %y : (tensor<8x1xi1>, tensor<8x16xf32>, tensor<8x16xf32>) -> tensor<8x16xf32>
  return %r, %s : tensor<8x1xf32>, tensor<8x16xf32>
}

// -----

// Other sizes, other loops: the bias of 16 is read by broadcasting, the [4, 8, 16] is a group apart.
// CHECK-LABEL: @sizes
// CHECK: hac.group ins(%{{.*}} : tensor<16xf32>) -> tensor<16xf32> {
// CHECK: hac.exp
// CHECK: hac.group ins(%{{.*}}, %{{.*}} : tensor<4x8x16xf32>, tensor<16xf32>) -> tensor<4x8x16xf32> {
// CHECK: hac.add
// CHECK-NEXT: hac.tanh
func.func @sizes(%x: tensor<4x8x16xf32>, %b: tensor<16xf32>) -> tensor<4x8x16xf32> {
  %e = hac.exp %b : (tensor<16xf32>) -> tensor<16xf32>
  %s = hac.add %x, %e : (tensor<4x8x16xf32>, tensor<16xf32>) -> tensor<4x8x16xf32>
  %t = hac.tanh %s : (tensor<4x8x16xf32>) -> tensor<4x8x16xf32>
  return %t : tensor<4x8x16xf32>
}

// -----

// The body of a loop has groups of its own.
// CHECK-LABEL: @in_a_loop
// CHECK: hac.iterate
// CHECK: hac.group
// CHECK: hac.exp
func.func @in_a_loop(%x: tensor<8x16xf32>) -> tensor<8x16xf32> {
  %y = hac.iterate %x {count = 3 : i64} : (tensor<8x16xf32>) -> tensor<8x16xf32> {
  ^bb0(%s: tensor<8x16xf32>):
    %e = hac.exp %s : (tensor<8x16xf32>) -> tensor<8x16xf32>
    hac.yield %e : tensor<8x16xf32>
  }
  return %y : tensor<8x16xf32>
}

// -----

// The loop's body reads %y and its result is added to %y: one group of both would wait for itself.
// CHECK-LABEL: @read_by_a_loop
// CHECK: %[[Y:.*]] = hac.group
// CHECK: hac.relu
// CHECK: %[[S:.*]] = hac.iterate
// CHECK: hac.group ins(%[[Y]], %[[S]]
func.func @read_by_a_loop(%x: tensor<8x16xf32>) -> tensor<8x16xf32> {
  %y = hac.relu %x : (tensor<8x16xf32>) -> tensor<8x16xf32>
  %s = hac.iterate %x {count = 3 : i64} : (tensor<8x16xf32>) -> tensor<8x16xf32> {
  ^bb0(%t: tensor<8x16xf32>):
    %e = hac.add %t, %y : (tensor<8x16xf32>, tensor<8x16xf32>) -> tensor<8x16xf32>
    hac.yield %e : tensor<8x16xf32>
  }
  %z = hac.add %y, %s : (tensor<8x16xf32>, tensor<8x16xf32>) -> tensor<8x16xf32>
  return %z : tensor<8x16xf32>
}

// -----

// A chain of 34 ops: groups of 32 and of 2.
// CHECK-LABEL: @chain
// CHECK: %[[G:.*]] = hac.group
// CHECK-COUNT-32: hac.relu
// CHECK-NOT: hac.relu
// CHECK: hac.group ins(%[[G]]
// CHECK-COUNT-2: hac.relu
// CHECK-NOT: hac.relu
// CHECK: return
func.func @chain(%x: tensor<8x16xf32>) -> tensor<8x16xf32> {
  %v0 = hac.relu %x : (tensor<8x16xf32>) -> tensor<8x16xf32>
  %v1 = hac.relu %v0 : (tensor<8x16xf32>) -> tensor<8x16xf32>
  %v2 = hac.relu %v1 : (tensor<8x16xf32>) -> tensor<8x16xf32>
  %v3 = hac.relu %v2 : (tensor<8x16xf32>) -> tensor<8x16xf32>
  %v4 = hac.relu %v3 : (tensor<8x16xf32>) -> tensor<8x16xf32>
  %v5 = hac.relu %v4 : (tensor<8x16xf32>) -> tensor<8x16xf32>
  %v6 = hac.relu %v5 : (tensor<8x16xf32>) -> tensor<8x16xf32>
  %v7 = hac.relu %v6 : (tensor<8x16xf32>) -> tensor<8x16xf32>
  %v8 = hac.relu %v7 : (tensor<8x16xf32>) -> tensor<8x16xf32>
  %v9 = hac.relu %v8 : (tensor<8x16xf32>) -> tensor<8x16xf32>
  %v10 = hac.relu %v9 : (tensor<8x16xf32>) -> tensor<8x16xf32>
  %v11 = hac.relu %v10 : (tensor<8x16xf32>) -> tensor<8x16xf32>
  %v12 = hac.relu %v11 : (tensor<8x16xf32>) -> tensor<8x16xf32>
  %v13 = hac.relu %v12 : (tensor<8x16xf32>) -> tensor<8x16xf32>
  %v14 = hac.relu %v13 : (tensor<8x16xf32>) -> tensor<8x16xf32>
  %v15 = hac.relu %v14 : (tensor<8x16xf32>) -> tensor<8x16xf32>
  %v16 = hac.relu %v15 : (tensor<8x16xf32>) -> tensor<8x16xf32>
  %v17 = hac.relu %v16 : (tensor<8x16xf32>) -> tensor<8x16xf32>
  %v18 = hac.relu %v17 : (tensor<8x16xf32>) -> tensor<8x16xf32>
  %v19 = hac.relu %v18 : (tensor<8x16xf32>) -> tensor<8x16xf32>
  %v20 = hac.relu %v19 : (tensor<8x16xf32>) -> tensor<8x16xf32>
  %v21 = hac.relu %v20 : (tensor<8x16xf32>) -> tensor<8x16xf32>
  %v22 = hac.relu %v21 : (tensor<8x16xf32>) -> tensor<8x16xf32>
  %v23 = hac.relu %v22 : (tensor<8x16xf32>) -> tensor<8x16xf32>
  %v24 = hac.relu %v23 : (tensor<8x16xf32>) -> tensor<8x16xf32>
  %v25 = hac.relu %v24 : (tensor<8x16xf32>) -> tensor<8x16xf32>
  %v26 = hac.relu %v25 : (tensor<8x16xf32>) -> tensor<8x16xf32>
  %v27 = hac.relu %v26 : (tensor<8x16xf32>) -> tensor<8x16xf32>
  %v28 = hac.relu %v27 : (tensor<8x16xf32>) -> tensor<8x16xf32>
  %v29 = hac.relu %v28 : (tensor<8x16xf32>) -> tensor<8x16xf32>
  %v30 = hac.relu %v29 : (tensor<8x16xf32>) -> tensor<8x16xf32>
  %v31 = hac.relu %v30 : (tensor<8x16xf32>) -> tensor<8x16xf32>
  %v32 = hac.relu %v31 : (tensor<8x16xf32>) -> tensor<8x16xf32>
  %v33 = hac.relu %v32 : (tensor<8x16xf32>) -> tensor<8x16xf32>
  return %v33 : tensor<8x16xf32>
}
