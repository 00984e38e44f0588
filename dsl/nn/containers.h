// Modules made of modules: Sequential, List, Optional, Named, Identity.
//
// What is called inside them reports at the user's call of the container (library modules) or on its
// own line (the user's modules).
#pragma once
#include "../ops/elementwise.h"
#include "module.h"

#include <cstddef>
#include <utility>

namespace hac::nn {

/// N modules of one type, named 0, 1, ...  Iterate over it, or index it.
template <class M, std::size_t N> struct List {
  M items[N];

  constexpr void bind(const scope &s) { hac::bind(items, s); }
  constexpr std::size_t size() const { return N; }
  constexpr M *begin() { return items; }
  constexpr M *end() { return items + N; }
  constexpr const M *begin() const { return items; }
  constexpr const M *end() const { return items + N; }
  constexpr M &operator[](std::size_t i) { return items[i]; }
  constexpr const M &operator[](std::size_t i) const { return items[i]; }
};

/// N equal modules, each with its own parameters.  Example: nn::repeat<2>(Block{.width = 64})
template <std::size_t N, class M> constexpr List<M, N> repeat(const M &module) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    return List<M, N>{{((void)I, module)...}};
  }(std::make_index_sequence<N>{});
}

/// f(0) ... f(N - 1).  Example: nn::generate<22>([](int i) { return Layer{i}; })
template <std::size_t N, class F> constexpr auto generate(const F &f) {
  using M = decltype(f(0));
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    return List<M, N>{{f((int)I)...}};
  }(std::make_index_sequence<N>{});
}

/// One module after the other, named 0, 1, ...
///
///     nn::Sequential<nn::Linear, nn::ReLU, nn::Linear> mlp{
///         nn::Linear{64, 256}, nn::ReLU{}, nn::Linear{256, 64}};
template <class... M> struct Sequential;

template <> struct Sequential<> {
  constexpr void bind_from(const scope &, int) {}
  constexpr Tensor call(Tensor x, loc) const { return x; }
};

template <class First, class... Rest> struct Sequential<First, Rest...> {
  First first{};
  Sequential<Rest...> rest{};

  constexpr void bind(const scope &s) { bind_from(s, 0); }
  constexpr Tensor operator()(Tensor x, loc at = loc::current()) const { return call(x, at); }

  /// For the recursion over the elements.
  constexpr void bind_from(const scope &s, int index) {
    hac::bind(first, s.sub(index));
    rest.bind_from(s, index + 1);
  }
  constexpr Tensor call(Tensor x, loc at) const { return rest.call(call_at(first, at, x), at); }
};

/// A module that may be absent; then it has no parameters and gives back its first argument. It adds
/// no level to the names.  Example: nn::Optional<nn::LayerNorm> norm{i > 0, {256}};
template <class M> struct Optional {
  bool on = false;
  M module{};

  constexpr void bind(const scope &s) {
    if (on)
      hac::bind(module, s);
  }
  template <class... A> constexpr Tensor operator()(located x, const A &...more) const {
    if (!on)
      return x.x;
    return call_at(module, x.at, x.x, more...);
  }
  constexpr const M *operator->() const { return &module; }
};

/// The characters of a template argument.
template <std::size_t N> struct fixed_string {
  char text[N]{};
  constexpr fixed_string(const char (&literal)[N]) {
    for (std::size_t i = 0; i < N; i++)
      text[i] = literal[i];
  }
};

/// A module under a name that C++ cannot spell.
///
///     nn::Named<"default", nn::Linear> linear{nn::Linear{64, 64}};
template <fixed_string Name, class M> struct Named : M {
  constexpr void bind(const scope &s) { hac::bind(static_cast<M &>(*this), s); }
};

/// Gives back its argument.
struct Identity {
  constexpr void bind(const scope &) {}
  constexpr Tensor operator()(Tensor x, loc = loc::current()) const { return x; }
};

} // namespace hac::nn

namespace hac::detail {

template <nn::fixed_string Name, class M>
inline constexpr view spelled_name<nn::Named<Name, M>>{Name.text, sizeof Name.text - 1};
template <nn::fixed_string Name, class M>
inline constexpr view spelled_name<nn::Optional<nn::Named<Name, M>>>{Name.text,
                                                                     sizeof Name.text - 1};

} // namespace hac::detail
