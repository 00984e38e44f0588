// RUN: hac-opt %s --verify-diagnostics --hac-expand-groups=target=znver4

// schedule/ and tile/ must know the same families.
func.func @unknown_anchor(%call: !llvm.ptr, %arena: memref<?xi8>, %base: index, %x: memref<8x8xf32>, %y: memref<8x8xf32>) {
  // expected-error @+1 {{no loops for a group around flip [hac-X900]}}
  hac.group ins(%x : memref<8x8xf32>) outs(%y : memref<8x8xf32>) {
  ^bb0(%p: tensor<8x8xf32>):
    %0 = hac.flip %p {axes = array<i64: 0>} : (tensor<8x8xf32>) -> tensor<8x8xf32>
    hac.result %0 : tensor<8x8xf32>
  } {number = 0 : i64, anchor = "flip"}
  return
}
