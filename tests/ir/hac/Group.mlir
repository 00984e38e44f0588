// RUN: hac-opt %s | hac-opt | FileCheck %s

#x = affine_map<()[s0] -> (s0, 32)>
#y = affine_map<()[s0] -> (s0, 64)>
// Until linalg/: ops of the dialect on tensors with dims, no destinations.
// CHECK-LABEL: @of_ops
// CHECK: %[[Y:.*]] = hac.group ins(%{{.*}}, %{{.*}} : tensor<?x32xf32, #{{.*}}>, tensor<64x32xf32>) -> tensor<?x64xf32, #{{.*}}> {
// CHECK-NEXT: ^bb0(%[[X:.*]]: tensor<?x32xf32, #{{.*}}>, %[[W:.*]]: tensor<64x32xf32>):
// CHECK-NEXT: %[[C:.*]] = hac.linear %[[X]], %[[W]]
// CHECK-NEXT: %[[R:.*]] = hac.relu %[[C]]
// CHECK-NEXT: hac.result %[[R]] : tensor<?x64xf32, #{{.*}}>
// CHECK-NEXT: } {anchor = "linear", number = 3 : i64}
func.func @of_ops(%n: index, %x: tensor<?x32xf32, #x>) -> tensor<?x64xf32, #y> {
  %w = hac.param "w" : tensor<64x32xf32>
  %y = hac.group ins(%x, %w : tensor<?x32xf32, #x>, tensor<64x32xf32>) -> tensor<?x64xf32, #y> {
  ^bb0(%a: tensor<?x32xf32, #x>, %b: tensor<64x32xf32>):
    %c = hac.linear %a, %b : (tensor<?x32xf32, #x>, tensor<64x32xf32>) -> tensor<?x64xf32, #y>
    %r = hac.relu %c : (tensor<?x64xf32, #y>) -> tensor<?x64xf32, #y>
    hac.result %r : tensor<?x64xf32, #y>
  } {number = 3 : i64, anchor = "linear"}
  return %y : tensor<?x64xf32, #y>
}

#id = affine_map<(m, n) -> (m, n)>
#row = affine_map<(m, n) -> (n)>
#first = affine_map<(m, n) -> (0, n)>
// After it: destinations, and scalar bodies. Operands are repeated along axes that their map drops.
// CHECK-LABEL: @of_scalars
// CHECK: hac.group ins(%{{.*}} : tensor<?x64xf32>, tensor<64xf32>, tensor<1x64xf32>) outs(%{{.*}}, %{{.*}} : tensor<?x64xf32>, tensor<?x64xf32>) -> tensor<?x64xf32>, tensor<?x64xf32> {
// CHECK: hac.pointwise %{{.*}}, %{{.*}}, %{{.*}} [#{{.*}}, #{{.*}}, #{{.*}}] : (tensor<?x64xf32>, tensor<64xf32>, tensor<1x64xf32>) -> tensor<?x64xf32> {
// CHECK-NEXT: ^bb0(%{{.*}}: f32, %{{.*}}: f32, %{{.*}}: f32):
// CHECK: hac.result %{{.*}} : f32
// CHECK: hac.result %{{.*}}, %{{.*}} : tensor<?x64xf32>, tensor<?x64xf32>
func.func @of_scalars(%x: tensor<?x64xf32>, %b: tensor<64xf32>, %s: tensor<1x64xf32>,
                      %e: tensor<?x64xf32>, %f: tensor<?x64xf32>) {
  %y:2 = hac.group ins(%x, %b, %s : tensor<?x64xf32>, tensor<64xf32>, tensor<1x64xf32>)
                   outs(%e, %f : tensor<?x64xf32>, tensor<?x64xf32>) -> tensor<?x64xf32>, tensor<?x64xf32> {
  ^bb0(%p: tensor<?x64xf32>, %q: tensor<64xf32>, %r: tensor<1x64xf32>):
    %0 = hac.pointwise %p, %q, %r [#id, #row, #first] : (tensor<?x64xf32>, tensor<64xf32>, tensor<1x64xf32>) -> tensor<?x64xf32> {
    ^bb0(%i: f32, %j: f32, %k: f32):
      %u = arith.addf %i, %j : f32
      %v = arith.mulf %u, %k : f32
      hac.result %v : f32
    }
    %1 = hac.pointwise %0 [#id] : (tensor<?x64xf32>) -> tensor<?x64xf32> {
    ^bb0(%i: f32):
      %u = arith.negf %i : f32
      hac.result %u : f32
    }
    hac.result %0, %1 : tensor<?x64xf32>, tensor<?x64xf32>
  } {number = 0 : i64, anchor = "pointwise"}
  return
}

// After bufferize/: memory, and nothing comes out.
// CHECK-LABEL: @on_memory
// CHECK: hac.group ins(%{{.*}} : memref<?x8xf32>) outs(%{{.*}} : memref<?x8xf32>) {
// CHECK-NEXT: ^bb0(%{{.*}}: tensor<?x8xf32>):
// CHECK: hac.lane_scratch %{{.*}}[%{{.*}}] : memref<?xi8> to memref<64x384xf32>
func.func @on_memory(%arena: memref<?xi8>, %base: index, %x: memref<?x8xf32>, %y: memref<?x8xf32>) {
  hac.group ins(%x : memref<?x8xf32>) outs(%y : memref<?x8xf32>) {
  ^bb0(%p: tensor<?x8xf32>):
    %0 = hac.pointwise %p [#id] : (tensor<?x8xf32>) -> tensor<?x8xf32> {
    ^bb0(%i: f32):
      hac.result %i : f32
    }
    hac.result %0 : tensor<?x8xf32>
  } {number = 0 : i64, anchor = "pointwise"}
  %s = hac.lane_scratch %arena[%base] : memref<?xi8> to memref<64x384xf32>
  return
}
