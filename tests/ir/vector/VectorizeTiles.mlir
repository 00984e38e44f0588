// RUN: hac-opt %s --hac-vectorize-tiles --hac-verify-register-tiles --canonicalize --cse | FileCheck %s

#mk = affine_map<(m, n, k) -> (m, k)>
#kn = affine_map<(m, n, k) -> (k, n)>
#mn = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(m, n) -> (m, n)>
#row = affine_map<(m, n) -> (n)>
#column = affine_map<(m, n) -> (m)>
// CHECK-DAG: #[[REPEAT:.*]] = affine_map<(d0) -> (0, d0)>
// CHECK-DAG: #[[ALONG:.*]] = affine_map<(d0) -> (d0, 0)>
// CHECK-LABEL: func @tile
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x64xf32>, %[[B:[a-z0-9]+]]: tensor<100xf32>, %[[S:[a-z0-9]+]]: tensor<?xf32>, %[[T:[a-z0-9]+]]: tensor<?x?xf32>, %[[M:[a-z0-9]+]]: index, %[[P:[a-z0-9]+]]: index
// CHECK: %[[W:.*]] = hac.param
// CHECK: %[[SUM:.*]] = scf.for %[[K:.*]] = %c0 to %c64 step %c1 iter_args(%[[ACC:.*]] = %{{.*}}) -> (vector<8x48xf32>) {
// CHECK-NEXT: %[[AC:.*]] = vector.transfer_read %[[X]][%[[M]], %[[K]]]{{.*}}vector<8x1xf32>
// CHECK-NEXT: %[[WR:.*]] = vector.transfer_read %[[W]][%[[P]], %[[K]], %c0]{{.*}}vector<1x48xf32>
// CHECK-NEXT: %[[F:.*]] = vector.contract {{.*}} %[[AC]], %[[WR]], %[[ACC]]
// CHECK-NEXT: scf.yield %[[F]]
// CHECK: %[[BR:.*]] = vector.transfer_read %[[B]][%[[P]]]{{.*}}permutation_map = #[[REPEAT]]
// CHECK: %[[SR:.*]] = vector.transfer_read %[[S]][%[[M]]]{{.*}}permutation_map = #[[ALONG]]
// CHECK: %[[D:.*]] = math.fma %[[SUM]], %[[SR]], %[[BR]] : vector<8x48xf32>
// CHECK: %[[G:.*]] = hacm.gelu %[[D]] : vector<8x48xf32>
// CHECK: %[[R:.*]] = vector.transfer_write %[[G]], %[[T]][%[[M]], %[[P]]] {in_bounds = [true, true]}
// CHECK-NOT: linalg
// CHECK: return %[[R]]
func.func @tile(%x: tensor<?x64xf32>, %b: tensor<100xf32>, %s: tensor<?xf32>, %t: tensor<?x?xf32>, %m: index, %p: index) -> tensor<?x?xf32> {
  %zero = arith.constant 0.0 : f32
  %packed = hac.param "fc.weight" {pack = {n_tile = 48 : i64}} : tensor<3x64x48xf32>
  %a = tensor.extract_slice %x[%m, 0] [8, 64] [1, 1] : tensor<?x64xf32> to tensor<8x64xf32>
  %w = tensor.extract_slice %packed[%p, 0, 0] [1, 64, 48] [1, 1, 1] : tensor<3x64x48xf32> to tensor<64x48xf32>
  %e = tensor.empty() : tensor<8x48xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<8x48xf32>) -> tensor<8x48xf32>
  %c = linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%a, %w : tensor<8x64xf32>, tensor<64x48xf32>) outs(%z : tensor<8x48xf32>)
      attrs = {hac.schedule = #hac_schedule.group<0, anchor, tile = <heights = [8], columns = 48, lanes = 16, rows = 16, panels = 1>>} {
  ^bb0(%f: f32, %g: f32, %h: f32):
    %v = math.fma %f, %g, %h : f32
    linalg.yield %v : f32
  } -> tensor<8x48xf32>
  %bs = tensor.extract_slice %b[%p] [48] [1] : tensor<100xf32> to tensor<48xf32>
  %ss = tensor.extract_slice %s[%m] [8] [1] : tensor<?xf32> to tensor<8xf32>
  %y = linalg.generic {indexing_maps = [#id, #row, #column, #id], iterator_types = ["parallel", "parallel"]}
      ins(%c, %bs, %ss : tensor<8x48xf32>, tensor<48xf32>, tensor<8xf32>) outs(%e : tensor<8x48xf32>)
      attrs = {hac.schedule = #hac_schedule.group<0, epilogue>} {
  ^bb0(%f: f32, %g: f32, %h: f32, %i: f32):
    %u = math.fma %f, %h, %g : f32
    %v = hacm.gelu %u : f32
    linalg.yield %v : f32
  } -> tensor<8x48xf32>
  %r = tensor.insert_slice %y into %t[%m, %p] [8, 48] [1, 1] : tensor<8x48xf32> into tensor<?x?xf32>
  return %r : tensor<?x?xf32>
}
