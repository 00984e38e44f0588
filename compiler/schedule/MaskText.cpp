#include "compiler/schedule/MaskText.h"
#include "compiler/support/BlockRanges.h"

#include <fmt/format.h>

#include <optional>

namespace hac::schedule {
namespace {

std::string placeText(int64_t fromQuery) {
  return fromQuery == 0  ? "the query's own"
         : fromQuery < 0 ? fmt::format("{} before the query", -fromQuery)
                         : fmt::format("{} behind the query", fromQuery);
}

/// Keys at distances from..to of the query.
std::string rangeText(std::optional<int64_t> from, std::optional<int64_t> to) {
  if (from && to && *from < 0 && *to > 0)
    return fmt::format("keys from {} before to {} behind the query", -*from, *to);
  if (from && to)
    return fmt::format("keys from {} to {}", placeText(*from), placeText(*to));
  if (to)
    return "keys up to " + placeText(*to);
  return from ? fmt::format("keys from {} on", placeText(*from)) : "keys";
}

/// The keys of one set, of which every atom is an upper or a lower bound.
std::string setText(IntegerSet set) {
  std::optional<int64_t> from, to; // as distances from the query
  std::vector<std::string> more;
  auto tell = [&](const std::string &text) {
    if (!llvm::is_contained(more, text))
      more.push_back(text);
  };
  for (const MaskAtom &atom : atomsOf(set)) {
    bool isConstant = llvm::all_of(atom.symbols, [](int64_t factor) { return factor == 0; });
    if (isConstant && atom.query == 1 && atom.key == -1)
      to = std::min(to.value_or(atom.constant), atom.constant);
    else if (isConstant && atom.query == -1 && atom.key == 1)
      from = std::max(from.value_or(-atom.constant), -atom.constant);
    else if (isConstant && atom.query == 0 && atom.key == 1 && atom.constant >= 0)
      continue; // every key is at 0 or more
    else if (isConstant && atom.query == 0 && atom.key == -1)
      tell(fmt::format("among the first {}", atom.constant + 1));
    else if (isConstant && atom.query == 0 && atom.key == 1)
      tell(fmt::format("from number {} on", -atom.constant));
    else if (!isConstant && atom.query == 0 && atom.key == -1)
      tell("below a length read at run time");
    else
      tell("with a bound made of both positions or read at run time");
  }
  if (!from && !to && more.empty())
    return "every key";
  std::string text = rangeText(from, to);
  for (const std::string &one : more)
    text += (text == "keys" ? " " : ", ") + one;
  return text;
}

std::string headsText(HeadsAttr heads) {
  std::vector<std::string> sets;
  for (Attribute set : heads.getAnyOf())
    sets.push_back(setText(cast<IntegerSetAttr>(set).getValue()));
  return fmt::format("{}{}", sets.empty() ? "no key" : fmt::format("{}", fmt::join(sets, ", or ")),
                     heads.getExact() ? "" : "; of these a condition picks, pair by pair");
}

} // namespace

std::string masksText(AttentionOp op, AttnAttr attn) {
  std::vector<std::string> parts;
  int64_t first = 0;
  for (auto [count, heads, score] : llvm::zip(op.getCounts(), attn.getHeads(), op.getScores())) {
    int64_t last = first + count - 1;
    std::string who = attn.getHeads().size() == 1 ? "all heads"
                      : count == 1                ? fmt::format("head {}", first)
                                                  : fmt::format("heads {} to {}", first, last);
    parts.push_back(fmt::format("{}: {}{}", who, headsText(heads),
                                isa<TapeAttr>(score) ? ", scores changed by a function" : ""));
    first += count;
  }
  return fmt::format("{}{}", fmt::join(parts, "; "), op.getSinkLogit() ? "; with a sink" : "");
}

} // namespace hac::schedule
