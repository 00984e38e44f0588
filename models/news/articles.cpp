#include "models/news/articles.h"
#include "models/program/progress.h"
#include "models/text/file.h"
#include "models/text/utf8.h"

#include <algorithm>

namespace hac::program {
namespace {
constexpr std::size_t max_file_bytes = std::size_t(1) << 30;
}

text::result<ArticleColumns> article_columns(const text::OrangeTable &table,
                                             const std::string &name) {
  std::optional<std::size_t> text, label;
  for (std::size_t i = 0; i < table.columns.size(); i++) {
    const auto &column = table.columns[i];
    if (!text && (column.type == "string" || column.type == "s"))
      text = i;
    if (!label && (column.role == "class" || column.role == "c"))
      label = i;
  }
  if (!text)
    return text::failure{text::printable(name) + ": no column of type string, expected articles"};
  return ArticleColumns{*text, label};
}

text::result<text::Vocabulary> vocabulary_from(const std::string &path, text::ArticleWords &words) {
  auto bytes = text::read_file(path, max_file_bytes);
  if (!bytes)
    return text::failure{bytes.error()};
  if (bytes->starts_with("[PAD]")) {
    auto vocabulary = text::Vocabulary::parse(*bytes, path);
    if (vocabulary && std::size_t(vocabulary->size()) > vocabulary_limit)
      return text::failure{text::printable(path) + ": " + std::to_string(vocabulary->size()) +
                           " words, the model has " + std::to_string(vocabulary_limit)};
    return vocabulary;
  }
  auto table = text::parse_orange_table(*bytes, path);
  if (!table)
    return text::failure{table.error()};
  auto columns = article_columns(*table, path);
  if (!columns)
    return text::failure{columns.error()};
  text::WordCounts counts;
  Progress progress("counting words, article", table->rows.size());
  for (const auto &row : table->rows) {
    for (std::string &word : words.cut(row[columns->text]))
      counts[std::move(word)]++;
    progress.advance(1);
  }
  if (counts.empty())
    return text::failure{text::printable(path) + ": no words in it"};
  return text::Vocabulary::build(counts, vocabulary_limit);
}

text::result<std::vector<Article>> read_articles(const std::string &path, std::size_t limit,
                                                 const text::Vocabulary &vocabulary,
                                                 text::ArticleWords &words) {
  auto table = text::read_orange_table(path);
  if (!table)
    return text::failure{table.error()};
  auto columns = article_columns(*table, path);
  if (!columns)
    return text::failure{columns.error()};
  if (table->rows.empty())
    return text::failure{text::printable(path) + ": no articles in it"};
  std::size_t count = limit ? std::min(limit, table->rows.size()) : table->rows.size();
  std::vector<Article> articles;
  Progress progress("reading article", count);
  for (std::size_t i = 0; i < count; i++) {
    auto &row = table->rows[i];
    auto cut = words.cut(row[columns->text]);
    articles.push_back({vocabulary.encode(cut, max_words), cut.size(),
                        columns->label ? std::move(row[*columns->label]) : ""});
    progress.advance(1);
  }
  return articles;
}

} // namespace hac::program
