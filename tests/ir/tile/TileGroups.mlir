// RUN: hac-opt %s --split-input-file --hac-apply-packing --hac-tile-groups --hac-verify-tile --canonicalize --cse | FileCheck %s

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(m, n) -> (m, n)>
#row = affine_map<(m, n) -> (n)>
// Rows: tiles of 8, then 4, 2, 1 for what is left. Columns: two panels of 48, then one of 4.
// CHECK-DAG: #[[TASKS:.*]] = affine_map<()[s0] -> (s0 ceildiv 64)>
// CHECK-DAG: #[[HEIGHT:.*]] = affine_map<(d0)[s0] -> (d0 * -64 + s0, 64)>
// CHECK-LABEL: func @dynamic_rows
// CHECK: %[[P:.*]] = hac.param "fc.weight" {pack = {n_tile = 48 : i64}} : tensor<3x64x48xf32>
// CHECK-NOT: linalg.unpack
// CHECK: %[[GRID:.*]] = affine.apply #[[TASKS]]
// CHECK: scf.forall (%{{.*}}) in (%[[GRID]]) shared_outs(%[[OUT:.*]] =
// CHECK: affine.min #[[HEIGHT]]
// CHECK: tensor.extract_slice %[[OUT]]
// CHECK: scf.for {{.*}} = %c0 to %c2 step %c1
// CHECK: scf.for {{.*}} step %c8
// CHECK: linalg.generic {{.*}}outs({{.*}} : tensor<8x48xf32>) {{.*}}anchor
// CHECK: linalg.generic {{.*}}tensor<8x48xf32>, tensor<48xf32>) {{.*}}epilogue
// CHECK: tensor.insert_slice {{.*}} [8, 48] [1, 1]
// CHECK: scf.for {{.*}} step %c4
// CHECK: tensor.insert_slice {{.*}} [4, 48] [1, 1]
// CHECK: scf.for {{.*}} step %c2
// CHECK: tensor.insert_slice {{.*}} [2, 48] [1, 1]
// CHECK: scf.for {{.*}} step %c1
// CHECK: tensor.insert_slice {{.*}} [1, 48] [1, 1]
// CHECK: tensor.insert_slice {{.*}} [8, 4] [1, 1]
// CHECK: tensor.insert_slice {{.*}} [1, 4] [1, 1]
// CHECK: scf.forall.in_parallel
// CHECK: tensor.parallel_insert_slice {{.*}} into %[[OUT]]
func.func @dynamic_rows(%x: tensor<?x64xf32>, %m: index) -> tensor<?x100xf32> {
  %zero = arith.constant 0.0 : f32
  %w = hac.param "fc.weight" : tensor<100x64xf32>
  %b = hac.param "fc.bias" : tensor<100xf32>
  %e = tensor.empty(%m) : tensor<?x100xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<?x100xf32>) -> tensor<?x100xf32>
  %c = linalg.generic {indexing_maps = [#mk, #nk, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<?x64xf32>, tensor<100x64xf32>) outs(%z : tensor<?x100xf32>)
      attrs = {hac.schedule = #hac_schedule.group<0, anchor, tile = <heights = [8, 4, 2, 1], columns = 48, lanes = 16, rows = 64, panels = 4>>} {
  ^bb0(%p: f32, %q: f32, %s: f32):
    %f = math.fma %p, %q, %s : f32
    linalg.yield %f : f32
  } -> tensor<?x100xf32>
  %y = linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]}
      ins(%c, %b : tensor<?x100xf32>, tensor<100xf32>) outs(%e : tensor<?x100xf32>)
      attrs = {hac.schedule = #hac_schedule.group<0, epilogue>} {
  ^bb0(%p: f32, %q: f32, %s: f32):
    %v = arith.addf %p, %q : f32
    linalg.yield %v : f32
  } -> tensor<?x100xf32>
  return %y : tensor<?x100xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(m, n) -> (m, n)>
#row = affine_map<(m, n) -> (n)>
// 96 columns are two tasks of one panel, 12 rows a tile of 8 and one of 4: no loop over either.
// CHECK-LABEL: func @all_sizes_known
// CHECK: scf.forall (%[[J:.*]]) in (2)
// CHECK-NOT: scf.for
// CHECK: tensor.insert_slice {{.*}} [8, 48] [1, 1] : tensor<8x48xf32> into tensor<12x48xf32>
// CHECK: tensor.insert_slice {{.*}} [4, 48] [1, 1] : tensor<4x48xf32> into tensor<12x48xf32>
// CHECK-NOT: tensor.insert_slice
// CHECK: tensor.parallel_insert_slice
func.func @all_sizes_known(%x: tensor<12x64xf32>) -> tensor<12x96xf32> {
  %zero = arith.constant 0.0 : f32
  %w = hac.param "fc.weight" : tensor<96x64xf32>
  %e = tensor.empty() : tensor<12x96xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<12x96xf32>) -> tensor<12x96xf32>
  %c = linalg.generic {indexing_maps = [#mk, #nk, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<12x64xf32>, tensor<96x64xf32>) outs(%z : tensor<12x96xf32>)
      attrs = {hac.schedule = #hac_schedule.group<0, anchor, tile = <heights = [8, 4], columns = 48, lanes = 16, rows = 16, panels = 1>>} {
  ^bb0(%p: f32, %q: f32, %s: f32):
    %f = math.fma %p, %q, %s : f32
    linalg.yield %f : f32
  } -> tensor<12x96xf32>
  return %c : tensor<12x96xf32>
}
