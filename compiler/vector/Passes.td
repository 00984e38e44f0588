#ifndef HAC_VECTOR_PASSES_TD
#define HAC_VECTOR_PASSES_TD

include "mlir/Pass/PassBase.td"

def VectorizeTiles : Pass<"hac-vectorize-tiles", "::mlir::func::FuncOp"> {
  let summary = "Make each register tile one vector that the k loop carries";
  let description = [{
        %c = linalg.generic #linear_kn ins(%a, %b) outs(%zeros) // tensor<8x48xf32>
        %y = linalg.generic #bias ins(%c, %bias) outs(%u)
        tensor.insert_slice %y into %t[%m, %n] [8, 48] [1, 1]
    becomes
        %s = scf.for %k = %c0 to %c384 step %c1 iter_args(%acc = %zeros) -> (vector<8x48xf32>) {
          %p = vector.transfer_read %x[%r, %k] : tensor<?x384xf32>, vector<8x1xf32>
          %q = vector.transfer_read %packed[%panel, %k, %c0] : .., vector<1x48xf32>
          %f = vector.contract %p, %q, %acc : .. into vector<8x48xf32>
          scf.yield %f
        }
        %h = vector.transfer_read %bias[%n] // repeated in each row: vector<8x48xf32>
        %y = arith.addf %s, %h : vector<8x48xf32>
        vector.transfer_write %y, %t[%m, %n]
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::scf::SCFDialect",
                           "::mlir::tensor::TensorDialect", "::mlir::vector::VectorDialect"];
}

def NativeVectors : Pass<"hac-native-vectors", "::mlir::func::FuncOp"> {
  let summary = "Split register tiles into vectors of the machine's width";
  let description = [{
    With 16 lanes vector<8x48xf32> becomes 24 values vector<16xf32>, also where a loop carries it:
        %s = scf.for .. iter_args(%acc = %zeros) -> (vector<8x48xf32>)
    becomes
        %s:24 = scf.for .. iter_args(%s0 = %z, .., %s23 = %z) -> (vector<16xf32>, ..)
    Columns that do not fill the last vector are masked at loads and stores, but not at loads that
    stay inside the memref anyway, as those of padded weights do.
  }];
  let options = [Option<"lanes", "lanes", "int64_t", "16", "f32 per vector register">];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::math::MathDialect",
                           "::mlir::memref::MemRefDialect", "::mlir::vector::VectorDialect"];
}

def VerifyRegisterTiles : Pass<"hac-verify-register-tiles", "::mlir::func::FuncOp"> {
  let summary = "Check the invariants of README.md, first half";
}

def VerifyVector : Pass<"hac-verify-vector", "::mlir::func::FuncOp"> {
  let summary = "Check the invariants of README.md, second half";
  let options = [Option<"targetName", "target", "std::string", "\"native\"",
                        "ISA level, for example x86-64-v3, or native">];
}

def LowerMath : Pass<"hac-lower-math"> {
  let summary = "Replace mathematical functions by hac's own forms in FMA and division";
  let description = [{
        %y = math.exp2 %x : vector<16xf32>
    becomes
        %low = arith.cmpf olt, %x, %cst : vector<16xf32>      // cst = -151
        ...                                                   // 6 math.fma, 2 multiplications
    for every op of the hacm dialect and, in f32, math.{exp, exp2, expm1, log, log2, log1p, tanh,
    erf, rsqrt, sin, cos, powf}; sin and cos also in f64. Bounds: MathFunctions.h.

    Left alone: what LLVM turns into instructions on every target (sqrt, fma, floor, ceil, trunc,
    round, roundeven, absf, copysign, integer ops). Anything else, and arith.remf, would become a
    call of libm and is an error.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::math::MathDialect"];
}

#endif
