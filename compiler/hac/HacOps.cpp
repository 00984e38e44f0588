// Op classes generated from HacOps.td.
#include "compiler/hac/HacDialect.h"

#include "mlir/IR/Builders.h"

#define GET_OP_CLASSES
#include "compiler/hac/HacOps.cpp.inc"
