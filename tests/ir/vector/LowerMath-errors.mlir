// RUN: hac-opt %s --split-input-file --verify-diagnostics --hac-lower-math

func.func @no_own_form(%x: f32) -> f32 {
  // expected-error @+1 {{hac-lower-math has no form of math.atan on 'f32', and a call of libm is not allowed}}
  %y = math.atan %x : f32
  return %y : f32
}

// -----

func.func @callers_extend_16_bits(%x: vector<4xbf16>) -> vector<4xbf16> {
  // expected-error @+1 {{hac-lower-math has no form of math.exp on 'vector<4xbf16>'}}
  %y = math.exp %x : vector<4xbf16>
  return %y : vector<4xbf16>
}

// -----

func.func @remainder_is_a_call(%x: f32) -> f32 {
  // expected-error @+1 {{hac-lower-math has no form of arith.remf on 'f32'}}
  %y = arith.remf %x, %x : f32
  return %y : f32
}
