// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) { g.output("out", g.input("x", f32, {3})); }
// expected-note@+1 {{first exported here}}
HAC_EXPORT(m)
#ifdef BAD
// expected-error@+1 {{`m` is exported twice [hac-E025]}}
HAC_EXPORT(m)
#endif
