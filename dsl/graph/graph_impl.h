// Definitions of graph.h: printing, dims, names, leaves, nodes.
#pragma once
#include "graph.h"

namespace hac {

// --- Tensor ------------------------------------------------------------------------------------

constexpr dtype Tensor::type() const {
  return usable() ? g->types[g->values[(std::uint32_t)id].type].element : dtype::none;
}
constexpr shape Tensor::shape() const {
  return usable() ? g->types[g->values[(std::uint32_t)id].type].shape : hac::shape{};
}
constexpr int Tensor::rank() const {
  return usable() ? g->types[g->values[(std::uint32_t)id].type].shape.rank : 0;
}
constexpr dim Tensor::dim(int axis, loc at) const {
  if (!usable())
    return hac::dim{}.broken(g ? hac::dim::fault::poisoned : hac::dim::fault::unbound);
  hac::shape s = shape();
  int i = axis < 0 ? axis + s.rank : axis;
  if (i >= 0 && i < s.rank)
    return g->leave(s[i]);
  g->fail(108, at, "dim: axis ", axis, " is out of range for ", *this);
  return hac::dim{}.broken(hac::dim::fault::poisoned);
}

// --- printing ----------------------------------------------------------------------------------

constexpr void graph::put(const hac::shape &s) {
  log.put('[');
  for (int i = 0; i < s.rank; i++) {
    if (i)
      log.put(", ");
    put_size(s[i]);
  }
  log.put(']');
}

constexpr void graph::put(Tensor x) {
  if (!x.usable())
    return log.put('?');
  log.put(x.type());
  put(x.shape());
}

// `seq` with multiple_of = 8 is 8 * atom, so 4 * atom prints as seq/2.
constexpr void graph::put_size(std::int64_t code) {
  if (!dims.symbolic(code))
    return log.put(code);
  detail::polynomial p = dims.get(code);
  for (int i = 0; i < p.terms; i++) {
    const auto &atom = dims.atoms[(std::uint32_t)p.atom[i]];
    std::int64_t factor = p.factor[i];
    std::int64_t under = atom.kind == blob::atom_kind::symbol ? atom.bounds.multiple_of : 1;
    std::int64_t common = detail::gcd(factor, under);
    factor /= common;
    under /= common;
    if (factor < 0) {
      log.put('-');
      factor = -factor;
    } else if (i) {
      log.put('+');
    }
    if (factor != 1) {
      log.put(factor);
      log.put('*');
    }
    put_atom(p.atom[i], factor != 1);
    if (under != 1) {
      log.put('/');
      log.put(under);
    }
  }
  if (p.constant > 0)
    log.put('+');
  if (p.constant)
    log.put(p.constant);
}

// `factor`: as part of a product, where 3*seq/2 would read as (3*seq)/2.
constexpr void graph::put_atom(int number, bool factor) {
  const auto atom = dims.atoms[(std::uint32_t)number];
  switch (atom.kind) {
  case blob::atom_kind::symbol:
    return log.put(strings[atom.name]);
  case blob::atom_kind::product:
    put_atom(atom.left, true);
    log.put('*');
    return put_atom(atom.right, true);
  case blob::atom_kind::floor: {
    detail::polynomial p = dims.get(atom.dividend);
    bool simple = p.terms == 1 && !p.constant && p.factor[0] == 1 &&
                  dims.atoms[(std::uint32_t)p.atom[0]].kind == blob::atom_kind::symbol &&
                  dims.atoms[(std::uint32_t)p.atom[0]].bounds.multiple_of == 1;
    if (factor)
      log.put('(');
    if (!simple)
      log.put('(');
    put_size(atom.dividend);
    if (!simple)
      log.put(')');
    log.put('/');
    log.put(atom.divisor);
    if (factor)
      log.put(')');
    return;
  }
  }
}

constexpr void graph::put_path(int number) {
  if (number < 0)
    return;
  scope_row row = scopes[(std::uint32_t)number];
  put_path(row.parent);
  if (row.parent >= 0)
    log.put('.');
  if (row.index >= 0)
    log.put(row.index);
  else
    log.put(strings[row.name]);
}

// --- dims --------------------------------------------------------------------------------------

constexpr dim graph::leave(std::int64_t code) {
  if (!dims.symbolic(code))
    return code;
  hac::dim d;
  d.owner = this;
  d.code = code;
  return d;
}

constexpr dim::fault graph::enter(const hac::dim &d, std::int64_t &code) {
  using fault = hac::dim::fault;
  if (d.wrong != fault::none)
    return d.wrong;
  if (d.owner) {
    code = d.code;
    return d.owner == this ? fault::none : fault::other_graph;
  }
  if (!d.factor) {
    code = d.constant;
    return dims.symbolic(code) ? fault::not_representable : fault::none;
  }
  return enter_symbol(d, code);
}

constexpr dim::fault graph::enter_symbol(const hac::dim &d, std::int64_t &code) {
  using fault = hac::dim::fault;
  std::uint32_t name = strings.number(d.symbol);
  if (const auto *known = dims.find_symbol(name)) {
    if (!(known->bounds == d.bounds))
      return fault::two_bounds;
  } else if (fault wrong = check_new_symbol(d, name); wrong != fault::none) {
    return wrong;
  }
  code = dims.symbol(name, d.bounds, d.factor, d.constant);
  return fault::none;
}

constexpr dim::fault graph::check_new_symbol(const hac::dim &d, std::uint32_t name) const {
  using fault = hac::dim::fault;
  const dim_bounds &b = d.bounds;
  if (!detail::is_identifier(d.symbol) || detail::is_reserved_member(d.symbol))
    return fault::name;
  if (b.min < 0 || b.max < b.min || b.max > blob::max_symbol || b.multiple_of < 1 ||
      detail::floor_div(b.max, b.multiple_of) < -detail::floor_div(-b.min, b.multiple_of))
    return fault::bounds;
  if (dims.symbols == blob::max_symbols)
    return fault::too_many_symbols;
  for (std::uint32_t i = 0; i < inouts.size; i++)
    if (inouts[i].kind != blob::inou_kind::update && inouts[i].name == name)
      return fault::name_taken;
  return fault::none;
}

constexpr void graph::report(hac::dim::fault wrong, const hac::dim &d, const char *what, loc at) {
  switch (wrong) {
  case hac::dim::fault::none:
  case hac::dim::fault::poisoned:
    return;
  case hac::dim::fault::other_graph:
    fail(1, at, what, ": a dim of another graph");
    return note("build both in one model function");
  case hac::dim::fault::unbound:
    fail(2, at, what, ": a dim of a tensor that belongs to no graph");
    return note("bind the module first: auto net = g.module<Net>();");
  case hac::dim::fault::name:
    fail(4, at, what, ": the symbol `", d.symbol, "` cannot be a name in the generated header");
    return note("it becomes an argument of the generated C function: use a C identifier that is no "
                "keyword of C or C++");
  case hac::dim::fault::name_taken:
    fail(5, at, what, ": the symbol `", d.symbol, "` has the name of an input, output or state");
    return;
  case hac::dim::fault::two_bounds:
    fail(9, at, what, ": the symbol `", d.symbol, "` is declared with two different bounds");
    note("declare it once, outside of the functions: constexpr auto N = dyn(...);");
    if (const auto *first = dims.find_symbol(strings.number(d.symbol)))
      note_at(first->location, "here it is ", first->bounds.min, " to ", first->bounds.max,
              ", multiple of ", first->bounds.multiple_of);
    return;
  case hac::dim::fault::bounds:
    fail(10, at, what, ": the bounds of `", d.symbol, "` are not usable: min ", d.bounds.min,
         ", max ", d.bounds.max, ", multiple_of ", d.bounds.multiple_of);
    return note("0 <= min <= max < 2^31, and a multiple must lie between them");
  case hac::dim::fault::not_representable:
    fail(11, at, what,
         ": a size cannot be written as a dim: it needs a product of three symbols, "
         "more than 4 terms, a division that is not by a positive constant, or numbers over 2^62");
    return note("outside a model function only k * symbol + c can be written; inside, use "
                "x.dim(i) or g.dim(symbol)");
  case hac::dim::fault::too_many_symbols:
    fail(26, at, what, ": over ", blob::max_symbols, " symbols in one function: `", d.symbol, "`");
    return;
  }
}

constexpr bool graph::code_of(const hac::dim &d, std::int64_t &code, const char *what, loc at) {
  std::uint32_t known = dims.symbols;
  hac::dim::fault wrong = enter(d, code);
  if (dims.symbols != known)
    dims.atoms.last().location = location(at);
  if (wrong == hac::dim::fault::none && dims.failed) {
    dims.failed = false;
    wrong = hac::dim::fault::not_representable;
  }
  report(wrong, d, what, at);
  return wrong == hac::dim::fault::none;
}

constexpr bool graph::dims_written(const char *what, loc at) {
  if (!dims.failed)
    return true;
  dims.failed = false;
  fail(11, at, what,
       ": a size of the result cannot be written as a dim: it needs a product of three "
       "symbols, more than 4 terms or numbers over 2^62");
  note("give the size a symbol of its own with assert_shape(x, {...})");
  return false;
}

constexpr dim graph::dim(const hac::dim &symbol, loc at) {
  std::int64_t code = 0;
  if (!code_of(symbol, code, "dim", at))
    return symbol.broken(hac::dim::fault::poisoned);
  hac::dim d;
  d.owner = this;
  d.code = code;
  return d;
}

constexpr shape graph::make_shape(std::initializer_list<hac::dim> list, const char *what, loc at) {
  hac::shape s;
  if (list.size() > blob::max_rank) {
    fail(20, at, what, ": rank ", list.size(), " is more than ", blob::max_rank);
    s.rank = -1;
    return s;
  }
  bool good = true;
  for (const hac::dim &d : list) {
    std::int64_t code = 0;
    good = code_of(d, code, what, at) && good;
    s.push(code);
  }
  if (!good)
    s.rank = -1;
  return s;
}

// --- names -------------------------------------------------------------------------------------

constexpr int graph::sub_scope(int parent, view name, int index) {
  std::uint32_t number = strings.number(name);
  auto hash = [](int p, std::uint32_t n, int i) {
    return detail::mix((std::uint32_t)p + 1, n, (std::uint32_t)i + 7);
  };
  std::uint32_t &slot = scope_index.find(
      hash(parent, number, index),
      [&](std::uint32_t i) {
        return scopes[i].parent == parent && scopes[i].name == number && scopes[i].index == index;
      },
      [&](std::uint32_t i) { return hash(scopes[i].parent, scopes[i].name, scopes[i].index); });
  if (!slot) {
    scopes.push({parent, number, index});
    slot = scopes.size;
  }
  return (int)slot - 1;
}

constexpr bool graph::free_name(const char *what, const char *name, loc at) {
  if (!detail::is_identifier(name) || detail::is_reserved_member(name)) {
    fail(4, at, what, ": `", name, "` cannot be a name in the generated header");
    note(
        "it becomes a member of a C struct: use a C identifier that is no keyword of C or C++, nor "
        "`head` or `sample_base`");
    return false;
  }
  std::uint32_t number = strings.number(name);
  for (std::uint32_t i = 0; i < inouts.size; i++)
    if (inouts[i].kind != blob::inou_kind::update && inouts[i].name == number) {
      fail(5, at, what, ": the name `", name, "` is used twice among inputs, outputs and states");
      note_at(inouts[i].location, "first used here");
      return false;
    }
  if (dims.find_symbol(number))
    return fail(5, at, what, ": `", name, "` is the name of a symbol already");
  return true;
}

// --- leaves ------------------------------------------------------------------------------------

constexpr node_ref graph::leaf(hac::op opcode, const char *what, loc at, dtype type,
                               const hac::shape &shape) {
  return node(opcode, what, at, {}, type, shape);
}

constexpr Tensor graph::named_leaf(hac::op opcode, blob::inou_kind kind, const char *name,
                                   dtype type, std::initializer_list<hac::dim> list, loc at) {
  const char *what = name_of(opcode);
  hac::shape shape = make_shape(list, what, at);
  bool good = shape.valid();
  good = element_type(type, what, at) && good;
  good = outside_bodies(opcode == op::input ? "an input" : "a state", at) && good;
  good = free_name(what, name, at) && good;
  if (!good)
    return poison();
  Tensor x = leaf(opcode, what, at, type, shape);
  if (x.usable())
    inouts.push({kind, strings.number(name), x.id, location(at)});
  return x;
}

constexpr Tensor graph::input(const char *name, dtype type, std::initializer_list<hac::dim> list,
                              loc at) {
  return named_leaf(op::input, blob::inou_kind::input, name, type, list, at);
}
constexpr Tensor graph::state(const char *name, dtype type, std::initializer_list<hac::dim> list,
                              loc at) {
  return named_leaf(op::state, blob::inou_kind::state, name, type, list, at);
}

constexpr bool graph::nothing_to_join(Tensor x, loc at) {
  fail(601, at, x.id == Tensor::concat_of_nothing ? "concat" : "stack",
       ": there are no tensors to put together");
  note("give it at least one");
  return false;
}

// Bound, of this graph, made where it can be seen. Poison is false without a report.
constexpr bool graph::checked_operand(const char *what, Tensor x, loc at) {
  if (x.of_nothing())
    return nothing_to_join(x, at);
  if (!x.bound()) {
    fail(2, at, what, ": this tensor belongs to no graph");
    note("bind the module first: auto net = g.module<Net>();");
    return false;
  }
  if (x.g != this) {
    fail(1, at, what, ": this tensor belongs to another graph");
    note("build both in one model function");
    return false;
  }
  if (x.poisoned())
    return false;
  if (visible(x))
    return true;
  fail(703, at, what, ": ", x, " was made inside a body and is used outside of it");
  note("return it from the body");
  return false;
}

constexpr void graph::output(const char *name, Tensor x, loc at) {
  bool good = outside_bodies("an output", at);
  good = free_name("output", name, at) && good;
  if (checked_operand("output", x, at) && good)
    inouts.push({blob::inou_kind::output, strings.number(name), x.id, location(at)});
}

constexpr void graph::update(Tensor target, Tensor value, loc at) {
  bool good = outside_bodies("an update", at);
  good = checked_operand("update", target, at) && good;
  good = checked_operand("update", value, at) && good;
  if (!good)
    return;
  hac::op made_by = nodes[(std::uint32_t)values[(std::uint32_t)target.id].node].opcode;
  if (made_by != op::state && made_by != op::buffer) {
    fail(17, at, "update: the first argument is no state or buffer of this function: ", target);
    return note_at(location_of(target), "it is made here");
  }
  if (values[(std::uint32_t)target.id].type != values[(std::uint32_t)value.id].type) {
    fail(16, at, "update: the state is ", target, ", the new value ", value);
    return note_at(location_of(target), "the state is declared here");
  }
  for (std::uint32_t i = 0; i < inouts.size; i++)
    if (inouts[i].kind == blob::inou_kind::update && inouts[i].name == (std::uint32_t)target.id) {
      fail(14, at, "update: this state is written twice");
      return note_at(inouts[i].location, "first written here");
    }
  set(target, value, at);
}

constexpr void graph::set(Tensor target, Tensor value, loc at) {
  inouts.push({blob::inou_kind::update, (std::uint32_t)target.id, value.id, location(at)});
}

constexpr Tensor graph::param_at(int scope, view leaf_name, dtype type, const hac::shape &shape,
                                 loc at, hac::init init, blob::param_kind kind, bool trainable) {
  const char *what = kind == blob::param_kind::buffer ? "buffer" : "parameter";
  if (!outside_bodies(kind == blob::param_kind::buffer ? "a buffer" : "a parameter", at) ||
      !shape.valid() || !element_type(type, what, at))
    return poison();
  const char *dot = scope < 0 ? "" : ".";
  int root = scope;
  while (root >= 0 && scopes[(std::uint32_t)root].parent >= 0)
    root = scopes[(std::uint32_t)root].parent;
  if (root >= 0 && detail::is_reserved_prefix(strings[scopes[(std::uint32_t)root].name])) {
    fail(4, at, what, " `", path_text{scope}, dot, leaf_name,
         "`: names that begin with `optim.` or `hac.` belong to training state");
    return poison();
  }
  for (int i = 0; i < shape.rank; i++) {
    if (dims.symbolic(shape[i])) {
      fail(15, at, what, " `", path_text{scope}, dot, leaf_name,
           "`: the shape must be constant, got ", shape);
      return poison();
    }
    if (shape[i] == 0) {
      fail(24, at, what, " `", path_text{scope}, dot, leaf_name, "` has a size of 0: ", shape);
      return poison();
    }
  }
  return declare_param(scope, leaf_name, type, shape, at, init, kind, trainable);
}

constexpr Tensor graph::training_state(int param, view leaf, dtype type, loc at) {
  hac::shape shape;
  int scope = sub_scope(-1, param < 0 ? "hac" : "optim");
  if (param >= 0) {
    param_row row = params[(std::uint32_t)param];
    shape = Tensor{this, row.value}.shape();
    int path[blob::max_path_bytes / 2]{}, depth = 0; // a name has at least a character and a dot
    for (int s = row.scope; s >= 0; s = scopes[(std::uint32_t)s].parent)
      path[depth++] = s;
    while (depth--) {
      scope_row part = scopes[(std::uint32_t)path[depth]];
      scope = sub_scope(scope, strings[part.name], part.index);
    }
    scope = sub_scope(scope, strings[row.leaf]);
  }
  return declare_param(scope, leaf, type, shape, at, {}, blob::param_kind::state, false);
}

constexpr Tensor graph::declare_param(int scope, view leaf_name, dtype type, const hac::shape &shape,
                                      loc at, hac::init init, blob::param_kind kind,
                                      bool trainable) {
  const char *what = kind == blob::param_kind::parameter ? "parameter" : "buffer";
  const char *dot = scope < 0 ? "" : ".";
  std::uint32_t name = strings.number(leaf_name);
  std::uint32_t &slot = param_index.find(
      detail::mix((std::uint32_t)scope + 1, name, 0),
      [&](std::uint32_t i) { return params[i].leaf == name && params[i].scope == scope; },
      [&](std::uint32_t i) {
        return detail::mix((std::uint32_t)params[i].scope + 1, params[i].leaf, 0);
      });
  if (slot) {
    fail(3, at, what, " `", path_text{scope}, dot, leaf_name, "` is declared twice");
    note_at(
        location_of({this, params[slot - 1].value}),
        "first declared here; to share a weight pass the same tensor, to tell two modules apart "
        "give a prefix: g.module(m, \"left\")");
    return poison();
  }
  int outer = current_scope;
  current_scope = scope;
  Tensor x = leaf(kind == blob::param_kind::parameter ? op::param : op::buffer, what, at, type, shape);
  current_scope = outer;
  // A parameter whose type was refused keeps its name, so that it is not reported again.
  params.push({x.id, scope, name, kind, trainable && kind == blob::param_kind::parameter, init});
  slot = params.size;
  return x;
}

// --- nodes -------------------------------------------------------------------------------------

constexpr bool graph::type_number(dtype type, const hac::shape &shape, std::uint32_t &number,
                                  const char *what, loc at) {
  if (!dims_written(what, at))
    return false;
  std::uint32_t &slot = type_index.find(
      type_hash(type, shape),
      [&](std::uint32_t i) { return types[i].element == type && types[i].shape == shape; },
      [&](std::uint32_t i) { return type_hash(types[i].element, types[i].shape); });
  if (!slot) {
    __int128 elements = 1; // of the static dims, which a 0 among them makes 0
    for (int i = 0; i < shape.rank; i++) {
      if (dims.range(shape[i]).min < 0) {
        type_index.used--;
        return fail(12, at, what, ": dimension ", i, " of the result ", shape,
                    dims.symbolic(shape[i]) ? " can be negative" : " is negative");
      }
      if (!dims.symbolic(shape[i]) && elements <= blob::max_static_elements)
        elements *= shape[i];
      if (shape[i] == 0)
        elements = 0;
    }
    if (elements > blob::max_static_elements) {
      type_index.used--;
      return fail(22, at, what, ": ", type, shape, " has more than 2^40 elements");
    }
    types.push({type, shape});
    slot = types.size;
  }
  number = slot - 1;
  return true;
}

constexpr void graph::append_node(hac::op opcode, loc at, tensor_list operands,
                                  std::uint32_t results) {
  if (nodes.size == blob::max_nodes)
    E021_more_than_16384_operations(at);
  std::uint32_t first = edges.size;
  for (const Tensor &x : operands)
    edges.push(x.bound() ? x.id : -1);
  nodes.push({opcode, current_region, current_scope, location(at), first, edges.size - first,
              values.size, results, attributes.size, 0});
}

constexpr node_ref graph::node(hac::op opcode, const char *what, loc at, tensor_list operands,
                               dtype type, const hac::shape &shape) {
  std::uint32_t number = 0;
  if (!shape.valid() || !type_number(type, shape, number, what, at))
    return {this, poison()};
  append_node(opcode, at, operands, 1);
  values.push({number, (int)nodes.size - 1, 0});
  return {this, {this, (int)values.size - 1}};
}

constexpr void graph::yield(loc at, tensor_list results) { append_node(op::yield, at, results, 0); }

constexpr void graph::finish(const char *name, loc at) {
  if (!detail::is_identifier(name) || detail::is_reserved_function(name)) {
    fail(4, at, "`", name, "` cannot be the name of an exported function");
    note(
        "it becomes the end of a C function's name: use a C identifier that is no keyword and that "
        "the generated header does not define itself (load, save, step ...)");
  }
  for (std::uint32_t i = 0; i < inouts.size && !trains; i++)
    if (inouts[i].kind == blob::inou_kind::update &&
        nodes[(std::uint32_t)values[inouts[i].name].node].opcode == op::buffer) {
      current_location = inouts[i].location; // that of the update
      fail(27, at, "update: a buffer changes in functions that call train only, and this is none");
      note("use g.state for what is kept between calls");
      current_location = -1;
    }
  if (log.errors)
    return;
  for (std::uint32_t i = 0; i < inouts.size; i++)
    if (inouts[i].kind == blob::inou_kind::output || inouts[i].kind == blob::inou_kind::update)
      return;
  fail(6, at, "the function `", name, "` has no output and updates nothing");
  note("add g.output(\"name\", tensor)");
}

} // namespace hac
