// What every op model starts with. REAL is the floating type of this build of the file: f32, bf16
// or f16. Sizes are symbols, so that one object runs them all.
//
// The harness reads a meaning from the names of inputs:
//   ..._positive  above 0          ..._wild  with infinities, NaN, zeros of both signs, tiny, huge
//   ..._count     integers 1 to 6  ..._unit  within -1 and 1
//   ..._below_7   integers 0 to 6
// Other floating inputs are normal, other integers -9 to 9 or what the function says they must be.
#pragma once
#include <hac/dsl.h>
#ifndef REAL
#define REAL f32
#endif
using namespace hac;
