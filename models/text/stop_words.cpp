// The list is short on purpose: function words, which carry no topic in any article. A word that is
// frequent for another reason ("windows", "god") may be just what tells two topics apart.
#include "models/text/article_words.h"

#include <string_view>
#include <unordered_set>

namespace hac::text {

bool is_stop_word(std::string_view word) {
  static const std::unordered_set<std::string_view> list = {
      // articles, pronouns, possessives
      "a", "an", "the", "i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves",
      "you", "your", "yours", "yourself", "yourselves", "he", "him", "his", "himself", "she", "her",
      "hers", "herself", "it", "its", "itself", "they", "them", "their", "theirs", "themselves",
      "this", "that", "these", "those", "who", "whom", "whose", "which", "what", "one", "ones",
      "someone", "something", "anyone", "anything", "everyone", "everything", "nothing",
      // auxiliary verbs
      "am", "is", "are", "was", "were", "be", "been", "being", "have", "has", "had", "having", "do",
      "does", "did", "doing", "done", "will", "would", "shall", "should", "can", "could", "may",
      "might", "must", "ought", "cannot",
      // prepositions and conjunctions
      "about", "above", "across", "after", "against", "along", "among", "around", "as", "at",
      "because", "before", "behind", "below", "beside", "besides", "between", "beyond", "but", "by",
      "despite", "down", "during", "except", "for", "from", "if", "in", "inside", "into", "nor",
      "of", "off", "on", "onto", "or", "out", "outside", "over", "per", "since", "so", "than",
      "though", "although", "through", "to", "toward", "towards", "under", "unless", "until", "up",
      "upon", "via", "when", "whenever", "where", "wherever", "whether", "while", "with", "within",
      "without", "and", "yet", "how", "why",
      // adverbs and quantifiers
      "again", "all", "almost", "already", "also", "always", "any", "both", "each", "either",
      "else", "enough", "etc", "even", "ever", "every", "few", "further", "here", "however", "just",
      "less", "many", "maybe", "more", "most", "much", "neither", "never", "no", "none", "not",
      "now", "often", "once", "only", "other", "others", "otherwise", "own", "perhaps", "quite",
      "rather", "really", "same", "several", "some", "sometimes", "still", "such", "then", "there",
      "therefore", "thus", "together", "too", "very", "well", "whatever",
      // what is left of contractions: it's, don't, we'll, you've, they're, I'm, he'd, isn't ...
      "s", "t", "d", "m", "ll", "re", "ve", "don", "didn", "doesn", "isn", "aren", "wasn", "weren",
      "hasn", "haven", "hadn", "won", "wouldn", "shouldn", "couldn", "mustn", "needn", "ain",
      "shan",
      // Chinese, simplified and traditional
      "的", "了", "是", "在", "和", "与", "與", "及", "或", "也", "都", "就", "而", "但", "但是",
      "不", "没", "沒", "没有", "沒有", "我", "你", "您", "他", "她", "它", "我们", "我們", "你们",
      "你們", "他们", "他們", "她们", "她們", "它们", "它們", "这", "這", "那", "这个", "這個",
      "那个", "那個", "这些", "這些", "那些", "一个", "一個", "一", "有", "为", "為", "以", "于",
      "於", "之", "其", "被", "把", "对", "對", "从", "從", "到", "由", "等", "着", "著", "过",
      "過", "地", "得", "吗", "嗎", "呢", "吧", "啊", "因为", "因為", "所以", "如果", "虽然",
      "雖然", "并", "並", "并且", "並且", "很", "更", "最", "会", "會", "能", "可以", "要", "个",
      "個", "上", "下", "中", "里", "裡", "自己", "什么", "什麼", "怎么", "怎麼", "还", "還"};
  return list.contains(word);
}

} // namespace hac::text
