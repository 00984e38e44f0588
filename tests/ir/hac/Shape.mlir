// RUN: hac-opt %s | hac-opt | FileCheck %s

#x = affine_map<()[s0, s1] -> (s0, s1, 12)>
#split = affine_map<()[s0, s1] -> (s0, s1, 3, 4)>
#pairs = affine_map<()[s0, s1] -> (s0, s1 * 2, 6)>
#flat = affine_map<()[s0, s1] -> (s0, s1 * 12)>
#rows = affine_map<()[s0, s1] -> (s0 * s1, 12)>

// CHECK-LABEL: @merge_and_split
func.func @merge_and_split(%b: index, %t: index, %x: tensor<?x?x12xf32, #x>) {
  // CHECK: hac.reshape %{{.*}} -> tensor<?x?x3x4xf32, #{{.*}}>
  %0 = hac.reshape %x : (tensor<?x?x12xf32, #x>) -> tensor<?x?x3x4xf32, #split>
  %1 = hac.reshape %x : (tensor<?x?x12xf32, #x>) -> tensor<?x?x6xf32, #pairs>
  // CHECK: hac.flatten %{{.*}} {end = 2 : i64, start = 1 : i64} : {{.*}} -> tensor<?x?xf32, #{{.*}}>
  %2 = hac.flatten %x {start = 1 : i64, end = 2 : i64} : (tensor<?x?x12xf32, #x>) -> tensor<?x?xf32, #flat>
  %3 = hac.flatten %x {start = 0 : i64, end = 1 : i64} : (tensor<?x?x12xf32, #x>) -> tensor<?x12xf32, #rows>
  // CHECK: hac.reshape %{{.*}} : (tensor<?x12xf32, #{{.*}}>) -> tensor<?x?x12xf32, #{{.*}}>
  %4 = hac.reshape %3 : (tensor<?x12xf32, #rows>) -> tensor<?x?x12xf32, #x>
  return
}

// The product of three symbols cannot be written, but needs not be.
#three = affine_map<()[s0, s1, s2] -> (s0, s1, s2, 6)>
#more = affine_map<()[s0, s1, s2] -> (s2, s0, s1, 2, 3)>
// CHECK-LABEL: @cancelled
func.func @cancelled(%a: index, %b: index, %c: index, %x: tensor<?x?x?x6xf32, #three>) {
  // CHECK: hac.reshape
  %0 = hac.reshape %x : (tensor<?x?x?x6xf32, #three>) -> tensor<?x?x?x2x3xf32, #more>
  return
}

#one = affine_map<()[s0, s1] -> (s0, 1, s1, 12)>
#swapped = affine_map<()[s0, s1] -> (12, s1, s0)>
#rolled = affine_map<()[s0, s1] -> (s1, 12, s0)>
// CHECK-LABEL: @axes
func.func @axes(%b: index, %t: index, %x: tensor<?x?x12xf32, #x>) {
  // CHECK: hac.unsqueeze %{{.*}} {axis = 1 : i64}
  %0 = hac.unsqueeze %x {axis = 1 : i64} : (tensor<?x?x12xf32, #x>) -> tensor<?x1x?x12xf32, #one>
  // CHECK: hac.squeeze %{{.*}} {axis = 1 : i64}
  %1 = hac.squeeze %0 {axis = 1 : i64} : (tensor<?x1x?x12xf32, #one>) -> tensor<?x?x12xf32, #x>
  // CHECK: hac.transpose %{{.*}} {a = 0 : i64, b = 2 : i64}
  %2 = hac.transpose %x {a = 0 : i64, b = 2 : i64} : (tensor<?x?x12xf32, #x>) -> tensor<12x?x?xf32, #swapped>
  // CHECK: hac.permute %{{.*}} {axes = array<i64: 1, 2, 0>}
  %3 = hac.permute %x {axes = array<i64: 1, 2, 0>} : (tensor<?x?x12xf32, #x>) -> tensor<?x12x?xf32, #rolled>
  return
}

#image = affine_map<()[s0, s1] -> (s0, 3, s1, 12)>
#seq = affine_map<()[s0, s1] -> (s0, s1 * 12, 3)>
// CHECK-LABEL: @images
func.func @images(%b: index, %t: index, %x: tensor<?x3x?x12xf32, #image>) {
  // CHECK: hac.to_seq %{{.*}} -> tensor<?x?x3xf32, #{{.*}}>
  %0 = hac.to_seq %x : (tensor<?x3x?x12xf32, #image>) -> tensor<?x?x3xf32, #seq>
  // CHECK: hac.to_image %{{.*}} -> tensor<?x3x?x12xf32, #{{.*}}>
  %1 = hac.to_image %0 : (tensor<?x?x3xf32, #seq>) -> tensor<?x3x?x12xf32, #image>
  return
}

#heads = affine_map<()[s0, s1] -> (s0, 3, s1, 4)>
// CHECK-LABEL: @heads
func.func @heads(%b: index, %t: index, %x: tensor<?x?x12xf32, #x>) {
  // CHECK: hac.split_heads %{{.*}} {heads = 3 : i64} : {{.*}} -> tensor<?x3x?x4xf32, #{{.*}}>
  %0 = hac.split_heads %x {heads = 3 : i64} : (tensor<?x?x12xf32, #x>) -> tensor<?x3x?x4xf32, #heads>
  // CHECK: hac.merge_heads %{{.*}} -> tensor<?x?x12xf32, #{{.*}}>
  %1 = hac.merge_heads %0 : (tensor<?x3x?x4xf32, #heads>) -> tensor<?x?x12xf32, #x>
  return
}

#other = affine_map<()[s0, s1] -> (s1, s1, 12)>
// CHECK-LABEL: @said
func.func @said(%b: index {hac.symbol = #hac.symbol<"batch", min = 0, max = 8, multiple_of = 1>},
                %t: index {hac.symbol = #hac.symbol<"seq", min = 8, max = 9, multiple_of = 1>},
                %x: tensor<?x?x12xf32, #x>, %w: tensor<1x12xf32>) {
  // CHECK: hac.broadcast_to %{{.*}} : (tensor<1x12xf32>) -> tensor<?x?x12xf32, #{{.*}}>
  %0 = hac.broadcast_to %w : (tensor<1x12xf32>) -> tensor<?x?x12xf32, #x>
  // CHECK: hac.assert_shape
  %1 = hac.assert_shape %x : (tensor<?x?x12xf32, #x>) -> tensor<?x?x12xf32, #other>
  return
}
