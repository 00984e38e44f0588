// Names of the members of an aggregate, which are the names of its parameters in a state dict.
//
// A structured binding with a pack (P1061) takes an aggregate apart, whatever its number of members.
// A template argument that is the address of a member prints with the member's name, so the name is
// the end of __PRETTY_FUNCTION__: "... [P = &object<News>.value.embed]" -> embed.
#pragma once
#include "../graph/table.h"

#include <array>
#include <cstddef>
#include <type_traits>

// The object below is named, never defined or used; the pragmas are about this header's own names.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wundefined-var-template"
#pragma clang diagnostic ignored "-Wundefined-internal"
#pragma clang diagnostic ignored "-Wunused-but-set-variable"

namespace hac::reflect {

template <class T> struct holder {
  T value;
};
template <class T> extern const holder<T> object;

/// The name of the member whose address is `P`; `_0`, which is how C++ spells it, is called 0.
template <auto P> consteval view name_of() {
  view text(__PRETTY_FUNCTION__);
  std::uint32_t end = text.size - 1, begin = end; // without the closing bracket
  while (text.data[begin - 1] != '.')
    begin--;
  bool number = end - begin > 1 && text.data[begin] == '_';
  for (std::uint32_t i = begin + 1; i < end; i++)
    number = number && text.data[i] >= '0' && text.data[i] <= '9';
  begin += number;
  return {text.data + begin, end - begin};
}

template <class T> consteval auto make_names() {
  auto &[... member] = object<T>.value;
  return std::array<view, sizeof...(member)>{name_of<&member>()...};
}
template <class T> inline constexpr auto names = make_names<T>();

/// Calls f(name, member) for every member of `t`, in the order of declaration.
template <class T, class F> constexpr void for_each_member(T &t, const F &f) {
  auto &[... member] = t;
  std::size_t i = 0;
  (f(names<std::remove_const_t<T>>[i++], member), ...);
}

namespace detail {

/// Converts to every base class of T, so T{base_of<T>{}} compiles only if T has one.
template <class T> struct base_of {
  template <class B>
    requires(std::is_base_of_v<B, T> && !std::is_same_v<B, T>)
  constexpr operator B() const;
};
template <class T>
concept has_base = requires { T{base_of<T>{}}; };

template <class T> consteval bool members_have_addresses() {
  auto &[... member] = object<T>.value;
  return (!std::is_reference_v<decltype(member)> && ...) && requires { (&member, ...); };
}

} // namespace detail

/// An aggregate without bases, bit-fields and references: one whose members can be named.
template <class T> consteval bool can_name_members() {
  if constexpr (!std::is_aggregate_v<T> || std::is_array_v<T>)
    return false;
  else if constexpr (detail::has_base<T>)
    return false;
  else
    return detail::members_have_addresses<T>();
}

} // namespace hac::reflect

#pragma clang diagnostic pop
