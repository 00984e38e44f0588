// RUN: hac-opt %s | hac-opt | FileCheck %s

#x = affine_map<()[s0] -> (s0, 12)>
#sum = affine_map<()[s0] -> (s0 + 2, 12)>
#stacked = affine_map<()[s0] -> (s0, 2, 12)>

// CHECK-LABEL: @together
func.func @together(%n: index, %x: tensor<?x12xf32, #x>, %two: tensor<2x12xf32>) {
  // CHECK: hac.concat %{{.*}} {axis = 0 : i64} : {{.*}} -> tensor<?x12xf32, #{{.*}}>
  %0 = hac.concat %x, %two {axis = 0 : i64} : (tensor<?x12xf32, #x>, tensor<2x12xf32>) -> tensor<?x12xf32, #sum>
  // CHECK: hac.stack %{{.*}} {axis = 1 : i64} : {{.*}} -> tensor<?x2x12xf32, #{{.*}}>
  %1 = hac.stack %x, %x {axis = 1 : i64} : (tensor<?x12xf32, #x>, tensor<?x12xf32, #x>) -> tensor<?x2x12xf32, #stacked>
  return
}

#part = affine_map<()[s0] -> (s0 floordiv 2, 12)>
#rest = affine_map<()[s0] -> (s0 - s0 floordiv 2, 12)>
#tail = affine_map<()[s0] -> (s0 - 1, 12)>
#every = affine_map<()[s0] -> ((s0 + 1) floordiv 2, 12)>
// CHECK-LABEL: @apart
func.func @apart(%n: index {hac.symbol = #hac.symbol<"seq", min = 1, max = 9, multiple_of = 1>}, %x: tensor<?x12xf32, #x>) {
  // CHECK: hac.split %{{.*}} : (tensor<?x12xf32, #{{.*}}>) -> (tensor<?x12xf32, #{{.*}}>, tensor<?x12xf32, #{{.*}}>)
  %0:2 = hac.split %x {axis = 0 : i64, sizes = affine_map<()[s0] -> (s0 floordiv 2, s0 - s0 floordiv 2)>}
    : (tensor<?x12xf32, #x>) -> (tensor<?x12xf32, #part>, tensor<?x12xf32, #rest>)
  // CHECK: hac.slice %{{.*}} {axis = 0 : i64, start = #{{.*}}, step = 1 : i64, stop = #{{.*}}}
  %1 = hac.slice %x {axis = 0 : i64, start = affine_map<()[s0] -> (1)>, stop = affine_map<()[s0] -> (s0)>, step = 1 : i64} : (tensor<?x12xf32, #x>) -> tensor<?x12xf32, #tail>
  %2 = hac.slice %x {axis = 0 : i64, start = affine_map<()[s0] -> (0)>, stop = affine_map<()[s0] -> (s0)>, step = 2 : i64} : (tensor<?x12xf32, #x>) -> tensor<?x12xf32, #every>
  return
}

#thrice = affine_map<()[s0] -> (s0 * 3, 12)>
#padded = affine_map<()[s0] -> (s0 + 3, 10)>
#mirrored = affine_map<()[s0] -> (s0, 23)>
// CHECK-LABEL: @along
func.func @along(%n: index, %x: tensor<?x12xf32, #x>) {
  // CHECK: hac.flip %{{.*}} {axes = array<i64: 0, 1>}
  %0 = hac.flip %x {axes = array<i64: 0, 1>} : (tensor<?x12xf32, #x>) -> tensor<?x12xf32, #x>
  // CHECK: hac.roll %{{.*}} {axis = 1 : i64, shift = -3 : i64}
  %1 = hac.roll %x {shift = -3 : i64, axis = 1 : i64} : (tensor<?x12xf32, #x>) -> tensor<?x12xf32, #x>
  // CHECK: hac.tile %{{.*}} {counts = array<i64: 3, 1>}
  %2 = hac.tile %x {counts = array<i64: 3, 1>} : (tensor<?x12xf32, #x>) -> tensor<?x12xf32, #thrice>
  // CHECK: hac.pad %{{.*}} -> tensor<?x10xf32, #{{.*}}>
  %3 = hac.pad %x {padding = array<i64: 1, 2, -1, -1>, mode = 0 : i64, value = 0 : i64} : (tensor<?x12xf32, #x>) -> tensor<?x10xf32, #padded>
  // CHECK: hac.pad %{{.*}} {mode = 1 : i64, {{.*}} -> tensor<?x23xf32, #{{.*}}>
  %4 = hac.pad %x {padding = array<i64: 0, 0, 11, 0>, mode = 1 : i64, value = 0 : i64} : (tensor<?x12xf32, #x>) -> tensor<?x23xf32, #mirrored>
  return
}
