// Sorting without recursion and without memory.
#pragma once
#include <stdint.h>

namespace hac::rt {

/// Sorts items[0, count) so that !less(items[i + 1], items[i]).
template <typename T, typename Less> void heap_sort(T *items, uint32_t count, Less less) {
  auto sink = [&](uint32_t root, uint32_t end) { // items[root] moves down to its place
    T value = items[root];
    for (uint32_t child; (child = 2 * root + 1) < end; root = child) {
      if (child + 1 < end && less(items[child], items[child + 1]))
        ++child;
      if (!less(value, items[child]))
        break;
      items[root] = items[child];
    }
    items[root] = value;
  };
  for (uint32_t root = count / 2; root-- > 0;)
    sink(root, count);
  for (uint32_t end = count; end > 1;) {
    --end;
    T largest = items[0];
    items[0] = items[end];
    items[end] = largest;
    sink(0, end);
  }
}

} // namespace hac::rt
