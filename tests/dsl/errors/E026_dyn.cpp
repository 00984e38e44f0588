// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr const char *names[] = {"n0", "n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8", "n9",
                                "n10", "n11", "n12", "n13", "n14", "n15", "n16", "n17", "n18",
                                "n19", "n20", "n21", "n22", "n23", "n24", "n25", "n26", "n27",
                                "n28", "n29", "n30", "n31", "n32"};

constexpr void m(graph &g) {
#ifdef BAD
  const int symbols = 33;
#else
  const int symbols = 32;
#endif
  auto total = zeros(g, f32, {});
  for (int i = 0; i < symbols; i++)
    // expected-error@+1 {{full: over 32 symbols in one function: `n32` [hac-E026]}}
    total = total + sum(ones(g, f32, {dyn(names[i])}));
  g.output("out", total);
}
HAC_EXPORT(m)
