// Losses: compositions, so that what fuses and differentiates ops does so with these. All are
// computed in f32 whatever the type of their operands.
#pragma once
#include "create.h"
#include "elementwise.h"
#include "index.h"
#include "norm.h"
#include "reduce.h"
#include "shape.h"

namespace hac {

/// What becomes of the losses of single elements.
enum class reduction : unsigned char { mean, sum, none };

namespace detail {

constexpr Tensor as_f32(Tensor x) { return x.type() == f32 ? x : cast(x, f32); }

constexpr Tensor reduced_loss(Tensor each, hac::reduction how, dtype type) {
  Tensor loss = how == hac::reduction::none  ? each
                : how == hac::reduction::sum ? sum(each)
                                             : mean(each);
  return type == f32 ? loss : cast(loss, type);
}

/// The loss of pairs of elements, computed in f32. E101 E102 E803
template <class F>
constexpr Tensor pair_loss(const char *name, Tensor a, Tensor b, hac::reduction how, loc at, F each) {
  checker c(name, at, {a, b});
  if (!c || !c.floating(a) || !c.same_type(a, b))
    return c.poison();
  if (!(a.shape() == b.shape())) {
    c.no(803, "the shapes of ", a, " and ", b, " differ");
    c.note("a loss does not broadcast: write broadcast_to where that is meant");
    return c.poison();
  }
  in_layer here(c.g, at);
  return reduced_loss(each(as_f32(a), as_f32(b)), how, a.type());
}

} // namespace detail

/// mean of (a - b)^2; of nothing NaN.
///
/// a, b    [..]  floating-point           example: f32[B, 20]
/// result  []    the type of a; with reduction::none [..]
///
/// E101  a has a floating-point type
/// E102  b has the type of a
/// E803  b has the shape of a: there is no broadcasting
constexpr Tensor mse_loss(Tensor a, Tensor b, reduction how = reduction::mean,
                          loc at = loc::current()) {
  return detail::pair_loss("mse_loss", a, b, how, at, [](Tensor x, Tensor y) { return square(x - y); });
}

/// mean of |a - b|. Shapes and numbers as mse_loss.
constexpr Tensor l1_loss(Tensor a, Tensor b, reduction how = reduction::mean,
                         loc at = loc::current()) {
  return detail::pair_loss("l1_loss", a, b, how, at, [](Tensor x, Tensor y) { return abs(x - y); });
}

/// Binary cross-entropy of sigmoid(a) against probabilities b:
///     mean of log(1 + exp(a)) - a * b
/// Shapes and numbers as mse_loss.
constexpr Tensor bce_with_logits(Tensor a, Tensor b, reduction how = reduction::mean,
                                 loc at = loc::current()) {
  return detail::pair_loss("bce_with_logits", a, b, how, at,
                           [](Tensor logits, Tensor p) { return softplus(logits) - logits * p; });
}

/// weight: one number per class; left out: ones. Labels equal to ignore_index do not count.
struct cross_entropy_options {
  Tensor weight{};
  std::int64_t ignore_index = -100;
  hac::reduction reduction = hac::reduction::mean;
  double label_smoothing = 0;
};

/// Minus the logarithm of softmax(logits) at the label, e = label_smoothing:
///     (1 - e) * w[label] * -log p[label] + e / classes * sum over c of w[c] * -log p[c]
/// The mean is over labels that count, by their weights; if none counts it is 0.
///
/// logits  [N, C], [N, L, C] or [N, C, H, W]  floating-point   example: f32[B, 20]
/// labels  logits without the channels        i32 or i64                i32[B]
/// weight  [C]  the type of logits                                      f32[20]
/// result  []   the type of logits; with reduction::none the shape of labels
///
/// E101  logits have a floating-point type
/// E107  0 <= label_smoothing <= 1
/// E109  logits have rank 2, 3 or 4
/// E801  labels are i32 or i64
/// E802  labels have the shape of logits without the channels
/// E813  weight is [C], of the type of logits
///
/// A label outside the classes that is not ignore_index is R308, as a gather reports it.
/// Source: torch.nn.functional.cross_entropy.
constexpr Tensor cross_entropy(Tensor logits, Tensor labels, const cross_entropy_options &options = {},
                               loc at = loc::current()) {
  checker c("cross_entropy", at, {logits, labels}, {options.weight});
  if (!c || !c.floating(logits) ||
      !c.rank(logits, 2, 4, "[batch, classes], [batch, seq, classes] or [batch, classes, height, width]"))
    return c.poison();
  if (labels.type() != i32 && labels.type() != i64) {
    c.no(801, "labels must be i32 or i64, got ", labels);
    return c.poison();
  }
  int channel = channel_axis(logits.rank());
  std::int64_t classes = logits.shape()[channel];
  shape wanted;
  for (int i = 0; i < logits.rank(); i++)
    if (i != channel)
      wanted.push(logits.shape()[i]);
  if (!(labels.shape() == wanted)) {
    c.no(802, "labels must be ", wanted, " for the logits ", logits, ", got ", labels);
    c.came_from("the logits", logits);
    return c.poison();
  }
  Tensor weight = options.weight;
  if (weight.bound() && (weight.type() != logits.type() || weight.rank() != 1 || weight.shape()[0] != classes)) {
    c.no(813, "weight must be ", logits.type(), "[", dim_text{classes}, "], got ", weight);
    c.came_from("the logits", logits);
    return c.poison();
  }
  double smoothing = options.label_smoothing;
  if (!(smoothing >= 0 && smoothing <= 1)) {
    c.no(107, "label_smoothing is ", smoothing, ", allowed is 0 to 1");
    return c.poison();
  }

  in_layer here(c.g, at);
  Tensor log_p = log_softmax(detail::as_f32(logits), channel);
  Tensor counts = labels != options.ignore_index; // where it is false nothing is read or added
  Tensor safe = where(counts, labels, 0);
  Tensor each = -squeeze(gather(log_p, channel, unsqueeze(safe, channel)), channel);
  Tensor spread = log_p, of_label;
  if (weight.bound()) {
    Tensor w = detail::as_f32(weight);
    of_label = squeeze(embedding(safe, unsqueeze(w, 1)), -1);
    each = each * of_label;
    Tensor by_class = logits.rank() == 4 ? unsqueeze(unsqueeze(w, 1), 2) : w;
    spread = spread * by_class;
  }
  if (smoothing > 0) {
    Tensor all = -mean(spread, channel);
    each = each * (1 - smoothing) + all * smoothing;
  }
  each = where(counts, each, 0);
  Tensor loss = each;
  if (options.reduction != reduction::none)
    loss = sum(each);
  if (options.reduction == reduction::mean) {
    Tensor share = cast(counts, f32);
    Tensor total = sum(of_label.bound() ? share * of_label : share);
    loss = loss / where(total == 0, 1, total);
  }
  return logits.type() == f32 ? loss : cast(loss, logits.type());
}

} // namespace hac
