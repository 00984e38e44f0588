// RUN: hac-opt %s | hac-opt | FileCheck %s

#x = affine_map<()[s0, s1] -> (s0, s1, 128)>
#y = affine_map<()[s0, s1] -> (s0, s1, 20)>

// CHECK-LABEL: @linear
func.func @linear(%b: index, %t: index, %x: tensor<?x?x128xf32, #x>, %w: tensor<20x128xf32>, %bias: tensor<20xf32>) {
  // CHECK: hac.linear %{{.*}} : (tensor<?x?x128xf32, #map>, tensor<20x128xf32>) -> tensor<?x?x20xf32, #map1>
  %0 = hac.linear %x, %w : (tensor<?x?x128xf32, #x>, tensor<20x128xf32>) -> tensor<?x?x20xf32, #y>
  // CHECK: hac.linear %{{.*}} : (tensor<?x?x128xf32, #map>, tensor<20x128xf32>, tensor<20xf32>) -> tensor<?x?x20xf32, #map1>
  %1 = hac.linear %x, %w, %bias : (tensor<?x?x128xf32, #x>, tensor<20x128xf32>, tensor<20xf32>) -> tensor<?x?x20xf32, #y>
  return
}

#scores = affine_map<()[s0, s1] -> (s0, 8, s1, s1)>
#keys = affine_map<()[s0, s1] -> (1, s1, 128)>
#out = affine_map<()[s0, s1] -> (s0, 8, s1, 128)>
// CHECK-LABEL: @matmul
func.func @matmul(%b: index, %t: index, %x: tensor<?x8x?x?xf32, #scores>, %k: tensor<1x?x128xf32, #keys>, %m: tensor<3x5xf16>, %n: tensor<5x7xf16>) {
  // CHECK: hac.matmul %{{.*}} : (tensor<?x8x?x?xf32, #map{{[0-9]*}}>, tensor<1x?x128xf32, #map{{[0-9]*}}>) -> tensor<?x8x?x128xf32, #map{{[0-9]*}}>
  %0 = hac.matmul %x, %k : (tensor<?x8x?x?xf32, #scores>, tensor<1x?x128xf32, #keys>) -> tensor<?x8x?x128xf32, #out>
  // CHECK: hac.matmul %{{.*}} : (tensor<3x5xf16>, tensor<5x7xf16>) -> tensor<3x7xf16>
  %1 = hac.matmul %m, %n : (tensor<3x5xf16>, tensor<5x7xf16>) -> tensor<3x7xf16>
  return
}
