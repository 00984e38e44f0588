// RUN: hac-opt %s -split-input-file -verify-diagnostics
//
// Every op of a family has its family's rule; the rules themselves: Elementwise-errors.mlir and
// Reduce-errors.mlir.

func.func @E101_exp(%x: tensor<4xi32>) {
  // expected-error @+1 {{exp: needs a floating-point tensor, got i32[4] [hac-E101]}}
  %0 = hac.exp %x : (tensor<4xi32>) -> tensor<4xi32>
  return
}
// -----
func.func @E101_exp2(%x: tensor<4xi32>) {
  // expected-error @+1 {{exp2: needs a floating-point tensor, got i32[4] [hac-E101]}}
  %0 = hac.exp2 %x : (tensor<4xi32>) -> tensor<4xi32>
  return
}
// -----
func.func @E101_expm1(%x: tensor<4xi32>) {
  // expected-error @+1 {{expm1: needs a floating-point tensor, got i32[4] [hac-E101]}}
  %0 = hac.expm1 %x : (tensor<4xi32>) -> tensor<4xi32>
  return
}
// -----
func.func @E101_log(%x: tensor<4xi32>) {
  // expected-error @+1 {{log: needs a floating-point tensor, got i32[4] [hac-E101]}}
  %0 = hac.log %x : (tensor<4xi32>) -> tensor<4xi32>
  return
}
// -----
func.func @E101_log2(%x: tensor<4xi32>) {
  // expected-error @+1 {{log2: needs a floating-point tensor, got i32[4] [hac-E101]}}
  %0 = hac.log2 %x : (tensor<4xi32>) -> tensor<4xi32>
  return
}
// -----
func.func @E101_log1p(%x: tensor<4xi32>) {
  // expected-error @+1 {{log1p: needs a floating-point tensor, got i32[4] [hac-E101]}}
  %0 = hac.log1p %x : (tensor<4xi32>) -> tensor<4xi32>
  return
}
// -----
func.func @E101_sqrt(%x: tensor<4xi32>) {
  // expected-error @+1 {{sqrt: needs a floating-point tensor, got i32[4] [hac-E101]}}
  %0 = hac.sqrt %x : (tensor<4xi32>) -> tensor<4xi32>
  return
}
// -----
func.func @E101_rsqrt(%x: tensor<4xi32>) {
  // expected-error @+1 {{rsqrt: needs a floating-point tensor, got i32[4] [hac-E101]}}
  %0 = hac.rsqrt %x : (tensor<4xi32>) -> tensor<4xi32>
  return
}
// -----
func.func @E101_reciprocal(%x: tensor<4xi32>) {
  // expected-error @+1 {{reciprocal: needs a floating-point tensor, got i32[4] [hac-E101]}}
  %0 = hac.reciprocal %x : (tensor<4xi32>) -> tensor<4xi32>
  return
}
// -----
func.func @E101_sin(%x: tensor<4xi32>) {
  // expected-error @+1 {{sin: needs a floating-point tensor, got i32[4] [hac-E101]}}
  %0 = hac.sin %x : (tensor<4xi32>) -> tensor<4xi32>
  return
}
// -----
func.func @E101_cos(%x: tensor<4xi32>) {
  // expected-error @+1 {{cos: needs a floating-point tensor, got i32[4] [hac-E101]}}
  %0 = hac.cos %x : (tensor<4xi32>) -> tensor<4xi32>
  return
}
// -----
func.func @E101_tanh(%x: tensor<4xi32>) {
  // expected-error @+1 {{tanh: needs a floating-point tensor, got i32[4] [hac-E101]}}
  %0 = hac.tanh %x : (tensor<4xi32>) -> tensor<4xi32>
  return
}
// -----
func.func @E101_erf(%x: tensor<4xi32>) {
  // expected-error @+1 {{erf: needs a floating-point tensor, got i32[4] [hac-E101]}}
  %0 = hac.erf %x : (tensor<4xi32>) -> tensor<4xi32>
  return
}
// -----
func.func @E101_sigmoid(%x: tensor<4xi32>) {
  // expected-error @+1 {{sigmoid: needs a floating-point tensor, got i32[4] [hac-E101]}}
  %0 = hac.sigmoid %x : (tensor<4xi32>) -> tensor<4xi32>
  return
}
// -----
func.func @E101_relu(%x: tensor<4xi32>) {
  // expected-error @+1 {{relu: needs a floating-point tensor, got i32[4] [hac-E101]}}
  %0 = hac.relu %x : (tensor<4xi32>) -> tensor<4xi32>
  return
}
// -----
func.func @E101_relu6(%x: tensor<4xi32>) {
  // expected-error @+1 {{relu6: needs a floating-point tensor, got i32[4] [hac-E101]}}
  %0 = hac.relu6 %x : (tensor<4xi32>) -> tensor<4xi32>
  return
}
// -----
func.func @E101_silu(%x: tensor<4xi32>) {
  // expected-error @+1 {{silu: needs a floating-point tensor, got i32[4] [hac-E101]}}
  %0 = hac.silu %x : (tensor<4xi32>) -> tensor<4xi32>
  return
}
// -----
func.func @E101_selu(%x: tensor<4xi32>) {
  // expected-error @+1 {{selu: needs a floating-point tensor, got i32[4] [hac-E101]}}
  %0 = hac.selu %x : (tensor<4xi32>) -> tensor<4xi32>
  return
}
// -----
func.func @E101_mish(%x: tensor<4xi32>) {
  // expected-error @+1 {{mish: needs a floating-point tensor, got i32[4] [hac-E101]}}
  %0 = hac.mish %x : (tensor<4xi32>) -> tensor<4xi32>
  return
}
// -----
func.func @E101_softplus(%x: tensor<4xi32>) {
  // expected-error @+1 {{softplus: needs a floating-point tensor, got i32[4] [hac-E101]}}
  %0 = hac.softplus %x : (tensor<4xi32>) -> tensor<4xi32>
  return
}
// -----
func.func @E101_hardswish(%x: tensor<4xi32>) {
  // expected-error @+1 {{hardswish: needs a floating-point tensor, got i32[4] [hac-E101]}}
  %0 = hac.hardswish %x : (tensor<4xi32>) -> tensor<4xi32>
  return
}
// -----
func.func @E101_hardsigmoid(%x: tensor<4xi32>) {
  // expected-error @+1 {{hardsigmoid: needs a floating-point tensor, got i32[4] [hac-E101]}}
  %0 = hac.hardsigmoid %x : (tensor<4xi32>) -> tensor<4xi32>
  return
}
// -----
func.func @E101_floor(%x: tensor<4xi32>) {
  // expected-error @+1 {{floor: needs a floating-point tensor, got i32[4] [hac-E101]}}
  %0 = hac.floor %x : (tensor<4xi32>) -> tensor<4xi32>
  return
}
// -----
func.func @E101_ceil(%x: tensor<4xi32>) {
  // expected-error @+1 {{ceil: needs a floating-point tensor, got i32[4] [hac-E101]}}
  %0 = hac.ceil %x : (tensor<4xi32>) -> tensor<4xi32>
  return
}
// -----
func.func @E101_round(%x: tensor<4xi32>) {
  // expected-error @+1 {{round: needs a floating-point tensor, got i32[4] [hac-E101]}}
  %0 = hac.round %x : (tensor<4xi32>) -> tensor<4xi32>
  return
}
// -----
func.func @E101_leaky_relu(%x: tensor<4xi32>) {
  // expected-error @+1 {{leaky_relu: needs a floating-point tensor, got i32[4] [hac-E101]}}
  %0 = hac.leaky_relu %x {negative_slope = 0.01 : f64} : (tensor<4xi32>) -> tensor<4xi32>
  return
}
// -----
func.func @E101_elu(%x: tensor<4xi32>) {
  // expected-error @+1 {{elu: needs a floating-point tensor, got i32[4] [hac-E101]}}
  %0 = hac.elu %x {alpha = 1.0 : f64} : (tensor<4xi32>) -> tensor<4xi32>
  return
}
// -----
func.func @E104_neg(%x: tensor<4xi1>) {
  // expected-error @+1 {{neg: needs numbers, got bool[4] [hac-E104]}}
  %0 = hac.neg %x : (tensor<4xi1>) -> tensor<4xi1>
  return
}
// -----
func.func @E104_abs(%x: tensor<4xi1>) {
  // expected-error @+1 {{abs: needs numbers, got bool[4] [hac-E104]}}
  %0 = hac.abs %x : (tensor<4xi1>) -> tensor<4xi1>
  return
}
// -----
func.func @E104_sign(%x: tensor<4xi1>) {
  // expected-error @+1 {{sign: needs numbers, got bool[4] [hac-E104]}}
  %0 = hac.sign %x : (tensor<4xi1>) -> tensor<4xi1>
  return
}
// -----
func.func @E104_square(%x: tensor<4xi1>) {
  // expected-error @+1 {{square: needs numbers, got bool[4] [hac-E104]}}
  %0 = hac.square %x : (tensor<4xi1>) -> tensor<4xi1>
  return
}
// -----
func.func @E104_add(%a: tensor<4xi1>) {
  // expected-error @+1 {{add: needs numbers, got bool[4] [hac-E104]}}
  %0 = hac.add %a, %a : (tensor<4xi1>, tensor<4xi1>) -> tensor<4xi1>
  return
}
// -----
func.func @E102_add(%a: tensor<4xf32>, %b: tensor<4xf16>) {
  // expected-error @+1 {{add: element types differ: f32[4] and f16[4] [hac-E102]}}
  %0 = hac.add %a, %b : (tensor<4xf32>, tensor<4xf16>) -> tensor<4xf32>
  return
}
// -----
func.func @E103_add(%a: tensor<4xf32>, %b: tensor<3xf32>) {
  // expected-error @+1 {{add: shapes do not broadcast: [4] and [3]: dimension -1 is 4 against 3 [hac-E103]}}
  %0 = hac.add %a, %b : (tensor<4xf32>, tensor<3xf32>) -> tensor<4xf32>
  return
}
// -----
func.func @E104_sub(%a: tensor<4xi1>) {
  // expected-error @+1 {{sub: needs numbers, got bool[4] [hac-E104]}}
  %0 = hac.sub %a, %a : (tensor<4xi1>, tensor<4xi1>) -> tensor<4xi1>
  return
}
// -----
func.func @E102_sub(%a: tensor<4xf32>, %b: tensor<4xf16>) {
  // expected-error @+1 {{sub: element types differ: f32[4] and f16[4] [hac-E102]}}
  %0 = hac.sub %a, %b : (tensor<4xf32>, tensor<4xf16>) -> tensor<4xf32>
  return
}
// -----
func.func @E103_sub(%a: tensor<4xf32>, %b: tensor<3xf32>) {
  // expected-error @+1 {{sub: shapes do not broadcast: [4] and [3]: dimension -1 is 4 against 3 [hac-E103]}}
  %0 = hac.sub %a, %b : (tensor<4xf32>, tensor<3xf32>) -> tensor<4xf32>
  return
}
// -----
func.func @E104_mul(%a: tensor<4xi1>) {
  // expected-error @+1 {{mul: needs numbers, got bool[4] [hac-E104]}}
  %0 = hac.mul %a, %a : (tensor<4xi1>, tensor<4xi1>) -> tensor<4xi1>
  return
}
// -----
func.func @E102_mul(%a: tensor<4xf32>, %b: tensor<4xf16>) {
  // expected-error @+1 {{mul: element types differ: f32[4] and f16[4] [hac-E102]}}
  %0 = hac.mul %a, %b : (tensor<4xf32>, tensor<4xf16>) -> tensor<4xf32>
  return
}
// -----
func.func @E103_mul(%a: tensor<4xf32>, %b: tensor<3xf32>) {
  // expected-error @+1 {{mul: shapes do not broadcast: [4] and [3]: dimension -1 is 4 against 3 [hac-E103]}}
  %0 = hac.mul %a, %b : (tensor<4xf32>, tensor<3xf32>) -> tensor<4xf32>
  return
}
// -----
func.func @E104_maximum(%a: tensor<4xi1>) {
  // expected-error @+1 {{maximum: needs numbers, got bool[4] [hac-E104]}}
  %0 = hac.maximum %a, %a : (tensor<4xi1>, tensor<4xi1>) -> tensor<4xi1>
  return
}
// -----
func.func @E102_maximum(%a: tensor<4xf32>, %b: tensor<4xf16>) {
  // expected-error @+1 {{maximum: element types differ: f32[4] and f16[4] [hac-E102]}}
  %0 = hac.maximum %a, %b : (tensor<4xf32>, tensor<4xf16>) -> tensor<4xf32>
  return
}
// -----
func.func @E103_maximum(%a: tensor<4xf32>, %b: tensor<3xf32>) {
  // expected-error @+1 {{maximum: shapes do not broadcast: [4] and [3]: dimension -1 is 4 against 3 [hac-E103]}}
  %0 = hac.maximum %a, %b : (tensor<4xf32>, tensor<3xf32>) -> tensor<4xf32>
  return
}
// -----
func.func @E104_minimum(%a: tensor<4xi1>) {
  // expected-error @+1 {{minimum: needs numbers, got bool[4] [hac-E104]}}
  %0 = hac.minimum %a, %a : (tensor<4xi1>, tensor<4xi1>) -> tensor<4xi1>
  return
}
// -----
func.func @E102_minimum(%a: tensor<4xf32>, %b: tensor<4xf16>) {
  // expected-error @+1 {{minimum: element types differ: f32[4] and f16[4] [hac-E102]}}
  %0 = hac.minimum %a, %b : (tensor<4xf32>, tensor<4xf16>) -> tensor<4xf32>
  return
}
// -----
func.func @E103_minimum(%a: tensor<4xf32>, %b: tensor<3xf32>) {
  // expected-error @+1 {{minimum: shapes do not broadcast: [4] and [3]: dimension -1 is 4 against 3 [hac-E103]}}
  %0 = hac.minimum %a, %b : (tensor<4xf32>, tensor<3xf32>) -> tensor<4xf32>
  return
}
// -----
func.func @E104_lt(%a: tensor<4xi1>) {
  // expected-error @+1 {{lt: needs numbers, got bool[4] [hac-E104]}}
  %0 = hac.lt %a, %a : (tensor<4xi1>, tensor<4xi1>) -> tensor<4xi1>
  return
}
// -----
func.func @E102_lt(%a: tensor<4xf32>, %b: tensor<4xf16>) {
  // expected-error @+1 {{lt: element types differ: f32[4] and f16[4] [hac-E102]}}
  %0 = hac.lt %a, %b : (tensor<4xf32>, tensor<4xf16>) -> tensor<4xi1>
  return
}
// -----
func.func @E103_lt(%a: tensor<4xf32>, %b: tensor<3xf32>) {
  // expected-error @+1 {{lt: shapes do not broadcast: [4] and [3]: dimension -1 is 4 against 3 [hac-E103]}}
  %0 = hac.lt %a, %b : (tensor<4xf32>, tensor<3xf32>) -> tensor<4xi1>
  return
}
// -----
func.func @E104_le(%a: tensor<4xi1>) {
  // expected-error @+1 {{le: needs numbers, got bool[4] [hac-E104]}}
  %0 = hac.le %a, %a : (tensor<4xi1>, tensor<4xi1>) -> tensor<4xi1>
  return
}
// -----
func.func @E102_le(%a: tensor<4xf32>, %b: tensor<4xf16>) {
  // expected-error @+1 {{le: element types differ: f32[4] and f16[4] [hac-E102]}}
  %0 = hac.le %a, %b : (tensor<4xf32>, tensor<4xf16>) -> tensor<4xi1>
  return
}
// -----
func.func @E103_le(%a: tensor<4xf32>, %b: tensor<3xf32>) {
  // expected-error @+1 {{le: shapes do not broadcast: [4] and [3]: dimension -1 is 4 against 3 [hac-E103]}}
  %0 = hac.le %a, %b : (tensor<4xf32>, tensor<3xf32>) -> tensor<4xi1>
  return
}
// -----
func.func @E104_gt(%a: tensor<4xi1>) {
  // expected-error @+1 {{gt: needs numbers, got bool[4] [hac-E104]}}
  %0 = hac.gt %a, %a : (tensor<4xi1>, tensor<4xi1>) -> tensor<4xi1>
  return
}
// -----
func.func @E102_gt(%a: tensor<4xf32>, %b: tensor<4xf16>) {
  // expected-error @+1 {{gt: element types differ: f32[4] and f16[4] [hac-E102]}}
  %0 = hac.gt %a, %b : (tensor<4xf32>, tensor<4xf16>) -> tensor<4xi1>
  return
}
// -----
func.func @E103_gt(%a: tensor<4xf32>, %b: tensor<3xf32>) {
  // expected-error @+1 {{gt: shapes do not broadcast: [4] and [3]: dimension -1 is 4 against 3 [hac-E103]}}
  %0 = hac.gt %a, %b : (tensor<4xf32>, tensor<3xf32>) -> tensor<4xi1>
  return
}
// -----
func.func @E104_ge(%a: tensor<4xi1>) {
  // expected-error @+1 {{ge: needs numbers, got bool[4] [hac-E104]}}
  %0 = hac.ge %a, %a : (tensor<4xi1>, tensor<4xi1>) -> tensor<4xi1>
  return
}
// -----
func.func @E102_ge(%a: tensor<4xf32>, %b: tensor<4xf16>) {
  // expected-error @+1 {{ge: element types differ: f32[4] and f16[4] [hac-E102]}}
  %0 = hac.ge %a, %b : (tensor<4xf32>, tensor<4xf16>) -> tensor<4xi1>
  return
}
// -----
func.func @E103_ge(%a: tensor<4xf32>, %b: tensor<3xf32>) {
  // expected-error @+1 {{ge: shapes do not broadcast: [4] and [3]: dimension -1 is 4 against 3 [hac-E103]}}
  %0 = hac.ge %a, %b : (tensor<4xf32>, tensor<3xf32>) -> tensor<4xi1>
  return
}
// -----
func.func @E101_div(%a: tensor<4xi32>) {
  // expected-error @+1 {{div: needs a floating-point tensor, got i32[4] [hac-E101]}}
  %0 = hac.div %a, %a : (tensor<4xi32>, tensor<4xi32>) -> tensor<4xi32>
  return
}
// -----
func.func @E102_div(%a: tensor<4xf32>, %b: tensor<4xf16>) {
  // expected-error @+1 {{div: element types differ: f32[4] and f16[4] [hac-E102]}}
  %0 = hac.div %a, %b : (tensor<4xf32>, tensor<4xf16>) -> tensor<4xf32>
  return
}
// -----
func.func @E103_div(%a: tensor<4xf32>, %b: tensor<3xf32>) {
  // expected-error @+1 {{div: shapes do not broadcast: [4] and [3]: dimension -1 is 4 against 3 [hac-E103]}}
  %0 = hac.div %a, %b : (tensor<4xf32>, tensor<3xf32>) -> tensor<4xf32>
  return
}
// -----
func.func @E101_pow(%a: tensor<4xi32>) {
  // expected-error @+1 {{pow: needs a floating-point tensor, got i32[4] [hac-E101]}}
  %0 = hac.pow %a, %a : (tensor<4xi32>, tensor<4xi32>) -> tensor<4xi32>
  return
}
// -----
func.func @E102_pow(%a: tensor<4xf32>, %b: tensor<4xf16>) {
  // expected-error @+1 {{pow: element types differ: f32[4] and f16[4] [hac-E102]}}
  %0 = hac.pow %a, %b : (tensor<4xf32>, tensor<4xf16>) -> tensor<4xf32>
  return
}
// -----
func.func @E103_pow(%a: tensor<4xf32>, %b: tensor<3xf32>) {
  // expected-error @+1 {{pow: shapes do not broadcast: [4] and [3]: dimension -1 is 4 against 3 [hac-E103]}}
  %0 = hac.pow %a, %b : (tensor<4xf32>, tensor<3xf32>) -> tensor<4xf32>
  return
}
// -----
func.func @E105_remainder(%a: tensor<4xf32>) {
  // expected-error @+1 {{remainder: needs an integer tensor, got f32[4] [hac-E105]}}
  %0 = hac.remainder %a, %a : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return
}
// -----
func.func @E102_remainder(%a: tensor<4xi32>, %b: tensor<4xi64>) {
  // expected-error @+1 {{remainder: element types differ: i32[4] and i64[4] [hac-E102]}}
  %0 = hac.remainder %a, %b : (tensor<4xi32>, tensor<4xi64>) -> tensor<4xi32>
  return
}
// -----
func.func @E103_remainder(%a: tensor<4xi32>, %b: tensor<3xi32>) {
  // expected-error @+1 {{remainder: shapes do not broadcast: [4] and [3]: dimension -1 is 4 against 3 [hac-E103]}}
  %0 = hac.remainder %a, %b : (tensor<4xi32>, tensor<3xi32>) -> tensor<4xi32>
  return
}
// -----
func.func @E105_floor_div(%a: tensor<4xf32>) {
  // expected-error @+1 {{floor_div: needs an integer tensor, got f32[4] [hac-E105]}}
  %0 = hac.floor_div %a, %a : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return
}
// -----
func.func @E102_floor_div(%a: tensor<4xi32>, %b: tensor<4xi64>) {
  // expected-error @+1 {{floor_div: element types differ: i32[4] and i64[4] [hac-E102]}}
  %0 = hac.floor_div %a, %b : (tensor<4xi32>, tensor<4xi64>) -> tensor<4xi32>
  return
}
// -----
func.func @E103_floor_div(%a: tensor<4xi32>, %b: tensor<3xi32>) {
  // expected-error @+1 {{floor_div: shapes do not broadcast: [4] and [3]: dimension -1 is 4 against 3 [hac-E103]}}
  %0 = hac.floor_div %a, %b : (tensor<4xi32>, tensor<3xi32>) -> tensor<4xi32>
  return
}
// -----
func.func @E106_bit_and(%a: tensor<4xf32>) {
  // expected-error @+1 {{bit_and: needs a bool or integer tensor, got f32[4] [hac-E106]}}
  %0 = hac.bit_and %a, %a : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return
}
// -----
func.func @E102_bit_and(%a: tensor<4xi1>, %b: tensor<4xi32>) {
  // expected-error @+1 {{bit_and: element types differ: bool[4] and i32[4] [hac-E102]}}
  %0 = hac.bit_and %a, %b : (tensor<4xi1>, tensor<4xi32>) -> tensor<4xi1>
  return
}
// -----
func.func @E103_bit_and(%a: tensor<4xi1>, %b: tensor<3xi1>) {
  // expected-error @+1 {{bit_and: shapes do not broadcast: [4] and [3]: dimension -1 is 4 against 3 [hac-E103]}}
  %0 = hac.bit_and %a, %b : (tensor<4xi1>, tensor<3xi1>) -> tensor<4xi1>
  return
}
// -----
func.func @E106_bit_or(%a: tensor<4xf32>) {
  // expected-error @+1 {{bit_or: needs a bool or integer tensor, got f32[4] [hac-E106]}}
  %0 = hac.bit_or %a, %a : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return
}
// -----
func.func @E102_bit_or(%a: tensor<4xi1>, %b: tensor<4xi32>) {
  // expected-error @+1 {{bit_or: element types differ: bool[4] and i32[4] [hac-E102]}}
  %0 = hac.bit_or %a, %b : (tensor<4xi1>, tensor<4xi32>) -> tensor<4xi1>
  return
}
// -----
func.func @E103_bit_or(%a: tensor<4xi1>, %b: tensor<3xi1>) {
  // expected-error @+1 {{bit_or: shapes do not broadcast: [4] and [3]: dimension -1 is 4 against 3 [hac-E103]}}
  %0 = hac.bit_or %a, %b : (tensor<4xi1>, tensor<3xi1>) -> tensor<4xi1>
  return
}
// -----
func.func @E106_bit_xor(%a: tensor<4xf32>) {
  // expected-error @+1 {{bit_xor: needs a bool or integer tensor, got f32[4] [hac-E106]}}
  %0 = hac.bit_xor %a, %a : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return
}
// -----
func.func @E102_bit_xor(%a: tensor<4xi1>, %b: tensor<4xi32>) {
  // expected-error @+1 {{bit_xor: element types differ: bool[4] and i32[4] [hac-E102]}}
  %0 = hac.bit_xor %a, %b : (tensor<4xi1>, tensor<4xi32>) -> tensor<4xi1>
  return
}
// -----
func.func @E103_bit_xor(%a: tensor<4xi1>, %b: tensor<3xi1>) {
  // expected-error @+1 {{bit_xor: shapes do not broadcast: [4] and [3]: dimension -1 is 4 against 3 [hac-E103]}}
  %0 = hac.bit_xor %a, %b : (tensor<4xi1>, tensor<3xi1>) -> tensor<4xi1>
  return
}
// -----
func.func @E102_eq(%a: tensor<4xi1>, %b: tensor<4xf32>) {
  // expected-error @+1 {{eq: element types differ: bool[4] and f32[4] [hac-E102]}}
  %0 = hac.eq %a, %b : (tensor<4xi1>, tensor<4xf32>) -> tensor<4xi1>
  return
}
// -----
func.func @E103_eq(%a: tensor<4xi1>, %b: tensor<3xi1>) {
  // expected-error @+1 {{eq: shapes do not broadcast: [4] and [3]: dimension -1 is 4 against 3 [hac-E103]}}
  %0 = hac.eq %a, %b : (tensor<4xi1>, tensor<3xi1>) -> tensor<4xi1>
  return
}
// -----
func.func @E102_ne(%a: tensor<4xi1>, %b: tensor<4xf32>) {
  // expected-error @+1 {{ne: element types differ: bool[4] and f32[4] [hac-E102]}}
  %0 = hac.ne %a, %b : (tensor<4xi1>, tensor<4xf32>) -> tensor<4xi1>
  return
}
// -----
func.func @E103_ne(%a: tensor<4xi1>, %b: tensor<3xi1>) {
  // expected-error @+1 {{ne: shapes do not broadcast: [4] and [3]: dimension -1 is 4 against 3 [hac-E103]}}
  %0 = hac.ne %a, %b : (tensor<4xi1>, tensor<3xi1>) -> tensor<4xi1>
  return
}
// -----
func.func @E104_sum(%x: tensor<2x3xi1>) {
  // expected-error @+1 {{sum: needs numbers, got bool[2, 3] [hac-E104]}}
  %0 = hac.sum %x {axes = array<i64: 1>, keepdim = 0 : i64} : (tensor<2x3xi1>) -> tensor<2xi1>
  return
}
// -----
func.func @E108_sum(%x: tensor<2x3xi32>) {
  // expected-error @+1 {{sum: axis 2 is out of range for i32[2, 3] [hac-E108]}}
  %0 = hac.sum %x {axes = array<i64: 2>, keepdim = 0 : i64} : (tensor<2x3xi32>) -> tensor<2xi32>
  return
}
// -----
func.func @E111_sum(%x: tensor<2x3xi32>) {
  // expected-error @+1 {{sum: axis 1 is named twice for i32[2, 3] [hac-E111]}}
  %0 = hac.sum %x {axes = array<i64: 1, 1>, keepdim = 0 : i64} : (tensor<2x3xi32>) -> tensor<2xi32>
  return
}
// -----
func.func @E104_prod(%x: tensor<2x3xi1>) {
  // expected-error @+1 {{prod: needs numbers, got bool[2, 3] [hac-E104]}}
  %0 = hac.prod %x {axes = array<i64: 1>, keepdim = 0 : i64} : (tensor<2x3xi1>) -> tensor<2xi1>
  return
}
// -----
func.func @E108_prod(%x: tensor<2x3xi32>) {
  // expected-error @+1 {{prod: axis 2 is out of range for i32[2, 3] [hac-E108]}}
  %0 = hac.prod %x {axes = array<i64: 2>, keepdim = 0 : i64} : (tensor<2x3xi32>) -> tensor<2xi32>
  return
}
// -----
func.func @E111_prod(%x: tensor<2x3xi32>) {
  // expected-error @+1 {{prod: axis 1 is named twice for i32[2, 3] [hac-E111]}}
  %0 = hac.prod %x {axes = array<i64: 1, 1>, keepdim = 0 : i64} : (tensor<2x3xi32>) -> tensor<2xi32>
  return
}
// -----
func.func @E104_amax(%x: tensor<2x3xi1>) {
  // expected-error @+1 {{amax: needs numbers, got bool[2, 3] [hac-E104]}}
  %0 = hac.amax %x {axes = array<i64: 1>, keepdim = 0 : i64} : (tensor<2x3xi1>) -> tensor<2xi1>
  return
}
// -----
func.func @E108_amax(%x: tensor<2x3xi32>) {
  // expected-error @+1 {{amax: axis 2 is out of range for i32[2, 3] [hac-E108]}}
  %0 = hac.amax %x {axes = array<i64: 2>, keepdim = 0 : i64} : (tensor<2x3xi32>) -> tensor<2xi32>
  return
}
// -----
func.func @E111_amax(%x: tensor<2x3xi32>) {
  // expected-error @+1 {{amax: axis 1 is named twice for i32[2, 3] [hac-E111]}}
  %0 = hac.amax %x {axes = array<i64: 1, 1>, keepdim = 0 : i64} : (tensor<2x3xi32>) -> tensor<2xi32>
  return
}
// -----
func.func @E104_amin(%x: tensor<2x3xi1>) {
  // expected-error @+1 {{amin: needs numbers, got bool[2, 3] [hac-E104]}}
  %0 = hac.amin %x {axes = array<i64: 1>, keepdim = 0 : i64} : (tensor<2x3xi1>) -> tensor<2xi1>
  return
}
// -----
func.func @E108_amin(%x: tensor<2x3xi32>) {
  // expected-error @+1 {{amin: axis 2 is out of range for i32[2, 3] [hac-E108]}}
  %0 = hac.amin %x {axes = array<i64: 2>, keepdim = 0 : i64} : (tensor<2x3xi32>) -> tensor<2xi32>
  return
}
// -----
func.func @E111_amin(%x: tensor<2x3xi32>) {
  // expected-error @+1 {{amin: axis 1 is named twice for i32[2, 3] [hac-E111]}}
  %0 = hac.amin %x {axes = array<i64: 1, 1>, keepdim = 0 : i64} : (tensor<2x3xi32>) -> tensor<2xi32>
  return
}
// -----
func.func @E101_mean(%x: tensor<2x3xi32>) {
  // expected-error @+1 {{mean: needs a floating-point tensor, got i32[2, 3] [hac-E101]}}
  %0 = hac.mean %x {axes = array<i64: 1>, keepdim = 0 : i64} : (tensor<2x3xi32>) -> tensor<2xi32>
  return
}
// -----
func.func @E108_mean(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{mean: axis 2 is out of range for f32[2, 3] [hac-E108]}}
  %0 = hac.mean %x {axes = array<i64: 2>, keepdim = 0 : i64} : (tensor<2x3xf32>) -> tensor<2xf32>
  return
}
// -----
func.func @E111_mean(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{mean: axis 1 is named twice for f32[2, 3] [hac-E111]}}
  %0 = hac.mean %x {axes = array<i64: 1, 1>, keepdim = 0 : i64} : (tensor<2x3xf32>) -> tensor<2xf32>
  return
}
// -----
func.func @E101_norm(%x: tensor<2x3xi32>) {
  // expected-error @+1 {{norm: needs a floating-point tensor, got i32[2, 3] [hac-E101]}}
  %0 = hac.norm %x {axes = array<i64: 1>, keepdim = 0 : i64} : (tensor<2x3xi32>) -> tensor<2xi32>
  return
}
// -----
func.func @E108_norm(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{norm: axis 2 is out of range for f32[2, 3] [hac-E108]}}
  %0 = hac.norm %x {axes = array<i64: 2>, keepdim = 0 : i64} : (tensor<2x3xf32>) -> tensor<2xf32>
  return
}
// -----
func.func @E111_norm(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{norm: axis 1 is named twice for f32[2, 3] [hac-E111]}}
  %0 = hac.norm %x {axes = array<i64: 1, 1>, keepdim = 0 : i64} : (tensor<2x3xf32>) -> tensor<2xf32>
  return
}
// -----
func.func @E101_logsumexp(%x: tensor<2x3xi32>) {
  // expected-error @+1 {{logsumexp: needs a floating-point tensor, got i32[2, 3] [hac-E101]}}
  %0 = hac.logsumexp %x {axes = array<i64: 1>, keepdim = 0 : i64} : (tensor<2x3xi32>) -> tensor<2xi32>
  return
}
// -----
func.func @E108_logsumexp(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{logsumexp: axis 2 is out of range for f32[2, 3] [hac-E108]}}
  %0 = hac.logsumexp %x {axes = array<i64: 2>, keepdim = 0 : i64} : (tensor<2x3xf32>) -> tensor<2xf32>
  return
}
// -----
func.func @E111_logsumexp(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{logsumexp: axis 1 is named twice for f32[2, 3] [hac-E111]}}
  %0 = hac.logsumexp %x {axes = array<i64: 1, 1>, keepdim = 0 : i64} : (tensor<2x3xf32>) -> tensor<2xf32>
  return
}
// -----
func.func @E101_var(%x: tensor<2x3xi32>) {
  // expected-error @+1 {{var: needs a floating-point tensor, got i32[2, 3] [hac-E101]}}
  %0 = hac.var %x {axes = array<i64: 1>, keepdim = 0 : i64, correction = 1 : i64} : (tensor<2x3xi32>) -> tensor<2xi32>
  return
}
// -----
func.func @E108_var(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{var: axis 2 is out of range for f32[2, 3] [hac-E108]}}
  %0 = hac.var %x {axes = array<i64: 2>, keepdim = 0 : i64, correction = 1 : i64} : (tensor<2x3xf32>) -> tensor<2xf32>
  return
}
// -----
func.func @E111_var(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{var: axis 1 is named twice for f32[2, 3] [hac-E111]}}
  %0 = hac.var %x {axes = array<i64: 1, 1>, keepdim = 0 : i64, correction = 1 : i64} : (tensor<2x3xf32>) -> tensor<2xf32>
  return
}
// -----
func.func @E101_stddev(%x: tensor<2x3xi32>) {
  // expected-error @+1 {{stddev: needs a floating-point tensor, got i32[2, 3] [hac-E101]}}
  %0 = hac.stddev %x {axes = array<i64: 1>, keepdim = 0 : i64, correction = 1 : i64} : (tensor<2x3xi32>) -> tensor<2xi32>
  return
}
// -----
func.func @E108_stddev(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{stddev: axis 2 is out of range for f32[2, 3] [hac-E108]}}
  %0 = hac.stddev %x {axes = array<i64: 2>, keepdim = 0 : i64, correction = 1 : i64} : (tensor<2x3xf32>) -> tensor<2xf32>
  return
}
// -----
func.func @E111_stddev(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{stddev: axis 1 is named twice for f32[2, 3] [hac-E111]}}
  %0 = hac.stddev %x {axes = array<i64: 1, 1>, keepdim = 0 : i64, correction = 1 : i64} : (tensor<2x3xf32>) -> tensor<2xf32>
  return
}
// -----
func.func @E106_any(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{any: needs a bool tensor, got f32[2, 3] [hac-E106]}}
  %0 = hac.any %x {axes = array<i64: 1>, keepdim = 0 : i64} : (tensor<2x3xf32>) -> tensor<2xf32>
  return
}
// -----
func.func @E108_any(%x: tensor<2x3xi1>) {
  // expected-error @+1 {{any: axis 2 is out of range for bool[2, 3] [hac-E108]}}
  %0 = hac.any %x {axes = array<i64: 2>, keepdim = 0 : i64} : (tensor<2x3xi1>) -> tensor<2xi1>
  return
}
// -----
func.func @E111_any(%x: tensor<2x3xi1>) {
  // expected-error @+1 {{any: axis 1 is named twice for bool[2, 3] [hac-E111]}}
  %0 = hac.any %x {axes = array<i64: 1, 1>, keepdim = 0 : i64} : (tensor<2x3xi1>) -> tensor<2xi1>
  return
}
// -----
func.func @E106_all(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{all: needs a bool tensor, got f32[2, 3] [hac-E106]}}
  %0 = hac.all %x {axes = array<i64: 1>, keepdim = 0 : i64} : (tensor<2x3xf32>) -> tensor<2xf32>
  return
}
// -----
func.func @E108_all(%x: tensor<2x3xi1>) {
  // expected-error @+1 {{all: axis 2 is out of range for bool[2, 3] [hac-E108]}}
  %0 = hac.all %x {axes = array<i64: 2>, keepdim = 0 : i64} : (tensor<2x3xi1>) -> tensor<2xi1>
  return
}
// -----
func.func @E111_all(%x: tensor<2x3xi1>) {
  // expected-error @+1 {{all: axis 1 is named twice for bool[2, 3] [hac-E111]}}
  %0 = hac.all %x {axes = array<i64: 1, 1>, keepdim = 0 : i64} : (tensor<2x3xi1>) -> tensor<2xi1>
  return
}
