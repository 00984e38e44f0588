#ifndef HAC_VECTOR_PASSES_TD
#define HAC_VECTOR_PASSES_TD

include "mlir/Pass/PassBase.td"

def VerifyVector : Pass<"hac-verify-vector", "::mlir::func::FuncOp"> {
  let summary = "Check the invariants of README.md";
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
