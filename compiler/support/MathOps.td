// The hacm dialect: mathematical functions that MLIR's math dialect lacks, as one op each, so that
// their own forms (tests/numerics.md) are not taken apart by fusion. hac-lower-math removes them.
#ifndef HAC_SUPPORT_MATHOPS_TD
#define HAC_SUPPORT_MATHOPS_TD

include "mlir/IR/OpBase.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Hacm_Dialect : Dialect {
  let name = "hacm";
  let cppNamespace = "::hac::hacm";
  let summary = "Elementwise mathematical functions with stated error bounds";
  let description = [{
    Scalars or vectors of f32. f16 and bf16 callers extend, compute and truncate once.

        %y = hacm.gelu %x : f32
        %z = hacm.gelu %v : vector<8x48xf32>
  }];
}

class Hacm_UnaryOp<string mnemonic, string formula> : Op<Hacm_Dialect, mnemonic,
    [Pure, SameOperandsAndResultType] # ElementwiseMappable.traits> {
  let summary = formula;
  let arguments = (ins AnyTypeOf<[F32, VectorOfAnyRankOf<[F32]>]>:$operand);
  let results = (outs AnyTypeOf<[F32, VectorOfAnyRankOf<[F32]>]>:$result);
  let assemblyFormat = "$operand attr-dict `:` type($result)";
}

def Hacm_SigmoidOp  : Hacm_UnaryOp<"sigmoid", "1 / (1 + exp(-x)); 3 ULP">;
def Hacm_SiluOp     : Hacm_UnaryOp<"silu", "x * sigmoid(x); 4 ULP; NaN for -Inf (Inf * 0)">;
def Hacm_GeluOp     : Hacm_UnaryOp<"gelu", "x * Phi(x), Phi the normal CDF; 4 ULP; NaN for -Inf">;
def Hacm_GeluTanhOp : Hacm_UnaryOp<"gelu_tanh",
    "x/2 * (1 + tanh(sqrt(2/pi) * (x + 0.044715 x^3))); 4 ULP or 2^-24 * |x|">;
def Hacm_SoftplusOp : Hacm_UnaryOp<"softplus", "log(1 + exp(x)); 4 ULP">;
def Hacm_MishOp     : Hacm_UnaryOp<"mish", "x * tanh(softplus(x)); 4 ULP; NaN for -Inf">;

def Hacm_Exp2NonPositiveOp : Hacm_UnaryOp<"exp2_nonpositive",
    "2^x for x <= 0, the term of a softmax; +0 below x = -126; 1 ULP">;

#endif
