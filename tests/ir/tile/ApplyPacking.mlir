// RUN: hac-opt %s --hac-apply-packing | FileCheck %s

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(m, n) -> (m, n)>
#row = affine_map<(m, n) -> (n)>
// 100 columns are three panels of 48, the last one padded. The other user keeps the file's layout.
// CHECK-LABEL: func @pack
// CHECK: %[[W:.*]] = hac.param "fc.weight" : tensor<100x64xf32>
// CHECK: %[[P:.*]] = hac.param "fc.weight" {pack = {n_tile = 48 : i64}} : tensor<3x64x48xf32>
// CHECK: %[[U:.*]] = linalg.unpack %[[P]] inner_dims_pos = [0] inner_tiles = [48] into {{.*}} : tensor<3x64x48xf32> -> tensor<100x64xf32>
// CHECK: linalg.generic {{.*}}ins(%{{.*}}, %[[U]] :
// CHECK: return %{{.*}}, %[[W]]
func.func @pack(%x: tensor<?x64xf32>, %z: tensor<?x100xf32>) -> (tensor<?x100xf32>, tensor<100x64xf32>) {
  %w = hac.param "fc.weight" : tensor<100x64xf32>
  %c = linalg.generic {indexing_maps = [#mk, #nk, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<?x64xf32>, tensor<100x64xf32>) outs(%z : tensor<?x100xf32>)
      attrs = {hac.schedule = #hac_schedule.group<0, anchor, tile = <heights = [8, 4, 2, 1], columns = 48, lanes = 16, rows = 64, panels = 4>>} {
  ^bb0(%p: f32, %q: f32, %s: f32):
    %f = math.fma %p, %q, %s : f32
    linalg.yield %f : f32
  } -> tensor<?x100xf32>
  return %c, %w : tensor<?x100xf32>, tensor<100x64xf32>
}
