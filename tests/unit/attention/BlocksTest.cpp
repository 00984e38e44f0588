// Blocks of keys that masks allow: what schedule/ reads off a traced mask and the formula that tile/
// emits (BlockRanges.h), against every single pair.
#include "compiler/schedule/MaskSets.h"
#include "compiler/support/BlockRanges.h"

#include "mlir/IR/MLIRContext.h"
#include <functional>
#include <gtest/gtest.h>

using namespace hac;
using namespace hac::schedule;
using blob::tape_kind;
using blob::tape_op;

namespace {

/// A mask as dsl/graph/mask.h would trace it. Registers 0 to 3: batch row, head, query, key.
struct MaskTape {
  Tape tape{4, 0, 0, 0, tape_kind::boolean, {}};
  static constexpr unsigned head = 1, query = 2, key = 3;

  MaskTape() {
    for (unsigned i = 0; i < 4; i++)
      tape.ops.push_back({tape_op::var, tape_kind::integer, {}, 0, i});
  }
  unsigned add(tape_op op, tape_kind kind, unsigned x, unsigned y) {
    tape.ops.push_back({op, kind, {x, y, 0, 0}, 0, 0});
    return tape.result = unsigned(tape.ops.size() - 1);
  }
  unsigned number(int64_t value) {
    tape.ops.push_back({tape_op::ci, tape_kind::integer, {}, 0, uint64_t(value)});
    return unsigned(tape.ops.size() - 1);
  }
  unsigned integer(tape_op op, unsigned x, unsigned y = 0) { return add(op, tape_kind::integer, x, y); }
  unsigned test(tape_op op, unsigned x, unsigned y = 0) { return add(op, tape_kind::boolean, x, y); }
};

struct Mask {
  std::string name;
  Tape tape;
  std::function<bool(int64_t head, int64_t i, int64_t j)> sees;
  bool isExact = true;    // the sets are the mask
  bool isInterval = true; // one set: then the tiles are classified exactly
  std::optional<int64_t> width = std::nullopt;
};

std::vector<Mask> masks() {
  std::vector<Mask> all;
  auto make = [&](std::string name, auto trace, auto sees) -> Mask & {
    MaskTape m;
    trace(m);
    all.push_back({std::move(name), m.tape, sees});
    return all.back();
  };
  using M = MaskTape;
  auto isBehind = [](M &m, int64_t left) { // q - k <= left
    return m.test(tape_op::le, m.integer(tape_op::sub, M::query, M::key), m.number(left));
  };
  auto isAhead = [](M &m, int64_t right) { // k - q <= right
    return m.test(tape_op::le, m.integer(tape_op::sub, M::key, M::query), m.number(right));
  };
  make("causal", [](M &m) { m.test(tape_op::le, M::key, M::query); },
       [](int64_t, int64_t i, int64_t j) { return j <= i; });
  make("not causal", [](M &m) { m.test(tape_op::lnot, m.test(tape_op::le, M::key, M::query)); },
       [](int64_t, int64_t i, int64_t j) { return j > i; });
  for (auto [left, right] : {std::pair(0, 0), {3, 1}, {16, 16}, {5, -2}, {90, 90}, {-40, 60}})
    make("window " + std::to_string(left) + " " + std::to_string(right),
         [&, left = left, right = right](M &m) {
           unsigned behind = isBehind(m, left);
           m.test(tape_op::land, behind, isAhead(m, right));
         },
         [left = left, right = right](int64_t, int64_t i, int64_t j) { return i - j <= left && j - i <= right; })
        .width = std::max(0, left + right + 1);
  make("near, by abs",
       [](M &m) {
         unsigned apart = m.integer(tape_op::abs, m.integer(tape_op::sub, M::query, M::key));
         m.test(tape_op::lt, apart, m.number(7));
       },
       [](int64_t, int64_t i, int64_t j) { return std::abs(i - j) < 7; })
      .width = 13;
  make("diagonal", [](M &m) { m.test(tape_op::eq, M::query, M::key); },
       [](int64_t, int64_t i, int64_t j) { return i == j; })
      .width = 1;
  make("wider for later heads", // k >= q - 3 head && k <= q
       [](M &m) {
         unsigned back = m.integer(tape_op::sub, M::query, m.integer(tape_op::mul, M::head, m.number(3)));
         unsigned from = m.test(tape_op::ge, M::key, back);
         m.test(tape_op::land, from, m.test(tape_op::le, M::key, M::query));
       },
       [](int64_t h, int64_t i, int64_t j) { return j >= i - 3 * h && j <= i; });
  make("every second key, up to twice the query",
       [](M &m) { m.test(tape_op::le, M::key, m.integer(tape_op::mul, m.number(2), M::query)); },
       [](int64_t, int64_t i, int64_t j) { return j <= 2 * i; });
  make("half", [](M &m) { m.test(tape_op::le, m.integer(tape_op::mul, M::key, m.number(2)), M::query); },
       [](int64_t, int64_t i, int64_t j) { return 2 * j <= i; });
  make("nothing", [](M &m) { m.test(tape_op::gt, m.number(0), m.number(1)); },
       [](int64_t, int64_t, int64_t) { return false; })
      .width = std::nullopt;

  auto sinksOrWindow = [&](M &m) {
    unsigned window = m.test(tape_op::land, isBehind(m, 8), isAhead(m, 0));
    m.test(tape_op::lor, window, m.test(tape_op::lt, M::key, m.number(4)));
  };
  Mask &sinks = make("sinks or window", sinksOrWindow,
                     [](int64_t, int64_t i, int64_t j) { return (i - j <= 8 && j <= i) || j < 4; });
  sinks.isInterval = false;
  sinks.width = 13;
  Mask &others = make("not itself", [](M &m) { m.test(tape_op::ne, M::query, M::key); },
                      [](int64_t, int64_t i, int64_t j) { return i != j; });
  others.isInterval = false;
  Mask &dilated = make("every third, causal",
                       [](M &m) {
                         unsigned apart = m.integer(tape_op::sub, M::query, M::key);
                         unsigned third = m.test(tape_op::eq, m.integer(tape_op::mod, apart, m.number(3)), m.number(0));
                         m.test(tape_op::land, third, m.test(tape_op::le, M::key, M::query));
                       },
                       [](int64_t, int64_t i, int64_t j) { return (i - j) % 3 == 0 && j <= i; });
  dilated.isExact = dilated.isInterval = false;
  Mask &blocks = make("blocks of 6", // (q / 2) / 3 == k / 6
                      [](M &m) {
                        unsigned half = m.integer(tape_op::div, M::query, m.number(2));
                        unsigned mine = m.integer(tape_op::div, half, m.number(3));
                        m.test(tape_op::eq, mine, m.integer(tape_op::div, M::key, m.number(6)));
                      },
                      [](int64_t, int64_t i, int64_t j) { return i / 6 == j / 6; });
  blocks.isExact = blocks.isInterval = false;
  blocks.width = 11;
  return all;
}

/// The symbols of a head: registers that hold 3 * head or numbers, in this file.
std::vector<int64_t> symbolsOf(const MaskSets &sets, const Tape &tape, int64_t head) {
  std::vector<int64_t> values;
  std::function<int64_t(unsigned)> valueOf = [&](unsigned r) -> int64_t {
    const TapeOp &op = tape.ops[r];
    if (op.op == tape_op::var)
      return op.constant == MaskTape::head ? head : 0;
    if (op.op == tape_op::ci)
      return int64_t(op.constant);
    EXPECT_EQ(op.op, tape_op::mul);
    return valueOf(op.registers[0]) * valueOf(op.registers[1]);
  };
  for (int64_t r : sets.symbols)
    values.push_back(valueOf(unsigned(r)));
  return values;
}

struct Visits {
  std::vector<int64_t> tiles; // in order
  std::vector<bool> full;
};

/// What tile/ emits as loops, for one tile of queries.
Visits visit(const MaskSets &sets, llvm::ArrayRef<int64_t> symbols, int64_t first, int64_t last,
             int64_t keys, int64_t size) {
  PlainArithmetic a;
  std::vector<KeyInterval<int64_t>> touched, within;
  for (mlir::IntegerSet set : sets.anyOf) {
    auto atoms = atomsOf(set);
    llvm::ArrayRef<MaskAtom> list(atoms);
    touched.push_back(tilesTouched(a, keyInterval<PlainArithmetic, int64_t>(a, list, first, last, symbols, keys, false), size));
    within.push_back(tilesWithin(a, keyInterval<PlainArithmetic, int64_t>(a, list, first, last, symbols, keys, true), size));
  }
  Visits visits;
  int64_t done = 0, high = (keys + size - 1) / size;
  for (size_t turn = 0; turn < touched.size(); turn++) {
    auto next = nextRange<PlainArithmetic, int64_t>(a, touched, done, high);
    for (int64_t tile = next.from; tile < next.to; tile++) {
      visits.tiles.push_back(tile);
      visits.full.push_back(sets.exact && llvm::any_of(within, [&](auto &r) { return r.from <= tile && tile < r.to; }));
    }
    done = next.to;
  }
  return visits;
}

TEST(Blocks, VisitedTilesAreThoseWithAPairAndFullOnesHaveAllPairs) {
  mlir::MLIRContext context;
  int64_t compared = 0;
  for (const Mask &mask : masks()) {
    SCOPED_TRACE(mask.name);
    MaskSets sets = maskSets(&mask.tape, &context);
    EXPECT_EQ(sets.exact, mask.isExact);
    EXPECT_EQ(sets.anyOf.size() == 1, mask.isInterval || !mask.isExact);
    for (int64_t head : {0, 2})
      for (int64_t keys : {0, 1, 31, 64, 97})
        for (int64_t start : {0, 5}) // q_start
          for (auto [queries, size] : {std::pair<int64_t, int64_t>(16, 32), {8, 16}, {32, 8}, {1, 32}})
            for (int64_t first = start; first < start + 97; first += queries) {
              int64_t last = std::min(first + queries, start + 97) - 1;
              Visits visits = visit(sets, symbolsOf(sets, mask.tape, head), first, last, keys, size);
              EXPECT_TRUE(llvm::is_sorted(visits.tiles));
              EXPECT_EQ(std::adjacent_find(visits.tiles.begin(), visits.tiles.end()), visits.tiles.end());
              for (int64_t tile = 0; tile < (keys + size - 1) / size; tile++) {
                bool any = false, every = (tile + 1) * size <= keys;
                for (int64_t i = first; i <= last; i++)
                  for (int64_t j = tile * size; j < std::min(keys, (tile + 1) * size); j++) {
                    any |= mask.sees(head, i, j);
                    every &= mask.sees(head, i, j);
                  }
                auto found = llvm::find(visits.tiles, tile);
                bool isVisited = found != visits.tiles.end();
                bool isFull = isVisited && visits.full[found - visits.tiles.begin()];
                EXPECT_GE(isVisited, any) << "tile " << tile << " of queries " << first;
                EXPECT_LE(isFull, every) << "tile " << tile << " of queries " << first;
                if (mask.isExact)
                  EXPECT_EQ(isVisited, any) << "tile " << tile << " of queries " << first;
                if (mask.isInterval)
                  EXPECT_EQ(isFull, every) << "tile " << tile << " of queries " << first;
                compared++;
              }
            }
  }
  EXPECT_GT(compared, 50'000);
}

// Tiles of kt keys for qt queries and a window of w: from floor((i0 - w) / kt) to floor((i0 + qt - 1 + w) / kt).
TEST(Blocks, WorkOfAWindowFollowsItsWidthAndTheLength) {
  mlir::MLIRContext context;
  auto tilesOf = [&](int64_t w, int64_t length) {
    MaskTape m;
    unsigned behind = m.test(tape_op::le, m.integer(tape_op::sub, MaskTape::query, MaskTape::key), m.number(w));
    unsigned ahead = m.test(tape_op::le, m.integer(tape_op::sub, MaskTape::key, MaskTape::query), m.number(w));
    m.test(tape_op::land, behind, ahead);
    MaskSets sets = maskSets(&m.tape, &context);
    int64_t visited = 0, expected = 0, size = 32;
    for (int64_t first = 0; first < length; first += size) {
      visited += int64_t(visit(sets, {}, first, first + size - 1, length, size).tiles.size());
      expected += std::min((first + size - 1 + w) / size, length / size - 1) - std::max<int64_t>(first - w, 0) / size + 1;
    }
    EXPECT_EQ(visited, expected);
    return visited;
  };
  EXPECT_EQ(tilesOf(64, 2048), 64 * 5 - 6);  // two tiles to each side, less at both ends
  EXPECT_EQ(tilesOf(64, 4096), 128 * 5 - 6); // twice the length, twice the tiles
  EXPECT_EQ(tilesOf(16, 2048), 64 * 3 - 2);
}

TEST(Blocks, WidthIsKnownIfItDoesNotGrowWithTheLength) {
  mlir::MLIRContext context;
  for (const Mask &mask : masks()) {
    SCOPED_TRACE(mask.name);
    if (mask.name == "nothing")
      continue; // 0 or unknown, both will do
    EXPECT_EQ(boundedWidth(maskSets(&mask.tape, &context)), mask.width);
  }
  EXPECT_EQ(boundedWidth(maskSets(nullptr, &context)), std::nullopt);
}

} // namespace
