// RUN: hac-opt %s --split-input-file --hac-form-groups=target=znver4 --verify-diagnostics

// What no group can start with stays as it is and says why.
func.func @not_f32(%x: tensor<8x32xbf16>) -> tensor<8x16xbf16> {
  %w = hac.param "w" : tensor<16x32xbf16>
  // expected-remark @+1 {{runs as plain loops: it is not f32}}
  %c = hac.linear %x, %w : (tensor<8x32xbf16>, tensor<16x32xbf16>) -> tensor<8x16xbf16>
  return %c : tensor<8x16xbf16>
}

// -----

func.func @weight_computed(%x: tensor<8x32xf32>, %w: tensor<16x32xf32>) -> tensor<8x16xf32> {
  // expected-remark @+1 {{runs as plain loops: its weight is no parameter, so it cannot be packed ahead}}
  %c = hac.linear %x, %w : (tensor<8x32xf32>, tensor<16x32xf32>) -> tensor<8x16xf32>
  return %c : tensor<8x16xf32>
}
