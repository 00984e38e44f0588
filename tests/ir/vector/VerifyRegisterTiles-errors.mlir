// RUN: hac-opt %s --split-input-file --verify-diagnostics --hac-verify-register-tiles

#id = affine_map<(m, n) -> (m, n)>
func.func @still_linalg(%x: tensor<8x48xf32>) -> tensor<8x48xf32> {
  // expected-error @+1 {{vector-1: a tile that is no vector}}
  %y = linalg.generic {indexing_maps = [#id], iterator_types = ["parallel", "parallel"]} outs(%x : tensor<8x48xf32>)
      attrs = {hac.schedule = #hac_schedule.group<0, epilogue>} {
  ^bb0(%p: f32):
    linalg.yield %p : f32
  } -> tensor<8x48xf32>
  return %y : tensor<8x48xf32>
}

// -----

func.func @flags(%x: vector<8x48xf32>) -> vector<8x48xf32> {
  %y = arith.addf %x, %x fastmath<contract> : vector<8x48xf32>
  // expected-error @+1 {{vector-2: a fast-math flag other than contract}}
  %z = arith.addf %y, %x fastmath<nnan> : vector<8x48xf32>
  return %z : vector<8x48xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#kn = affine_map<(m, n, k) -> (k, n)>
#mn = affine_map<(m, n, k) -> (m, n)>
func.func @accumulator_in_memory(%p: vector<8x1xf32>, %q: vector<1x48xf32>, %o: tensor<8x48xf32>) -> tensor<8x48xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %pad = arith.constant 0.0 : f32
  %r = scf.for %k = %c0 to %c8 step %c1 iter_args(%t = %o) -> (tensor<8x48xf32>) {
    %acc = vector.transfer_read %t[%c0, %c0], %pad {in_bounds = [true, true]} : tensor<8x48xf32>, vector<8x48xf32>
    %f = vector.contract {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"], kind = #vector.kind<add>}
        %p, %q, %acc : vector<8x1xf32>, vector<1x48xf32> into vector<8x48xf32>
    // expected-error @+1 {{vector-3: the k loop writes to memory}}
    %u = vector.transfer_write %f, %t[%c0, %c0] {in_bounds = [true, true]} : vector<8x48xf32>, tensor<8x48xf32>
    scf.yield %u : tensor<8x48xf32>
  }
  return %r : tensor<8x48xf32>
}
