// The 20 topics of the model, in the order of its logits.
#pragma once
#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace hac::program {

/// The newsgroups of the 20 Newsgroups collection, in order of the alphabet.
inline constexpr std::array<std::string_view, 20> topics = {"alt.atheism",
                                                            "comp.graphics",
                                                            "comp.os.ms-windows.misc",
                                                            "comp.sys.ibm.pc.hardware",
                                                            "comp.sys.mac.hardware",
                                                            "comp.windows.x",
                                                            "misc.forsale",
                                                            "rec.autos",
                                                            "rec.motorcycles",
                                                            "rec.sport.baseball",
                                                            "rec.sport.hockey",
                                                            "sci.crypt",
                                                            "sci.electronics",
                                                            "sci.med",
                                                            "sci.space",
                                                            "soc.religion.christian",
                                                            "talk.politics.guns",
                                                            "talk.politics.mideast",
                                                            "talk.politics.misc",
                                                            "talk.religion.misc"};
static_assert(std::is_sorted(topics.begin(), topics.end()));

inline std::optional<std::size_t> topic_number(std::string_view name) {
  auto found = std::find(topics.begin(), topics.end(), name);
  if (found == topics.end())
    return std::nullopt;
  return std::size_t(found - topics.begin());
}

} // namespace hac::program
