// Sentences to embeddings: the tokenizer and the compiled model together.
#pragma once
#include "models/program/progress.h"
#include "models/text/word_piece.h"

#include "minilm.h" // made by hac

#include <span>
#include <string>
#include <vector>

namespace hac::program {

/// A row of 384 numbers of length 1 for each sentence, so that a dot product is the cosine.
class Embedder {
public:
  static constexpr int width = 384;
  /// Word pieces of a sentence that are looked at, [CLS] and [SEP] included: what the published
  /// model was made for.
  static constexpr int max_pieces = 256;

  /// `weights` is the published model.safetensors. `tokenizer` must have as many pieces as the
  /// model has rows for them: see vocabulary_size().
  /// `parallel` outlives the embedder.
  static result<Embedder> create(const std::string &weights, text::WordPiece tokenizer,
                                 const hac_parallel *parallel = nullptr);
  static std::int64_t vocabulary_size();

  /// Adds sentences.size() * width numbers to `embeddings`.
  result<void> embed(std::span<const std::string> sentences, std::vector<float> &embeddings,
                     Progress &progress);

  /// How many of the sentences so far were longer than max_pieces, and so were cut.
  std::size_t cut_count() const { return cut_count_; }
  const char *isa() const { return embed_.isa(); }

private:
  Embedder(minilm::weights weights, minilm::embed embed, text::WordPiece tokenizer)
      : weights_(std::move(weights)), embed_(std::move(embed)), tokenizer_(std::move(tokenizer)) {}

  minilm::weights weights_;
  minilm::embed embed_;
  text::WordPiece tokenizer_;
  std::size_t cut_count_ = 0;
};

} // namespace hac::program
