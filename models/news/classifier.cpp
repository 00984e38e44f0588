#include "models/news/classifier.h"
#include "models/program/fresh_weights.h"

#include <algorithm>
#include <numeric>

namespace hac::program {
namespace {
constexpr int max_batch = 16;
constexpr std::size_t min_words = 8; // the least `seq` of the model; shorter articles are padded
} // namespace

result<Classifier> Classifier::create(const std::string &path, const hac_parallel *parallel) {
  return finish(news::weights::load(path.c_str(),
                                    {.flags = HAC_LOAD_CHECK_FINITE, .parallel = parallel}),
                parallel);
}

result<Classifier> Classifier::create_fresh(std::uint64_t seed, const hac_parallel *parallel) {
  return finish(news::weights::load_memory(fresh_weights(news_model, seed)), parallel);
}

result<Classifier> Classifier::finish(result<news::weights> weights,
                                      const hac_parallel *parallel) {
  if (!weights)
    return weights.error();
  auto classify = news::classify::create(*weights, {.batch = max_batch, .seq = max_words}, parallel);
  if (!classify)
    return classify.error();
  return Classifier(std::move(*weights), std::move(*classify));
}

result<std::vector<Logits>> Classifier::run(std::span<const Article> articles, Progress &progress) {
  // Articles of like length share a batch: little of it is padding.
  std::vector<std::size_t> order(articles.size());
  std::iota(order.begin(), order.end(), std::size_t(0));
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::pair(articles[a].tokens.size(), a) < std::pair(articles[b].tokens.size(), b);
  });

  std::vector<Logits> logits(articles.size());
  std::vector<std::int32_t> tokens, length;
  std::vector<float> rows;
  for (std::size_t begin = 0; begin < order.size(); begin += max_batch) {
    std::size_t batch = std::min<std::size_t>(max_batch, order.size() - begin);
    std::size_t seq = std::max(min_words, articles[order[begin + batch - 1]].tokens.size());
    tokens.assign(batch * seq, text::Vocabulary::padding);
    length.resize(batch);
    rows.resize(batch * Logits().size());
    for (std::size_t i = 0; i < batch; i++) {
      const auto &article = articles[order[begin + i]].tokens;
      std::copy(article.begin(), article.end(), tokens.begin() + std::ptrdiff_t(i * seq));
      length[i] = std::int32_t(article.size());
    }
    auto done = classify_.run({.batch = std::int64_t(batch),
                               .seq = std::int64_t(seq),
                               .tokens = tokens,
                               .length = length,
                               .logits = rows});
    if (!done)
      return done.error();
    for (std::size_t i = 0; i < batch; i++)
      std::copy_n(rows.begin() + std::ptrdiff_t(i * Logits().size()), Logits().size(),
                  logits[order[begin + i]].begin());
    progress.advance(batch);
  }
  return logits;
}

} // namespace hac::program
