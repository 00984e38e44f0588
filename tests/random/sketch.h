// A graph while it grows: its live values, and the nodes that make new ones of them.
#pragma once
#include "tests/reference/blob_builder.h"

#include <optional>
#include <random>

namespace hac::random_graphs {

using reference::BlobBuilder;
using reference::DType;
using Attrs = std::vector<BlobBuilder::Attr>;

/// constant + factor * symbol. Example: a concat of two [seq] has {0, 2, 0}.
struct Dim {
  int symbol = -1; // -1: only the constant
  int64_t factor = 0, constant = 0;

  bool isConstant() const { return symbol < 0; }
  bool is(int64_t number) const { return isConstant() && constant == number; }
  bool operator==(const Dim &) const = default;
};

inline Dim number(int64_t n) { return {-1, 0, n}; }
using Dims = std::vector<Dim>;

struct Live {
  BlobBuilder::Value value;
  DType type;
  Dims dims;

  int rank() const { return static_cast<int>(dims.size()); }
  bool isReal() const { return isFloat(type); }
};

class Sketch {
public:
  explicit Sketch(uint64_t seed);

  int64_t pick(int64_t low, int64_t high) {
    return std::uniform_int_distribution<int64_t>(low, high)(random);
  }
  bool chance(int percent) { return pick(1, 100) <= percent; }
  template <class T> const T &oneOf(const std::vector<T> &list) { return list[pick(0, list.size() - 1)]; }

  /// A constant size: small, often next to a vector's width.
  int64_t size() { return oneOf<int64_t>({1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 24, 33}); }
  Dim dim() { return symbols.empty() || chance(70) ? number(size()) : symbols[pick(0, symbols.size() - 1)]; }

  Live input(DType type, Dims dims, const std::string &suffix = "");
  Live parameter(DType type, std::vector<int64_t> sizes, const std::string &name = "weight");
  Live full(DType type, double value);
  Live node(const std::string &op, const std::vector<Live> &operands, DType type, Dims dims,
            Attrs attributes = {});
  /// Absent optional operands have the value `none`.
  static Live absent() { return {reference::none, DType::none, {}}; }
  std::vector<Live> nodes(const std::string &op, const std::vector<Live> &operands,
                          const std::vector<Dims> &results, DType type, Attrs attributes = {});
  BlobBuilder::Type typeOf(DType type, const Dims &dims);
  /// For attributes of kind dim.
  int64_t code(const Dim &dim);

  /// A live value that `fits`, the youngest ones first; nothing if there is none.
  template <class Fits> std::optional<Live> find(Fits fits) {
    std::vector<Live> found;
    for (const Live &live : pool)
      if (fits(live))
        found.push_back(live);
    if (found.empty())
      return std::nullopt;
    int64_t n = found.size(), youngest = std::max<int64_t>(0, n - 3);
    return found[chance(60) ? pick(youngest, n - 1) : pick(0, n - 1)];
  }
  std::optional<Live> findReal(int leastRank, int mostRank = 6) {
    return find([=](const Live &x) { return x.isReal() && x.rank() >= leastRank && x.rank() <= mostRank; });
  }
  void keep(const Live &live) { pool.push_back(live); }

  DType real = DType::f32; ///< the graph's floating type
  std::vector<Dim> symbols;
  std::vector<Live> pool;
  BlobBuilder blob;

private:
  std::mt19937_64 random;
  std::string prefix;
  std::vector<int64_t> symbolCodes;
  int names = 0;
};

} // namespace hac::random_graphs
