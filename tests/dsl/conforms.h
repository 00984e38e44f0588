// Does a node have the operands, results and attributes that ops.def gives its opcode?
#pragma once
#include <hac/graph/graph.h>

namespace hac::test {

struct op_row {
  std::uint32_t number;
  const char *operands;
  int results;
  const char *attributes;
};

constexpr op_row op_rows[] = {
#define HAC_OP(number, name, operands, results, attributes) {number, operands, results, attributes},
#include <hac/graph/ops.def>
};

constexpr const op_row *find_op(op opcode) {
  for (const op_row &row : op_rows)
    if (row.number == (std::uint32_t)opcode)
      return &row;
  return nullptr;
}

/// The blank-separated words of a list.
struct words {
  const char *at;

  constexpr bool next(view &word) {
    while (*at == ' ')
      at++;
    if (!*at)
      return false;
    const char *start = at;
    while (*at && *at != ' ')
      at++;
    word = view(start, (std::uint32_t)(at - start));
    return true;
  }
};

constexpr bool operands_conform(const graph &g, const graph::node_row &node, words list) {
  std::uint32_t k = 0;
  view word;
  while (list.next(word)) {
    char last = word.data[word.size - 1];
    if (last == '*')
      return k <= node.operands;
    if (k == node.operands || (last != '?' && g.edges[node.first_operand + k] < 0))
      return false;
    k++;
  }
  return k == node.operands;
}

constexpr bool kind_conforms(char wanted, blob::attr_kind kind) {
  switch (wanted) {
  case 'i':
    return kind == blob::attr_kind::integer;
  case 'f':
    return kind == blob::attr_kind::real;
  case 'n':
    return kind == blob::attr_kind::integer || kind == blob::attr_kind::real;
  case 's':
    return kind == blob::attr_kind::string;
  case 'd':
    return kind == blob::attr_kind::dim;
  case 't':
    return kind == blob::attr_kind::tape;
  case 'r':
    return kind == blob::attr_kind::region;
  }
  return false;
}

/// A word is key:kind, then a count, `*` for any number, or nothing for one.
constexpr bool attributes_conform(const graph &g, const graph::node_row &node, words list) {
  std::uint32_t k = 0;
  view word;
  while (list.next(word)) {
    std::uint32_t colon = 0;
    while (word.data[colon] != ':')
      colon++;
    view key(word.data, colon);
    char kind = word.data[colon + 1], how_many = colon + 2 < word.size ? word.data[colon + 2] : '1';
    std::uint32_t found = 0;
    while (k < node.attrs && g.strings[g.attributes[node.first_attr + k].key] == key) {
      if (!kind_conforms(kind, g.attributes[node.first_attr + k].kind))
        return false;
      found++;
      k++;
    }
    if (how_many != '*' && found != (std::uint32_t)(how_many - '0'))
      return false;
  }
  return k == node.attrs;
}

constexpr bool conforms(const graph &g) {
  for (std::uint32_t i = 0; i < g.nodes.size; i++) {
    const graph::node_row &node = g.nodes[i];
    const op_row *row = find_op(node.opcode);
    if (!row || !operands_conform(g, node, {row->operands}) ||
        !attributes_conform(g, node, {row->attributes}) ||
        (row->results >= 0 && node.values != (std::uint32_t)row->results))
      return false;
  }
  return true;
}

} // namespace hac::test
