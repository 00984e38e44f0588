// RUN: hac-opt %s -split-input-file -verify-diagnostics

func.func @E102_map(%a: tensor<4xf32>, %b: tensor<4xf16>) {
  // expected-error @+1 {{map: element types differ: f32[4] and f16[4] [hac-E102]}}
  %0 = hac.map %a, %b {fn = #hac.tape<vars = 2, reads = 0 from 0, result = 2, [var f 0, var f 1, add f 0 1]>} : (tensor<4xf32>, tensor<4xf16>) -> tensor<4xf32>
  return
}
// -----
func.func @E102_map_integers(%a: tensor<4xi32>, %b: tensor<4xi64>) {
  // expected-error @+1 {{map: element types differ: i32[4] and i64[4] [hac-E102]}}
  %0 = hac.map %a, %b {fn = #hac.tape<vars = 2, reads = 0 from 0, result = 2, [var i 0, var i 1, add i 0 1]>} : (tensor<4xi32>, tensor<4xi64>) -> tensor<4xi32>
  return
}
// -----
func.func @E103_map(%a: tensor<4xf32>, %b: tensor<3xf32>) {
  // expected-error @+1 {{map: shapes do not broadcast: [4] and [3]: dimension -1 is 4 against 3 [hac-E103]}}
  %0 = hac.map %a, %b {fn = #hac.tape<vars = 2, reads = 0 from 0, result = 2, [var f 0, var f 1, add f 0 1]>} : (tensor<4xf32>, tensor<3xf32>) -> tensor<4xf32>
  return
}
// -----
func.func @E904_map(%a: tensor<4xf32>, %b: tensor<4xi1>) {
  // expected-error @+1 {{map: the lambda computes with a bool [hac-E904]}}
  %0 = hac.map %a, %b {fn = #hac.tape<vars = 2, reads = 0 from 0, result = 2, [var f 0, var b 1, add f 0 1]>} : (tensor<4xf32>, tensor<4xi1>) -> tensor<4xf32>
  return
}
// -----
func.func @E903_map(%a: tensor<4xi32>) {
  // expected-error @+1 {{map: the lambda divides an integer by something that is no positive integer constant [hac-E903]}}
  %0 = hac.map %a {fn = #hac.tape<vars = 1, reads = 0 from 0, result = 2, [var i 0, ci i 0, div i 0 1]>} : (tensor<4xi32>) -> tensor<4xi32>
  return
}
// -----
func.func @E906_map(%a: tensor<4xf32>) {
  // expected-error @+1 {{map: the lambda reads 1 tensors, those are operands [hac-E906]}}
  %0 = hac.map %a {fn = #hac.tape<vars = 1, reads = 1 from 0, result = 0, [var f 0]>} : (tensor<4xf32>) -> tensor<4xf32>
  return
}
// -----
func.func @B007_map(%a: tensor<4xf32>) {
  // expected-error @+1 {{map: the lambda has 1 variables, not 2 [hac-B007]}}
  %0 = hac.map %a {fn = #hac.tape<vars = 2, reads = 0 from 0, result = 2, [var f 0, var f 1, add f 0 1]>} : (tensor<4xf32>) -> tensor<4xf32>
  return
}
// -----
func.func @B009_map() {
  // expected-error @+1 {{map: 0 operands, it takes 1 to 8 [hac-B009]}}
  %0 = hac.map  {fn = #hac.tape<vars = 0, reads = 0 from 0, result = 0, [ci i 0]>} : () -> tensor<4xf32>
  return
}
// -----
func.func @B014_map(%a: tensor<4xf32>, %b: tensor<4xf32>) {
  // expected-error @+1 {{map: the rule gives bool[4], the stored type is f32[4] [hac-B014]}}
  %0 = hac.map %a, %b {fn = #hac.tape<vars = 2, reads = 0 from 0, result = 2, [var f 0, var f 1, lt b 0 1]>} : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return
}
// -----
func.func @E101_reduce(%x: tensor<2x5xi32>) {
  // expected-error @+1 {{reduce: needs a floating-point tensor, got i32[2, 5] [hac-E101]}}
  %0 = hac.reduce %x {fn = #hac.tape<vars = 2, reads = 0 from 0, result = 2, [var f 0, var f 1, add f 0 1]>, identity = 0.0 : f64, axes = array<i64: 1>, keepdim = 0 : i64} : (tensor<2x5xi32>) -> tensor<2xf32>
  return
}
// -----
func.func @E108_reduce(%x: tensor<2x5xf32>) {
  // expected-error @+1 {{reduce: axis 2 is out of range for f32[2, 5] [hac-E108]}}
  %0 = hac.reduce %x {fn = #hac.tape<vars = 2, reads = 0 from 0, result = 2, [var f 0, var f 1, add f 0 1]>, identity = 0.0 : f64, axes = array<i64: 2>, keepdim = 0 : i64} : (tensor<2x5xf32>) -> tensor<2xf32>
  return
}
// -----
func.func @E111_reduce(%x: tensor<2x5xf32>) {
  // expected-error @+1 {{reduce: axis 1 is named twice for f32[2, 5] [hac-E111]}}
  %0 = hac.reduce %x {fn = #hac.tape<vars = 2, reads = 0 from 0, result = 2, [var f 0, var f 1, add f 0 1]>, identity = 0.0 : f64, axes = array<i64: 1, 1>, keepdim = 0 : i64} : (tensor<2x5xf32>) -> tensor<2xf32>
  return
}
// -----
func.func @E409_reduce(%x: tensor<2x5xf32>) {
  // expected-error @+1 {{reduce: the lambda must return a number, it returns a bool [hac-E409]}}
  %0 = hac.reduce %x {fn = #hac.tape<vars = 2, reads = 0 from 0, result = 2, [var f 0, var f 1, lt b 0 1]>, identity = 0.0 : f64, axes = array<i64: 1>, keepdim = 0 : i64} : (tensor<2x5xf32>) -> tensor<2xf32>
  return
}
// -----
func.func @E906_reduce(%x: tensor<2x5xf32>) {
  // expected-error @+1 {{reduce: the lambda reads 1 tensors, those are operands [hac-E906]}}
  %0 = hac.reduce %x {fn = #hac.tape<vars = 2, reads = 1 from 0, result = 2, [var f 0, var f 1, add f 0 1]>, identity = 0.0 : f64, axes = array<i64: 1>, keepdim = 0 : i64} : (tensor<2x5xf32>) -> tensor<2xf32>
  return
}
// -----
func.func @B014_reduce(%x: tensor<2x5xf32>) {
  // expected-error @+1 {{reduce: the rule gives f32[2, 1], the stored type is f32[2] [hac-B014]}}
  %0 = hac.reduce %x {fn = #hac.tape<vars = 2, reads = 0 from 0, result = 2, [var f 0, var f 1, add f 0 1]>, identity = 0.0 : f64, axes = array<i64: 1>, keepdim = 1 : i64} : (tensor<2x5xf32>) -> tensor<2xf32>
  return
}
// -----
func.func @E107_iterate(%x: tensor<4xf32>) {
  // expected-error @+1 {{iterate: the count is 0, allowed is 1 to 2147483647 [hac-E107]}}
  %0 = hac.iterate %x {count = 0 : i64} : (tensor<4xf32>) -> tensor<4xf32> {
  ^bb0(%s: tensor<4xf32>):
    hac.yield %s : tensor<4xf32>
  }
  return
}
// -----
func.func @E701_iterate(%x: tensor<4xf32>, %y: tensor<5xf32>) {
  %0 = hac.iterate %x {count = 3 : i64} : (tensor<4xf32>) -> tensor<4xf32> {
  ^bb0(%s: tensor<4xf32>):
    // expected-error @+1 {{yield: the body changes the type of state 0 from f32[4] to f32[5] [hac-E701]}}
    hac.yield %y : tensor<5xf32>
  }
  return
}
// -----
func.func @E701_iterate_argument(%x: tensor<4xf32>) {
  // expected-error @+1 {{iterate: the body changes the type of state 0 from f32[4] to f16[4] [hac-E701]}}
  %0 = hac.iterate %x {count = 3 : i64} : (tensor<4xf32>) -> tensor<4xf32> {
  ^bb0(%s: tensor<4xf16>):
    hac.yield %x : tensor<4xf32>
  }
  return
}
// -----
func.func @E701_iterate_count(%x: tensor<4xf32>) {
  %0 = hac.iterate %x {count = 3 : i64} : (tensor<4xf32>) -> tensor<4xf32> {
  ^bb0(%s: tensor<4xf32>):
    // expected-error @+1 {{yield: the body has 2 tensors, the state has 1 [hac-E701]}}
    hac.yield %s, %s : tensor<4xf32>, tensor<4xf32>
  }
  return
}
// -----
func.func @B014_iterate(%x: tensor<4xf32>) {
  // expected-error @+1 {{iterate: the rule gives f32[4], the stored type is f32[5] [hac-B014]}}
  %0 = hac.iterate %x {count = 3 : i64} : (tensor<4xf32>) -> tensor<5xf32> {
  ^bb0(%s: tensor<4xf32>):
    hac.yield %s : tensor<4xf32>
  }
  return
}
// -----
func.func @E705_iterate(%x: tensor<f32>) {
  %0 = hac.iterate %x {count = 1 : i64} : (tensor<f32>) -> tensor<f32> {
  ^bb0(%a: tensor<f32>):
    %1 = hac.iterate %a {count = 1 : i64} : (tensor<f32>) -> tensor<f32> {
    ^bb0(%b: tensor<f32>):
      %2 = hac.iterate %b {count = 1 : i64} : (tensor<f32>) -> tensor<f32> {
      ^bb0(%c: tensor<f32>):
        %3 = hac.iterate %c {count = 1 : i64} : (tensor<f32>) -> tensor<f32> {
        ^bb0(%d: tensor<f32>):
          // expected-error @+1 {{iterate: bodies are nested over 4 deep [hac-E705]}}
          %4 = hac.iterate %d {count = 1 : i64} : (tensor<f32>) -> tensor<f32> {
          ^bb0(%e: tensor<f32>):
            hac.yield %e : tensor<f32>
          }
          hac.yield %4 : tensor<f32>
        }
        hac.yield %3 : tensor<f32>
      }
      hac.yield %2 : tensor<f32>
    }
    hac.yield %1 : tensor<f32>
  }
  return
}
// -----
// expected-error @+1 {{a lambda has at most 64 operations, got 65 [hac-E023]}}
#long = #hac.tape<vars = 0, reads = 0 from 0, result = 0, [ci i 0, ci i 1, ci i 2, ci i 3, ci i 4, ci i 5, ci i 6, ci i 7, ci i 8, ci i 9, ci i 10, ci i 11, ci i 12, ci i 13, ci i 14, ci i 15, ci i 16, ci i 17, ci i 18, ci i 19, ci i 20, ci i 21, ci i 22, ci i 23, ci i 24, ci i 25, ci i 26, ci i 27, ci i 28, ci i 29, ci i 30, ci i 31, ci i 32, ci i 33, ci i 34, ci i 35, ci i 36, ci i 37, ci i 38, ci i 39, ci i 40, ci i 41, ci i 42, ci i 43, ci i 44, ci i 45, ci i 46, ci i 47, ci i 48, ci i 49, ci i 50, ci i 51, ci i 52, ci i 53, ci i 54, ci i 55, ci i 56, ci i 57, ci i 58, ci i 59, ci i 60, ci i 61, ci i 62, ci i 63, ci i 64]>
