// RUN: hac-opt %s --split-input-file --hac-channels-last --hac-form-groups=target=x86-64-v3 --hac-keep-taps | FileCheck %s

#x = affine_map<()[s0] -> (s0, 64)>
#y = affine_map<()[s0] -> (s0, 96)>
// The group keeps its linear in registers and writes one value; nothing groups a softmax over columns.
// The one that is returned already is no second output. Names in use are left alone.
// CHECK-LABEL: @between_groups
// CHECK-SAME: -> (tensor<?x96xf32, #[[Y:.*]]> {hac.argument = 1 : i64, hac.name = "tap_5"},
// CHECK-SAME: tensor<?x96xf32, #[[Y]]> {hac.argument = 2 : i64, hac.name = "tap__4", hac.tap = 4 : i64},
// CHECK-SAME: tensor<?x96xf32, #[[Y]]> {hac.argument = 3 : i64, hac.name = "tap__5", hac.tap = 5 : i64})
// CHECK: %[[G:.*]] = hac.group
// CHECK: %[[S:.*]] = hac.softmax %[[G]]
// CHECK: %[[E:.*]] = hac.group
// CHECK-NOT: hac.values
// CHECK: return %[[E]], %[[G]], %[[S]]
func.func @between_groups(%n: index, %x: tensor<?x64xf32, #x> {hac.argument = 0 : i64, hac.name = "tap_4"})
    -> (tensor<?x96xf32, #y> {hac.argument = 1 : i64, hac.name = "tap_5"}) {
  %w = hac.param "w" : tensor<96x64xf32>
  %c = hac.linear %x, %w {hac.values = array<i64: 3>} : (tensor<?x64xf32, #x>, tensor<96x64xf32>) -> tensor<?x96xf32, #y>
  %g = hac.gelu %c {approximate = 0 : i64, hac.values = array<i64: 4>} : (tensor<?x96xf32, #y>) -> tensor<?x96xf32, #y>
  %s = hac.softmax %g {axis = 0 : i64, hac.values = array<i64: 5>} : (tensor<?x96xf32, #y>) -> tensor<?x96xf32, #y>
  %e = hac.exp %s {hac.values = array<i64: 6>} : (tensor<?x96xf32, #y>) -> tensor<?x96xf32, #y>
  return %e : tensor<?x96xf32, #y>
}

// -----

// Inside, an image has its channels last; the taps have it as the model does.
// CHECK-LABEL: @image
// CHECK-SAME: tensor<2x4x8x9xf32> {hac.argument = 2 : i64, hac.name = "tap_7", hac.tap = 7 : i64},
// CHECK-SAME: tensor<2x3x8x9xf32> {hac.argument = 3 : i64, hac.name = "tap_8", hac.tap = 8 : i64})
// CHECK: %[[C:.*]] = hac.group {{.*}} -> tensor<2x8x9x4xf32>
// CHECK: %[[T:.*]] = hac.permute %[[C]] {axes = array<i64: 0, 3, 1, 2>}
// CHECK-NOT: hac.channels_last
// CHECK: return %{{.*}}, %[[T]]
func.func @image(%x: tensor<2x3x8x9xf32> {hac.argument = 0 : i64, hac.name = "x"})
    -> (tensor<2x3x8x9xf32> {hac.argument = 1 : i64, hac.name = "y"}) {
  %w = hac.param "a" : tensor<4x3x3x3xf32>
  %v = hac.param "b" : tensor<3x4x3x3xf32>
  %c = hac.conv2d %x, %w {stride = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, dilation = array<i64: 1, 1>, groups = 1 : i64, mode = 0 : i64, hac.values = array<i64: 7>} : (tensor<2x3x8x9xf32>, tensor<4x3x3x3xf32>) -> tensor<2x4x8x9xf32>
  %d = hac.conv2d %c, %v {stride = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, dilation = array<i64: 1, 1>, groups = 1 : i64, mode = 0 : i64, hac.values = array<i64: 8>} : (tensor<2x4x8x9xf32>, tensor<3x4x3x3xf32>) -> tensor<2x3x8x9xf32>
  return %d : tensor<2x3x8x9xf32>
}

// -----

// A reshape of what is tapped, or of an input, is not tapped again; one of what has no number is.
// CHECK-LABEL: @reshapes
// CHECK-SAME: tensor<2x4xf32> {hac.argument = 2 : i64, hac.name = "tap_9", hac.tap = 9 : i64},
// CHECK-SAME: tensor<2x4xf32> {hac.argument = 3 : i64, hac.name = "tap_11", hac.tap = 11 : i64})
func.func @reshapes(%x: tensor<18x3xf32> {hac.argument = 0 : i64, hac.name = "x"})
    -> (tensor<2x4xf32> {hac.argument = 1 : i64, hac.name = "y"}) {
  %w = hac.param "a" : tensor<4x3x5xf32>
  %r = hac.reshape %x {hac.values = array<i64: 7>} : (tensor<18x3xf32>) -> tensor<2x9x3xf32>
  %c = hac.conv1d %r, %w {stride = array<i64: 1>, padding = array<i64: 2, 2>, dilation = array<i64: 1>, groups = 1 : i64, mode = 0 : i64, hac.values = array<i64: 8>} : (tensor<2x9x3xf32>, tensor<4x3x5xf32>) -> tensor<2x9x4xf32>
  %m = hac.amax %c {axes = array<i64: 1>, keepdim = 0 : i64, hac.values = array<i64: 9>} : (tensor<2x9x4xf32>) -> tensor<2x4xf32>
  %f = hac.reshape %m {hac.values = array<i64: 10>} : (tensor<2x4xf32>) -> tensor<8xf32>
  %b = hac.reshape %f {hac.values = array<i64: 12>} : (tensor<8xf32>) -> tensor<2x4xf32>
  %s = hac.softmax %b {axis = 0 : i64, hac.values = array<i64: 11>} : (tensor<2x4xf32>) -> tensor<2x4xf32>
  %e = hac.exp %s {hac.values = array<i64: 13>} : (tensor<2x4xf32>) -> tensor<2x4xf32>
  return %e : tensor<2x4xf32>
}
