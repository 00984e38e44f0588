// RUN: hac-opt %s | hac-opt | FileCheck %s

#rows = affine_map<()[s0] -> (s0, 4)>
#three = affine_map<() -> (3)>

// CHECK-LABEL: @grad
func.func @grad(%n: index, %x: tensor<?x4xf32, #rows>, %w: tensor<4xbf16>, %loss: tensor<f32>) {
  // CHECK: hac.grad %{{.*}} -> (tensor<?x4xf32, #{{.*}}>, tensor<4xbf16>)
  %0:2 = hac.grad %loss, %x, %w : (tensor<f32>, tensor<?x4xf32, #rows>, tensor<4xbf16>) -> (tensor<?x4xf32, #rows>, tensor<4xbf16>)
  return
}

// CHECK-LABEL: @loop
func.func @loop(%s: tensor<4xf32>, %x: tensor<3x4xf32>) -> (tensor<4xf32>, tensor<3x4xf32>) {
  // CHECK: hac.loop inits(%{{.*}} : tensor<4xf32>) xs(%{{.*}} : tensor<3x4xf32>)
  %0:2 = hac.loop inits(%s : tensor<4xf32>) xs(%x : tensor<3x4xf32>) {count = #three, reverse = true} -> tensor<4xf32>, tensor<3x4xf32> {
  ^bb0(%state: tensor<4xf32>, %slice: tensor<4xf32>):
    %1 = hac.add %state, %slice : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
    hac.yield %1, %state : tensor<4xf32>, tensor<4xf32>
  }
  return %0#0, %0#1 : tensor<4xf32>, tensor<3x4xf32>
}
