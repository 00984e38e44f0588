// Parameters of a module against a list that PyTorch wrote (state_dict/make_lists.py): names, types
// and shapes, in any order.
#pragma once
#include "../expect.h"

namespace hac::test {

/// Lines of a text, without their ends.
struct line_reader {
  view text;
  std::uint32_t at = 0;

  constexpr bool next(view &line) {
    if (at >= text.size)
      return false;
    std::uint32_t start = at;
    while (at < text.size && text.data[at] != '\n')
      at++;
    line = {text.data + start, at - start};
    at++;
    return true;
  }
};

/// The lines between `# name` and the next `#`.
constexpr view section(view text, view name) {
  line_reader lines{text};
  view line;
  while (lines.next(line))
    if (line.size == name.size + 2 && line.data[0] == '#' &&
        view(line.data + 2, name.size) == name) {
      std::uint32_t start = lines.at, end = start;
      while (lines.next(line) && line.data[0] != '#')
        end = lines.at;
      return {text.data + start, end - start};
    }
  return {};
}

/// "encoder.weight f32[20, 128]": parameter number i, in the text of the graph's messages.
constexpr view print_param(graph &g, std::uint32_t i) {
  const graph::param_row p = g.params[i];
  std::uint32_t start = g.log.text.size;
  g.put(path_text{p.scope});
  if (p.scope >= 0)
    g.put('.');
  g.put(g.strings[p.leaf]);
  g.put(' ');
  g.put(Tensor{&g, p.value});
  return {g.log.text.data + start, g.log.text.size - start};
}

/// Does the list have each parameter of the graph, and nothing else but the lines of `unused`?
constexpr outcome params_are(graph &g, view list, view unused) {
  outcome result;
  if (g.log.errors) {
    result.put("an error: ");
    result.put(message(g, 0));
    return result;
  }
  result.good = list.size > 0;
  bool listed[1024]{};
  for (std::uint32_t i = 0; i < g.params.size; i++) {
    std::uint32_t size_before = g.log.text.size;
    view param = print_param(g, i);
    line_reader lines{list};
    view line;
    bool found = false;
    for (int k = 0; !found && lines.next(line); k++)
      if (line == param)
        found = listed[k] = true;
    if (!found) {
      result.good = false;
      result.put("\nnot in the list: ");
      result.put(param);
    }
    g.log.text.size = size_before;
  }
  line_reader lines{list};
  view line;
  for (int k = 0; lines.next(line); k++) {
    line_reader allowed{unused};
    view other;
    while (!listed[k] && allowed.next(other))
      listed[k] = other == line;
    if (!listed[k]) {
      result.good = false;
      result.put("\nnot in the module: ");
      result.put(line);
    }
  }
  return result;
}

template <class M>
constexpr outcome state_dict_is(const M &module, view list, const char *prefix = nullptr,
                                view unused = {}) {
  graph g;
  g.module(module, prefix);
  return params_are(g, list, unused);
}

} // namespace hac::test

#define EXPECT_STATE_DICT(...)                                                                     \
  static_assert(::hac::test::state_dict_is(__VA_ARGS__).good,                                      \
                ::hac::test::state_dict_is(__VA_ARGS__))
