// RUN: hac-opt %s --split-input-file --verify-diagnostics --hac-verify-bufferize

func.func @allocation() {
  // expected-error @+1 {{after bufferize an allocation is left: memref.alloc [hac-X900]}}
  %a = memref.alloc() : memref<8xf32>
  return
}

// -----

func.func @stack() {
  // expected-error @+1 {{after bufferize an allocation is left: memref.alloca [hac-X900]}}
  %a = memref.alloca() : memref<8xf32>
  return
}

// -----

func.func @copy(%a: memref<8xf32>, %b: memref<8xf32>) {
  // expected-error @+1 {{after bufferize a copy is left: memref.copy [hac-X900]}}
  memref.copy %a, %b : memref<8xf32> to memref<8xf32>
  return
}

// -----

func.func @tensor() {
  // expected-error @+1 {{after bufferize a tensor is left: tensor.empty [hac-X900]}}
  %t = tensor.empty() : tensor<8xf32>
  return
}

// -----

func.func @alignment(%arena: memref<?xi8>) {
  %c64 = arith.constant 64 : index
  %fine = memref.view %arena[%c64][] : memref<?xi8> to memref<8xf32>
  %c32 = arith.constant 32 : index
  // expected-error @+1 {{after bufferize a view does not begin at a multiple of 64 bytes: memref.view [hac-X900]}}
  %a = memref.view %arena[%c32][] : memref<?xi8> to memref<8xf32>
  return
}
