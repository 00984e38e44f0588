// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

#define FUNCTION(name) constexpr void name(graph &g) { g.output("out", g.input("x", f32, {3})); }
FUNCTION(m0)
FUNCTION(m1)
FUNCTION(m2)
FUNCTION(m3)
FUNCTION(m4)
FUNCTION(m5)
FUNCTION(m6)
FUNCTION(m7)
FUNCTION(m8)
FUNCTION(m9)
FUNCTION(m10)
FUNCTION(m11)
FUNCTION(m12)
FUNCTION(m13)
FUNCTION(m14)
FUNCTION(m15)
FUNCTION(m16)

HAC_EXPORT(m0)
HAC_EXPORT(m1)
HAC_EXPORT(m2)
HAC_EXPORT(m3)
HAC_EXPORT(m4)
HAC_EXPORT(m5)
HAC_EXPORT(m6)
HAC_EXPORT(m7)
HAC_EXPORT(m8)
HAC_EXPORT(m9)
HAC_EXPORT(m10)
HAC_EXPORT(m11)
HAC_EXPORT(m12)
HAC_EXPORT(m13)
HAC_EXPORT(m14)
HAC_EXPORT(m15)
#ifdef BAD
// expected-error@+1 {{`m16` is exported function number 17, the limit is 16 [hac-E026]}}
HAC_EXPORT(m16)
#endif
