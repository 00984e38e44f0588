// RUN: hac-opt %s --split-input-file --verify-diagnostics --hac-form-groups=target=znver4 | FileCheck %s

#x = affine_map<()[s0] -> (2, s0, 64)>
#h = affine_map<()[s0] -> (2, 4, s0, 16)>
// Heads are split where they are read.
// CHECK-LABEL: @heads
// CHECK: hac.group
// CHECK: hac.split_heads
// CHECK: hac.rope
// CHECK: anchor = "rope"
func.func @heads(%s: index, %x: tensor<2x?x64xf32, #x>) -> tensor<2x4x?x16xf32, #h> {
  %q = hac.split_heads %x {heads = 4 : i64} : (tensor<2x?x64xf32, #x>) -> tensor<2x4x?x16xf32, #h>
  %y = hac.rope %q {base = 1.0e4 : f64, dims = 16 : i64, interleaved = 0 : i64, scale = 1.0 : f64} : (tensor<2x4x?x16xf32, #h>) -> tensor<2x4x?x16xf32, #h>
  return %y : tensor<2x4x?x16xf32, #h>
}

// -----

// CHECK-LABEL: @half_precision
// CHECK-NOT: hac.group
func.func @half_precision(%x: tensor<2x4x3x16xf16>) -> tensor<2x4x3x16xf16> {
  // expected-remark @below {{runs as plain loops: it is not f32}}
  %y = hac.rope %x {base = 1.0e4 : f64, dims = 16 : i64, interleaved = 0 : i64, scale = 1.0 : f64} : (tensor<2x4x3x16xf16>) -> tensor<2x4x3x16xf16>
  return %y : tensor<2x4x3x16xf16>
}
