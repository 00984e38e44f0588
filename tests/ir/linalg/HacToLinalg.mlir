// RUN: hac-opt %s --split-input-file --hac-to-linalg | FileCheck %s

// Types lose their dims; the function keeps those of its border.
// CHECK-DAG: [[X:#.+]] = affine_map<()[s0] -> (s0, 64)>
// CHECK-DAG: [[MK:#.+]] = affine_map<(d0, d1, d2) -> (d0, d2)>
// CHECK-DAG: [[NK:#.+]] = affine_map<(d0, d1, d2) -> (d1, d2)>
// CHECK-LABEL: func @linear(
// CHECK-SAME: %[[B:.*]]: index, %[[X_:.*]]: tensor<?x64xf32> {hac.argument = 0 : i64}) -> (tensor<?x20xf32>
// CHECK-SAME: hac.shapes = {"0" = [[X]], "1" =
// CHECK: %[[W:.*]] = hac.param "fc.weight" : tensor<20x64xf32>
// CHECK: %[[ZEROS:.*]] = linalg.fill
// CHECK: %[[C:.*]] = linalg.generic {indexing_maps = {{\[}}[[MK]], [[NK]], {{.*}}iterator_types = ["parallel", "parallel", "reduction"]}
// CHECK-SAME: ins(%[[X_]], %[[W]] : {{.*}}) outs(%[[ZEROS]] : {{.*}}hac.anchor = "linear"
// CHECK-NEXT: ^bb0(%[[P:.*]]: f32, %[[Q:.*]]: f32, %[[SUM:.*]]: f32):
// CHECK-NEXT: %[[FMA:.*]] = math.fma %[[P]], %[[Q]], %[[SUM]] : f32
// CHECK-NEXT: linalg.yield %[[FMA]]
// CHECK: linalg.generic {{.*}} ins(%[[C]], %{{.*}} : tensor<?x20xf32>, tensor<20xf32>)
// CHECK: arith.addf
// CHECK-NOT: hac.linear
#x = affine_map<()[s0] -> (s0, 64)>
#y = affine_map<()[s0] -> (s0, 20)>
func.func @linear(%b: index, %x: tensor<?x64xf32, #x> {hac.argument = 0 : i64}) -> (tensor<?x20xf32, #y> {hac.argument = 1 : i64}) {
  %w = hac.param "fc.weight" : tensor<20x64xf32>
  %bias = hac.param "fc.bias" : tensor<20xf32>
  %y = hac.linear %x, %w, %bias : (tensor<?x64xf32, #x>, tensor<20x64xf32>, tensor<20xf32>) -> tensor<?x20xf32, #y>
  return %y : tensor<?x20xf32, #y>
}

// -----

// relu: compare and select in the order that lets NaN through and is one instruction.
// CHECK-LABEL: func @relu(
// CHECK: ^bb0(%[[X:.*]]: f32, %{{.*}}: f32):
// CHECK: %[[ZERO:.*]] = arith.constant 0.0
// CHECK: %[[C:.*]] = arith.cmpf ogt, %[[ZERO]], %[[X]] : f32
// CHECK: arith.select %[[C]], %[[ZERO]], %[[X]] : f32
func.func @relu(%x: tensor<3x5xf32>) -> tensor<3x5xf32> {
  %y = hac.relu %x : (tensor<3x5xf32>) -> tensor<3x5xf32>
  return %y : tensor<3x5xf32>
}

// -----

// 16 bits: every sum in f32, one rounding at its end.
// CHECK-LABEL: func @bf16(
// CHECK: linalg.fill ins(%{{.*}} : f32)
// CHECK: ^bb0(%[[P:.*]]: bf16, %[[Q:.*]]: bf16, %[[SUM:.*]]: f32):
// CHECK-DAG: arith.extf %[[P]] : bf16 to f32
// CHECK-DAG: arith.extf %[[Q]] : bf16 to f32
// CHECK: math.fma {{.*}}, %[[SUM]] : f32
// CHECK: ^bb0(%[[S:.*]]: f32, %{{.*}}: bf16):
// CHECK: arith.truncf %[[S]] : f32 to bf16
// CHECK-NOT: arith.truncf
func.func @bf16(%x: tensor<3x5xbf16>, %y: tensor<5x7xbf16>) -> tensor<3x7xbf16> {
  %z = hac.matmul %x, %y : (tensor<3x5xbf16>, tensor<5x7xbf16>) -> tensor<3x7xbf16>
  return %z : tensor<3x7xbf16>
}

// -----

// A size is a function of the symbols.
// CHECK: [[SUM:#.+]] = affine_map<()[s0, s1] -> (s0 + s1)>
// CHECK-LABEL: func @concat(
// CHECK-SAME: %[[A:.*]]: index, %[[B:.*]]: index,
// CHECK: %[[N:.*]] = affine.apply [[SUM]]()[%[[A]], %[[B]]]
// CHECK: tensor.empty(%[[N]]) : tensor<?xf32>
#a = affine_map<()[s0, s1] -> (s0)>
#b = affine_map<()[s0, s1] -> (s1)>
#ab = affine_map<()[s0, s1] -> (s0 + s1)>
func.func @concat(%m: index, %n: index, %x: tensor<?xf32, #a>, %y: tensor<?xf32, #b>) -> tensor<?xf32, #ab> {
  %z = hac.concat %x, %y {axis = 0 : i64} : (tensor<?xf32, #a>, tensor<?xf32, #b>) -> tensor<?xf32, #ab>
  return %z : tensor<?xf32, #ab>
}
