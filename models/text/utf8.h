// UTF-8 as it comes from files and keyboards: never trusted, never refused.
#pragma once
#include <string>
#include <string_view>

namespace hac::text {

/// Code points of `utf8`. An ill-formed sequence counts as one U+FFFD for each maximal part that
/// could have begun a character, as in Unicode section 3.9 and every browser:
///     decode("a\xE2\x82z") == U"a\uFFFDz"
std::u32string decode(std::string_view utf8);

/// Adds one code point; a surrogate or a number past U+10FFFF adds U+FFFD.
void append(std::string &utf8, char32_t code_point);

bool is_well_formed(std::string_view utf8);

/// `text` for a message or a terminal: control characters and ill-formed bytes as \xNN, cut at
/// `limit` bytes.
std::string printable(std::string_view text, std::size_t limit = 80);

} // namespace hac::text
