// RUN: hac-opt %s --hac-place-weights | FileCheck %s

// Multiples of 64 in order of first use; one place for each pair of name and layout.
// CHECK-LABEL: func @first
// CHECK: hac.param "a" {offset = 0 : i64} : tensor<3x5xf32>
// CHECK: hac.param "b" {offset = 64 : i64} : tensor<17xf32>
// CHECK: hac.param "a" {offset = 0 : i64} : tensor<3x5xf32>
func.func @first() {
  %a = hac.param "a" : tensor<3x5xf32>
  %b = hac.param "b" : tensor<17xf32>
  %again = hac.param "a" : tensor<3x5xf32>
  return
}

// CHECK-LABEL: func @second
// CHECK: hac.param "b" {offset = 64 : i64} : tensor<17xf32>
// CHECK: hac.param "a" {offset = 192 : i64, pack = {n_tile = 4 : i64}} : tensor<1x5x4xf32>
// CHECK: hac.param "c" {offset = 320 : i64} : tensor<2xbf16>
func.func @second() {
  %b = hac.param "b" : tensor<17xf32>
  %packed = hac.param "a" {pack = {n_tile = 4 : i64}} : tensor<1x5x4xf32>
  %c = hac.param "c" : tensor<2xbf16>
  return
}
