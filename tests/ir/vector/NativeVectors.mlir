// RUN: hac-opt %s --hac-native-vectors=lanes=16 --canonicalize --cse | FileCheck %s --check-prefixes=CHECK,W16
// RUN: hac-opt %s --hac-native-vectors=lanes=8 --canonicalize --cse | FileCheck %s --check-prefixes=CHECK,W8

#mk = affine_map<(m, n, k) -> (m, k)>
#kn = affine_map<(m, n, k) -> (k, n)>
#mn = affine_map<(m, n, k) -> (m, n)>
// Two rows of 20 columns: with 16 lanes a full vector and 4 lanes of another per row. The weight is
// padded to 48 columns and read whole; bias and result are not.
// CHECK-LABEL: func @last_panel
// W16: %[[S:.*]]:4 = scf.for {{.*}} -> (vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>)
// W16-COUNT-2: memref.load
// W16-COUNT-2: vector.load {{.*}} : memref<3x64x48xf32>, vector<16xf32>
// W16-COUNT-4: math.fma {{.*}} : vector<16xf32>
// W16: scf.yield
// W16: vector.load {{.*}} : memref<100xf32>, vector<16xf32>
// W16: %[[MASK:.*]] = vector.constant_mask [4] : vector<16xi1>
// W16: vector.maskedload {{.*}}, %[[MASK]], {{.*}} : memref<100xf32>
// W16-COUNT-4: arith.addf {{.*}} : vector<16xf32>
// W16: vector.store
// W16: vector.maskedstore {{.*}} %[[MASK]]
// W16: vector.store
// W16: vector.maskedstore {{.*}} %[[MASK]]
// W8: scf.for {{.*}} -> (vector<8xf32>, vector<8xf32>, vector<8xf32>, vector<8xf32>, vector<8xf32>, vector<8xf32>)
// W8-COUNT-6: math.fma {{.*}} : vector<8xf32>
// W8: vector.constant_mask [4] : vector<8xi1>
// CHECK-NOT: vector<2x20xf32>
func.func @last_panel(%x: memref<?x64xf32>, %w: memref<3x64x48xf32>, %b: memref<100xf32>, %o: memref<?x100xf32>, %m: index, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c64 = arith.constant 64 : index
  %pad = arith.constant 0.0 : f32
  %zeros = arith.constant dense<0.0> : vector<2x20xf32>
  %s = scf.for %k = %c0 to %c64 step %c1 iter_args(%acc = %zeros) -> (vector<2x20xf32>) {
    %p = vector.transfer_read %x[%m, %k], %pad {in_bounds = [true, true]} : memref<?x64xf32>, vector<2x1xf32>
    %q = vector.transfer_read %w[%n, %k, %c0], %pad {in_bounds = [true, true]} : memref<3x64x48xf32>, vector<1x20xf32>
    %f = vector.contract {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"], kind = #vector.kind<add>}
        %p, %q, %acc : vector<2x1xf32>, vector<1x20xf32> into vector<2x20xf32>
    scf.yield %f : vector<2x20xf32>
  }
  %h = vector.transfer_read %b[%n], %pad {in_bounds = [true, true], permutation_map = affine_map<(d0) -> (0, d0)>} : memref<100xf32>, vector<2x20xf32>
  %y = arith.addf %s, %h : vector<2x20xf32>
  vector.transfer_write %y, %o[%m, %n] {in_bounds = [true, true]} : vector<2x20xf32>, memref<?x100xf32>
  return
}
