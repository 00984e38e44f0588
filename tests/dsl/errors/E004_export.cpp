// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void classify(graph &g) { g.output("out", g.input("x", f32, {3})); }
constexpr void load(graph &g) { classify(g); }

#ifdef BAD
// expected-error@+2 {{`load` cannot be the name of an exported function [hac-E004]}}
// expected-note@+1 {{it becomes the end of a C function's name: use a C identifier that is no keyword and that the generated header does not define itself (load, save, step ...)}}
HAC_EXPORT(load)
#else
HAC_EXPORT(classify)
#endif
