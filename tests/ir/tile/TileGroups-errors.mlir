// RUN: hac-opt %s --verify-diagnostics --hac-tile-groups

func.func @weight_in_file_layout(%x: tensor<8x64xf32>, %w: tensor<48x64xf32>, %z: tensor<8x48xf32>) -> tensor<8x48xf32> {
  // expected-error @+1 {{hac-tile-groups expected a packed weight}}
  %c = linalg.generic {indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (n, k)>, affine_map<(m, n, k) -> (m, n)>],
      iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<8x64xf32>, tensor<48x64xf32>) outs(%z : tensor<8x48xf32>)
      attrs = {hac.schedule = #hac_schedule.group<0, anchor, tile = <heights = [8], columns = 48, lanes = 16, rows = 16, panels = 1>>} {
  ^bb0(%p: f32, %q: f32, %s: f32):
    %f = math.fma %p, %q, %s : f32
    linalg.yield %f : f32
  } -> tensor<8x48xf32>
  return %c : tensor<8x48xf32>
}
