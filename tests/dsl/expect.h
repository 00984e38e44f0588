// static_asserts about ops. Every expression gets a fresh graph and makes its operands with `in`:
//
//   EXPECT_TYPE("f32[batch, 20]", linear(in(f32, {B, 128}), in(f32, {20, 128})));
//   EXPECT_ERROR("E203 linear", linear(in(f32, {B, 128}), in(f32, {20, 127})));
//
// A failure prints what came instead. EXPECT_TYPE also holds every node against ops.def.
#pragma once
#include "conforms.h"
#include <hac/dsl.h>

namespace hac::test {

inline constexpr auto B = dyn("batch"), T = dyn("seq"),
                      U = dyn("frames", {.min = 4, .multiple_of = 4});

/// Makes operands: inputs with names of their own.
struct inputs {
  graph &g;
  int made = 0;

  constexpr Tensor operator()(dtype type, std::initializer_list<dim> dims) {
    constexpr const char *names[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"};
    return g.input(names[made++], type, dims);
  }
};

/// What an expression gave, and whether it was wanted.
struct outcome {
  bool good = false;
  char text[2000]{};
  std::size_t length = 0;

  constexpr std::size_t size() const { return length; }
  constexpr const char *data() const { return text; }
  constexpr void put(view v) {
    for (std::uint32_t i = 0; i < v.size && length < sizeof text; i++)
      text[length++] = v.data[i];
  }
};

constexpr view message(const graph &g, std::uint32_t diag) {
  return {g.log.text.data + g.log.diags[diag].text, g.log.diags[diag].bytes};
}

/// "E203 linear": the number, and the text before the first colon.
constexpr bool names_error(const graph &g, std::uint32_t diag, view wanted) {
  view text = message(g, diag);
  if (wanted.size < 6)
    return false;
  std::uint32_t code = 0;
  for (int i = 1; i < 4; i++)
    code = code * 10 + (std::uint32_t)(wanted.data[i] - '0');
  view name(wanted.data + 5, wanted.size - 5);
  return code == g.log.diags[diag].code && text.size > name.size && text.data[name.size] == ':' &&
         view(text.data, name.size) == name;
}

template <class F> constexpr outcome type_is(F make, view wanted) {
  graph g;
  inputs in{g};
  Tensor x = make(in, g);
  outcome result;
  if (g.log.errors) {
    result.put("an error: ");
    result.put(message(g, 0));
    return result;
  }
  std::uint32_t start = g.log.text.size;
  g.put(x);
  view printed(g.log.text.data + start, g.log.text.size - start);
  result.good = printed == wanted;
  result.put("it is ");
  result.put(printed);
  if (result.good && !conforms(g)) {
    result.good = false;
    result.put(", but a node is not as ops.def has it");
  }
  return result;
}

template <class F> constexpr outcome error_is(F make, view wanted) {
  graph g;
  inputs in{g};
  make(in, g);
  outcome result;
  result.good = g.log.errors == 1 && names_error(g, 0, wanted);
  if (!g.log.errors)
    result.put("no error");
  for (std::uint32_t i = 0; i < g.log.diags.size; i++) {
    result.put("\n");
    result.put(message(g, i));
  }
  return result;
}

} // namespace hac::test

#define EXPECT_TYPE(wanted, ...)                                                                   \
  static_assert(::hac::test::type_is(                                                              \
                    []([[maybe_unused]] ::hac::test::inputs &in,                                   \
                       [[maybe_unused]] ::hac::graph &g) -> ::hac::Tensor { return __VA_ARGS__; }, \
                    wanted)                                                                        \
                    .good,                                                                         \
                ::hac::test::type_is(                                                              \
                    []([[maybe_unused]] ::hac::test::inputs &in,                                   \
                       [[maybe_unused]] ::hac::graph &g) -> ::hac::Tensor { return __VA_ARGS__; }, \
                    wanted))

#define EXPECT_ERROR(wanted, ...)                                                                  \
  static_assert(                                                                                   \
      ::hac::test::error_is([]([[maybe_unused]] ::hac::test::inputs &in,                           \
                               [[maybe_unused]] ::hac::graph &g) { (void)(__VA_ARGS__); },         \
                            wanted)                                                                \
          .good,                                                                                   \
      ::hac::test::error_is([]([[maybe_unused]] ::hac::test::inputs &in,                           \
                               [[maybe_unused]] ::hac::graph &g) { (void)(__VA_ARGS__); },         \
                            wanted))
