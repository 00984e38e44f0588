// RUN: hac-opt %s --split-input-file --verify-diagnostics --hac-verify-vector=target=znver4

func.func @rank(%x: vector<2x16xf32>) {
  // expected-error @+1 {{vector-2: expected vectors of rank 1, got 'vector<2x16xf32>'}}
  %y = arith.addf %x, %x : vector<2x16xf32>
  return
}

// -----

func.func @width(%x: vector<32xf32>) {
  // expected-error @+1 {{vector-3: 'vector<32xf32>' is wider than the 16 lanes of znver4}}
  %y = arith.addf %x, %x : vector<32xf32>
  return
}

// -----

func.func @mask_in_k_loop(%w: memref<8x20xf32>, %x: vector<16xf32>, %z: vector<16xf32>) -> vector<16xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %mask = vector.constant_mask [4] : vector<16xi1>
  // expected-error @+1 {{vector-5: a lane mask in a k loop over packed weights}}
  %r = scf.for %k = %c0 to %c8 step %c1 iter_args(%acc = %z) -> (vector<16xf32>) {
    %b = vector.maskedload %w[%k, %c0], %mask, %z : memref<8x20xf32>, vector<16xi1>, vector<16xf32> into vector<16xf32>
    %f = math.fma %x, %b, %acc : vector<16xf32>
    scf.yield %f : vector<16xf32>
  }
  return %r : vector<16xf32>
}

// -----

// 32 accumulators leave no register for the operands.
func.func @registers(%z: vector<16xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  // expected-error @+1 {{vector-4: 32 vectors carried, znver4 has 32 registers}}
  %r:32 = scf.for %k = %c0 to %c8 step %c1 iter_args(%a0 = %z, %a1 = %z, %a2 = %z, %a3 = %z, %a4 = %z, %a5 = %z, %a6 = %z, %a7 = %z, %a8 = %z, %a9 = %z, %a10 = %z, %a11 = %z, %a12 = %z, %a13 = %z, %a14 = %z, %a15 = %z, %a16 = %z, %a17 = %z, %a18 = %z, %a19 = %z, %a20 = %z, %a21 = %z, %a22 = %z, %a23 = %z, %a24 = %z, %a25 = %z, %a26 = %z, %a27 = %z, %a28 = %z, %a29 = %z, %a30 = %z, %a31 = %z)
      -> (vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>) {
    scf.yield %a0, %a1, %a2, %a3, %a4, %a5, %a6, %a7, %a8, %a9, %a10, %a11, %a12, %a13, %a14, %a15, %a16, %a17, %a18, %a19, %a20, %a21, %a22, %a23, %a24, %a25, %a26, %a27, %a28, %a29, %a30, %a31 : vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>
  }
  return
}

// -----

func.func @flags(%x: vector<16xf32>) {
  %y = arith.addf %x, %x fastmath<contract> : vector<16xf32>
  // expected-error @+1 {{vector-1: a fast-math flag other than contract}}
  %z = arith.addf %y, %x fastmath<reassoc> : vector<16xf32>
  return
}
