#ifndef HAC_SCHEDULE_PASSES_TD
#define HAC_SCHEDULE_PASSES_TD

include "mlir/Pass/PassBase.td"

class HacSchedule_TargetPass<string flag> : Pass<flag, "::mlir::func::FuncOp"> {
  let options = [Option<"targetName", "target", "std::string", "\"native\"",
                        "ISA level, for example x86-64-v3, or native">];
}

def ChannelsLast : Pass<"hac-channels-last", "::mlir::func::FuncOp"> {
  let summary = "Keep images as [N,H,W,C] between convolutions, poolings and what lies between them";
  let description = [{
        %c = hac.conv2d %x, %w {padding = array<i64: 1, 1, 1, 1>, ...} : tensor<?x64x56x56xf32>, ...
        %y = hac.relu %c : ...
    becomes
        %l = hac.permute %x {axes = array<i64: 0, 2, 3, 1>} : ... -> tensor<?x56x56x64xf32>
        %c = hac.direct_conv %l, %w {...} : ...
        %r = hac.relu %c : ... -> tensor<?x56x56x64xf32>
        %y = hac.permute %r {axes = array<i64: 0, 3, 1, 2>} : ...
    conv1d and pooling of sequences have their channels last already: they only change their name.
    batch_norm of such an image becomes (x - mean) * scale + shift, scale once for each channel.
  }];
}

def FormGroups : HacSchedule_TargetPass<"hac-form-groups"> {
  let summary = "Decide what runs as one loop nest, and how";
  let description = [{
        %w = hac.param "fc.weight" : tensor<1000x384xf32>
        %c = hac.linear %x, %w : ...
        %y = hac.relu %c : ...
    becomes
        %p = hac.param "fc.weight" {pack = {n_tile = 48 : i64}} : tensor<21x384x48xf32>
        %y = hac.group ins(%x, %p : ...) -> ... {
          ...
        } {number = 0, anchor = "linear", tile = #hac_schedule.tile<heights = [8, 4, 2, 1], ...>}

    Panel i, row k, column j of %p is element [48 i + j, k] of the parameter, 0 where it has none.
    An op that no group can start with stays as it is, with a remark that says why.
  }];
  let dependentDialects = ["::hac::schedule::HacScheduleDialect"];
}

def EstimateCosts : Pass<"hac-estimate-costs", "::mlir::ModuleOp"> {
  let summary = "Number groups in the order in which they run and write down what each costs";
  let description = [{
    Sets `number`, from `first` through all functions, and `cost`:
        cost = #hac_schedule.cost<flops = ()[s0] -> (s0 * 786432), functions = .., bytes = ..,
               weights = 1572864, percent = 90>
  }];
  let options = [Option<"targetName", "target", "std::string", "\"native\"",
                        "ISA level, for example x86-64-v3, or native">,
                 Option<"firstGroup", "first", "int64_t", "0", "Number of the first group">];
  let dependentDialects = ["::hac::schedule::HacScheduleDialect"];
}

def KeepTaps : Pass<"hac-keep-taps", "::mlir::func::FuncOp"> {
  let summary = "Return what fusion groups write, for `hac --taps`";
  let description = [{
    A result of a group, or of an op that no group took, is an output too if its op is marked with the
    number that the value has in the user's graph:
        %c = hac.linear ... {hac.values = array<i64: 17>}
        return %y : ...
    becomes
        %c = hac.linear ...
        return %y, %c : ...     // a second result {hac.name = "tap_17", hac.tap = 17, ...}
    What a group keeps in registers stays there, so the groups run as they do without taps. An image
    with its channels last is returned as the model has it.
  }];
}

def VerifySchedule : HacSchedule_TargetPass<"hac-verify-schedule"> {
  let summary = "Check the invariants of README.md";
  let dependentDialects = ["::hac::schedule::HacScheduleDialect"];
}

#endif
