// minilm-search: finds the sentences of a text file that mean what a query means.
#include "models/minilm/embedder.h"
#include "models/program/command_line.h"
#include "models/text/file.h"
#include "models/text/utf8.h"

#include <fmt/format.h>
#include <hac/pool.hpp>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <numeric>
#include <unistd.h>

using namespace hac;
using namespace hac::program;

namespace {

constexpr char name[] = "minilm-search";
constexpr std::size_t max_text_bytes = std::size_t(1) << 30;

struct Options {
  std::string weights, vocabulary, text, query;
  int top = 5;
  std::int64_t threads = 1;
};

struct Sentences {
  std::vector<std::string> text;
  std::vector<std::size_t> line; // from 1
};

/// Every line that holds more than white space, without the white space around it.
Sentences split_lines(std::string_view text) {
  Sentences sentences;
  for (std::size_t line = 1; !text.empty(); line++) {
    std::string_view sentence = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(sentence.size() + 1, text.size()));
    constexpr char space[] = " \t\r";
    std::size_t begin = sentence.find_first_not_of(space);
    if (begin == sentence.npos)
      continue;
    sentences.text.emplace_back(
        sentence.substr(begin, sentence.find_last_not_of(space) + 1 - begin));
    sentences.line.push_back(line);
  }
  return sentences;
}

/// Numbers of the `top` sentences with the highest cosine, best first; equal ones in their order.
std::vector<std::pair<float, std::size_t>> best(std::span<const float> embeddings,
                                                std::span<const float> query, std::size_t top) {
  std::vector<std::pair<float, std::size_t>> scores;
  for (std::size_t i = 0; i * Embedder::width < embeddings.size(); i++) {
    auto row = embeddings.subspan(i * Embedder::width, Embedder::width);
    float score = std::inner_product(row.begin(), row.end(), query.begin(), 0.0f);
    scores.emplace_back(std::isnan(score) ? -2 : score, i); // sorting needs an order
  }
  top = std::min(top, scores.size());
  std::partial_sort(
      scores.begin(), scores.begin() + std::ptrdiff_t(top), scores.end(),
      [](auto a, auto b) { return a.first != b.first ? a.first > b.first : a.second < b.second; });
  scores.resize(top);
  return scores;
}

class Search {
public:
  Search(Embedder embedder, Sentences sentences, int top)
      : embedder_(std::move(embedder)), sentences_(std::move(sentences)), top_(std::size_t(top)) {}

  result<void> embed_sentences() {
    auto start = std::chrono::steady_clock::now();
    Progress progress("embedding sentences", sentences_.text.size());
    if (auto done = embedder_.embed(sentences_.text, embeddings_, progress); !done)
      return done;
    progress.finish();
    std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    fmt::print(stderr, "{} sentences in {:.2f} s, code for {}\n", sentences_.text.size(),
               seconds.count(), embedder_.isa());
    if (std::size_t cut = embedder_.cut_count())
      fmt::print(stderr, "of {} longer than {} word pieces only the beginning counts\n", cut,
                 Embedder::max_pieces);
    return {};
  }

  result<void> answer(const std::string &query) {
    std::vector<float> embedding;
    Progress progress("embedding the query", 1);
    if (auto done = embedder_.embed({&query, 1}, embedding, progress); !done)
      return done;
    progress.finish();
    for (auto [score, i] : best(embeddings_, embedding, top_))
      fmt::print("{:7.4f}  line {:<4} {}\n", score, sentences_.line[i],
                 text::printable(sentences_.text[i], 1000));
    return {};
  }

private:
  Embedder embedder_;
  Sentences sentences_;
  std::size_t top_;
  std::vector<float> embeddings_;
};

bool is_blank(const std::string &text) { return text.find_first_not_of(" \t\r\n") == text.npos; }

/// One query a line until the input ends.
result<void> answer_queries(Search &search) {
  bool asks = ::isatty(STDIN_FILENO) && ::isatty(STDOUT_FILENO);
  std::string query;
  for (;;) {
    if (asks) {
      fmt::print("query> ");
      std::fflush(stdout);
    }
    if (!std::getline(std::cin, query)) {
      if (asks)
        fmt::print("\n");
      return {};
    }
    if (is_blank(query))
      continue;
    if (!asks)
      fmt::print("query: {}\n", text::printable(query, 1000));
    if (auto done = search.answer(query); !done)
      return done;
  }
}

int run(const Options &options) {
  auto bytes = text::read_file(options.text, max_text_bytes);
  if (!bytes)
    return fail(name, bytes.error());
  Sentences sentences = split_lines(*bytes);
  if (sentences.text.empty())
    return fail(name, text::printable(options.text) + ": no sentences in it");

  auto tokenizer = text::WordPiece::load(options.vocabulary);
  if (!tokenizer)
    return fail(name, tokenizer.error());
  if (tokenizer->size() != Embedder::vocabulary_size())
    return fail(name, fmt::format("{}: {} word pieces, the model has {}",
                                  text::printable(options.vocabulary), tokenizer->size(),
                                  Embedder::vocabulary_size()));

  hac::pool pool(options.threads);
  auto embedder = Embedder::create(options.weights, std::move(*tokenizer), pool);
  if (!embedder)
    return fail_to_load(name, options.weights, embedder.error());
  Search search(std::move(*embedder), std::move(sentences), options.top);
  auto done = search.embed_sentences();
  if (done)
    done = options.query.empty() ? answer_queries(search) : search.answer(options.query);
  return done ? finish_output(name) : fail(name, done.error());
}

} // namespace

int main(int argc, char **argv) {
  Options options;
  CLI::App app("Finds the sentences of a text file that mean what a query means.", name);
  app.set_version_flag("--version",
                       fmt::format("{} {} ({})", name, HAC_VERSION, minilm_model.build));
  app.add_option("WEIGHTS", options.weights, "model.safetensors of all-MiniLM-L6-v2")->required();
  app.add_option("VOCAB", options.vocabulary, "its vocab.txt")->required();
  app.add_option("TEXTFILE", options.text, "UTF-8 text, one sentence a line")->required();
  auto *query =
      app.add_option("--query", options.query,
                     "what to look for; without it, queries are read from standard input");
  query->check([](const std::string &text) {
    return is_blank(text) ? std::string("is empty") : std::string();
  });
  app.add_option("--top", options.top, "how many sentences to show")
      ->check(CLI::Range(1, 1000000))
      ->capture_default_str();
  add_threads(app, options.threads);
  if (auto code = program::parse(app, argc, argv))
    return *code;
  return run(options);
}
