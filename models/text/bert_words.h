// The first half of BERT's uncased tokenizer: text to words.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace hac::text {

/// The words that WordPiece then cuts into pieces:
///     bert_words("Élan vital, 東京!") == {"elan", "vital", ",", "東", "京", "!"}
///
/// In this order, as the published tokenizer does it:
///   1. NUL, U+FFFD (also what stands for ill-formed UTF-8) and the categories Cc, Cf, Co go;
///      every kind of white space becomes a space.
///   2. A space is put on both sides of each CJK ideograph.
///   3. Canonical decomposition (NFD), then the nonspacing marks (Mn) go: accents, vowel points.
///   4. Lower case, one character at a time (a capital sigma is never a final one).
///   5. Cut at white space, and before and after each punctuation character (P*, and the symbols
///      of ASCII).
///
/// Categories are those of Unicode 8, which the published tokenizer knows: a character that came
/// later is an ordinary letter to it. Of a longer text only the first GiB is read.
std::vector<std::string> bert_words(std::string_view text);

} // namespace hac::text
