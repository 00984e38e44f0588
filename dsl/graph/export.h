// HAC_EXPORT: what it leaves in the AST for hac, and what it shows in an editor.
#pragma once
#include "blob.h"

namespace hac {

/// No errors.
template <std::uint32_t N> constexpr bool valid(const graph_blob<N> &b) {
  return b.words[blob::h_errors] == 0;
}

namespace detail {

/// The errors of a blob as the text of a static_assert:
///   model.cpp:14:17: error: matmul: inner dimensions differ: ... [hac-E201]
struct report_text {
  static constexpr u32 limit = 8000;
  char characters[limit]{};
  u32 length = 0;

  constexpr u32 size() const { return length; }
  constexpr const char *data() const { return characters; }

  constexpr void put(char c) {
    if (length < limit)
      characters[length++] = c;
  }
  constexpr void put(const char *s) {
    while (*s)
      put(*s++);
  }
  constexpr void put_number(u32 v) {
    char digits[10]{};
    int n = 0;
    do
      digits[n++] = (char)('0' + v % 10);
    while (v /= 10);
    while (n)
      put(digits[--n]);
  }
};

template <u32 N> class report_writer {
public:
  constexpr explicit report_writer(const graph_blob<N> &b) : words(b.words) {}

  constexpr report_text text() {
    for (u32 i = 0; i < rows(blob::s_DIAG); i++)
      diagnostic(row(blob::s_DIAG, i));
    return out;
  }

private:
  const u32 *words;
  report_text out;

  constexpr const u32 *table(blob::section s) const {
    return words + blob::header_words + s * blob::section_words;
  }
  constexpr u32 rows(blob::section s) const { return table(s)[2]; }
  constexpr const u32 *row(blob::section s, u32 i) const {
    return words + table(s)[1] + i * table(s)[3];
  }
  constexpr void characters(blob::section s, u32 offset, u32 bytes) {
    for (u32 i = offset; i < offset + bytes; i++)
      out.put((char)(*row(s, i / 4) >> i % 4 * 8));
  }
  constexpr void string(u32 number) {
    const u32 *r = row(blob::s_STRT, number);
    characters(blob::s_STRC, r[0], r[1]);
  }
  constexpr void place(u32 location, const char *kind) {
    const u32 *r = row(blob::s_LOCS, location);
    out.put('\n');
    string(r[0]);
    out.put(':');
    out.put_number(r[2]);
    out.put(':');
    out.put_number(r[3]);
    out.put(kind);
  }
  constexpr void scope_path(u32 scope) {
    const u32 *r = row(blob::s_SCOP, scope);
    if (r[0] != blob::none) {
      scope_path(r[0]);
      out.put('.');
    }
    if (r[2] != blob::none)
      out.put_number(r[2]);
    else
      string(r[1]);
  }
  constexpr void diagnostic(const u32 *d) {
    place(d[1], ": error: ");
    characters(blob::s_TEXT, d[3], d[4]);
    if (d[2] != blob::none) {
      out.put(" [in ");
      scope_path(d[2]);
      out.put(']');
    }
    out.put(d[0] < 10 ? " [hac-E00" : d[0] < 100 ? " [hac-E0" : " [hac-E");
    out.put_number(d[0]);
    out.put(']');
    for (u32 i = 0; i < d[6]; i++) {
      const u32 *note = row(blob::s_NOTE, d[5] + i);
      place(note[0], ": note: ");
      characters(blob::s_TEXT, note[1], note[2]);
    }
  }
};

template <u32 N> constexpr report_text report(const graph_blob<N> &b) {
  return report_writer<N>(b).text();
}

template <class F>
concept model_function = std::is_same_v<F, void (*)(graph &)>;

} // namespace detail
} // namespace hac

#define HAC_JOIN_(a, b) a##b
#define HAC_JOIN(a, b) HAC_JOIN_(a, b)

// The size is a constant of its own, so that clang says why a function cannot be evaluated: inside
// a template argument its notes would be lost. `n` tells apart exports of one line.
#define HAC_BLOB(function, n)                                                                      \
  static constexpr auto HAC_JOIN(hac_words_, n) =                                                  \
      ::hac::detail::blob_words<function>(#function, ::hac::loc::current());                       \
  HAC_ANNOTATION static constexpr auto HAC_JOIN(hac_export_, n) =                                  \
      ::hac::detail::make_blob<function, HAC_JOIN(hac_words_, n)>(#function,                       \
                                                                  ::hac::loc::current());

/// Exports `constexpr void function(hac::graph &)` under its name. In hac it leaves an annotated
/// constant; in an editor the graph's errors are the text of a static_assert.
#define HAC_EXPORT(function) HAC_EXPORT_(function, __COUNTER__)
#ifdef HAC_COMPILER
#define HAC_ANNOTATION [[clang::annotate("hac.export")]]
#define HAC_EXPORT_(function, n) HAC_CHECK_SIGNATURE(function) HAC_BLOB(function, n)
#else
#define HAC_ANNOTATION
#define HAC_EXPORT_(function, n)                                                                   \
  HAC_CHECK_SIGNATURE(function)                                                                    \
  HAC_BLOB(function, n)                                                                            \
  static_assert(::hac::valid(HAC_JOIN(hac_export_, n)),                                            \
                ::hac::detail::report(HAC_JOIN(hac_export_, n)));
#endif
#define HAC_CHECK_SIGNATURE(function)                                                              \
  static_assert(::hac::detail::model_function<decltype(&function)>,                                \
                "hac-F003: an exported function is: constexpr void " #function "(hac::graph &)");
