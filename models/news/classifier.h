// The compiled news model over many articles.
#pragma once
#include "models/news/articles.h"
#include "models/program/progress.h"

#include "news.h" // made by hac

#include <array>
#include <span>

namespace hac::program {

using Logits = std::array<float, 20>;

class Classifier {
public:
  /// `parallel` outlives the classifier.
  static result<Classifier> create(const std::string &weights,
                                   const hac_parallel *parallel = nullptr);
  /// With fresh weights: for looking at the model, not for answers.
  static result<Classifier> create_fresh(std::uint64_t seed,
                                         const hac_parallel *parallel = nullptr);

  /// Logits of each article, in their order.
  result<std::vector<Logits>> run(std::span<const Article> articles, Progress &progress);

  const char *isa() const { return classify_.isa(); }

private:
  Classifier(news::weights weights, news::classify classify)
      : weights_(std::move(weights)), classify_(std::move(classify)) {}
  static result<Classifier> finish(result<news::weights> weights,
                                   const hac_parallel *parallel);

  news::weights weights_;
  news::classify classify_;
};

} // namespace hac::program
