// A value, or one sentence that says why there is none.
#pragma once
#include <string>
#include <utility>
#include <variant>

namespace hac::text {

/// What went wrong, ready to print after the program's name: "vocab.txt: no [UNK] in it".
struct failure {
  std::string text;
};

/// Reads like std::expected:
///     auto table = read_table("news.tab");
///     if (!table) return report(table.error());
///     use(table->rows);
template <class T> class [[nodiscard]] result {
public:
  result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  result(failure why) : state_(std::in_place_index<1>, std::move(why)) {}

  explicit operator bool() const { return state_.index() == 0; }
  T &operator*() { return *std::get_if<0>(&state_); }
  const T &operator*() const { return *std::get_if<0>(&state_); }
  T *operator->() { return std::get_if<0>(&state_); }
  const T *operator->() const { return std::get_if<0>(&state_); }
  /// Only where there is no value.
  const std::string &error() const { return std::get_if<1>(&state_)->text; }

private:
  std::variant<T, failure> state_;
};

} // namespace hac::text
