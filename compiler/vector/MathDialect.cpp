// Registers the ops of MathOps.td.
#include "compiler/vector/MathDialect.h"

using namespace mlir;

#include "compiler/vector/MathDialect.cpp.inc"
#define GET_OP_CLASSES
#include "compiler/vector/MathOps.cpp.inc"

void hac::hacm::HacmDialect::initialize() {
  addOperations<
#define GET_OP_LIST
#include "compiler/vector/MathOps.cpp.inc"
      >();
}
