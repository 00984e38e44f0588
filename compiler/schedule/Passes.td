#ifndef HAC_SCHEDULE_PASSES_TD
#define HAC_SCHEDULE_PASSES_TD

include "mlir/Pass/PassBase.td"

class HacSchedule_TargetPass<string flag> : Pass<flag, "::mlir::func::FuncOp"> {
  let options = [Option<"targetName", "target", "std::string", "\"native\"",
                        "ISA level, for example x86-64-v3, or native">];
}

def FlattenEpilogues : Pass<"hac-flatten-epilogues", "::mlir::func::FuncOp"> {
  let summary = "Let elementwise ops run over rows and columns, as the linear before them does";
  let description = [{
        %c = linalg.generic ... {hac.anchor = "linear"}               : tensor<?x48xf32>
        %3 = tensor.collapse_shape %c [[0, 1]]                        : tensor<?xf32>
        %4 = tensor.expand_shape %3 [[0, 1, 2]] output_shape [2, %s, 48] : tensor<2x?x48xf32>
        %5 = linalg.generic #relu ins(%4)                             : tensor<2x?x48xf32>
    becomes
        %c = linalg.generic ... {hac.anchor = "linear"}               : tensor<?x48xf32>
        %4 = linalg.generic #relu ins(%c)                             : tensor<?x48xf32>
        %5 = tensor.expand_shape %4 [[0, 1], [2]] output_shape [2, %s, 48] : tensor<2x?x48xf32>
  }];
  let dependentDialects = ["::mlir::linalg::LinalgDialect", "::mlir::tensor::TensorDialect",
                           "::mlir::arith::ArithDialect"];
}

def Schedule : HacSchedule_TargetPass<"hac-schedule"> {
  let summary = "Decide fusion groups and tiles and write them down";
  let description = [{
        %c = linalg.generic #linear ins(%x, %w) ... {hac.anchor = "linear"}
        %y = linalg.generic #bias_relu ins(%c, %b) ...
    becomes
        %c = linalg.generic #linear ins(%x, %w) ... {hac.anchor = "linear",
               hac.schedule = #hac_schedule.group<0, anchor, tile = <heights = [8, 4, 2, 1],
                 columns = 48, lanes = 16, rows = 64, panels = 4>>}
        %y = linalg.generic #bias_relu ins(%c, %b) ... {hac.schedule =
               #hac_schedule.group<0, epilogue>}

    An anchor that cannot be tiled stays as it is, with a remark that says why.
  }];
  let dependentDialects = ["::hac::schedule::HacScheduleDialect"];
}

def VerifySchedule : HacSchedule_TargetPass<"hac-verify-schedule"> {
  let summary = "Check the invariants of README.md";
}

#endif
