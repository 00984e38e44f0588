#ifndef HAC_TILE_PASSES_TD
#define HAC_TILE_PASSES_TD

include "mlir/Pass/PassBase.td"

def OutlineGroups : Pass<"hac-outline-groups", "::mlir::ModuleOp"> {
  let summary = "Give each different group a function; groups that are alike share it";
  let description = [{
        hac.group ins(%x, %w : ...) outs(%y : ...) {...} {number = 7, ...}
    becomes
        %s = func.call @f_g7(%call, %arena, %scratch, %x, %w, %y) : (...) -> i32
    with the group in @f_g7. Another group with the same types, body and schedule calls the same
    function, so twelve equal layers are compiled once. %scratch is where the lanes' memory begins.
  }];
  let dependentDialects = ["::mlir::func::FuncDialect", "::mlir::affine::AffineDialect",
                           "::mlir::arith::ArithDialect"];
}

def ExpandGroups : Pass<"hac-expand-groups", "::mlir::func::FuncOp"> {
  let summary = "Make the loops of each group: tasks, tiles, native vectors";
  let options = [Option<"targetName", "target", "std::string", "\"native\"",
                        "ISA level, for example x86-64-v3, or native">];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::math::MathDialect", "::hac::hacm::HacmDialect",
                           "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect",
                           "::mlir::vector::VectorDialect", "::mlir::LLVM::LLVMDialect"];
}

def VerifyTile : Pass<"hac-verify-tile", "::mlir::func::FuncOp"> {
  let summary = "Check the invariants of README.md";
  let options = [Option<"lanes", "lanes", "int64_t", "16", "f32 per vector register">];
}

#endif
