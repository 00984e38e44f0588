// Which names a model may use: they become identifiers of the generated C header.
#pragma once
#include "blob_format.h"
#include "table.h"

namespace hac::detail {

/// Is `name` one of the blank-separated words?
constexpr bool is_word_of(const char *words, view name) {
  while (*words) {
    const char *start = words;
    while (*words && *words != ' ')
      words++;
    if (view(start, (u32)(words - start)) == name)
      return true;
    words += *words == ' ';
  }
  return false;
}

/// A C identifier that is no keyword of C or C++, no macro that is there without or with the C
/// library's headers, and not reserved to the compiler (`__x`, `_X`).
constexpr bool is_identifier(view name) {
  constexpr const char *keywords =
      "alignas alignof and and_eq asm auto bitand bitor bool break case catch char char8_t "
      "char16_t char32_t class compl concept const const_cast consteval constexpr constinit "
      "continue co_await co_return co_yield decltype default delete do double dynamic_cast else "
      "enum explicit export extern false float for friend goto if inline int long mutable "
      "namespace new noexcept not not_eq nullptr operator or or_eq private protected public "
      "register reinterpret_cast requires restrict return short signed sizeof static "
      "static_assert static_cast struct switch template this thread_local throw true try typedef "
      "typeid typename typeof typeof_unqual union unsigned using virtual void volatile wchar_t "
      "while xor xor_eq";
  constexpr const char *macros = "errno linux stderr stdin stdout unix";
  if (!name.size || name.size > blob::max_name_bytes)
    return false;
  for (u32 i = 0; i < name.size; i++) {
    char c = name.data[i];
    bool letter = c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!letter && !(i && c >= '0' && c <= '9'))
      return false;
  }
  bool compilers = name.size > 1 && name.data[0] == '_' &&
                   (name.data[1] == '_' || (name.data[1] >= 'A' && name.data[1] <= 'Z'));
  return !compilers && !is_word_of(keywords, name) && !is_word_of(macros, name);
}

/// Members of a generated argument struct that hac adds itself: `head` is in each.
constexpr bool is_reserved_member(view name) { return is_word_of("head sample_base", name); }

/// Functions of the generated header that hac adds itself: `news_load` leaves no room for a model
/// function `load` in news.model.cpp.
constexpr bool is_reserved_function(view name) {
  return is_word_of("arena_bytes grads head load load_memory model model_entry publish run save "
                    "state_bytes state_init state_load step unload weights weights_bytes",
                    name);
}

/// What the header defines beside an exported function: `a_args` leaves no room for a function of
/// that name in a model that exports `a`.
constexpr bool is_made_for(view name, view function) {
  if (name.size <= function.size || !(view(name.data, function.size) == function))
    return false;
  return is_word_of("_args _arena_bytes _entry", view(name.data + function.size, name.size - function.size));
}

/// First parts of state-dict names that belong to training state.
constexpr bool is_reserved_prefix(view name) { return is_word_of("optim hac", name); }

} // namespace hac::detail
