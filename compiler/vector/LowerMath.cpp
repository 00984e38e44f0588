// Replaces mathematical functions by hac's own forms.
#include "compiler/support/MathDialect.h"
#include "compiler/vector/MathFunctions.h"
#include "compiler/vector/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace hac::vector {
#define GEN_PASS_DEF_LOWERMATH
#include "compiler/vector/Passes.h.inc"

namespace {

Value buildOwnForm(OpBuilder &b, Operation *op) {
  using namespace hacm;
  Location loc = op->getLoc();
  Value x = op->getOperand(0);
  bool isVectorOrScalar = isa<VectorType, FloatType>(x.getType());
  Type element = getElementTypeOrSelf(x.getType());
  if (!isVectorOrScalar ||
      !(element.isF32() || (element.isF64() && isa<math::SinOp, math::CosOp>(op))))
    return nullptr;
  return llvm::TypeSwitch<Operation *, Value>(op)
      .Case<math::ExpOp>([&](auto) { return buildExp(b, loc, x); })
      .Case<math::Exp2Op>([&](auto) { return buildExp2(b, loc, x); })
      .Case<math::ExpM1Op>([&](auto) { return buildExpm1(b, loc, x); })
      .Case<math::LogOp>([&](auto) { return buildLog(b, loc, x); })
      .Case<math::Log2Op>([&](auto) { return buildLog2(b, loc, x); })
      .Case<math::Log1pOp>([&](auto) { return buildLog1p(b, loc, x); })
      .Case<math::TanhOp>([&](auto) { return buildTanh(b, loc, x); })
      .Case<math::ErfOp>([&](auto) { return buildErf(b, loc, x); })
      .Case<math::RsqrtOp>([&](auto) { return buildRsqrt(b, loc, x); })
      .Case<math::SinOp>([&](auto) { return buildSin(b, loc, x); })
      .Case<math::CosOp>([&](auto) { return buildCos(b, loc, x); })
      .Case<math::PowFOp>([&](math::PowFOp pow) { return buildPow(b, loc, x, pow.getRhs()); })
      .Case<Exp2NonPositiveOp>([&](auto) { return buildExp2NonPositive(b, loc, x); })
      .Case<SigmoidOp>([&](auto) { return buildSigmoid(b, loc, x); })
      .Case<SiluOp>([&](auto) { return buildSilu(b, loc, x); })
      .Case<GeluOp>([&](auto) { return buildGelu(b, loc, x); })
      .Case<GeluTanhOp>([&](auto) { return buildGeluTanh(b, loc, x); })
      .Case<SoftplusOp>([&](auto) { return buildSoftplus(b, loc, x); })
      .Case<MishOp>([&](auto) { return buildMish(b, loc, x); })
      .Default(Value());
}

/// Instructions on every target of hac.
bool isNative(Operation *op) {
  return isa<math::SqrtOp, math::FmaOp, math::FloorOp, math::CeilOp, math::TruncOp, math::RoundOp,
             math::RoundEvenOp, math::AbsFOp, math::CopySignOp, math::AbsIOp, math::CtPopOp,
             math::CountLeadingZerosOp, math::CountTrailingZerosOp, math::IsNaNOp, math::IsInfOp,
             math::IsFiniteOp, math::IsNormalOp>(op);
}

struct LowerMath : impl::LowerMathBase<LowerMath> {
  void runOnOperation() override {
    SmallVector<Operation *> functions;
    getOperation()->walk([&](Operation *op) {
      if (isa_and_nonnull<math::MathDialect, hacm::HacmDialect>(op->getDialect()) ||
          isa<arith::RemFOp>(op))
        functions.push_back(op);
    });
    bool failed = false;
    for (Operation *op : functions) {
      if (isNative(op))
        continue;
      OpBuilder b(op);
      Value own = buildOwnForm(b, op);
      if (!own) {
        op->emitError("internal: hac-lower-math has no form of ")
            << op->getName() << " on " << op->getOperand(0).getType()
            << ", and a call of libm is not allowed";
        failed = true;
        continue;
      }
      op->getResult(0).replaceAllUsesWith(own);
      op->erase();
    }
    if (failed)
      signalPassFailure();
  }
};

} // namespace
} // namespace hac::vector
