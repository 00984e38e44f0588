// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) { g.output("out", g.input("x", f32, {3})); }
constexpr void m_args(graph &g) { m(g); }
// expected-note@+1 2 {{first exported here}}
HAC_EXPORT(m)
#ifdef BAD
// expected-error@+1 {{`m` is exported twice [hac-E025]}}
HAC_EXPORT(m)
// expected-error@+1 {{`m_args` cannot be exported beside `m`: the generated header needs the name `m_args` for `m` [hac-E025]}}
HAC_EXPORT(m_args)
#endif
