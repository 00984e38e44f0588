// RUN: hac-opt %s | hac-opt | FileCheck %s

#ids = affine_map<()[s0, s1] -> (s0, s1)>
#rows = affine_map<()[s0, s1] -> (s0, s1, 4)>
#classes = affine_map<()[s0, s1] -> (s0, s1, 10)>
#picked = affine_map<()[s0, s1] -> (s0, s1, 7)>

// CHECK-LABEL: @index
func.func @index(%b: index, %t: index, %ids: tensor<?x?xi32, #ids>, %w: tensor<30x4xbf16>, %x: tensor<?x?x4xf32, #rows>,
                 %some: tensor<7xi64>, %each: tensor<?x?x7xi64, #picked>, %start: tensor<i64>) {
  // CHECK: hac.embedding %{{.*}} {padding_idx = 29 : i64} : {{.*}} -> tensor<?x?x4xbf16, #{{.*}}>
  %0 = hac.embedding %ids, %w {padding_idx = 29 : i64} : (tensor<?x?xi32, #ids>, tensor<30x4xbf16>) -> tensor<?x?x4xbf16, #rows>
  // CHECK: hac.one_hot %{{.*}} -> tensor<?x?x10xf16, #{{.*}}>
  %1 = hac.one_hot %ids : (tensor<?x?xi32, #ids>) -> tensor<?x?x10xf16, #classes>
  // CHECK: hac.gather %{{.*}} {axis = 2 : i64} : {{.*}} -> tensor<?x?x7xf32, #{{.*}}>
  %2 = hac.gather %x, %each {axis = 2 : i64} : (tensor<?x?x4xf32, #rows>, tensor<?x?x7xi64, #picked>) -> tensor<?x?x7xf32, #picked>
  // CHECK: hac.index_select %{{.*}} {axis = 2 : i64} : {{.*}} -> tensor<?x?x7xf32, #{{.*}}>
  %3 = hac.index_select %x, %some {axis = 2 : i64} : (tensor<?x?x4xf32, #rows>, tensor<7xi64>) -> tensor<?x?x7xf32, #picked>
  // CHECK: hac.slice_at %{{.*}} {axis = 2 : i64} : {{.*}} -> tensor<?x?x4xf32, #{{.*}}>
  %4 = hac.slice_at %2, %start {axis = 2 : i64} : (tensor<?x?x7xf32, #picked>, tensor<i64>) -> tensor<?x?x4xf32, #rows>
  // CHECK: hac.update_at %{{.*}} {axis = 2 : i64} : {{.*}} -> tensor<?x?x7xf32, #{{.*}}>
  %5 = hac.update_at %2, %start, %4 {axis = 2 : i64} : (tensor<?x?x7xf32, #picked>, tensor<i64>, tensor<?x?x4xf32, #rows>) -> tensor<?x?x7xf32, #picked>
  return
}
