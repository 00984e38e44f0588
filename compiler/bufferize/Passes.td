#ifndef HAC_BUFFERIZE_PASSES
#define HAC_BUFFERIZE_PASSES

include "mlir/Pass/PassBase.td"

def PlaceWeights : Pass<"hac-place-weights", "::mlir::ModuleOp"> {
  let summary = "Give every (parameter, layout) its place in the weights block";
  let description = [{
      %w = hac.param "fc.weight" : tensor<20x64xf32>
    becomes
      %w = hac.param "fc.weight" {offset = 128 : i64} : tensor<20x64xf32>
    Offsets are multiples of 64, in order of first use; one place for equal pairs of name and
    layout, whichever function uses them.
  }];
}

def BindBuffers : Pass<"hac-bind-buffers", "::mlir::func::FuncOp"> {
  let summary = "Turn the tensors at a function's border into views of the caller's memory";
  let description = [{
      func.func @f(%n: index, %x: tensor<?xf32>) -> tensor<?xf32>
    becomes
      func.func @f(%call: !llvm.ptr, %arena: memref<?xi8>, %weights: memref<?xi8>, %n: index,
                   %arg0: memref<?xi8>, %arg1: memref<?xi8>) -> i32
    with a memref.view and a bufferization.to_tensor for each input and parameter, and a
    bufferization.materialize_in_destination for each output. The result is a status, 0: done.
  }];
  let dependentDialects = ["::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
    "::mlir::bufferization::BufferizationDialect", "::mlir::memref::MemRefDialect",
    "::mlir::LLVM::LLVMDialect"];
}

def SeparateDestinations : Pass<"hac-separate-destinations", "::mlir::func::FuncOp"> {
  let summary = "A tensor.empty of its own for each op that writes to one";
  let description = [{
      %e = tensor.empty() : tensor<8xf32>
      %a = linalg.exp ins(%x) outs(%e)
      %b = linalg.exp ins(%y) outs(%e)
    becomes the same with a second %e for %b. CSE makes empties of equal size one; as destinations they
    would be one buffer, which costs a copy wherever both values live.
  }];
  let dependentDialects = ["::mlir::tensor::TensorDialect"];
}

def TensorsToBuffers : Pass<"hac-tensors-to-buffers", "::mlir::ModuleOp"> {
  let summary = "One-shot bufferization with hac's options";
  let description = [{
    Upstream's analysis. Copies that it cannot avoid are memref.copy; hac-place-outputs removes some
    of them.
  }];
  let dependentDialects = ["::mlir::bufferization::BufferizationDialect",
    "::mlir::memref::MemRefDialect"];
}

def PlaceOutputs : Pass<"hac-place-outputs", "::mlir::func::FuncOp"> {
  let summary = "Compute outputs where the caller wants them; copies that remain become loops";
  let description = [{
      %a = memref.alloc(%n) : memref<?xf32>
      ... %a ...
      memref.copy %a, %output : memref<?xf32> to memref<?xf32>
    becomes
      ... %output ...
    where %output is the caller's memory, which nothing else touches. Any other memref.copy becomes
    a linalg.generic, so that none can end in a call of the C library.
  }];
  let dependentDialects = ["::mlir::linalg::LinalgDialect", "::mlir::memref::MemRefDialect"];
}

def LowerReshapes : Pass<"hac-lower-reshapes", "::mlir::func::FuncOp"> {
  let summary = "Reshapes of contiguous memory as casts with explicit sizes";
  let description = [{
      %y = memref.expand_shape %x [[0, 1]] output_shape [%b, %s] : memref<?xf32> into memref<?x?xf32>
    becomes
      %c = memref.reinterpret_cast %x to offset: [0], sizes: [%b, %s], strides: [%s, 1]
      %y = memref.cast %c : memref<?x?xf32, strided<[?, 1]>> to memref<?x?xf32>
  }];
  let dependentDialects = ["::mlir::memref::MemRefDialect", "::mlir::arith::ArithDialect"];
}

def PlanArena : Pass<"hac-plan-arena", "::mlir::func::FuncOp"> {
  let summary = "Replace every allocation by a view of the arena";
  let description = [{
      %a = memref.alloc(%n) : memref<?x64xf32>
    becomes
      %o = affine.apply affine_map<()[s0] -> (...)>()[%n]
      %a = memref.view %arena[%o][%n] : memref<?xi8> to memref<?x64xf32>
    A buffer lives from its first to its last use in the function's block. Sizes with the same
    unit (a polynomial in the symbols) share a region, in which offsets are multiples of the unit
    and so hold for all sizes; either the unit or its factor is rounded up, so that each is a
    multiple of 64 bytes. The size of the arena becomes the attribute
    hac.arena = affine_map<()[s0] -> (bytes)> of the function.
  }];
  let options = [Option<"apart", "apart", "bool", "false",
    "Memory of its own for every buffer, with 256 bytes of nobody behind it (hac --instrument=bounds)">];
  let dependentDialects = ["::mlir::affine::AffineDialect", "::mlir::memref::MemRefDialect",
    "::mlir::arith::ArithDialect"];
}

def VerifyBufferize : Pass<"hac-verify-bufferize", "::mlir::func::FuncOp"> {
  let summary = "No tensor, no allocation and no copy is left; see README.md";
}

#endif
