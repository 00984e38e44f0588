// RUN: hac-opt %s -split-input-file -verify-diagnostics

func.func @E102_concat(%a: tensor<2x3xf32>, %b: tensor<2x5xi32>) {
  // expected-error @+1 {{concat: element types differ: f32[2, 3] and i32[2, 5] [hac-E102]}}
  %0 = hac.concat %a, %b {axis = 1 : i64} : (tensor<2x3xf32>, tensor<2x5xi32>) -> tensor<2x8xf32>
  return
}
// -----
func.func @E108_concat(%a: tensor<2x3xf32>, %b: tensor<2x5xf32>) {
  // expected-error @+1 {{concat: axis 2 is out of range for f32[2, 3] [hac-E108]}}
  %0 = hac.concat %a, %b {axis = 2 : i64} : (tensor<2x3xf32>, tensor<2x5xf32>) -> tensor<2x8xf32>
  return
}
// -----
func.func @E601_concat(%a: tensor<2x3xf32>, %b: tensor<4x3xf32>) {
  // expected-error @+1 {{concat: the shapes differ outside axis 1: f32[2, 3] and f32[4, 3] [hac-E601]}}
  %0 = hac.concat %a, %b {axis = 1 : i64} : (tensor<2x3xf32>, tensor<4x3xf32>) -> tensor<2x6xf32>
  return
}
// -----
func.func @E601_concat_rank(%a: tensor<2x3xf32>, %b: tensor<2xf32>) {
  // expected-error @+1 {{concat: the ranks differ: f32[2, 3] and f32[2] [hac-E601]}}
  %0 = hac.concat %a, %b {axis = 1 : i64} : (tensor<2x3xf32>, tensor<2xf32>) -> tensor<2x3xf32>
  return
}
// -----
func.func @B014_concat(%a: tensor<2x3xf32>, %b: tensor<2x5xf32>, %c: tensor<2x7xf32>) {
  // expected-error @+1 {{concat: the rule gives f32[2, 15], the stored type is f32[2, 8] [hac-B014]}}
  %0 = hac.concat %a, %b, %c {axis = 1 : i64} : (tensor<2x3xf32>, tensor<2x5xf32>, tensor<2x7xf32>) -> tensor<2x8xf32>
  return
}
// -----
func.func @E108_stack(%a: tensor<2x3xf32>, %b: tensor<2x3xf32>) {
  // expected-error @+1 {{stack: axis 3 is out of range for f32[2, 3] [hac-E108]}}
  %0 = hac.stack %a, %b {axis = 3 : i64} : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x2x3xf32>
  return
}
// -----
func.func @E601_stack(%a: tensor<2x3xf32>, %b: tensor<2x4xf32>) {
  // expected-error @+1 {{stack: all tensors must have one type and shape: f32[2, 3] and f32[2, 4] [hac-E601]}}
  %0 = hac.stack %a, %b {axis = 0 : i64} : (tensor<2x3xf32>, tensor<2x4xf32>) -> tensor<2x2x3xf32>
  return
}
// -----
func.func @B014_stack(%a: tensor<2x3xf32>, %b: tensor<2x3xf32>) {
  // expected-error @+1 {{stack: the rule gives f32[2, 3, 2], the stored type is f32[2, 2, 3] [hac-B014]}}
  %0 = hac.stack %a, %b {axis = 2 : i64} : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x2x3xf32>
  return
}
// -----
func.func @B009_concat() {
  // expected-error @+1 {{concat: there is no operand [hac-B009]}}
  %0 = hac.concat {axis = 0 : i64} : () -> tensor<2xf32>
  return
}
// -----
func.func @E108_split(%x: tensor<2x8xf32>) {
  // expected-error @+1 {{split: axis 2 is out of range for f32[2, 8] [hac-E108]}}
  %0:2 = hac.split %x {axis = 2 : i64, sizes = affine_map<() -> (3, 5)>} : (tensor<2x8xf32>) -> (tensor<2x3xf32>, tensor<2x5xf32>)
  return
}
// -----
func.func @E603_split(%x: tensor<2x8xf32>) {
  // expected-error @+1 {{split: the sizes add up to 7, dimension 1 of f32[2, 8] is 8 [hac-E603]}}
  %0:2 = hac.split %x {axis = 1 : i64, sizes = affine_map<() -> (3, 4)>} : (tensor<2x8xf32>) -> (tensor<2x3xf32>, tensor<2x4xf32>)
  return
}
// -----
func.func @E603_split_negative(%x: tensor<2x8xf32>) {
  // expected-error @+1 {{split: part 1 can have a negative size: -1 [hac-E603]}}
  %0:2 = hac.split %x {axis = 1 : i64, sizes = affine_map<() -> (9, -1)>} : (tensor<2x8xf32>) -> (tensor<2x9xf32>, tensor<2x1xf32>)
  return
}
// -----
#x = affine_map<()[s0] -> (2, s0)>
#h = affine_map<()[s0] -> (2, s0 floordiv 2)>
func.func @E603_split_symbol(%t: index {hac.symbol = #hac.symbol<"seq", min = 2, max = 9, multiple_of = 1>}, %x: tensor<2x?xf32, #x>) {
  // expected-error @+1 {{split: the sizes add up to 2*(seq/2), dimension 1 of f32[2, seq] is seq [hac-E603]}}
  %0:2 = hac.split %x {axis = 1 : i64, sizes = affine_map<()[s0] -> (s0 floordiv 2, s0 floordiv 2)>} : (tensor<2x?xf32, #x>) -> (tensor<2x?xf32, #h>, tensor<2x?xf32, #h>)
  return
}
// -----
func.func @B009_split(%x: tensor<2x8xf32>) {
  // expected-error @+1 {{split: 2 sizes for 1 parts [hac-B009]}}
  %0:1 = hac.split %x {axis = 1 : i64, sizes = affine_map<() -> (3, 5)>} : (tensor<2x8xf32>) -> (tensor<2x8xf32>)
  return
}
// -----
func.func @B014_split(%x: tensor<2x8xf32>) {
  // expected-error @+1 {{split: the rule gives f32[2, 5], the stored type is f32[2, 4] [hac-B014]}}
  %0:2 = hac.split %x {axis = 1 : i64, sizes = affine_map<() -> (3, 5)>} : (tensor<2x8xf32>) -> (tensor<2x3xf32>, tensor<2x4xf32>)
  return
}
// -----
func.func @E107_slice(%x: tensor<2x8xf32>) {
  // expected-error @+1 {{slice: step is 0, allowed is 1 to 2147483647 [hac-E107]}}
  %0 = hac.slice %x {axis = 1 : i64, start = affine_map<() -> (0)>, stop = affine_map<() -> (8)>, step = 0 : i64} : (tensor<2x8xf32>) -> tensor<2x8xf32>
  return
}
// -----
func.func @E108_slice(%x: tensor<2x8xf32>) {
  // expected-error @+1 {{slice: axis 2 is out of range for f32[2, 8] [hac-E108]}}
  %0 = hac.slice %x {axis = 2 : i64, start = affine_map<() -> (0)>, stop = affine_map<() -> (8)>, step = 1 : i64} : (tensor<2x8xf32>) -> tensor<2x8xf32>
  return
}
// -----
func.func @E604_slice_start(%x: tensor<2x8xf32>) {
  // expected-error @+1 {{slice: [-1, 8) is not inside dimension 1 of f32[2, 8] [hac-E604]}}
  %0 = hac.slice %x {axis = 1 : i64, start = affine_map<() -> (-1)>, stop = affine_map<() -> (8)>, step = 1 : i64} : (tensor<2x8xf32>) -> tensor<2x9xf32>
  return
}
// -----
func.func @E604_slice_order(%x: tensor<2x8xf32>) {
  // expected-error @+1 {{slice: [5, 3) is not inside dimension 1 of f32[2, 8] [hac-E604]}}
  %0 = hac.slice %x {axis = 1 : i64, start = affine_map<() -> (5)>, stop = affine_map<() -> (3)>, step = 1 : i64} : (tensor<2x8xf32>) -> tensor<2x0xf32>
  return
}
// -----
func.func @E604_slice_stop(%x: tensor<2x8xf32>) {
  // expected-error @+1 {{slice: [0, 9) is not inside dimension 1 of f32[2, 8] [hac-E604]}}
  %0 = hac.slice %x {axis = 1 : i64, start = affine_map<() -> (0)>, stop = affine_map<() -> (9)>, step = 1 : i64} : (tensor<2x8xf32>) -> tensor<2x9xf32>
  return
}
// -----
#x = affine_map<()[s0] -> (2, s0)>
func.func @E604_slice_symbol(%t: index {hac.symbol = #hac.symbol<"seq", min = 2, max = 9, multiple_of = 1>}, %x: tensor<2x?xf32, #x>) {
  // expected-error @+1 {{slice: [0, 3) is not inside dimension 1 of f32[2, seq] for every allowed size [hac-E604]}}
  %0 = hac.slice %x {axis = 1 : i64, start = affine_map<() -> (0)>, stop = affine_map<() -> (3)>, step = 1 : i64} : (tensor<2x?xf32, #x>) -> tensor<2x3xf32>
  return
}
// -----
func.func @B014_slice(%x: tensor<2x8xf32>) {
  // expected-error @+1 {{slice: the rule gives f32[2, 4], the stored type is f32[2, 3] [hac-B014]}}
  %0 = hac.slice %x {axis = 1 : i64, start = affine_map<() -> (0)>, stop = affine_map<() -> (7)>, step = 2 : i64} : (tensor<2x8xf32>) -> tensor<2x3xf32>
  return
}
// -----
func.func @E108_flip(%x: tensor<2x8xf32>) {
  // expected-error @+1 {{flip: axis 2 is out of range for f32[2, 8] [hac-E108]}}
  %0 = hac.flip %x {axes = array<i64: 2>} : (tensor<2x8xf32>) -> tensor<2x8xf32>
  return
}
// -----
func.func @E111_flip(%x: tensor<2x8xf32>) {
  // expected-error @+1 {{flip: axis 0 is named twice for f32[2, 8] [hac-E111]}}
  %0 = hac.flip %x {axes = array<i64: 0, 0>} : (tensor<2x8xf32>) -> tensor<2x8xf32>
  return
}
// -----
func.func @E108_roll(%x: tensor<2x8xf32>) {
  // expected-error @+1 {{roll: axis 2 is out of range for f32[2, 8] [hac-E108]}}
  %0 = hac.roll %x {shift = 1 : i64, axis = 2 : i64} : (tensor<2x8xf32>) -> tensor<2x8xf32>
  return
}
// -----
func.func @E107_tile(%x: tensor<2x8xf32>) {
  // expected-error @+1 {{tile: a count is 0, allowed is 1 to 2147483647 [hac-E107]}}
  %0 = hac.tile %x {counts = array<i64: 1, 0>} : (tensor<2x8xf32>) -> tensor<2x0xf32>
  return
}
// -----
func.func @E610_tile(%x: tensor<2x8xf32>) {
  // expected-error @+1 {{tile: 1 counts for f32[2, 8] [hac-E610]}}
  %0 = hac.tile %x {counts = array<i64: 2>} : (tensor<2x8xf32>) -> tensor<2x16xf32>
  return
}
// -----
func.func @E022_tile(%x: tensor<2x8xf32>) {
  // expected-error @+1 {{tile: f32[2147483646, 2147483640] has more than 2^40 elements [hac-E022]}}
  %0 = hac.tile %x {counts = array<i64: 1073741823, 268435455>} : (tensor<2x8xf32>) -> tensor<2147483646x2147483640xf32>
  return
}
// -----
func.func @B014_tile(%x: tensor<2x8xf32>) {
  // expected-error @+1 {{tile: the rule gives f32[2, 16], the stored type is f32[4, 8] [hac-B014]}}
  %0 = hac.tile %x {counts = array<i64: 1, 2>} : (tensor<2x8xf32>) -> tensor<4x8xf32>
  return
}
// -----
func.func @E110_pad(%x: tensor<2x8xi32>) {
  // expected-error @+1 {{pad: the number 0.5 does not fit element type i32 [hac-E110]}}
  %0 = hac.pad %x {padding = array<i64: 0, 0, 1, 1>, mode = 0 : i64, value = 0.5 : f64} : (tensor<2x8xi32>) -> tensor<2x10xi32>
  return
}
// -----
func.func @E107_pad(%x: tensor<2x8xf32>) {
  // expected-error @+1 {{pad: mode is 4, allowed is 0 to 3 [hac-E107]}}
  %0 = hac.pad %x {padding = array<i64: 0, 0, 1, 1>, mode = 4 : i64, value = 0 : i64} : (tensor<2x8xf32>) -> tensor<2x10xf32>
  return
}
// -----
func.func @E610_pad_count(%x: tensor<2x8xf32>) {
  // expected-error @+1 {{pad: 2 numbers for f32[2, 8], there must be two per dimension [hac-E610]}}
  %0 = hac.pad %x {padding = array<i64: 1, 1>, mode = 0 : i64, value = 0 : i64} : (tensor<2x8xf32>) -> tensor<2x10xf32>
  return
}
// -----
func.func @E610_pad_cut(%x: tensor<2x8xf32>) {
  // expected-error @+1 {{pad: padding {-5, -4} cuts more than dimension 1 of f32[2, 8] has [hac-E610]}}
  %0 = hac.pad %x {padding = array<i64: 0, 0, -5, -4>, mode = 0 : i64, value = 0 : i64} : (tensor<2x8xf32>) -> tensor<2x0xf32>
  return
}
// -----
func.func @E610_pad_reflect(%x: tensor<2x8xf32>) {
  // expected-error @+1 {{pad: padding {8, 0} is not possible for dimension 1 of f32[2, 8] [hac-E610]}}
  %0 = hac.pad %x {padding = array<i64: 0, 0, 8, 0>, mode = 1 : i64, value = 0 : i64} : (tensor<2x8xf32>) -> tensor<2x16xf32>
  return
}
// -----
func.func @E610_pad_circular(%x: tensor<2x8xf32>) {
  // expected-error @+1 {{pad: padding {0, 9} is not possible for dimension 1 of f32[2, 8] [hac-E610]}}
  %0 = hac.pad %x {padding = array<i64: 0, 0, 0, 9>, mode = 3 : i64, value = 0 : i64} : (tensor<2x8xf32>) -> tensor<2x17xf32>
  return
}
// -----
func.func @E610_pad_replicate(%x: tensor<2x8xf32>) {
  // expected-error @+1 {{pad: padding {-1, 2} is not possible for dimension 1 of f32[2, 8] [hac-E610]}}
  %0 = hac.pad %x {padding = array<i64: 0, 0, -1, 2>, mode = 2 : i64, value = 0 : i64} : (tensor<2x8xf32>) -> tensor<2x9xf32>
  return
}
// -----
func.func @B014_pad(%x: tensor<2x8xf32>) {
  // expected-error @+1 {{pad: the rule gives f32[2, 11], the stored type is f32[2, 10] [hac-B014]}}
  %0 = hac.pad %x {padding = array<i64: 0, 0, 1, 2>, mode = 0 : i64, value = 0 : i64} : (tensor<2x8xf32>) -> tensor<2x10xf32>
  return
}
// -----
func.func @B009_slice(%x: tensor<2x8xf32>) {
  // expected-error @+1 {{slice: start and stop are one size each [hac-B009]}}
  %0 = hac.slice %x {axis = 1 : i64, start = affine_map<() -> (0, 1)>, stop = affine_map<() -> (8)>, step = 1 : i64} : (tensor<2x8xf32>) -> tensor<2x8xf32>
  return
}
// -----
func.func @B013_slice(%x: tensor<2x8xf32>) {
  // expected-error @+1 {{slice: stop has more than symbols, or a divisor that is no positive constant [hac-B013]}}
  %0 = hac.slice %x {axis = 1 : i64, start = affine_map<() -> (0)>, stop = affine_map<()[s0, s1] -> (s0 floordiv s1)>, step = 1 : i64} : (tensor<2x8xf32>) -> tensor<2x8xf32>
  return
}
