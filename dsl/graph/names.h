// Which names a model may use: they become identifiers of the generated C header.
#pragma once
#include "table.h"

namespace hac::detail {

/// A C identifier that is no keyword of C or C++ and not reserved to the compiler (`__x`, `_X`).
constexpr bool is_identifier(view name) {
  if (!name.size || name.size > 256)
    return false;
  for (u32 i = 0; i < name.size; i++) {
    char c = name.data[i];
    bool letter = c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!letter && !(i && c >= '0' && c <= '9'))
      return false;
  }
  if (name.size > 1 && name.data[0] == '_' &&
      (name.data[1] == '_' || (name.data[1] >= 'A' && name.data[1] <= 'Z')))
    return false;
  for (view keyword :
       {"alignas",       "alignof",     "and",          "and_eq",    "asm",
        "auto",          "bitand",      "bitor",        "bool",      "break",
        "case",          "catch",       "char",         "char8_t",   "char16_t",
        "char32_t",      "class",       "compl",        "concept",   "const",
        "const_cast",    "consteval",   "constexpr",    "constinit", "continue",
        "co_await",      "co_return",   "co_yield",     "decltype",  "default",
        "delete",        "do",          "double",       "dynamic_cast", "else",
        "enum",          "explicit",    "export",       "extern",    "false",
        "float",         "for",         "friend",       "goto",      "if",
        "inline",        "int",         "long",         "mutable",   "namespace",
        "new",           "noexcept",    "not",          "not_eq",    "nullptr",
        "operator",      "or",          "or_eq",        "private",   "protected",
        "public",        "register",    "reinterpret_cast", "requires", "restrict",
        "return",        "short",       "signed",       "sizeof",    "static",
        "static_assert", "static_cast", "struct",       "switch",    "template",
        "this",          "thread_local", "throw",       "true",      "try",
        "typedef",       "typeid",      "typename",     "typeof",    "typeof_unqual",
        "union",         "unsigned",    "using",        "virtual",   "void",
        "volatile",      "wchar_t",     "while",        "xor",       "xor_eq"})
    if (keyword == name)
      return false;
  return true;
}

/// Members of a generated argument struct that hac adds itself (document 5, section 2).
constexpr bool is_reserved_member(view name) { return name == "head" || name == "sample_base"; }

/// Functions of the generated header that hac adds itself: `news_load` leaves no room for a model
/// function `load` in news.model.cpp.
constexpr bool is_reserved_function(view name) {
  for (view taken : {"arena_bytes", "grads", "head", "load", "load_memory", "model", "publish", "run",
                     "save", "state_bytes", "state_init", "state_load", "step", "unload",
                     "weights_bytes"})
    if (taken == name)
      return true;
  return false;
}

/// First parts of state-dict names that belong to training state.
constexpr bool is_reserved_prefix(view name) { return name == "optim" || name == "hac"; }

} // namespace hac::detail
