// Speed of compiled linear layers on one core, as a share of the FMA peak measured in the same run.
//
//     hac_linear_bench [target [file for the assembly of the first shape]]
#include "tests/unit/linear/LinearProgram.h"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <random>

namespace {

/// Time of this thread, so that other programs count only by what they do to the caches.
double now() {
  timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return double(time.tv_sec) + 1e-9 * double(time.tv_nsec);
}

/// The best of several repetitions, in seconds: other programs on the machine only make it slower.
template <class F> double secondsOf(F &&run) {
  double best = 1e30;
  for (int repeat = 0; repeat < 100; ++repeat) {
    int64_t calls = 0;
    double start = now(), spent = 0;
    do {
      run();
      ++calls;
      spent = now() - start;
    } while (spent < 0.002);
    best = std::min(best, spent / double(calls));
  }
  return best;
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
  double seconds = secondsOf([&] { peak(memory, steps); });
  return 2.0 * accumulators * double(target.lanes) * steps / seconds;
}

void bench(const hac::test::Linear &layer, int64_t rows, const hac::Target &target, double peak,
           const std::string &dump) {
  hac::test::CompiledLinear compiled(layer, target, dump);
  auto values = [](size_t count) { return std::vector<float>(count, 0.001f); };
  std::vector<float> x = values(rows * layer.depth), bias = values(layer.columns),
                     out = values(rows * layer.columns),
                     packed = compiled.pack(values(layer.columns * layer.depth).data());
  double seconds = secondsOf([&] {
    compiled.runPacked(x.data(), packed.data(), bias.data(), out.data(), out.data(), rows);
  });
  double flops = 2.0 * double(rows) * double(layer.columns) * double(layer.depth) / seconds;
  std::printf("%5ld x %5ld x %5ld  bias %-10s %8.1f us %7.1f GFLOP/s  %3.0f %% of peak\n",
              long(rows), long(layer.columns), long(layer.depth), layer.activation.c_str(),
              seconds * 1e6, flops * 1e-9, 100 * flops / peak);
}

} // namespace

int main(int argc, char **argv) {
  std::optional<hac::Target> target = hac::targetByName(argc > 1 ? argv[1] : "native");
  if (!target || !hac::test::runsHere(target->cpu)) {
    std::fprintf(stderr, "unknown target, or none of this machine\n");
    return 2;
  }
  double peak = peakFlops(*target);
  std::printf("%s: peak %.1f GFLOP/s\n", target->name.c_str(), peak * 1e-9);
  struct Shape {
    int64_t rows, columns, depth;
  };
  std::string dump = argc > 2 ? argv[2] : "";
  for (Shape s : {Shape{512, 512, 512},
                  {128, 384, 1536},
                  {8, 384, 384},
                  {127, 384, 384},
                  {129, 384, 384},
                  {135, 384, 384},
                  {1, 384, 384},
                  {512, 1536, 384}}) {
    bench({.columns = s.columns, .depth = s.depth}, s.rows, *target, peak, dump);
    dump.clear();
  }
  for (const char *activation : {"hacm.gelu", "hacm.gelu_tanh", "hacm.silu"})
    bench({.columns = 1536, .depth = 384, .activation = activation}, 512, *target, peak, "");
  return 0;
}
