// RUN: hac-opt %s --verify-diagnostics --hac-plan-arena

func.func @size_from_memory(%call: !llvm.ptr, %arena: memref<?xi8>, %sizes: memref<1xindex>) {
  %c0 = arith.constant 0 : index
  %n = memref.load %sizes[%c0] : memref<1xindex>
  // expected-error @+1 {{the size of a buffer is no function of the symbols [hac-X900]}}
  %a = memref.alloc(%n) : memref<?xf32>
  linalg.exp ins(%a : memref<?xf32>) outs(%a : memref<?xf32>)
  return
}
