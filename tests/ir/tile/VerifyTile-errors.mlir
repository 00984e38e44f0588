// RUN: hac-opt %s --split-input-file --verify-diagnostics --hac-verify-tile=lanes=16

#id = affine_map<(m, n) -> (m, n)>
func.func @group_left(%x: memref<8x8xf32>, %y: memref<8x8xf32>) {
  // expected-error @+1 {{tile-1: a group is left}}
  hac.group ins(%x : memref<8x8xf32>) outs(%y : memref<8x8xf32>) {
  ^bb0(%p: tensor<8x8xf32>):
    %0 = hac.pointwise %p [#id] : (tensor<8x8xf32>) -> tensor<8x8xf32> {
    ^bb0(%i: f32):
      hac.result %i : f32
    }
    hac.result %0 : tensor<8x8xf32>
  } {number = 0 : i64, anchor = "pointwise"}
  return
}

// -----

// Outside of tasks two of them could write the same place, or read what is not there yet.
func.func @writes_outside(%x: memref<?xf32>, %v: vector<16xf32>, %s: f32, %m: vector<16xi1>) attributes {hac.group = 0 : i64} {
  %c0 = arith.constant 0 : index
  // expected-error @+1 {{tile-2: memory is written outside of a task}}
  vector.store %v, %x[%c0] : memref<?xf32>, vector<16xf32>
  // expected-error @+1 {{tile-2: memory is written outside of a task}}
  vector.maskedstore %x[%c0], %m, %v : memref<?xf32>, vector<16xi1>, vector<16xf32>
  // expected-error @+1 {{tile-2: memory is written outside of a task}}
  memref.store %s, %x[%c0] : memref<?xf32>
  scf.forall (%i) in (4) {
    memref.store %s, %x[%i] : memref<?xf32>
  }
  return
}

// -----

func.func @too_wide(%x: vector<32xf32>, %y: vector<2x16xf32>) attributes {hac.group = 0 : i64} {
  // expected-error @+1 {{tile-3: a vector wider than the machine's: arith.addf}}
  %a = arith.addf %x, %x : vector<32xf32>
  // expected-error @+1 {{tile-3: a vector wider than the machine's: arith.mulf}}
  %b = arith.mulf %y, %y : vector<2x16xf32>
  return
}

// -----

// Functions that are no group's may do what they like: loops of ops that no group took.
func.func @no_group(%x: memref<?xf32>, %s: f32) {
  %c0 = arith.constant 0 : index
  memref.store %s, %x[%c0] : memref<?xf32>
  return
}
