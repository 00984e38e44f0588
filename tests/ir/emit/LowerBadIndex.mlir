// RUN: hac-opt %s --split-input-file --hac-lower-bad-index | FileCheck %s

// The text names op and line, and of the file only its name: an object holds no path.
// CHECK: llvm.mlir.global private constant @".index0"("embedding (news.model.cpp:12)\00")
// CHECK: llvm.func @hac_rt1_bad_index(!llvm.ptr, !llvm.ptr, i64, i64, i64)
// CHECK-LABEL: func.func @f(
// CHECK-SAME: %[[CALL:[^:]*]]: !llvm.ptr, %[[P:[^:]*]]: i64, %[[V:[^:]*]]: i64, %[[S:[^:]*]]: i64
// CHECK: %[[WHERE:.*]] = llvm.mlir.addressof @".index0"
// CHECK: llvm.call @hac_rt1_bad_index(%[[CALL]], %[[WHERE]], %[[P]], %[[V]], %[[S]])
// CHECK-NOT: hac.bad_index
func.func @f(%call: !llvm.ptr, %position: i64, %value: i64, %size: i64) {
  hac.bad_index "embedding", %position, %value, %size loc("layers.0"("/home/me/news.model.cpp":12:7))
  return
}

// -----

// A line that nobody knows, twice.
// CHECK-DAG: @".index0"("gather\00")
// CHECK-DAG: @".index1"("gather\00")
func.func @g(%call: !llvm.ptr, %position: i64) {
  hac.bad_index "gather", %position, %position, %position loc(unknown)
  hac.bad_index "gather", %position, %position, %position loc(unknown)
  return
}
