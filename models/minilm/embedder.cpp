#include "models/minilm/embedder.h"

#include <algorithm>
#include <cstring>
#include <numeric>

namespace hac::program {
namespace {
constexpr int max_batch = 16;
}

std::int64_t Embedder::vocabulary_size() {
  for (std::uint32_t i = 0; i < minilm_model.param_count; i++)
    if (!std::strcmp(minilm_model.params[i].name, "embeddings.word_embeddings.weight"))
      return minilm_model.params[i].shape[0];
  return 0;
}

result<Embedder> Embedder::create(const std::string &path, text::WordPiece tokenizer,
                                  const hac_parallel *parallel) {
  // The published file also holds a pooler, which an embedding does not need.
  auto weights =
      minilm::weights::load(path.c_str(), {.flags = HAC_LOAD_ALLOW_EXTRA | HAC_LOAD_CHECK_FINITE,
                                           .parallel = parallel});
  if (!weights)
    return weights.error();
  auto embed = minilm::embed::create(*weights, {.batch = max_batch, .seq = max_pieces}, parallel);
  if (!embed)
    return embed.error();
  return Embedder(std::move(*weights), std::move(*embed), std::move(tokenizer));
}

result<void> Embedder::embed(std::span<const std::string> sentences, std::vector<float> &embeddings,
                             Progress &progress) {
  std::vector<std::vector<std::int32_t>> pieces;
  for (const std::string &sentence : sentences) {
    pieces.push_back(tokenizer_.encode(sentence, max_pieces + 1)); // one more: was it cut?
    if (pieces.back().size() > max_pieces) {
      pieces.back().erase(pieces.back().end() - 2); // keeps [SEP]
      cut_count_++;
    }
  }
  // Sentences of like length share a batch: little of it is padding.
  std::vector<std::size_t> order(pieces.size());
  std::iota(order.begin(), order.end(), std::size_t(0));
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::pair(pieces[a].size(), a) < std::pair(pieces[b].size(), b);
  });

  std::size_t first_row = embeddings.size() / width;
  embeddings.resize(embeddings.size() + sentences.size() * width);
  std::vector<std::int32_t> tokens, length;
  std::vector<float> rows;
  for (std::size_t begin = 0; begin < order.size(); begin += max_batch) {
    std::size_t batch = std::min<std::size_t>(max_batch, order.size() - begin);
    std::size_t seq = pieces[order[begin + batch - 1]].size();
    tokens.assign(batch * seq, tokenizer_.padding());
    length.resize(batch);
    rows.resize(batch * width);
    for (std::size_t i = 0; i < batch; i++) {
      const auto &sentence = pieces[order[begin + i]];
      std::copy(sentence.begin(), sentence.end(), tokens.begin() + std::ptrdiff_t(i * seq));
      length[i] = std::int32_t(sentence.size());
    }
    auto done = embed_.run({.batch = std::int64_t(batch),
                            .seq = std::int64_t(seq),
                            .tokens = tokens,
                            .length = length,
                            .embedding = rows});
    if (!done)
      return done;
    for (std::size_t i = 0; i < batch; i++)
      std::copy_n(rows.begin() + std::ptrdiff_t(i * width), width,
                  embeddings.begin() + std::ptrdiff_t((first_row + order[begin + i]) * width));
    progress.advance(batch);
  }
  return {};
}

} // namespace hac::program
