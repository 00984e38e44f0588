// RUN: hac-opt %s --split-input-file --hac-to-linalg --canonicalize | FileCheck %s

// Computed indices are looked at before they are used: the position of the first bad one, in one
// pass, and a note for the runtime if there is one.
// CHECK-LABEL: func.func @computed(
// CHECK-SAME: %[[IDS:[^:]*]]: tensor<4x5xi32>
// CHECK-DAG: %[[ROWS:.*]] = arith.constant 9 : index
// CHECK-DAG: %[[COUNT:.*]] = arith.constant 20 : i64
// CHECK: %[[FLAT:.*]] = tensor.collapse_shape %[[IDS]]
// CHECK: %[[FIRST:.*]] = linalg.generic {{.*}} iterator_types = ["reduction"]} ins(%[[FLAT]] : tensor<20xi32>)
// CHECK: arith.cmpi uge, %{{.*}}, %[[ROWS]] : index
// CHECK: %[[AT:.*]] = tensor.extract %[[FIRST]][] : tensor<i64>
// CHECK: %[[BAD:.*]] = arith.cmpi slt, %[[AT]], %[[COUNT]] : i64
// CHECK: scf.if %[[BAD]] {
// CHECK: hac.bad_index "embedding", %[[AT]], %{{.*}}, %{{.*}}
// CHECK: linalg.generic
// CHECK: arith.minsi
// CHECK: arith.maxsi
func.func @computed(%ids: tensor<4x5xi32>, %w: tensor<9x3xf32>) -> tensor<4x5x3xf32> {
  %0 = hac.embedding %ids, %w {padding_idx = -1 : i64} : (tensor<4x5xi32>, tensor<9x3xf32>) -> tensor<4x5x3xf32>
  return %0 : tensor<4x5x3xf32>
}

// -----

// What the entry of the call has checked is not looked at again, and still clamped.
// CHECK-LABEL: func.func @checked(
// CHECK-NOT: hac.bad_index
// CHECK: arith.minsi
func.func @checked(%ids: tensor<4xi32>, %w: tensor<9x3xf32>) -> tensor<4x3xf32> {
  %0 = hac.embedding %ids, %w {padding_idx = -1 : i64, hac.checked_on_entry} : (tensor<4xi32>, tensor<9x3xf32>) -> tensor<4x3xf32>
  return %0 : tensor<4x3xf32>
}

// -----

// An axis that may have no elements is read only if it has.
// CHECK-LABEL: func.func @may_be_empty(
// CHECK: scf.if %{{.*}} -> (f32) {
// CHECK-NEXT: tensor.extract
#x = affine_map<()[s0] -> (s0, 3)>
func.func @may_be_empty(%n: index {hac.symbol = #hac.symbol<"n", min = 0, max = 9, multiple_of = 1>},
                        %x: tensor<?x3xf32, #x>, %idx: tensor<4xi64>) -> tensor<4x3xf32> {
  %0 = hac.index_select %x, %idx {axis = 0 : i64} : (tensor<?x3xf32, #x>, tensor<4xi64>) -> tensor<4x3xf32>
  return %0 : tensor<4x3xf32>
}

// Parts are slices whose start is clamped.
// CHECK-LABEL: func.func @parts(
// CHECK-SAME: %[[X:.*]]: tensor<3x9xf32>, %[[START:.*]]: tensor<i32>, %[[Y:.*]]: tensor<3x2xf32>)
// CHECK: tensor.extract %[[START]][]
// CHECK: arith.minsi
// CHECK: %[[FIRST:.*]] = arith.maxsi
// CHECK: tensor.extract_slice %[[X]][0, %[[FIRST]]] [3, 4] [1, 1]
// CHECK: %[[AT:.*]] = arith.maxsi
// CHECK: tensor.insert_slice %[[Y]] into %[[X]][0, %[[AT]]] [3, 2] [1, 1]
func.func @parts(%x: tensor<3x9xf32>, %start: tensor<i32>, %y: tensor<3x2xf32>) -> (tensor<3x4xf32>, tensor<3x9xf32>) {
  %0 = hac.slice_at %x, %start {axis = 1 : i64} : (tensor<3x9xf32>, tensor<i32>) -> tensor<3x4xf32>
  %1 = hac.update_at %x, %start, %y {axis = 1 : i64} : (tensor<3x9xf32>, tensor<i32>, tensor<3x2xf32>) -> tensor<3x9xf32>
  return %0, %1 : tensor<3x4xf32>, tensor<3x9xf32>
}
