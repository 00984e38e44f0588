// RUN: hac-opt %s --hac-lower-math | FileCheck %s
// RUN: hac-opt %s --hac-lower-math | FileCheck %s --check-prefix=FLAGS

// No flag lets LLVM change a bit: the order of every sum is in the IR.
// FLAGS-NOT: fastmath

// CHECK-LABEL: func @exp2
// CHECK-NOT: math.exp2
// CHECK-COUNT-6: math.fma {{.*}} : vector<8x48xf32>
// CHECK-NOT: math.fma
// CHECK: return
func.func @exp2(%x: vector<8x48xf32>) -> vector<8x48xf32> {
  %y = math.exp2 %x : vector<8x48xf32>
  return %y : vector<8x48xf32>
}

// CHECK-LABEL: func @gelu
// CHECK: arith.divf {{.*}} : f32
// CHECK-NOT: hacm
// CHECK: return
func.func @gelu(%x: f32) -> f32 {
  %y = hacm.gelu %x : f32
  return %y : f32
}

// CHECK-LABEL: func @instructions_stay
// CHECK: math.sqrt
// CHECK: math.floor
// CHECK: math.absf {{.*}} : f64
func.func @instructions_stay(%x: f32, %d: f64) -> (f32, f64) {
  %a = math.sqrt %x : f32
  %b = math.floor %a : f32
  %c = math.absf %d : f64
  return %b, %c : f32, f64
}
