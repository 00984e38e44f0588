// What a function declares: inputs, outputs, states, parameters; poison; where errors are reported;
// the words of the blob.
#include "expect.h"
using namespace hac;
using namespace hac::test;

/// The numbers of all errors, in order: {203, 4}.
template <std::size_t N> constexpr bool errors_are(void (*f)(graph &), const int (&wanted)[N]) {
  graph g;
  f(g);
  g.finish("f", loc::current());
  if (g.log.diags.size != N || g.log.errors != N)
    return false;
  for (std::size_t i = 0; i < N; i++)
    if ((int)g.log.diags[i].code != wanted[i])
      return false;
  return true;
}
constexpr bool no_errors(void (*f)(graph &)) {
  graph g;
  f(g);
  g.finish("f", loc::current());
  return g.log.errors == 0;
}
constexpr bool finish_gives(const char *name, int wanted) {
  graph g;
  g.output("y", g.input("x", f32, {3}));
  g.finish(name, loc::current());
  return wanted ? g.log.errors == 1 && (int)g.log.diags[0].code == wanted : g.log.errors == 0;
}

// Names
static_assert(errors_are([](graph &g) { g.output("y", g.input("int", f32, {3})); }, {4}));
static_assert(errors_are([](graph &g) { g.output("", g.input("x", f32, {3})); }, {4}));
static_assert(errors_are([](graph &g) { g.output("y z", g.input("x", f32, {3})); }, {4}));
static_assert(errors_are([](graph &g) { g.output("head", g.input("x", f32, {3})); }, {4}));
static_assert(errors_are([](graph &g) { g.output("_X", g.input("x", f32, {3})); }, {4}));
static_assert(errors_are([](graph &g) { g.output("x", g.input("x", f32, {3})); }, {5}));
static_assert(errors_are([](graph &g) { g.output("batch", g.input("x", f32, {B})); }, {5}));
static_assert(no_errors([](graph &g) { g.output("y", g.input("x_1", f32, {B})); }));
static_assert(finish_gives("classify", 0));
static_assert(finish_gives("load", 4));
static_assert(finish_gives("ns::f", 4));
static_assert(errors_are([](graph &g) { g.input("x", f32, {3}); }, {6}));
static_assert(errors_are([](graph &g) { g.output("y", g.input("x", f64, {3})); }, {112}));

// States
static_assert(no_errors([](graph &g) {
  auto s = g.state("s", f32, {3});
  g.update(s, s + 1);
}));
static_assert(errors_are(
    [](graph &g) {
      auto s = g.state("s", f32, {3});
      g.update(s, s + 1);
      g.update(s, s);
    },
    {14}));
static_assert(errors_are(
    [](graph &g) {
      auto s = g.state("s", f32, {3});
      g.update(s, cast(s, f16));
    },
    {16}));
static_assert(errors_are(
    [](graph &g) {
      auto s = g.input("s", f32, {3});
      g.update(s, s + 1);
    },
    {17}));
static_assert(errors_are(
    [](graph &g) {
      auto s = scope{&g}.buffer("s", f32, {3}, {});
      g.update(s, s + 1);
    },
    {27}));

// Parameters
constexpr void output_of(graph &g, Tensor x) { g.output("y", x); }
static_assert(no_errors([](graph &g) {
  output_of(g, scope{&g}.sub("a").sub(0).param("w", f32, {3}, {}));
}));
static_assert(errors_are(
    [](graph &g) {
      scope a = scope{&g}.sub("a");
      a.param("w", f32, {3}, {});
      a.sub("w").param("w", f32, {3}, {}); // a.w.w is another name
      output_of(g, scope{&g}.sub("a").param("w", f32, {4}, {}));
    },
    {3}));
static_assert(errors_are([](graph &g) { output_of(g, scope{&g}.param("w", f32, {B}, {})); }, {15}));
static_assert(errors_are([](graph &g) { output_of(g, scope{&g}.param("w", f32, {3, 0}, {})); },
                         {24}));
static_assert(errors_are([](graph &g) { output_of(g, scope{&g}.param("w", f64, {3}, {})); },
                         {112}));
static_assert(errors_are(
    [](graph &g) { output_of(g, scope{&g}.sub("optim").sub("a").param("w", f32, {3}, {})); }, {4}));
static_assert(no_errors([](graph &g) {
  output_of(g, scope{&g}.sub("a").sub("optim").param("w", f32, {3}, {}));
}));

// Operands, and poison: one mistake is one message, also through dims of the result.
static_assert(errors_are([](graph &g) { g.output("y", Tensor{}); }, {2}));
static_assert(errors_are([](graph &g) { g.output("y", g.input("x", f32, {3}) + Tensor{}); }, {2}));
static_assert(errors_are(
    [](graph &g) {
      graph other;
      auto x = g.input("x", f32, {3}), y = other.input("y", f32, {3});
      g.output("z", x + y);
    },
    {1}));
static_assert(errors_are(
    [](graph &g) {
      graph other;
      g.output("y", other.input("y", f32, {3}));
    },
    {1}));
static_assert(errors_are(
    [](graph &g) {
      auto x = exp(g.input("x", i32, {3}));
      auto y = relu(x) + 1 + zeros(g, f32, {x.dim(0), 2});
      g.output("y", concat({y, x}));
      g.output("z", where(y > 0, reshape(y, {x.dim(5)}), 0.5));
    },
    {101}));
static_assert(errors_are(
    [](graph &g) { // independent mistakes are all reported
      auto x = g.input("x", f32, {B, 3});
      linear(x, g.input("w", f32, {4, 5}));
      softmax(x, 2);
      g.output("y", x);
    },
    {203, 108}));

// Limits
constexpr const char *numbered[] = {"a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8",
                                    "a9", "b0", "b1", "b2", "b3", "b4", "b5", "b6", "b7",
                                    "b8", "b9", "c0", "c1", "c2", "c3", "c4", "c5", "c6",
                                    "c7", "c8", "c9", "d0", "d1", "d2"};
constexpr void symbols(graph &g, int count) {
  for (int i = 0; i < count; i++)
    zeros(g, f32, {dyn(numbered[i])});
  g.output("y", g.input("x", f32, {3}));
}
static_assert(no_errors([](graph &g) { symbols(g, 32); }));
static_assert(errors_are([](graph &g) { symbols(g, 33); }, {26}));
constexpr bool diagnostics_are_limited() {
  graph g;
  auto x = g.input("x", f32, {3});
  for (int i = 0; i < 300; i++)
    softmax(x, 2);
  return g.log.errors == 300 && g.log.diags.size == blob::max_diags;
}
static_assert(diagnostics_are_limited());

// Locations: the op's own call; inside in_layer the caller's; the outermost guard wins.
constexpr bool reported_at(std::uint32_t line, void (*f)(graph &)) {
  graph g;
  f(g);
  return g.log.errors == 1 && g.locations[(std::uint32_t)g.log.diags[0].location].line == line;
}
constexpr Tensor layer(Tensor x, loc at = loc::current()) {
  in_layer here(x.g, at);
  return glu(softmax(x, 7));
}
constexpr Tensor two_layers(Tensor x, loc at = loc::current()) {
  in_layer here(x.g, at);
  return layer(x);
}
static_assert(reported_at(__LINE__, [](graph &g) { layer(g.input("x", f32, {3})); }));
static_assert(reported_at(__LINE__, [](graph &g) { two_layers(g.input("x", f32, {3})); }));
// clang-format off
static_assert(reported_at(__LINE__ + 3, [](graph &g) {
  auto x = g.input("x", f32, {3});
  [[maybe_unused]] auto y =
      x +
      g.input("y", f32, {4});
}));
// clang-format on

// Numbers in messages
constexpr bool prints(number v, view wanted) {
  graph g;
  g.put(v);
  return view(g.log.text.data, g.log.text.size) == wanted;
}
static_assert(prints(0, "0") && prints(-12, "-12") &&
              prints(-9223372036854775807ll - 1, "-9223372036854775808"));
static_assert(prints(0.5, "0.5") && prints(-2.25, "-2.25") && prints(300.0, "300") &&
              prints(0.0, "0"));
static_assert(prints(1e-5, "1e-05") && prints(1e-12, "1e-12") && prints(2.5e9, "2.5e+09"));
static_assert(prints(0.001, "0.001") && prints(1e6, "1e+06") && prints(123456.0, "123456"));
static_assert(prints(0.999999999, "1") && prints(__builtin_nan(""), "nan") &&
              prints(-__builtin_inf(), "-inf"));

// The blob of `f`: f32[seq, 3] -> relu(x + 1) -> y.
constexpr void small(graph &g) { g.output("y", relu(g.input("x", f32, {T, 3}) + 1)); }
constexpr auto bytes = detail::make_blob<small, detail::blob_words<small>("small", loc::current())>(
    "small", loc::current());
constexpr std::uint32_t word(blob::section s, std::uint32_t row, std::uint32_t column) {
  const std::uint32_t *table = bytes.words + blob::header_words + s * blob::section_words;
  return bytes.words[table[1] + row * table[3] + column];
}
constexpr std::uint32_t rows(blob::section s) {
  return bytes.words[blob::header_words + s * blob::section_words + 2];
}
static_assert(bytes.words[blob::h_magic] == 0x47434148 && bytes.words[blob::h_version] == 1);
static_assert(bytes.words[blob::h_words] == sizeof bytes / 4 &&
              bytes.words[blob::h_sections] == 18);
static_assert(bytes.words[blob::h_errors] == 0 && bytes.words[blob::h_flags] == 0 &&
              bytes.words[blob::h_zero] == 0);
static_assert(bytes.words[blob::header_words] == ('S' | 'T' << 8 | 'R' << 16 | 'T' << 24));
static_assert(rows(blob::s_NODE) == 4 && rows(blob::s_VALU) == 4 && rows(blob::s_EDGE) == 3);
static_assert(word(blob::s_NODE, 0, 0) == (std::uint32_t)op::input);
static_assert(word(blob::s_NODE, 1, 0) == (std::uint32_t)op::full); // the number beside a tensor
static_assert(word(blob::s_NODE, 2, 0) == (std::uint32_t)op::add);
static_assert(word(blob::s_NODE, 3, 0) == (std::uint32_t)op::relu);
static_assert(word(blob::s_NODE, 0, 1) == blob::none && word(blob::s_NODE, 0, 2) == blob::none);
static_assert(word(blob::s_EDGE, 0, 0) == 0 && word(blob::s_EDGE, 1, 0) == 1 &&
              word(blob::s_EDGE, 2, 0) == 2);
static_assert(rows(blob::s_ATTR) == 1 &&
              word(blob::s_ATTR, 0, 1) == (std::uint32_t)blob::attr_kind::real);
static_assert(word(blob::s_ATTR, 0, 2) == 0 && word(blob::s_ATTR, 0, 3) == 0x3ff00000); // 1.0
static_assert(rows(blob::s_INOU) == 2 && word(blob::s_INOU, 1, 0) == 1 &&
              word(blob::s_INOU, 1, 2) == 3);
static_assert(rows(blob::s_ATOM) == 1 && word(blob::s_ATOM, 0, 0) == 0 &&
              word(blob::s_ATOM, 0, 2) == 1 && word(blob::s_ATOM, 0, 4) == 2147483647);
static_assert(rows(blob::s_DIMS) == 6 && word(blob::s_DIMS, 0, 0) == 1 &&
              word(blob::s_DIMS, 4, 0) == 1);
// f32[seq, 3], then f32[]: {1, 2, dim 0 of DIMS, 3}, {1, 0}
static_assert(rows(blob::s_TYPE) == 8 && word(blob::s_TYPE, 0, 0) == 1 &&
              word(blob::s_TYPE, 1, 0) == 2);
static_assert(word(blob::s_TYPE, 2, 0) == 0 && word(blob::s_TYPE, 3, 0) == 0xc0000000 &&
              word(blob::s_TYPE, 4, 0) == 3);
static_assert(word(blob::s_TYPE, 6, 0) == 1 && word(blob::s_TYPE, 7, 0) == 0);
