// Writes a finished graph as the words of blob_format.h.
#pragma once
#include "graph.h"

namespace hac {

/// A graph as the compiler reads it: blob_format.h says what the words mean.
template <std::uint32_t N> struct graph_blob {
  std::uint32_t words[N]{};
};

namespace detail {

using blob::section_count;

/// What stands where: rows per section, and the length of the whole in words.
struct blob_plan {
  u32 rows[section_count]{}, total = 0;
};

constexpr u32 words_for_bytes(u32 bytes) { return (bytes + 3) / 4; }

constexpr blob_plan plan_blob(const graph &g) {
  u32 characters = 0, dim_words = 0, type_words = 0;
  for (u32 i = 0; i < g.strings.table.size; i++)
    characters += g.strings.table[i].text.size;
  for (u32 i = 0; i < g.dims.polynomials.size; i++)
    dim_words += 3 + 3 * (u32)g.dims.polynomials[i].terms;
  for (u32 i = 0; i < g.types.size; i++)
    type_words += 2 + 2 * (u32)g.types[i].shape.rank;

  blob_plan plan;
  plan.rows[blob::s_STRT] = g.strings.table.size;
  plan.rows[blob::s_STRC] = words_for_bytes(characters);
  plan.rows[blob::s_DIMS] = dim_words;
  plan.rows[blob::s_ATOM] = g.dims.atoms.size;
  plan.rows[blob::s_TYPE] = type_words;
  plan.rows[blob::s_SCOP] = g.scopes.size;
  plan.rows[blob::s_LOCS] = g.locations.size;
  plan.rows[blob::s_VALU] = g.values.size;
  plan.rows[blob::s_NODE] = g.nodes.size;
  plan.rows[blob::s_EDGE] = g.edges.size;
  plan.rows[blob::s_ATTR] = g.attributes.size;
  plan.rows[blob::s_PARM] = g.params.size;
  plan.rows[blob::s_INOU] = g.inouts.size;
  plan.rows[blob::s_REGN] = g.regions.size;
  plan.rows[blob::s_TAPE] = g.tapes.size;
  plan.rows[blob::s_DIAG] = g.log.diags.size;
  plan.rows[blob::s_NOTE] = g.log.notes.size;
  plan.rows[blob::s_TEXT] = words_for_bytes(g.log.text.size);
  plan.total = blob::header_words + section_count * blob::section_words;
  for (u32 i = 0; i < section_count; i++)
    plan.total += plan.rows[i] * blob::section_row_words[i];
  return plan;
}

class blob_writer {
public:
  constexpr explicit blob_writer(u32 *out) : words(out) {}

  constexpr void write(const graph &g, const blob_plan &plan, u32 name) {
    header(g, plan, name);
    names(g);
    dims(g);
    places(g);
    nodes(g);
    interface(g);
    messages(g.log);
  }

private:
  u32 *words;
  u32 partial = 0, shift = 0; // characters of the word that is being filled

  template <class... T> constexpr void put(T... v) { ((*words++ = (u32)v), ...); }
  constexpr void put64(s64 v) { put((u64)v, (u64)v >> 32); }
  constexpr void put_real(double v) { put64(__builtin_bit_cast(s64, v)); }
  constexpr void put_character(char c) {
    partial |= (u32)(unsigned char)c << shift;
    shift += 8;
    if (shift == 32)
      end_characters();
  }
  constexpr void end_characters() {
    if (shift)
      put(partial);
    partial = shift = 0;
  }
  static constexpr u32 tag(const char *four) {
    u32 word = 0;
    for (int i = 0; i < 4; i++)
      word |= (u32)(unsigned char)four[i] << 8 * i;
    return word;
  }

  constexpr void header(const graph &g, const blob_plan &plan, u32 name) {
    put(blob::magic, blob::version, plan.total, section_count, g.log.errors,
        g.differentiates ? blob::flag_training : 0, name, 0);
    u32 offset = blob::header_words + section_count * blob::section_words;
    for (u32 i = 0; i < section_count; i++) {
      put(tag(blob::section_tags + 4 * i), offset, plan.rows[i], blob::section_row_words[i]);
      offset += plan.rows[i] * blob::section_row_words[i];
    }
  }

  constexpr void names(const graph &g) { // STRT STRC
    u32 offset = 0;
    for (u32 i = 0; i < g.strings.table.size; i++) {
      put(offset, g.strings.table[i].text.size);
      offset += g.strings.table[i].text.size;
    }
    for (u32 i = 0; i < g.strings.table.size; i++)
      for (u32 k = 0; k < g.strings.table[i].text.size; k++)
        put_character(g.strings.table[i].text.data[k]);
    end_characters();
  }

  constexpr void dims(const graph &g) { // DIMS ATOM TYPE
    for (u32 i = 0; i < g.dims.polynomials.size; i++) {
      const polynomial &p = g.dims.polynomials[i];
      put(p.terms);
      put64(p.constant);
      for (int k = 0; k < p.terms; k++) {
        put(p.atom[k]);
        put64(p.factor[k]);
      }
    }
    for (u32 i = 0; i < g.dims.atoms.size; i++) {
      const dim_table::atom_row &a = g.dims.atoms[i];
      bool symbol = a.kind == blob::atom_kind::symbol;
      put(a.kind, a.name);
      put64(symbol ? a.bounds.min : 0);
      put64(symbol ? a.bounds.max : 0);
      put64(symbol ? a.bounds.multiple_of : 0);
      put64(a.dividend);
      put64(a.divisor);
      put(a.left, a.right);
    }
    for (u32 i = 0; i < g.types.size; i++) {
      const graph::type_row &t = g.types[i];
      put(t.element, t.shape.rank);
      for (int k = 0; k < t.shape.rank; k++)
        put64(t.shape[k]);
    }
  }

  constexpr void places(const graph &g) { // SCOP LOCS
    for (u32 i = 0; i < g.scopes.size; i++)
      put(g.scopes[i].parent, g.scopes[i].name, g.scopes[i].index);
    for (u32 i = 0; i < g.locations.size; i++) {
      const graph::location_row &l = g.locations[i];
      put(l.file, l.function, l.line, l.column);
    }
  }

  constexpr void nodes(const graph &g) { // VALU NODE EDGE ATTR
    for (u32 i = 0; i < g.values.size; i++)
      put(g.values[i].type, g.values[i].node, g.values[i].result);
    for (u32 i = 0; i < g.nodes.size; i++) {
      const graph::node_row &n = g.nodes[i];
      put(n.opcode, n.region, n.scope, n.location, n.first_operand, n.operands, n.first_value,
          n.values, n.first_attr, n.attrs);
    }
    for (u32 i = 0; i < g.edges.size; i++)
      put(g.edges[i]);
    for (u32 i = 0; i < g.attributes.size; i++) {
      put(g.attributes[i].key, g.attributes[i].kind);
      put64(g.attributes[i].bits);
    }
  }

  constexpr void interface(const graph &g) { // PARM INOU REGN TAPE
    for (u32 i = 0; i < g.params.size; i++) {
      const graph::param_row &p = g.params[i];
      put(p.value, p.scope, p.leaf, (u32)p.kind | (u32)p.trainable << 8, p.init.kind);
      put_real(p.init.a);
      put_real(p.init.b);
    }
    for (u32 i = 0; i < g.inouts.size; i++)
      put(g.inouts[i].kind, g.inouts[i].name, g.inouts[i].value, g.inouts[i].location);
    for (u32 i = 0; i < g.regions.size; i++) {
      const graph::region_row &r = g.regions[i];
      put(r.parent, r.first_node, r.end_node, r.first_arg, r.args);
    }
    for (u32 i = 0; i < g.tapes.size; i++)
      put64((s64)g.tapes[i]);
  }

  constexpr void messages(const diagnostics &log) { // DIAG NOTE TEXT
    for (u32 i = 0; i < log.diags.size; i++) {
      const diagnostics::diag_row &d = log.diags[i];
      put(d.code, d.location, d.scope, d.text, d.bytes, d.first_note, d.notes);
    }
    for (u32 i = 0; i < log.notes.size; i++)
      put(log.notes[i].location, log.notes[i].text, log.notes[i].bytes);
    for (u32 i = 0; i < log.text.size; i++)
      put_character(log.text[i]);
    end_characters();
  }
};

template <auto F> constexpr u32 build(graph &g, const char *name, loc at) {
  u32 number = g.strings.number(name);
  F(g);
  g.finish(name, at);
  return number;
}

/// A constant's size is part of its type, so the function is evaluated twice: once to count words,
/// once to write them.
template <auto F> constexpr u32 blob_words(const char *name, loc at) {
  graph g;
  build<F>(g, name, at);
  return plan_blob(g).total;
}

template <auto F, u32 Words> constexpr graph_blob<Words> make_blob(const char *name, loc at) {
  graph_blob<Words> out;
  graph g;
  u32 number = build<F>(g, name, at);
  blob_writer(out.words).write(g, plan_blob(g), number);
  return out;
}

} // namespace detail
} // namespace hac
