// The seam between the runtime's hac_call and a compiled function, as LLVM IR.
#include "compiler/emit/Emit.h"
#include "runtime/abi/abi.h"

#include "mlir/IR/AffineExpr.h"
#include "mlir/IR/AffineMap.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"

namespace hac::emit {
namespace {

using llvm::IRBuilder;

// memref<?xi8> as MLIR passes it: allocated and aligned pointer, offset, size, stride.

void pushBuffer(IRBuilder<> &b, llvm::SmallVectorImpl<llvm::Value *> &args, llvm::Value *data) {
  args.append({data, data, b.getInt64(0), b.getInt64(INT64_MAX), b.getInt64(1)});
}

llvm::Value *load(IRBuilder<> &b, llvm::Type *type, llvm::Value *base, size_t offset) {
  return b.CreateLoad(type, b.CreateConstInBoundsGEP1_64(b.getInt8Ty(), base, offset));
}

// A symbol of the IR is the size divided by what it is a multiple of.
llvm::Value *loadSymbol(IRBuilder<> &b, const Function &f, llvm::Value *sizes, size_t i) {
  llvm::Value *size = load(b, b.getInt64Ty(), sizes, 8 * i);
  if (f.symbols[i].multipleOf == 1)
    return size;
  return b.CreateExactSDiv(size, b.getInt64(f.symbols[i].multipleOf));
}

// Returns the kernel's name.
std::string addKernel(llvm::Module &module, const Function &f) {
  llvm::Function *inner = module.getFunction(f.name);
  inner->setName(f.name + "_body"); // `<model>_<function>` is the caller's name for another one
  inner->setLinkage(llvm::GlobalValue::InternalLinkage);
  inner->addFnAttr(llvm::Attribute::NoUnwind);
  inner->addFnAttr(llvm::Attribute::NoInline); // the large frame is this one's (emit-5)
  // Arena, weights, inputs and outputs do not overlap (R306); inputs that do are only read.
  for (unsigned i = 2; i < inner->arg_size(); i++)
    if (inner->getArg(i)->getType()->isPointerTy() && inner->getArg(i - 1)->getType()->isPointerTy()) {
      inner->addParamAttr(i, llvm::Attribute::NoAlias);
      i++;
    }

  std::string name = f.name + "_kernel";
  auto *pointer = llvm::PointerType::getUnqual(module.getContext());
  IRBuilder<> b(module.getContext());
  auto *type = llvm::FunctionType::get(b.getInt32Ty(), {pointer}, false);
  auto *kernel = llvm::Function::Create(type, llvm::GlobalValue::ExternalLinkage, name, module);
  kernel->addFnAttr(llvm::Attribute::NoUnwind);
  b.SetInsertPoint(llvm::BasicBlock::Create(module.getContext(), "", kernel));
  llvm::Value *call = kernel->getArg(0);
  llvm::SmallVector<llvm::Value *> args = {call};
  pushBuffer(b, args, load(b, pointer, call, offsetof(hac_call, arena)));
  pushBuffer(b, args, load(b, pointer, call, offsetof(hac_call, weights)));
  llvm::Value *sizes = load(b, pointer, call, offsetof(hac_call, symbols));
  llvm::Value *buffers = load(b, pointer, call, offsetof(hac_call, args));
  for (size_t i = 0; i < f.symbols.size(); i++)
    args.push_back(loadSymbol(b, f, sizes, i));
  for (size_t i = 0; i < f.arguments.size(); i++)
    pushBuffer(b, args, load(b, pointer, buffers, sizeof(void *) * i));
  b.CreateRet(b.CreateCall(inner, args));
  return name;
}

// Evaluates a formula; `overflow` collects whether any step left int64_t.
struct Formula {
  IRBuilder<> &b;
  llvm::ArrayRef<llvm::Value *> symbols;
  llvm::Value *overflow;

  llvm::Value *checked(llvm::Intrinsic::ID id, llvm::Value *x, llvm::Value *y) {
    llvm::Value *pair = b.CreateBinaryIntrinsic(id, x, y);
    overflow = b.CreateOr(overflow, b.CreateExtractValue(pair, 1));
    return b.CreateExtractValue(pair, 0);
  }
  llvm::Value *floorDiv(llvm::Value *x, llvm::Value *q) { // q > 0
    llvm::Value *quotient = b.CreateSDiv(x, q), *rest = b.CreateSRem(x, q);
    llvm::Value *below = b.CreateICmpSLT(rest, b.getInt64(0));
    return b.CreateSub(quotient, b.CreateZExt(below, b.getInt64Ty()));
  }
  llvm::Value *value(mlir::AffineExpr e) {
    if (auto c = mlir::dyn_cast<mlir::AffineConstantExpr>(e))
      return b.getInt64(c.getValue());
    if (auto s = mlir::dyn_cast<mlir::AffineSymbolExpr>(e))
      return symbols[s.getPosition()];
    auto binary = mlir::cast<mlir::AffineBinaryOpExpr>(e);
    llvm::Value *x = value(binary.getLHS()), *y = value(binary.getRHS());
    switch (e.getKind()) {
    case mlir::AffineExprKind::Add:
      return checked(llvm::Intrinsic::sadd_with_overflow, x, y);
    case mlir::AffineExprKind::Mul:
      return checked(llvm::Intrinsic::smul_with_overflow, x, y);
    case mlir::AffineExprKind::FloorDiv:
      return floorDiv(x, y);
    case mlir::AffineExprKind::CeilDiv:
      return b.CreateNeg(floorDiv(b.CreateNeg(x), y));
    default: // Mod
      return b.CreateSub(x, b.CreateMul(floorDiv(x, y), y));
    }
  }
};

// Bytes, or -1 where they pass int64_t. Returns the formula's name.
std::string addArena(llvm::Module &module, const Function &f, const ArenaFormula &formulas) {
  std::string name = f.name + "_arena";
  IRBuilder<> b(module.getContext());
  auto *pointer = llvm::PointerType::getUnqual(module.getContext());
  auto *type = llvm::FunctionType::get(b.getInt64Ty(), {pointer, b.getInt64Ty()}, false);
  auto *arena = llvm::Function::Create(type, llvm::GlobalValue::ExternalLinkage, name, module);
  arena->addFnAttr(llvm::Attribute::NoUnwind);
  b.SetInsertPoint(llvm::BasicBlock::Create(module.getContext(), "", arena));
  llvm::SmallVector<llvm::Value *> symbols;
  for (size_t i = 0; i < f.symbols.size(); i++)
    symbols.push_back(loadSymbol(b, f, arena->getArg(0), i));
  Formula formula{b, symbols, b.getFalse()};
  llvm::Value *bytes = formula.value(formulas.bytes.getResult(0));
  llvm::Value *scratch = formula.checked(llvm::Intrinsic::smul_with_overflow, arena->getArg(1),
                                         b.getInt64(formulas.laneBytes));
  bytes = formula.checked(llvm::Intrinsic::sadd_with_overflow, bytes, scratch);
  b.CreateRet(b.CreateSelect(formula.overflow, b.getInt64(-1), bytes));
  return name;
}

} // namespace

Code addKernelEntry(llvm::Module &module, const Function &function, const ArenaFormula &arena) {
  std::string kernel = addKernel(module, function);
  return {kernel, addArena(module, function, arena)};
}

} // namespace hac::emit
