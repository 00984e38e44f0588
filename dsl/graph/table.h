// Storage of a graph while it is being built: growing rows, an index over them, interned strings.
// Everything lives inside one constant evaluation, so nothing here outlives it.
#pragma once
#include <cstddef>
#include <cstdint>
#include <initializer_list>

namespace hac {

/// Characters that live elsewhere (string literals, mostly).
struct view {
  const char *data = nullptr;
  std::uint32_t size = 0;

  constexpr view() = default;
  constexpr view(const char *text) : data(text), size((std::uint32_t)__builtin_strlen(text)) {}
  constexpr view(const char *text, std::uint32_t length) : data(text), size(length) {}

  friend constexpr bool operator==(view a, view b) {
    return a.size == b.size && (a.size == 0 || __builtin_memcmp(a.data, b.data, a.size) == 0);
  }
};

namespace detail {

using s64 = std::int64_t;
using u32 = std::uint32_t;
using u64 = std::uint64_t;

/// The part of std::vector that a constant evaluation needs, at fewer steps per element.
template <class T> struct rows {
  T *data = nullptr;
  u32 size = 0, capacity = 0;

  constexpr rows() = default;
  rows(const rows &) = delete;
  rows &operator=(const rows &) = delete;
  constexpr ~rows() { delete[] data; }

  constexpr void push(const T &value) {
    if (size == capacity)
      grow();
    data[size++] = value;
  }
  constexpr T &operator[](u32 i) { return data[i]; }
  constexpr const T &operator[](u32 i) const { return data[i]; }
  constexpr T &last() { return data[size - 1]; }
  constexpr const T &last() const { return data[size - 1]; }

private:
  constexpr void grow() {
    u32 wider = capacity ? capacity * 2 : 32;
    T *moved = new T[wider];
    for (u32 i = 0; i < size; i++)
      moved[i] = data[i];
    delete[] data;
    data = moved;
    capacity = wider;
  }
};

constexpr u32 mix(u32 a, u32 b, u32 c) {
  u32 h = a * 2654435761u ^ b * 2246822519u ^ c * 3266489917u;
  return h ^ h >> 15;
}

/// Finds a row by its content (open addressing; a slot holds row + 1, and 0 if it is free).
struct row_index {
  rows<u32> slots;
  u32 used = 0;

  /// The slot of the row for which `same` holds, or the free slot where its number belongs.
  ///   u32 &slot = index.find(hash, same, hash_of_row);
  ///   if (!slot) { table.push(row); slot = table.size; }
  template <class Same, class HashOf>
  constexpr u32 &find(u32 hash, const Same &same, const HashOf &hash_of) {
    if (used * 2 >= slots.size)
      widen(hash_of);
    u32 i = hash & (slots.size - 1);
    while (slots[i] && !same(slots[i] - 1))
      i = (i + 1) & (slots.size - 1);
    if (!slots[i])
      used++;
    return slots[i];
  }

private:
  template <class HashOf> constexpr void widen(const HashOf &hash_of) {
    rows<u32> old;
    for (u32 i = 0; i < slots.size; i++)
      if (slots[i])
        old.push(slots[i]);
    u32 wider = slots.size ? slots.size * 4 : 64;
    slots.size = 0;
    for (u32 i = 0; i < wider; i++)
      slots.push(0);
    for (u32 k = 0; k < old.size; k++) {
      u32 i = hash_of(old[k] - 1) & (wider - 1);
      while (slots[i])
        i = (i + 1) & (wider - 1);
      slots[i] = old[k];
    }
  }
};

/// Strings by number. The characters are not copied: they must outlive the graph.
struct string_table {
  struct row {
    view text;
    u32 hash;
  };
  rows<row> table;
  row_index index;

  constexpr u32 number(view text) {
    u32 hash = hash_of(text);
    u32 &slot = index.find(
        hash, [&](u32 i) { return table[i].hash == hash && table[i].text == text; },
        [&](u32 i) { return table[i].hash; });
    if (!slot) {
      table.push({text, hash});
      slot = table.size;
    }
    return slot - 1;
  }
  constexpr view operator[](u32 number) const { return table[number].text; }

private:
  // Five characters spread over the string: hashing all of them would cost more steps than the
  // comparison it saves.
  static constexpr u32 hash_of(view text) {
    if (!text.size)
      return 0;
    auto byte = [&](u32 i) { return (u32)(unsigned char)text.data[i]; };
    u32 n = text.size;
    return mix(n, byte(0) | byte(n / 4) << 8 | byte(n / 2) << 16 | byte(n - n / 4 - 1) << 24,
               byte(n - 1));
  }
};

} // namespace detail
} // namespace hac
