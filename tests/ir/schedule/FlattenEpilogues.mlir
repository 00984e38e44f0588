// RUN: hac-opt %s --split-input-file --hac-flatten-epilogues --canonicalize | FileCheck %s
// RUN: hac-opt %s --split-input-file --hac-flatten-epilogues --hac-schedule=target=znver4 | FileCheck %s --check-prefix=GROUP

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(m, n) -> (m, n)>
#row = affine_map<(m, n) -> (n)>
#id3 = affine_map<(b, s, n) -> (b, s, n)>
// The reshape of the linear's result goes behind the relu and the residual.
// What is left of the reshapes must not count as a second use of a value in the group.
// GROUP-LABEL: func @relu_and_residual
// GROUP: #hac_schedule.group<0, anchor
// GROUP-COUNT-2: #hac_schedule.group<0, epilogue>
// CHECK-LABEL: func @relu_and_residual
// CHECK-SAME: %[[R:[a-z0-9]+]]: tensor<2x?x48xf32>
// CHECK: %[[C:.*]] = linalg.generic {{.*}}hac.anchor
// CHECK: %[[U:.*]] = linalg.generic {{.*}}ins(%[[C]] : tensor<?x48xf32>)
// CHECK: %[[FLAT:.*]] = tensor.collapse_shape %[[R]] {{\[\[}}0, 1], [2]] : tensor<2x?x48xf32> into tensor<?x48xf32>
// CHECK: %[[V:.*]] = linalg.generic {{.*}}ins(%[[U]], %[[FLAT]] : tensor<?x48xf32>, tensor<?x48xf32>)
// CHECK: %[[Y:.*]] = tensor.expand_shape %[[V]] {{\[\[}}0, 1], [2]] output_shape [2, {{.*}}, 48]
// CHECK: return %[[Y]]
func.func @relu_and_residual(%c: tensor<?x8xf32>, %r: tensor<2x?x48xf32>, %s: index, %m: index) -> tensor<2x?x48xf32> {
  %zero = arith.constant 0.0 : f32
  %w = hac.param "fc.weight" : tensor<48x8xf32>
  %e2 = tensor.empty(%m) : tensor<?x48xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e2 : tensor<?x48xf32>) -> tensor<?x48xf32>
  %0 = linalg.generic {indexing_maps = [#mk, #nk, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%c, %w : tensor<?x8xf32>, tensor<48x8xf32>) outs(%z : tensor<?x48xf32>) attrs = {hac.anchor = "linear"} {
  ^bb0(%p: f32, %q: f32, %a: f32):
    %f = math.fma %p, %q, %a : f32
    linalg.yield %f : f32
  } -> tensor<?x48xf32>
  %1 = tensor.collapse_shape %0 [[0, 1]] : tensor<?x48xf32> into tensor<?xf32>
  %2 = tensor.expand_shape %1 [[0, 1, 2]] output_shape [2, %s, 48] : tensor<?xf32> into tensor<2x?x48xf32>
  %e = tensor.empty(%s) : tensor<2x?x48xf32>
  %3 = linalg.generic {indexing_maps = [#id3, #id3], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%2 : tensor<2x?x48xf32>) outs(%e : tensor<2x?x48xf32>) {
  ^bb0(%p: f32, %a: f32):
    %t = arith.cmpf ogt, %zero, %p : f32
    %v = arith.select %t, %zero, %p : f32
    linalg.yield %v : f32
  } -> tensor<2x?x48xf32>
  %4 = linalg.generic {indexing_maps = [#id3, #id3, #id3], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%3, %r : tensor<2x?x48xf32>, tensor<2x?x48xf32>) outs(%e : tensor<2x?x48xf32>) {
  ^bb0(%p: f32, %q: f32, %a: f32):
    %v = arith.addf %p, %q : f32
    linalg.yield %v : f32
  } -> tensor<2x?x48xf32>
  return %4 : tensor<2x?x48xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(m, n) -> (m, n)>
#row = affine_map<(m, n) -> (n)>
#id3 = affine_map<(b, s, n) -> (b, s, n)>
#middle = affine_map<(b, s, n) -> (s, n)>
// A table of positions [s, n] repeats every s rows: rows and columns are not enough to say that.
// CHECK-LABEL: func @repeats_along_the_batch
// CHECK: linalg.generic {{.*}}["parallel", "parallel", "parallel"]
func.func @repeats_along_the_batch(%c: tensor<6x8xf32>, %r: tensor<3x48xf32>) -> tensor<2x3x48xf32> {
  %zero = arith.constant 0.0 : f32
  %w = hac.param "fc.weight" : tensor<48x8xf32>
  %e2 = tensor.empty() : tensor<6x48xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e2 : tensor<6x48xf32>) -> tensor<6x48xf32>
  %0 = linalg.generic {indexing_maps = [#mk, #nk, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%c, %w : tensor<6x8xf32>, tensor<48x8xf32>) outs(%z : tensor<6x48xf32>) attrs = {hac.anchor = "linear"} {
  ^bb0(%p: f32, %q: f32, %a: f32):
    %f = math.fma %p, %q, %a : f32
    linalg.yield %f : f32
  } -> tensor<6x48xf32>
  %2 = tensor.expand_shape %0 [[0, 1], [2]] output_shape [2, 3, 48] : tensor<6x48xf32> into tensor<2x3x48xf32>
  %e = tensor.empty() : tensor<2x3x48xf32>
  %3 = linalg.generic {indexing_maps = [#id3, #middle, #id3], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%2, %r : tensor<2x3x48xf32>, tensor<3x48xf32>) outs(%e : tensor<2x3x48xf32>) {
  ^bb0(%p: f32, %q: f32, %a: f32):
    %v = arith.addf %p, %q : f32
    linalg.yield %v : f32
  } -> tensor<2x3x48xf32>
  return %3 : tensor<2x3x48xf32>
}
