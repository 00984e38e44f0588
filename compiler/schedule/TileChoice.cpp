// Tiles by a model of the core, tasks by size alone.
#include "compiler/schedule/TileChoice.h"

#include <algorithm>

namespace hac::schedule {

static int64_t divideCeil(int64_t a, int64_t b) { return (a + b - 1) / b; }
static int64_t alignTo(int64_t a, int64_t step) { return divideCeil(a, step) * step; }
static int64_t alignDown(int64_t a, int64_t step) { return a / step * step; }

int64_t registersFor(int64_t rows, int64_t columns, const Target &target) {
  int64_t vectors = divideCeil(columns, target.lanes);
  return rows * vectors + vectors + 1;
}

/// Cycles for one step of k: bound by the FMA units, by the loads, or by the chain of one
/// accumulator.
static double cyclesPerStep(int64_t rows, int64_t vectors, const Target &target) {
  double fma = double(rows * vectors) / target.fmaPerCycle;
  double loads = double(vectors) / target.loadsPerCycle + double(rows) / target.broadcastsPerCycle;
  return std::max({fma, loads, double(target.fmaLatency)});
}

/// Cycles per row and step of k for all columns, the last panel with as many vectors as it needs.
static double cyclesPerRow(RegisterTile tile, int64_t columns, const Target &target) {
  int64_t full = columns / tile.columns, rest = columns % tile.columns;
  double cycles = double(full) * cyclesPerStep(tile.rows, tile.columns / target.lanes, target);
  if (rest)
    cycles += cyclesPerStep(tile.rows, divideCeil(rest, target.lanes), target);
  return cycles / double(tile.rows);
}

int64_t percentOfPeak(int64_t rows, int64_t tileColumns, int64_t columns, const Target &target) {
  double cycles = cyclesPerRow({rows, tileColumns}, columns, target);
  double least = double(columns) / (target.fmaPerCycle * double(target.lanes));
  return cycles > 0 ? int64_t(97 * least / cycles) : 97; // loop overhead takes the rest
}

static int64_t nextHeight(int64_t height) { return height % 2 == 0 ? height / 2 : 1; }

/// The tallest tile, then what is left of the rows; all remainders where rows are not known.
/// Example: 8 -> 8, 4, 2, 1; with 129 rows 8, 1; with 7 rows 4, 2, 1.
static std::vector<int64_t> heightsFor(int64_t tallest, std::optional<int64_t> rows) {
  std::vector<int64_t> heights;
  for (int64_t height = tallest, left = rows.value_or(0);; height = nextHeight(height)) {
    if (!rows || left >= height)
      heights.push_back(height);
    left %= height;
    if (height == 1)
      break;
  }
  if (heights.empty()) // no rows at all
    heights.push_back(1);
  return heights;
}

TileChoice chooseTile(const ContractionShape &shape, const Target &target) {
  int64_t padded = alignTo(std::max<int64_t>(shape.columns, 1), target.lanes);
  RegisterTile best = {1, target.lanes};
  double bestCycles = cyclesPerRow(best, shape.columns, target);
  for (RegisterTile tile : target.tiles) { // in order of preference, which decides a tie
    tile.columns = std::min(tile.columns, padded);
    double cycles = cyclesPerRow(tile, shape.columns, target);
    if (registersFor(tile.rows, tile.columns, target) <= target.vectorRegisters &&
        cycles < bestCycles * 0.99) {
      best = tile;
      bestCycles = cycles;
    }
  }
  TileChoice choice;
  choice.heights = heightsFor(best.rows, shape.rows);
  choice.columns = best.columns;

  // A task: about 50 us on one core, 4 panels or more so that the stream of B is long, rows that
  // leave half of L2 to B.
  int64_t tallest = choice.heights.front();
  int64_t allPanels = std::max<int64_t>(divideCeil(shape.columns, best.columns), 1);
  double flopsPerRowAndPanel =
      2.0 * double(best.columns) * double(std::max<int64_t>(shape.depth, 1));
  double units = 50e-6 * target.flopsPerSecond() / flopsPerRowAndPanel; // rows * panels of a task
  int64_t cached = target.l2Bytes / 2 / (4 * std::max<int64_t>(shape.depth, 1));
  // 64 rows, or what is done in 10 us: less does not pay for waking another thread.
  int64_t most = std::max<int64_t>(64, int64_t(units / 5 / double(allPanels)));
  int64_t rows = std::min({int64_t(units / double(std::min<int64_t>(4, allPanels))), cached, most});
  rows = std::max(alignDown(std::max<int64_t>(rows, 0), tallest), 2 * tallest);
  if (shape.rows)
    rows = std::min<int64_t>(rows, alignTo(std::max<int64_t>(*shape.rows, 1), tallest));
  int64_t panels = std::max<int64_t>(int64_t(units / double(rows)), 4);
  int64_t ranges = divideCeil(allPanels, std::min(panels, allPanels));
  choice.rows = rows;
  choice.panels = divideCeil(allPanels, ranges); // ranges of equal length
  return choice;
}

} // namespace hac::schedule
