#ifndef HAC_EMIT_PASSES
#define HAC_EMIT_PASSES

include "mlir/Pass/PassBase.td"

def LowerBadIndex : Pass<"hac-lower-bad-index", "::mlir::ModuleOp"> {
  let summary = "Turn hac.bad_index into a call of the runtime that names op and line";
  let description = [{
      hac.bad_index "embedding", %position, %value, %size      loc("news.model.cpp":12:7)
    becomes
      %where = llvm.mlir.addressof @index0                     // "embedding (news.model.cpp:12)"
      llvm.call @hac_rt1_bad_index(%call, %where, %position, %value, %size)
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect"];
}

def CheckBounds : Pass<"hac-check-bounds", "::mlir::ModuleOp"> {
  let summary = "Put a comparison in front of every access to memory (hac --instrument=bounds)";
  let description = [{
      %x = vector.load %flat[%i] : memref<?xf32>, vector<8xf32>
    becomes
      %inside = ...                                    // first <= %i and %i + 8 <= end of the buffer
      %x = scf.if %inside {
        vector.load
      } else {
        llvm.call @hac_rt1_bounds(%call, %where, %place, %size)
        zeros
      }
    The buffer is the one that a function was given, or that lies at its place in arena or weights: what
    a pass makes of it on the way (flat memory, a slice) does not widen it. Of a masked access the lanes
    count that the mask has.
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect", "::mlir::arith::ArithDialect",
    "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect", "::mlir::vector::VectorDialect"];
}

def GuardArena : Pass<"hac-guard-arena", "::mlir::ModuleOp"> {
  let summary = "Fill the arena with a pattern and compare what no buffer owns (hac --instrument=bounds)";
  let description = [{
      %a = memref.view %arena[%o][%n] : memref<?xi8> to memref<?x64xf32>
      call @f_g0(%call, .., %a)
      return
    becomes
      llvm.call @hac_rt1_fill(%arena, %bytes)                       // signalling NaNs
      %a = memref.view ...
      call @f_g0(%call, .., %a)
      llvm.call @hac_rt1_zone(%call, %end_of_a, 256, @"a buffer (news.model.cpp:12)")   // still filled? X902
      llvm.call @hac_rt1_fill(%a, %bytes_of_a)                      // it was the last use
      llvm.call @hac_rt1_written(%call, %output, %bytes, @"a result (news.model.cpp:14)")   // no fill? X903
      return
    hac-plan-arena has kept buffers apart.
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect", "::mlir::arith::ArithDialect",
    "::mlir::affine::AffineDialect", "::mlir::memref::MemRefDialect"];
}

def OutlineTasks : Pass<"hac-outline-tasks", "::mlir::ModuleOp"> {
  let summary = "Turn each scf.forall into a task function and a call of the runtime's parallel loop";
  let description = [{
      scf.forall (%i) in (%n) { ... %x ... }
    becomes
      llvm.store %x, %captured[0]
      %s = llvm.call @hac_rt1_parallel_for(%call, %n, @f_task0, %captured) : (...) -> i32
      %left_out = arith.cmpi ne, %s, %zero : i32
      cf.cond_br %left_out, ^return(%s : i32), ^next
    and
      llvm.func @f_task0(%captured: !llvm.ptr, %task: i64, %lane: i64)
    Inside other loops a forall becomes a serial loop: there the function cannot be left.
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect", "::mlir::cf::ControlFlowDialect",
    "::mlir::arith::ArithDialect", "::mlir::scf::SCFDialect"];
}

#endif
