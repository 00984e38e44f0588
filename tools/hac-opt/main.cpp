// hac-opt: runs single passes on IR files, as mlir-opt does, with hac's dialects and passes.
#include "compiler/hac/HacDialect.h"
#include "compiler/schedule/Schedule.h"
#include "compiler/support/MathDialect.h"
#include "compiler/tile/Tile.h"
#include "compiler/vector/Passes.h"

#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"
#include "mlir/InitAllPasses.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  mlir::registerAllDialects(registry);
  mlir::registerAllExtensions(registry);
  mlir::registerAllPasses();
  registry.insert<hac::HacDialect, hac::hacm::HacmDialect, hac::schedule::HacScheduleDialect>();
  hac::schedule::registerHacSchedulePasses();
  hac::tile::registerHacTilePasses();
  hac::vector::registerHacVectorPasses();
  return mlir::asMainReturnCode(mlir::MlirOptMain(argc, argv, "hac-opt\n", registry));
}
