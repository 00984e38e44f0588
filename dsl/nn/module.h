// Modules: aggregates whose members are parameters, buffers, other modules and options.
//
// g.module<Net>() copies a Net, walks its members and declares every parameter under its dotted
// member name. The copy that it returns is the one to call. A library module declares its own
// parameters in bind(scope) and keeps parameter `p` in its member `p_`; a user's module needs no
// code for that. What a type is to the walk:
//
//     parameter, buffer                   declared under the member's name
//     has bind(const hac::scope &)        decides itself (everything in nn/ does)
//     array of modules                    adds the index to the name
//     another aggregate                   its members, one level deeper
//     anything else                       an option: left alone
#pragma once
#include "../graph/mask.h"
#include "../graph/numeric.h"
#include "reflect.h"

#include <array>
#include <cstddef>
#include <type_traits>

namespace hac {

/// The shape of a parameter.  Example: {512, 256}
struct param_dims {
  dim sizes[blob::max_rank]{};
  int rank = 0; // one more than fits if the list is too long: E020 when it is bound

  constexpr param_dims(std::initializer_list<dim> list) {
    for (const dim &d : list) {
      if (rank < (int)blob::max_rank)
        sizes[rank] = d;
      rank += rank <= (int)blob::max_rank;
    }
  }
};

/// A learnable tensor as a member of a module; zeros if `how` is left out.
///
///     struct Positions { parameter table{f32, {512, 256}, init::normal(0, 0.02)}; ... };
///
/// E003 E004 E015 E020 E024 E112 E704  see graph::param_at; reported at g.module
struct parameter {
  hac::dtype dtype = f32;
  param_dims dims{};
  init how{};
  bool trainable = true;
  Tensor tensor_{};

  constexpr operator Tensor() const { return tensor_; }
  /// Reads an element inside a traced lambda, as a Tensor does.
  template <class... I>
    requires std::is_invocable_v<const Tensor &, I...>
  constexpr traced::value operator()(I... index) const {
    return tensor_(index...);
  }
};

/// A tensor that is saved with the weights and never differentiated.  Errors: as `parameter`.
struct buffer {
  hac::dtype dtype = f32;
  param_dims dims{};
  init how{};
  Tensor tensor_{};

  constexpr operator Tensor() const { return tensor_; }
  template <class... I>
    requires std::is_invocable_v<const Tensor &, I...>
  constexpr traced::value operator()(I... index) const {
    return tensor_(index...);
  }
};

namespace detail {

template <class M>
concept binds_itself = requires(M &m, const scope &s) { m.bind(s); };

template <class T> inline constexpr bool is_std_array = false;
template <class T, std::size_t N> inline constexpr bool is_std_array<std::array<T, N>> = true;

/// A member that stands under another name than its own has a specialisation (nn::Named).
template <class M> inline constexpr view spelled_name{};

/// Types of the language that a module may hold as options.
template <class T>
inline constexpr bool is_value_type =
    std::is_same_v<T, Tensor> || std::is_same_v<T, dim> || std::is_same_v<T, mask> ||
    std::is_same_v<T, score> || std::is_same_v<T, scope> || std::is_same_v<T, init> ||
    std::is_same_v<T, param_dims> || std::is_same_v<T, shape>;

/// A class with state that is called like a module.
template <class M>
concept looks_like_module =
    !std::is_empty_v<M> &&
    (std::is_invocable_v<const M &, Tensor> || std::is_invocable_v<const M &, Tensor, Tensor> ||
     std::is_invocable_v<const M &, Tensor, Tensor, Tensor>);

/// Not valid() after an error, which is reported.
constexpr shape shape_of(graph &g, const param_dims &dims, const char *what, loc at) {
  shape s;
  bool good = dims.rank <= (int)blob::max_rank;
  if (!good)
    g.fail(20, at, what, ": rank over ", blob::max_rank);
  for (int i = 0; good && i < dims.rank; i++) {
    std::int64_t code = 0;
    good = g.code_of(dims.sizes[i], code, what, at);
    s.push(code);
  }
  if (!good)
    s.rank = -1;
  return s;
}

} // namespace detail

template <class M> constexpr void bind(M &module, const scope &where);

namespace detail {

/// A parameter of any rank. g.module has set the location of what is reported.
constexpr Tensor param(const scope &where, view leaf, dtype type, const param_dims &dims, init how,
                       bool trainable = true) {
  loc at{};
  return where.g->param_at(where.id, leaf, type, shape_of(*where.g, dims, "parameter", at), at, how,
                           blob::param_kind::parameter, trainable);
}
constexpr Tensor buffer_of(const scope &where, view leaf, dtype type, const param_dims &dims,
                           init how) {
  loc at{};
  return where.g->param_at(where.id, leaf, type, shape_of(*where.g, dims, "buffer", at), at, how,
                           blob::param_kind::buffer, false);
}

template <class X> constexpr void bind_member(X &member, view name, const scope &where) {
  if constexpr (std::is_same_v<X, parameter>)
    member.tensor_ = param(where, name, member.dtype, member.dims, member.how, member.trainable);
  else if constexpr (std::is_same_v<X, buffer>)
    member.tensor_ = buffer_of(where, name, member.dtype, member.dims, member.how);
  else if constexpr ((std::is_class_v<X> || std::is_array_v<X>) && !is_value_type<X> &&
                     !std::is_empty_v<X>)
    hac::bind(member, where.sub(spelled_name<X>.size ? spelled_name<X> : name));
}

} // namespace detail

/// Declares the parameters of a module under `where`.
template <class M> constexpr void bind(M &module, const scope &where) {
  if constexpr (detail::binds_itself<M>) {
    module.bind(where);
  } else if constexpr (std::is_array_v<M> || detail::is_std_array<M>) {
    int i = 0;
    for (auto &element : module) {
      using E = std::remove_cvref_t<decltype(element)>;
      if constexpr ((std::is_class_v<E> || std::is_array_v<E>) && !detail::is_value_type<E>)
        hac::bind(element, where.sub(i++));
    }
  } else if constexpr (reflect::can_name_members<M>()) {
    reflect::for_each_member(module, [&](view name, auto &member) {
      detail::bind_member(member, name, where);
    });
  } else {
    static_assert(!std::is_aggregate_v<M> && !detail::looks_like_module<M>,
                  "hac: a module is an aggregate: no constructors, private members, bases, virtual "
                  "functions, bit-fields or reference members");
  }
}

template <class M> constexpr M graph::module(const M &prototype, const char *prefix, loc at) {
  M bound = prototype;
  scope root{this, -1};
  in_layer call(this, at);
  hac::bind(bound, prefix ? root.sub(prefix) : root);
  return bound;
}
template <class M> constexpr M graph::module(loc at) { return module(M{}, nullptr, at); }

namespace nn {

/// Opens the call of a library module: its ops are reported at the user's line, with its path. False
/// if it cannot go on: the module was never bound (E002), or its input is poison.
class layer_call {
public:
  constexpr layer_call(const scope &bound, Tensor x, const char *what, loc at)
      : g(bound.g ? bound.g : x.g), guard(g, at, bound.g ? bound.id : -1) {
    ready = bound.g != nullptr;
    if (ready || !g)
      return;
    g->fail(2, at, what, ": this module has no parameters yet: it is called without being bound");
    g->note("bind it and call the copy: auto net = g.module<Net>();");
  }
  constexpr explicit operator bool() const { return ready; }
  constexpr Tensor poison() const { return {g, -1}; }

private:
  graph *g;
  in_layer guard;
  bool ready;
};

/// Calls a module with the location of the user's call, if it takes one (library modules do).
template <class M, class... A>
constexpr auto call_at(const M &module, loc at, const A &...arguments) {
  if constexpr (requires { module(arguments..., at); })
    return module(arguments..., at);
  else
    return module(arguments...);
}

/// U(-1/sqrt(fan), 1/sqrt(fan)), PyTorch's default for weights and biases with `fan` inputs.
constexpr init uniform_fan(double fan) {
  double bound = fan > 0 ? 1 / hac::detail::square_root(fan) : 0;
  return init::uniform(-bound, bound);
}
/// Xavier's uniform distribution for a matrix [out, in].
constexpr init xavier_uniform(double in, double out) {
  double bound = in + out > 0 ? hac::detail::square_root(6 / (in + out)) : 0;
  return init::uniform(-bound, bound);
}

} // namespace nn
} // namespace hac
