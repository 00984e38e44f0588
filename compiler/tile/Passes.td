#ifndef HAC_TILE_PASSES_TD
#define HAC_TILE_PASSES_TD

include "mlir/Pass/PassBase.td"

def ApplyPacking : Pass<"hac-apply-packing", "::mlir::func::FuncOp"> {
  let summary = "Keep the weight of a tiled contraction as panels";
  let description = [{
        %w = hac.param "fc.weight" : tensor<1000x384xf32>
        %c = linalg.generic ins(%x, %w) ... {hac.schedule = #hac_schedule.group<.. columns = 48 ..>}
    becomes
        %p = hac.param "fc.weight" {pack = {n_tile = 48 : i64}} : tensor<21x384x48xf32>
        %w = linalg.unpack %p inner_dims_pos = [0] inner_tiles = [48] into %empty
        %c = linalg.generic ins(%x, %w) ...
    Panel i, row k, column j of %p is element [48 i + j, k] of the parameter, 0 where it has none.
    The unpack only states that; hac-tile-groups reads the panels and drops it.
  }];
  let dependentDialects = ["::mlir::linalg::LinalgDialect", "::mlir::tensor::TensorDialect"];
}

def TileGroups : Pass<"hac-tile-groups", "::mlir::func::FuncOp"> {
  let summary = "Make the loops of each fusion group";
  let description = [{
        %c = linalg.generic #linear ins(%x, %w) ...         {hac.schedule = .. anchor ..}
        %y = linalg.generic #bias_relu ins(%c, %b) outs(%o) {hac.schedule = .. epilogue ..}
    becomes (8 rows; the same again for 4, 2 and 1, and for the last, narrower panel)
        %y = scf.forall (%i, %j) in (%row_tasks, 8) shared_outs(%out = %o) {
          %task = tensor.extract_slice %out[%row, %column] [%height, %width] [1, 1]
          %done = scf.for %panel = .. { scf.for %m = %c0 to %full step %c8 iter_args(%t = %task) {
            %a = tensor.extract_slice %x[%r, 0] [8, 384] [1, 1]
            %b = tensor.extract_slice %packed[%panel, 0, 0] [1, 384, 48] [1, 1, 1]
            %c = linalg.generic #linear_kn ins(%a, %b) outs(%zeros)  // tensor<8x48xf32>
            %y = linalg.generic #bias_relu ins(%c, %bias) outs(%u)   // tensor<8x48xf32>
            tensor.insert_slice %y into %t[%m, %column_in_task] [8, 48] [1, 1]
  }];
  let dependentDialects = ["::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
                           "::mlir::linalg::LinalgDialect", "::mlir::scf::SCFDialect",
                           "::mlir::tensor::TensorDialect"];
}

def VerifyTile : Pass<"hac-verify-tile", "::mlir::func::FuncOp"> {
  let summary = "Check the invariants of README.md";
}

#endif
