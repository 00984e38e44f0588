// Training: the optimizers, as compositions over gradients, and what they keep between steps.
#pragma once
#include "../graph/numeric.h"
#include "../nn/module.h"
#include "create.h"
#include "elementwise.h"
#include "grad.h"
#include "loss.h"
#include "reduce.h"
#include "shape.h"

namespace hac {

/// A learning rate: a number, or an f32 tensor of rank 0 that the caller passes for each step.
struct rate {
  double number = 0;
  Tensor tensor{};

  constexpr rate(double n) : number(n) {}
  constexpr rate(Tensor t) : tensor(t) {}
};

/// Steps against the gradient; with momentum against its running sum.
/// Source: torch.optim.SGD.
struct sgd {
  rate lr = 1e-3;
  double momentum = 0, dampening = 0, weight_decay = 0;
  bool nesterov = false;
};
/// Steps by the gradient's running mean over the root of its running square. weight_decay is added
/// to the gradient.
/// Source: Kingma and Ba 2015; torch.optim.Adam.
struct adam {
  rate lr = 1e-3;
  double beta1 = 0.9, beta2 = 0.999, eps = 1e-8, weight_decay = 0;
};
/// The same with weights that decay by themselves, not through the gradient.
/// Source: Loshchilov and Hutter 2019; torch.optim.AdamW.
struct adamw {
  rate lr = 1e-3;
  double beta1 = 0.9, beta2 = 0.999, eps = 1e-8, weight_decay = 0.01;
};

/// clip_norm: the most that the norm of all gradients together may be; 0: any.
/// decay_min_rank: only parameters of at least this rank decay; 2 leaves out biases and norms.
struct train_options {
  double clip_norm = 0;
  int decay_min_rank = 0;
};

namespace detail {

/// One step of training while it is built.
class trainer {
public:
  constexpr trainer(Tensor loss, const rate &lr, const train_options &options, loc at)
      : c("train", at, {loss}, {lr.tensor}), options(options), lr(lr), loss(loss) {}

  constexpr bool begin() {
    if (!c)
      return false;
    graph &g = *c.g;
    if (g.trains)
      return c.no(806, "train is called twice in one function");
    Tensor r = lr.tensor;
    if (r.bound() && (r.type() != f32 || r.rank() != 0))
      return c.no(808, "the learning rate must be a number or an f32 tensor of rank 0, got ", r);
    if (!r.bound() && !(lr.number >= 0 && lr.number < 1e300))
      return c.no(107, "lr is ", lr.number, ", it must not be negative");
    return at_least_0("clip_norm", options.clip_norm) &&
           c.option("decay_min_rank", options.decay_min_rank, 0, blob::max_rank) &&
           choose_parameters();
  }

  constexpr bool at_least_0(const char *what, double v) {
    if (v >= 0 && v < 1e300)
      return true;
    return c.no(107, what, " is ", v, ", it must not be negative");
  }
  /// A coefficient of a running mean.
  constexpr bool below_1(const char *what, double v) {
    if (v >= 0 && v < 1)
      return true;
    return c.no(107, what, " is ", v, ", allowed is 0 to less than 1");
  }

  /// Gradients, clipped; the step's number. False: an error is reported.
  constexpr bool differentiate() {
    for (u32 i = 0; i < chosen.size; i++)
      slopes.push(c.poison());
    if (!gradients("train", loss, {parameters.data, parameters.size}, slopes.data, c.at))
      return false;
    c.g->trains = true;
    for (u32 i = 0; i < chosen.size; i++) {
      Tensor squares = sum(square(slopes[i]));
      norm = i ? norm + squares : squares;
    }
    norm = sqrt(norm);
    if (options.clip_norm > 0) {
      Tensor shrink = minimum(options.clip_norm / (norm + 1e-6), 1.0);
      for (u32 i = 0; i < chosen.size; i++)
        slopes[i] = slopes[i] * shrink;
    }
    Tensor before = c.g->training_state(-1, "step", i64, c.at);
    step = before + 1;
    c.g->set(before, step, c.at);
    return true;
  }

  constexpr u32 count() const { return chosen.size; }
  constexpr Tensor parameter(u32 i) const { return parameters[i]; }
  constexpr Tensor slope(u32 i) const { return slopes[i]; }
  constexpr bool decays(u32 i) const { return parameters[i].rank() >= options.decay_min_rank; }
  constexpr Tensor state(u32 i, view leaf) { return c.g->training_state(chosen[i], leaf, f32, c.at); }
  constexpr void set(Tensor target, Tensor value) { c.g->set(target, value, c.at); }
  constexpr Tensor by_rate(Tensor x) const { return lr.tensor.bound() ? x * lr.tensor : x * lr.number; }
  constexpr Tensor is_first_step() const { return step == 1; }
  /// 1 - beta^step
  constexpr Tensor correction(double beta) const {
    Tensor t = cast(step, f32);
    return beta > 0 ? -expm1(t * logarithm(beta)) : ones_like(t);
  }
  constexpr Tensor poison() const { return c.poison(); }

  checker c;
  Tensor norm;

private:
  /// Trainable parameters that the loss depends on: E807, E809.
  constexpr bool choose_parameters() {
    graph &g = *c.g;
    rows<bool> needed, bodies;
    for (u32 i = 0; i < g.values.size; i++)
      needed.push(false);
    for (u32 i = 0; i < g.regions.size; i++)
      bodies.push(false);
    needed[(u32)loss.id] = true;
    for (u32 i = g.nodes.size; i-- > 0;) {
      const graph::node_row &n = g.nodes[i];
      bool leads = n.region >= 0 && bodies[(u32)n.region];
      for (u32 k = 0; k < n.values; k++)
        leads = leads || needed[n.first_value + k];
      if (!leads || n.opcode == op::stop_gradient)
        continue;
      for (u32 k = 0; k < n.operands; k++)
        if (int value = g.edges[n.first_operand + k]; value >= 0)
          needed[(u32)value] = true;
      for (u32 k = 0; k < n.attrs; k++)
        if (const graph::attr_row &a = g.attributes[n.first_attr + k];
            a.kind == blob::attr_kind::region)
          bodies[(u32)a.bits] = true;
    }
    for (u32 i = 0; i < g.params.size; i++) {
      const graph::param_row &p = g.params[i];
      if (!p.trainable || p.value < 0 || !needed[(u32)p.value])
        continue;
      Tensor x{&g, p.value};
      if (x.type() != f32) {
        c.no(809, "a trainable parameter must be f32, got ", x);
        c.note("freeze its module, or declare it f32 and cast it where it is used");
        return c.came_from("the parameter", x);
      }
      chosen.push((int)i);
      parameters.push(x);
    }
    if (chosen.size)
      return true;
    c.no(807, "the loss depends on no trainable parameter");
    return c.came_from("the loss", loss);
  }

  train_options options;
  rate lr;
  Tensor loss, step;
  rows<int> chosen; // rows of graph::params
  rows<Tensor> parameters, slopes;
};

/// The running statistics of every batch_norm that is not frozen: (1 - momentum) of the old, momentum
/// of the batch's, the variance by n - 1; a layer that is called twice takes both in turn.
constexpr void update_statistics(graph &g, loc at) {
  rows<Tensor> next; // by parameter
  for (u32 i = 0; i < g.params.size; i++)
    next.push(Tensor{&g, g.params[i].value});
  auto row_of = [&](int value) {
    for (u32 i = 0; i < g.params.size; i++)
      if (g.params[i].value == value && g.params[i].kind == blob::param_kind::buffer)
        return (int)i;
    return -1;
  };
  auto attribute = [&](const graph::node_row &n, view key) {
    for (u32 k = 0; k < n.attrs; k++)
      if (g.strings[g.attributes[n.first_attr + k].key] == key)
        return g.attributes[n.first_attr + k];
    return graph::attr_row{};
  };
  u32 nodes = g.nodes.size, params = g.params.size;
  for (u32 i = 0; i < nodes; i++) {
    graph::node_row n = g.nodes[i];
    if (n.opcode != op::batch_norm || n.region >= 0 || attribute(n, "frozen").bits)
      continue;
    double momentum = __builtin_bit_cast(double, attribute(n, "momentum").bits);
    Tensor x{&g, g.edges[n.first_operand]};
    axes over;
    for (int axis = 0; axis < x.rank(); axis++)
      if (axis != channel_axis(x.rank()))
        over.list[over.count++] = axis;
    Tensor wide = as_f32(x);
    Tensor batch[] = {mean(wide, over), var(wide, over)};
    for (u32 k : {0u, 1u})
      if (int row = row_of(g.edges[n.first_operand + 1 + k]); row >= 0)
        next[(u32)row] = next[(u32)row] * (1 - momentum) + batch[k] * momentum;
    int mean_row = row_of(g.edges[n.first_operand + 1]);
    for (u32 p = 0; mean_row >= 0 && p < params; p++)
      if (g.params[p].scope == g.params[(u32)mean_row].scope &&
          g.strings[g.params[p].leaf] == view("num_batches_tracked"))
        next[p] = next[p] + 1;
  }
  for (u32 i = 0; i < params; i++)
    if (next[i].id != g.params[i].value)
      g.set(Tensor{&g, g.params[i].value}, next[i], at);
}

template <class Optimizer>
constexpr Tensor adam_step(Tensor loss, const Optimizer &o, const train_options &options,
                           bool decoupled, loc at) {
  trainer t(loss, o.lr, options, at);
  if (!t.begin() || !t.below_1("beta1", o.beta1) || !t.below_1("beta2", o.beta2) ||
      !t.c.positive("eps", o.eps) || !t.at_least_0("weight_decay", o.weight_decay))
    return t.poison();
  in_layer here(t.c.g, at);
  if (!t.differentiate())
    return t.poison();
  Tensor first = t.correction(o.beta1), root = sqrt(t.correction(o.beta2));
  for (u32 i = 0; i < t.count(); i++) {
    Tensor p = t.parameter(i), g = t.slope(i), kept = p;
    if (o.weight_decay > 0 && t.decays(i)) {
      if (decoupled)
        kept = p - t.by_rate(p) * o.weight_decay;
      else
        g = g + p * o.weight_decay;
    }
    Tensor m = t.state(i, "exp_avg"), v = t.state(i, "exp_avg_sq");
    Tensor mean = m * o.beta1 + g * (1 - o.beta1), squares = v * o.beta2 + square(g) * (1 - o.beta2);
    t.set(m, mean);
    t.set(v, squares);
    t.set(p, kept - t.by_rate(mean / first) / (sqrt(squares) / root + o.eps));
  }
  update_statistics(*t.c.g, at);
  return t.norm;
}

} // namespace detail

/// Makes the function train: parameters that the loss depends on take a step against its gradient,
/// buffers of batch_norm take in the batch, and what the optimizer keeps is saved beside them.
///
///     auto norm = train(cross_entropy(net(x), y), adamw{.lr = lr}, {.clip_norm = 1, .decay_min_rank = 2});
///
/// loss    []  floating-point
/// result  []  f32: the norm of all gradients together, before clipping
///
/// E107  rates, decays and clip_norm are not negative; momenta and betas are 0 to less than 1
/// E704  not inside a body
/// E805  loss is a floating-point tensor of rank 0
/// E806  train is called once
/// E807  the loss depends on a trainable parameter
/// E808  lr is a number or an f32 tensor of rank 0
/// E809  trainable parameters that the loss depends on are f32
/// E812  the loss comes from no gradient
constexpr Tensor train(Tensor loss, const sgd &o, const train_options &options = {},
                       loc at = loc::current()) {
  detail::trainer t(loss, o.lr, options, at);
  if (!t.begin() || !t.below_1("momentum", o.momentum) || !t.below_1("dampening", o.dampening) ||
      !t.at_least_0("weight_decay", o.weight_decay))
    return t.poison();
  if (o.nesterov && (o.momentum == 0 || o.dampening != 0)) {
    t.c.no(107, "nesterov needs a momentum and no dampening");
    return t.poison();
  }
  in_layer here(t.c.g, at);
  if (!t.differentiate())
    return t.poison();
  for (detail::u32 i = 0; i < t.count(); i++) {
    Tensor p = t.parameter(i), g = t.slope(i);
    if (o.weight_decay > 0 && t.decays(i))
      g = g + p * o.weight_decay;
    if (o.momentum > 0) {
      Tensor kept = t.state(i, "momentum_buffer");
      Tensor next = kept * o.momentum + g * (1 - o.dampening);
      if (o.dampening != 0) // the first step takes the gradient whole
        next = where(t.is_first_step(), g, next);
      t.set(kept, next);
      g = o.nesterov ? g + next * o.momentum : next;
    }
    t.set(p, p - t.by_rate(g));
  }
  detail::update_statistics(*t.c.g, at);
  return t.norm;
}
constexpr Tensor train(Tensor loss, const adam &o, const train_options &options = {},
                       loc at = loc::current()) {
  return detail::adam_step(loss, o, options, false, at);
}
constexpr Tensor train(Tensor loss, const adamw &o, const train_options &options = {},
                       loc at = loc::current()) {
  return detail::adam_step(loss, o, options, true, at);
}

namespace detail {

template <class M> constexpr void freeze_member(const M &member) {
  if constexpr (std::is_same_v<M, Tensor>) {
    if (!member.usable())
      return;
    graph &g = *member.g;
    for (u32 i = 0; i < g.params.size; i++)
      if (g.params[i].value == member.id)
        g.params[i].trainable = false;
  } else if constexpr (std::is_array_v<M> || is_std_array<M>) {
    for (const auto &element : member)
      freeze_member(element);
  } else if constexpr (std::is_class_v<M> && !is_value_type<M> && !std::is_empty_v<M>) {
    if constexpr (reflect::can_name_members<M>())
      reflect::for_each_member(member, [](view, const auto &inner) { freeze_member(inner); });
  }
}

} // namespace detail

/// Takes the parameters of a bound module out of training: train leaves them as they are.
template <class M> constexpr void freeze(const M &module) { detail::freeze_member(module); }

} // namespace hac
