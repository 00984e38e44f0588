// RUN: hac-opt %s --split-input-file --verify-diagnostics --hac-schedule=target=znver4 | FileCheck %s --check-prefixes=CHECK,ZEN4
// RUN: hac-opt %s --split-input-file --verify-diagnostics --hac-schedule=target=x86-64-v3 | FileCheck %s --check-prefixes=CHECK,V3

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(m, n) -> (m, n)>
#row = affine_map<(m, n) -> (n)>
// Bias, relu and a residual that comes as [m, n] follow on the register tile; the tanh of a second
// user would need the value in memory.
// CHECK-LABEL: func @epilogues
// CHECK: linalg.generic
// ZEN4-SAME: hac.schedule = #hac_schedule.group<0, anchor, tile = <heights = [8, 4, 2, 1], columns = 48, lanes = 16, rows = 32, panels = 4>>
// V3-SAME: hac.schedule = #hac_schedule.group<0, anchor, tile = <heights = [4, 2, 1], columns = 24, lanes = 8, rows = 64, panels = 4>>
// CHECK: linalg.generic
// CHECK-SAME: hac.schedule = #hac_schedule.group<0, epilogue>
// CHECK: linalg.generic
// CHECK-SAME: hac.schedule = #hac_schedule.group<0, epilogue>
// CHECK: linalg.generic
// CHECK-SAME: ["parallel", "parallel"]}
func.func @epilogues(%x: tensor<?x384xf32>, %r: tensor<?x1000xf32>, %e: tensor<?x1000xf32>) -> (tensor<?x1000xf32>, tensor<?x1000xf32>) {
  %zero = arith.constant 0.0 : f32
  %w = hac.param "fc.weight" : tensor<1000x384xf32>
  %b = hac.param "fc.bias" : tensor<1000xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<?x1000xf32>) -> tensor<?x1000xf32>
  %c = linalg.generic {indexing_maps = [#mk, #nk, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<?x384xf32>, tensor<1000x384xf32>) outs(%z : tensor<?x1000xf32>) attrs = {hac.anchor = "linear"} {
  ^bb0(%p: f32, %q: f32, %s: f32):
    %f = math.fma %p, %q, %s : f32
    linalg.yield %f : f32
  } -> tensor<?x1000xf32>
  %y = linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]}
      ins(%c, %b : tensor<?x1000xf32>, tensor<1000xf32>) outs(%e : tensor<?x1000xf32>) {
  ^bb0(%p: f32, %q: f32, %s: f32):
    %v = arith.addf %p, %q : f32
    linalg.yield %v : f32
  } -> tensor<?x1000xf32>
  %u = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%y, %r : tensor<?x1000xf32>, tensor<?x1000xf32>) outs(%e : tensor<?x1000xf32>) {
  ^bb0(%p: f32, %q: f32, %s: f32):
    %v = arith.addf %p, %q : f32
    linalg.yield %v : f32
  } -> tensor<?x1000xf32>
  %t = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%u : tensor<?x1000xf32>) outs(%e : tensor<?x1000xf32>) {
  ^bb0(%p: f32, %s: f32):
    %v = math.tanh %p : f32
    linalg.yield %v : f32
  } -> tensor<?x1000xf32>
  return %u, %t : tensor<?x1000xf32>, tensor<?x1000xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(m, n) -> (m, n)>
#row = affine_map<(m, n) -> (n)>
// 129 rows are sixteen tiles of 8 and one of 1; 20 columns need two vectors, not a panel of 48.
// CHECK-LABEL: func @rows_known
// CHECK: linalg.generic
// ZEN4-SAME: tile = <heights = [8, 1], columns = 32, lanes = 16, rows = 64, panels = 1>>
// V3-SAME: tile = <heights = [4, 1], columns = 24, lanes = 8, rows = 64, panels = 1>>
func.func @rows_known(%x: tensor<129x64xf32>, %e: tensor<129x20xf32>) -> tensor<129x20xf32> {
  %zero = arith.constant 0.0 : f32
  %w = hac.param "fc.weight" : tensor<20x64xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<129x20xf32>) -> tensor<129x20xf32>
  %c = linalg.generic {indexing_maps = [#mk, #nk, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<129x64xf32>, tensor<20x64xf32>) outs(%z : tensor<129x20xf32>) attrs = {hac.anchor = "linear"} {
  ^bb0(%p: f32, %q: f32, %s: f32):
    %v = arith.mulf %p, %q fastmath<contract> : f32
    %f = arith.addf %s, %v fastmath<contract> : f32
    linalg.yield %f : f32
  } -> tensor<129x20xf32>
  return %c : tensor<129x20xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(m, n) -> (m, n)>
#row = affine_map<(m, n) -> (n)>
// CHECK-LABEL: func @weight_is_computed
// CHECK-NOT: hac.schedule
func.func @weight_is_computed(%x: tensor<4x64xf32>, %w: tensor<20x64xf32>, %e: tensor<4x20xf32>) -> tensor<4x20xf32> {
  %zero = arith.constant 0.0 : f32
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<4x20xf32>) -> tensor<4x20xf32>
  // expected-remark @+1 {{not tiled: the weight is no parameter, so it cannot be packed ahead}}
  %c = linalg.generic {indexing_maps = [#mk, #nk, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<4x64xf32>, tensor<20x64xf32>) outs(%z : tensor<4x20xf32>) attrs = {hac.anchor = "linear"} {
  ^bb0(%p: f32, %q: f32, %s: f32):
    %f = math.fma %p, %q, %s : f32
    linalg.yield %f : f32
  } -> tensor<4x20xf32>
  return %c : tensor<4x20xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(m, n) -> (m, n)>
#row = affine_map<(m, n) -> (n)>
// A product and a sum that may not be contracted are two roundings, not one.
// CHECK-LABEL: func @two_roundings
// CHECK-NOT: hac.schedule
func.func @two_roundings(%x: tensor<4x64xf32>, %e: tensor<4x20xf32>) -> tensor<4x20xf32> {
  %zero = arith.constant 0.0 : f32
  %w = hac.param "fc.weight" : tensor<20x64xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<4x20xf32>) -> tensor<4x20xf32>
  // expected-remark @+1 {{not tiled: expected f32 products added to f32}}
  %c = linalg.generic {indexing_maps = [#mk, #nk, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<4x64xf32>, tensor<20x64xf32>) outs(%z : tensor<4x20xf32>) attrs = {hac.anchor = "linear"} {
  ^bb0(%p: f32, %q: f32, %s: f32):
    %v = arith.mulf %p, %q : f32
    %f = arith.addf %s, %v : f32
    linalg.yield %f : f32
  } -> tensor<4x20xf32>
  return %c : tensor<4x20xf32>
}
