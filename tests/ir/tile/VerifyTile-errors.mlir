// RUN: hac-opt %s --split-input-file --verify-diagnostics --hac-verify-tile

#id = affine_map<(m, n) -> (m, n)>
func.func @dynamic_tile(%x: tensor<?x48xf32>) -> tensor<?x48xf32> {
  // expected-error @+1 {{tile-1: expected static tiles, got 'tensor<?x48xf32>'}}
  %y = linalg.generic {indexing_maps = [#id], iterator_types = ["parallel", "parallel"]} outs(%x : tensor<?x48xf32>)
      attrs = {hac.schedule = #hac_schedule.group<0, epilogue>} {
  ^bb0(%p: f32):
    linalg.yield %p : f32
  } -> tensor<?x48xf32>
  return %y : tensor<?x48xf32>
}

// -----

#id = affine_map<(m, n) -> (m, n)>
func.func @outside_of_tasks(%x: tensor<8x48xf32>) -> tensor<8x48xf32> {
  // expected-error @+1 {{tile-2: group 5 is in no task}}
  %y = linalg.generic {indexing_maps = [#id], iterator_types = ["parallel", "parallel"]} outs(%x : tensor<8x48xf32>)
      attrs = {hac.schedule = #hac_schedule.group<5, epilogue>} {
  ^bb0(%p: f32):
    linalg.yield %p : f32
  } -> tensor<8x48xf32>
  return %y : tensor<8x48xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#kn = affine_map<(m, n, k) -> (k, n)>
#mn = affine_map<(m, n, k) -> (m, n)>
func.func @weight_not_packed(%x: tensor<8x64xf32>, %w: tensor<64x48xf32>, %o: tensor<8x48xf32>) -> tensor<8x48xf32> {
  %r = scf.forall (%i) in (1) shared_outs(%out = %o) -> (tensor<8x48xf32>) {
    %t = tensor.extract_slice %out[0, 0] [8, 48] [1, 1] : tensor<8x48xf32> to tensor<8x48xf32>
    // expected-error @+1 {{tile-3: the second operand is no panel of a packed weight}}
    %c = linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
        ins(%x, %w : tensor<8x64xf32>, tensor<64x48xf32>) outs(%t : tensor<8x48xf32>)
        attrs = {hac.schedule = #hac_schedule.group<0, anchor, tile = <heights = [8], columns = 48, lanes = 16, rows = 16, panels = 1>>} {
    ^bb0(%p: f32, %q: f32, %s: f32):
      %f = math.fma %p, %q, %s : f32
      linalg.yield %f : f32
    } -> tensor<8x48xf32>
    %u = tensor.insert_slice %c into %t[0, 0] [8, 48] [1, 1] : tensor<8x48xf32> into tensor<8x48xf32>
    scf.forall.in_parallel {
      tensor.parallel_insert_slice %u into %out[0, 0] [8, 48] [1, 1] : tensor<8x48xf32> into tensor<8x48xf32>
    }
  }
  return %r : tensor<8x48xf32>
}

// -----

func.func @writes_another_slice(%o: tensor<16x48xf32>) -> tensor<16x48xf32> {
  %r = scf.forall (%i) in (2) shared_outs(%out = %o) -> (tensor<16x48xf32>) {
    %t = tensor.extract_slice %out[%i, 0] [8, 48] [1, 1] : tensor<16x48xf32> to tensor<8x48xf32>
    scf.forall.in_parallel {
      // expected-error @+1 {{tile-4: a task writes another slice than it took}}
      tensor.parallel_insert_slice %t into %out[0, 0] [8, 48] [1, 1] : tensor<8x48xf32> into tensor<16x48xf32>
    }
  }
  return %r : tensor<16x48xf32>
}
