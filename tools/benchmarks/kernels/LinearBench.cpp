// Speed of compiled linear layers on one core, as a share of the FMA peak measured in the same run.
//
//     hac_linear_bench [--target=LEVEL] [--asm=FILE for the first shape] [Google Benchmark's
//     options] hac_linear_bench --benchmark_filter=relu/512
//
// An iteration is a batch of calls. The counters are of the fastest batch in time of this thread,
// so that other programs on the machine count only by what they do to the caches.
#include "tests/unit/linear/LinearProgram.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdio>
#include <ctime>

namespace {

/// Time of this thread, in seconds.
double now() {
  timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return double(time.tv_sec) + 1e-9 * double(time.tv_nsec);
}

/// Seconds of a batch of calls of about 2 ms, divided by their number.
template <class F> double secondsOfBatch(F &&run) {
  int64_t calls = 0;
  double start = now(), spent = 0;
  do {
    run();
    ++calls;
    spent = now() - start;
  } while (spent < 0.002);
  return spent / double(calls);
}

/// FMA on as many accumulators as a register tile has, without any memory.
double peakFlops(const hac::Target &target) {
  constexpr int accumulators = 12;
  std::string type = "vector<" + std::to_string(target.lanes) + "xf32>", list, types;
  std::string text = "func.func @peak(%out: !llvm.ptr, %n: i64) {\n"
                     "  %zero = arith.constant 0 : i64\n  %one = arith.constant 1 : i64\n"
                     "  %x = llvm.load %out : !llvm.ptr -> " +
                     type + "\n";
  std::string body, init, yield, sum = "%s#0";
  for (int i = 0; i < accumulators; ++i) {
    std::string n = std::to_string(i), comma = i ? ", " : "";
    init += comma + "%a" + n + " = %x";
    types += comma + type;
    body += "    %f" + n + " = math.fma %x, %x, %a" + n + " : " + type + "\n";
    yield += comma + "%f" + n;
  }
  text += "  %s:12 = scf.for %i = %zero to %n step %one iter_args(" + init + ") -> (" + types +
          ") : i64 {\n" + body + "    scf.yield " + yield + " : " + types + "\n  }\n";
  for (int i = 0; i < accumulators; ++i)
    text += "  %p" + std::to_string(i) + " = llvm.getelementptr %out[" +
            std::to_string(i * target.lanes) +
            "] : (!llvm.ptr) -> !llvm.ptr, f32\n  llvm.store %s#" + std::to_string(i) + ", %p" +
            std::to_string(i) + " {alignment = 4} : " + type + ", !llvm.ptr\n";
  text += "  return\n}\n";
  hac::test::Jit jit(text, [](mlir::OpPassManager &) {},
                     {.cpu = target.cpu, .optimize = true, .dump = ""});
  auto *peak = jit.lookup<void(float *, int64_t)>("peak");
  alignas(64) static float memory[1024];
  constexpr int64_t steps = 1 << 16;
  double seconds = 1e30;
  for (int batch = 0; batch < 50; ++batch)
    seconds = std::min(seconds, secondsOfBatch([&] { peak(memory, steps); }));
  return 2.0 * accumulators * double(target.lanes) * steps / seconds;
}

struct Shape {
  int64_t rows, columns, depth;
};

struct Setting {
  hac::Target target;
  double peak; // FLOP/s
  std::string assembly;
};

void bench(benchmark::State &state, Shape shape, const std::string &activation,
           const Setting &setting) {
  hac::test::Linear layer{.columns = shape.columns, .depth = shape.depth, .activation = activation};
  hac::test::CompiledLinear compiled(layer, setting.target, setting.assembly);
  auto values = [](int64_t count) { return std::vector<float>(size_t(count), 0.001f); };
  std::vector<float> x = values(shape.rows * shape.depth), bias = values(shape.columns),
                     out = values(shape.rows * shape.columns),
                     packed = compiled.pack(values(shape.columns * shape.depth).data());
  double seconds = 1e30;
  for (auto iteration : state) {
    (void)iteration;
    seconds = std::min(seconds, secondsOfBatch([&] {
                         compiled.runPacked(x.data(), packed.data(), bias.data(), out.data(),
                                            out.data(), shape.rows);
                       }));
  }
  double flops = 2.0 * double(shape.rows) * double(shape.columns) * double(shape.depth) / seconds;
  state.counters["us"] = seconds * 1e6;
  state.counters["GFLOP/s"] = flops * 1e-9;
  state.counters["%peak"] = 100 * flops / setting.peak;
}

/// The value of `--name=value`, taken out of the command line; else `otherwise`.
std::string option(int &argc, char **argv, const std::string &name, const std::string &otherwise) {
  std::string prefix = "--" + name + "=", value = otherwise;
  argc = int(std::remove_if(argv + 1, argv + argc,
                            [&](const char *word) {
                              bool mine = !std::string_view(word).rfind(prefix, 0);
                              if (mine)
                                value = word + prefix.size();
                              return mine;
                            }) -
             argv);
  return value;
}

} // namespace

int main(int argc, char **argv) {
  std::string level = option(argc, argv, "target", "native");
  std::string assembly = option(argc, argv, "asm", "");
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv))
    return 2;
  std::optional<hac::Target> target = hac::targetByName(level);
  if (!target || !hac::test::runsHere(target->cpu)) {
    std::fprintf(stderr, "hac_linear_bench: no target '%s', or none of this machine\n",
                 level.c_str());
    return 2;
  }
  double peak = peakFlops(*target);
  std::fprintf(stderr, "%s: peak %.1f GFLOP/s\n", target->name.c_str(), peak * 1e-9);
  auto add = [&](Shape shape, const std::string &activation) {
    std::string name = activation + "/" + std::to_string(shape.rows) + "x" +
                       std::to_string(shape.columns) + "x" + std::to_string(shape.depth);
    Setting setting{*target, peak, assembly};
    benchmark::RegisterBenchmark(name.c_str(), [=](benchmark::State &state) {
      bench(state, shape, activation, setting);
    })->Iterations(100);
    assembly.clear();
  };
  for (Shape shape : {Shape{512, 512, 512},
                      {128, 384, 1536},
                      {8, 384, 384},
                      {127, 384, 384},
                      {129, 384, 384},
                      {135, 384, 384},
                      {1, 384, 384},
                      {512, 1536, 384}})
    add(shape, "relu");
  for (const char *activation : {"hacm.gelu", "hacm.gelu_tanh", "hacm.silu"})
    add({512, 1536, 384}, activation);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
