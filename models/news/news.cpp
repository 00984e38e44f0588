// news: runs the news model over the articles of a table.
#include "models/news/classifier.h"
#include "models/news/topics.h"
#include "models/program/command_line.h"
#include "models/text/utf8.h"

#include <fmt/format.h>
#include <hac/pool.hpp>

#include <chrono>

using namespace hac;
using namespace hac::program;

namespace {

constexpr char name[] = "news";

struct Options {
  std::string vocabulary, articles, weights, save_vocabulary;
  std::uint64_t seed = 0;
  bool fresh = false;
  std::size_t limit = 0, show = 10;
  std::int64_t threads = 1;
};

using Clock = std::chrono::steady_clock;
double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

std::size_t top_topic(const Logits &logits) {
  return std::size_t(std::max_element(logits.begin(), logits.end()) - logits.begin());
}

void print_articles(std::span<const Article> articles, std::span<const Logits> logits) {
  if (articles.empty())
    return;
  fmt::print("{:>7} {:>6}  {:25} {:25} {:>8}\n", "article", "words", "label", "top topic", "logit");
  for (std::size_t i = 0; i < articles.size(); i++) {
    std::size_t top = top_topic(logits[i]);
    std::string label = articles[i].label.empty() ? "-" : text::printable(articles[i].label, 25);
    fmt::print("{:7} {:6}  {:25} {:25} {:8.4f}\n", i + 1, articles[i].words, label, topics[top],
               logits[i][top]);
  }
}

void print_accuracy(std::span<const Article> articles, std::span<const Logits> logits) {
  std::size_t labelled = 0, right = 0;
  for (std::size_t i = 0; i < articles.size(); i++)
    if (auto topic = topic_number(articles[i].label)) {
      labelled++;
      right += *topic == top_topic(logits[i]);
    }
  if (labelled)
    fmt::print("accuracy: {} of {} labelled articles, {:.2f} %\n", right, labelled,
               100.0 * double(right) / double(labelled));
}

void print_summary(std::span<const Article> articles, double reading, double running,
                   std::int64_t threads, const char *isa) {
  std::size_t words = 0, cut = 0, empty = 0;
  for (const Article &article : articles) {
    words += article.words;
    cut += article.words > max_words;
    empty += article.words == 0;
  }
  fmt::print("{} articles, {} words without stop words; {} cut at {} words, {} without a word\n",
             articles.size(), words, cut, max_words, empty);
  fmt::print(
      "text to numbers: {:.2f} s; model: {:.2f} s, {:.1f} articles/s, threads: {}, code for {}\n",
      reading, running, double(articles.size()) / running, threads, isa);
}

int run(const Options &options) {
  auto words = text::ArticleWords::create();
  if (!words)
    return fail(name, words.error());
  auto vocabulary = vocabulary_from(options.vocabulary, *words);
  if (!vocabulary)
    return fail(name, vocabulary.error());
  if (!options.save_vocabulary.empty())
    if (auto saved = vocabulary->save(options.save_vocabulary); !saved)
      return fail(name, saved.error());

  auto start = Clock::now();
  auto articles = read_articles(options.articles, options.limit, *vocabulary, *words);
  if (!articles)
    return fail(name, articles.error());
  double reading = seconds_since(start);

  hac::pool pool(options.threads);
  auto classifier = options.fresh ? Classifier::create_fresh(options.seed, pool)
                                  : Classifier::create(options.weights, pool);
  if (!classifier)
    return fail_to_load(name, options.weights, classifier.error());
  start = Clock::now();
  Progress progress("classifying article", articles->size());
  auto logits = classifier->run(*articles, progress);
  if (!logits)
    return fail(name, logits.error());
  progress.finish();
  double running = seconds_since(start);

  fmt::print("vocabulary: {} words\n", vocabulary->size());
  if (options.fresh)
    fmt::print("weights: fresh, seed {}, never trained: the topics below are chance\n",
               options.seed);
  else
    fmt::print("weights: {}\n", text::printable(options.weights, 1000));
  std::size_t shown = std::min(options.show, articles->size());
  print_articles(std::span(*articles).first(shown), std::span(*logits).first(shown));
  print_summary(*articles, reading, running, pool.lanes(), classifier->isa());
  if (!options.fresh)
    print_accuracy(*articles, *logits);
  return finish_output(name);
}

} // namespace

int main(int argc, char **argv) {
  Options options;
  CLI::App app("Classifies news articles into 20 topics.", name);
  app.set_version_flag("--version", fmt::format("{} {} ({})", name, HAC_VERSION, news_model.build));
  app.add_option("VOCABULARY", options.vocabulary,
                 "a vocabulary, or the table of training articles to make it from")
      ->required();
  app.add_option("ARTICLES", options.articles, "the articles: a .tab table of Orange 3")
      ->required();
  auto *weights = app.add_option("--weights", options.weights, "trained weights, safetensors");
  auto *seed = app.add_option("--seed", options.seed, "fresh weights from this seed instead")
                   ->check(CLI::NonNegativeNumber);
  seed->excludes(weights);
  app.add_option("--save-vocabulary", options.save_vocabulary, "write the vocabulary to this file");
  app.add_option("--limit", options.limit, "run only the first so many articles; 0: all")
      ->check(CLI::NonNegativeNumber);
  app.add_option("--show", options.show, "articles to print one by one")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  app.callback([&] {
    options.fresh = seed->count() > 0;
    if (!options.fresh && weights->count() == 0)
      throw CLI::RequiredError("--weights or --seed");
  });
  add_threads(app, options.threads);
  if (auto code = program::parse(app, argc, argv))
    return *code;
  return run(options);
}
