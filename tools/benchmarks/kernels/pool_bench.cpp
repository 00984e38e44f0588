// What a parallel region costs: empty, and with work of a few sizes, serial beside pool.
//     hac_pool_bench --benchmark_enable_random_interleaving=true --benchmark_repetitions=5
#include <hac/pool.hpp>

#include <benchmark/benchmark.h>

namespace {

/// A call of the runtime on a pool, as a kernel sees it.
struct caller {
  explicit caller(std::int64_t lanes) : pool(lanes) {
    cx.parallel = lanes > 1 ? static_cast<const hac_parallel *>(pool) : nullptr;
    call.cx = &cx;
    call.lanes = lanes;
  }
  hac::pool pool;
  hac_context cx{};
  hac_call call{};
};

void empty_region(benchmark::State &state) {
  caller c(state.range(0));
  for (auto _ : state)
    if (hac_rt1_parallel_for(&c.call, 2, [](void *, std::int64_t, std::int64_t) {}, nullptr))
      return state.SkipWithError("the region failed");
}
BENCHMARK(empty_region)->ArgName("lanes")->Arg(1)->Arg(2)->UseRealTime();

/// A chain of multiply-adds, about 3 us a task: no memory, so that lanes share nothing.
void chain(void *, std::int64_t, std::int64_t) {
  double x = 1;
  for (int i = 0; i < 1000; ++i)
    x = x * 1.0000001 + 1e-9;
  benchmark::DoNotOptimize(x);
}

void region(benchmark::State &state) {
  caller c(state.range(0));
  for (auto _ : state)
    if (hac_rt1_parallel_for(&c.call, state.range(1), chain, nullptr))
      return state.SkipWithError("the region failed");
}
BENCHMARK(region)->ArgNames({"lanes", "tasks"})->ArgsProduct({{1, 2}, {8, 32, 128}})->UseRealTime();

} // namespace

BENCHMARK_MAIN();
