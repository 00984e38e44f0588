// hac-opt: runs single passes on IR files, as mlir-opt does, with hac's dialects and passes.
#include "compiler/bufferize/Bufferize.h"
#include "compiler/emit/Emit.h"
#include "compiler/hac/grad/Grad.h"
#include "compiler/linalg/Linalg.h"
#include "compiler/pipeline/Registration.h"
#include "compiler/schedule/Schedule.h"
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
  hac::pipeline::registerAll(registry);
  hac::grad::registerHacGradPasses();
  hac::registerHacLinalgPasses();
  hac::schedule::registerHacSchedulePasses();
  hac::tile::registerHacTilePasses();
  hac::registerHacBufferizePasses();
  hac::vector::registerHacVectorPasses();
  hac::registerHacEmitPasses();
  return mlir::asMainReturnCode(mlir::MlirOptMain(argc, argv, "hac-opt\n", registry));
}
