// RUN: hac-opt %s -split-input-file -verify-diagnostics

func.func @E101_exp(%x: tensor<4xi32>) {
  // expected-error @+1 {{exp: needs a floating-point tensor, got i32[4] [hac-E101]}}
  %0 = hac.exp %x : (tensor<4xi32>) -> tensor<4xi32>
  return
}
// -----
func.func @E101_gelu(%x: tensor<4xi1>) {
  // expected-error @+1 {{gelu: needs a floating-point tensor, got bool[4] [hac-E101]}}
  %0 = hac.gelu %x {approximate = 0 : i64} : (tensor<4xi1>) -> tensor<4xi1>
  return
}
// -----
func.func @E101_div(%x: tensor<4xi32>) {
  // expected-error @+1 {{div: needs a floating-point tensor, got i32[4] [hac-E101]}}
  %0 = hac.div %x, %x : (tensor<4xi32>, tensor<4xi32>) -> tensor<4xi32>
  return
}
// -----
func.func @E101_prelu(%x: tensor<4xi32>) {
  // expected-error @+1 {{[hac-E101]}}
  %0 = hac.prelu %x, %x : (tensor<4xi32>, tensor<4xi32>) -> tensor<4xi32>
  return
}
// -----
func.func @E102_add(%x: tensor<4xf32>, %y: tensor<4xbf16>) {
  // expected-error @+1 {{add: element types differ: f32[4] and bf16[4] [hac-E102]}}
  %0 = hac.add %x, %y : (tensor<4xf32>, tensor<4xbf16>) -> tensor<4xf32>
  return
}
// -----
func.func @E102_eq(%x: tensor<4xi1>, %y: tensor<4xui8>) {
  // expected-error @+1 {{eq: element types differ: bool[4] and u8[4] [hac-E102]}}
  %0 = hac.eq %x, %y : (tensor<4xi1>, tensor<4xui8>) -> tensor<4xi1>
  return
}
// -----
func.func @E102_where(%c: tensor<4xi1>, %x: tensor<4xf32>, %y: tensor<4xi32>) {
  // expected-error @+1 {{where: element types differ: f32[4] and i32[4] [hac-E102]}}
  %0 = hac.where %c, %x, %y : (tensor<4xi1>, tensor<4xf32>, tensor<4xi32>) -> tensor<4xf32>
  return
}
// -----
func.func @E103_mul(%x: tensor<2x5xf32>, %y: tensor<3x1xf32>) {
  // expected-error @+1 {{mul: shapes do not broadcast: [2, 5] and [3, 1]: dimension -2 is 2 against 3 [hac-E103]}}
  %0 = hac.mul %x, %y : (tensor<2x5xf32>, tensor<3x1xf32>) -> tensor<2x5xf32>
  return
}
// -----
#a = affine_map<()[s0, s1] -> (s0, s1)>
#b = affine_map<()[s0, s1] -> (s1 floordiv 2)>
func.func @E103_sub_symbols(%n: index {hac.symbol = #hac.symbol<"batch", min = 1, max = 8, multiple_of = 1>},
                            %t: index {hac.symbol = #hac.symbol<"seq", min = 1, max = 8, multiple_of = 1>},
                            %x: tensor<?x?xf32, #a>, %y: tensor<?xf32, #b>) {
  // expected-error @+1 {{sub: shapes do not broadcast: [batch, seq] and [seq/2]: dimension -1 is seq against seq/2 [hac-E103]}}
  %0 = hac.sub %x, %y : (tensor<?x?xf32, #a>, tensor<?xf32, #b>) -> tensor<?x?xf32, #a>
  return
}
// -----
func.func @E104_neg(%x: tensor<4xi1>) {
  // expected-error @+1 {{neg: needs numbers, got bool[4] [hac-E104]}}
  %0 = hac.neg %x : (tensor<4xi1>) -> tensor<4xi1>
  return
}
// -----
func.func @E104_lt(%x: tensor<4xi1>) {
  // expected-error @+1 {{lt: needs numbers, got bool[4] [hac-E104]}}
  %0 = hac.lt %x, %x : (tensor<4xi1>, tensor<4xi1>) -> tensor<4xi1>
  return
}
// -----
func.func @E105_remainder(%x: tensor<4xf32>) {
  // expected-error @+1 {{remainder: needs an integer tensor, got f32[4] [hac-E105]}}
  %0 = hac.remainder %x, %x : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return
}
// -----
func.func @E105_floor_div(%x: tensor<4xi1>) {
  // expected-error @+1 {{floor_div: needs an integer tensor, got bool[4] [hac-E105]}}
  %0 = hac.floor_div %x, %x : (tensor<4xi1>, tensor<4xi1>) -> tensor<4xi1>
  return
}
// -----
func.func @E106_bit_and(%x: tensor<4xf32>) {
  // expected-error @+1 {{bit_and: needs a bool or integer tensor, got f32[4] [hac-E106]}}
  %0 = hac.bit_and %x, %x : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return
}
// -----
func.func @E106_where(%x: tensor<4xf32>) {
  // expected-error @+1 {{where: needs a bool tensor, got f32[4] [hac-E106]}}
  %0 = hac.where %x, %x, %x : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return
}
// -----
func.func @E106_logical_not(%x: tensor<4xf32>) {
  // expected-error @+1 {{logical_not: needs a bool or integer tensor, got f32[4] [hac-E106]}}
  %0 = hac.logical_not %x : (tensor<4xf32>) -> tensor<4xf32>
  return
}
// -----
func.func @E107_clamp(%x: tensor<4xf32>) {
  // expected-error @+1 {{clamp: the lower bound 2 is above the upper bound 1 [hac-E107]}}
  %0 = hac.clamp %x {lo = 2.0 : f64, hi = 1.0 : f64} : (tensor<4xf32>) -> tensor<4xf32>
  return
}
// -----
func.func @E107_gelu(%x: tensor<4xf32>) {
  // expected-error @+1 {{gelu: approximate is 2, allowed is 0 to 1 [hac-E107]}}
  %0 = hac.gelu %x {approximate = 2 : i64} : (tensor<4xf32>) -> tensor<4xf32>
  return
}
// -----
func.func @E110_clamp(%x: tensor<4xui8>) {
  // expected-error @+1 {{clamp: the number 256 does not fit element type u8 [hac-E110]}}
  %0 = hac.clamp %x {lo = 0 : i64, hi = 256 : i64} : (tensor<4xui8>) -> tensor<4xui8>
  return
}
// -----
func.func @E110_full_real() {
  // expected-error @+1 {{full: the number 0.5 does not fit element type i32 [hac-E110]}}
  %0 = hac.full {value = 0.5 : f64} : () -> tensor<4xi32>
  return
}
// -----
func.func @E110_full_large() {
  // expected-error @+1 {{full: the number 70000 does not fit element type f16 [hac-E110]}}
  %0 = hac.full {value = 7.0e4 : f64} : () -> tensor<4xf16>
  return
}
// -----
func.func @E110_full_bool() {
  // expected-error @+1 {{full: the number 2 does not fit element type bool [hac-E110]}}
  %0 = hac.full {value = 2 : i64} : () -> tensor<i1>
  return
}
// -----
func.func @E108_iota() {
  // expected-error @+1 {{iota: axis 2 is out of range for i32[4, 5] [hac-E108]}}
  %0 = hac.iota {axis = 2 : i64} : () -> tensor<4x5xi32>
  return
}
// -----
func.func @E612_constant() {
  // expected-error @+1 {{constant: 4 values for the shape [4]; at most 65536 are allowed [hac-E612]}}
  %0 = hac.constant {values = dense<[[1, 0], [0, 1]]> : tensor<2x2xi32>} : () -> tensor<4xi32>
  return
}
// -----
func.func @E302_prelu(%x: tensor<2x3x5xf32>, %w: tensor<3xf32>) {
  // expected-error @+1 {{prelu: the weight must be [1] or [channels], got f32[3] for f32[2, 3, 5] [hac-E302]}}
  %0 = hac.prelu %x, %w : (tensor<2x3x5xf32>, tensor<3xf32>) -> tensor<2x3x5xf32>
  return
}
// -----
#rows = affine_map<()[s0] -> (s0)>
func.func @E015_param(%n: index) {
  // expected-error @+1 {{param: the shape of a parameter must be constant, got f32[s0] [hac-E015]}}
  %0 = hac.param "w" : tensor<?xf32, #rows>
  return
}
// -----
func.func @E024_param() {
  // expected-error @+1 {{param: a parameter has a size of 0: f32[0, 3] [hac-E024]}}
  %0 = hac.param "w" : tensor<0x3xf32>
  return
}

// Limits that every op has.
// -----
#less = affine_map<()[s0] -> (s0 - 2)>
func.func @E012_full(%n: index {hac.symbol = #hac.symbol<"seq", min = 1, max = 8, multiple_of = 1>}) {
  // expected-error @+1 {{full: dimension 0 of the result [seq-2] can be negative [hac-E012]}}
  %0 = hac.full {value = 0 : i64} : () -> tensor<?xi32, #less>
  return
}
// -----
func.func @E020_full() {
  // expected-error @+1 {{full: rank 9 is more than 8 [hac-E020]}}
  %0 = hac.full {value = 0 : i64} : () -> tensor<1x1x1x1x1x1x1x1x1xi32>
  return
}
// -----
func.func @E022_full() {
  // expected-error @+1 {{full: i32[1048577, 1048576] has more than 2^40 elements [hac-E022]}}
  %0 = hac.full {value = 0 : i64} : () -> tensor<1048577x1048576xi32>
  return
}
// -----
#five = affine_map<()[s0, s1, s2, s3, s4] -> (s0 + s1 + s2 + s3 + s4)>
func.func @E011_full() {
  // expected-error @+1 {{cannot be written as a dim [hac-E011]}}
  %0 = hac.full {value = 0 : i64} : () -> tensor<?xi32, #five>
  return
}

// The stored type.
// -----
func.func @B014_add(%x: tensor<2x5xf32>, %y: tensor<3x1x1xf32>) {
  // expected-error @+1 {{add: the rule gives f32[3, 2, 5], the stored type is f32[2, 5] [hac-B014]}}
  %0 = hac.add %x, %y : (tensor<2x5xf32>, tensor<3x1x1xf32>) -> tensor<2x5xf32>
  return
}
// -----
func.func @B014_lt(%x: tensor<4xf32>) {
  // expected-error @+1 {{lt: the rule gives bool[4], the stored type is f32[4] [hac-B014]}}
  %0 = hac.lt %x, %x : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return
}
// -----
func.func @B014_cast(%x: tensor<4xf32>) {
  // expected-error @+1 {{cast: the rule gives i32[4], the stored type is i32[5] [hac-B014]}}
  %0 = hac.cast %x : (tensor<4xf32>) -> tensor<5xi32>
  return
}
// -----
func.func @B013_element(%x: tensor<4xi16>) {
  // expected-error @+1 {{relu: tensor<4xi16> is no tensor of the language: its element type [hac-B013]}}
  %0 = hac.relu %x : (tensor<4xi16>) -> tensor<4xi16>
  return
}
// -----
func.func @B013_size(%x: tensor<?xf32>) {
  // expected-error @+1 {{relu: tensor<?xf32> is no tensor of the language: a size without an expression [hac-B013]}}
  %0 = hac.relu %x : (tensor<?xf32>) -> tensor<?xf32>
  return
}
// -----
#two = affine_map<()[s0] -> (s0, 4)>
func.func @B013_map(%x: tensor<?xf32, #two>) {
  // expected-error @+1 {{its map does not give one size per dimension [hac-B013]}}
  %0 = hac.relu %x : (tensor<?xf32, #two>) -> tensor<?xf32, #two>
  return
}
// -----
#by = affine_map<()[s0, s1] -> (s0 floordiv s1)>
func.func @B013_divisor(%x: tensor<?xf32, #by>) {
  // expected-error @+1 {{more than symbols, or a divisor that is no positive constant [hac-B013]}}
  %0 = hac.relu %x : (tensor<?xf32, #by>) -> tensor<?xf32, #by>
  return
}
