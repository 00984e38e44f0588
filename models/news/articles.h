// Articles from tables, as numbers for the news model.
#pragma once
#include "models/text/article_words.h"
#include "models/text/orange_table.h"
#include "models/text/vocabulary.h"

#include <cstdint>
#include <string>
#include <vector>

namespace hac::program {

constexpr std::size_t vocabulary_limit = 30000; // rows of the model's embedding
constexpr std::size_t max_words = 1024;         // of an article, stop words not counted

/// Where a table keeps text and topic: the first column of type string, and the one with the role
/// class, if there is one.
struct ArticleColumns {
  std::size_t text;
  std::optional<std::size_t> label;
};
/// Fails where no column is text; `name` stands for the path in the message.
text::result<ArticleColumns> article_columns(const text::OrangeTable &table,
                                             const std::string &name);

/// A vocabulary from its own file, or made from the articles of a table.
text::result<text::Vocabulary> vocabulary_from(const std::string &path, text::ArticleWords &words);

struct Article {
  std::vector<std::int32_t> tokens; // at most max_words
  std::size_t words = 0;            // before the cut
  std::string label;                // "" where the table has none
};
/// The first `limit` articles of a table; 0: all.
text::result<std::vector<Article>> read_articles(const std::string &path, std::size_t limit,
                                                 const text::Vocabulary &vocabulary,
                                                 text::ArticleWords &words);

} // namespace hac::program
