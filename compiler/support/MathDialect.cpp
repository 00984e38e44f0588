// Registers the ops of MathOps.td.
#include "compiler/support/MathDialect.h"

using namespace mlir;

#include "compiler/support/MathDialect.cpp.inc"
#define GET_OP_CLASSES
#include "compiler/support/MathOps.cpp.inc"

void hac::hacm::HacmDialect::initialize() {
  addOperations<
#define GET_OP_LIST
#include "compiler/support/MathOps.cpp.inc"
      >();
}
