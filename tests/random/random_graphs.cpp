// Random graphs against the reference interpreter.
//
//   hac-random-graphs --hac=<hac> --runtime=<libhac_rt.a> --linker=<c++> [--count=500]
//                     [--seed=random] [--save=failed]
//   hac-random-graphs --write=<file.blob> [--count=500] [--seed=random]     only writes them
//
// Graph i has the seed <seed> + i, so `--seed=<its seed> --count=1` is that graph alone. Those that
// fail are saved as g<seed>.blob, for hac-reduce. Ends with 1 if one failed.
#include "tests/driver/Process.h"
#include "tests/random/generator.h"
#include "tests/random/trial.h"
#include "tests/reference/graph.h"

#include <cstdio>
#include <filesystem>
#include <random>

namespace hac::random_graphs {

using Options = std::map<std::string, std::string>;

namespace {

constexpr uint64_t together = 16; // in one file: as many functions as a model may have

/// How a failure is seen again.
void printCommands(const Options &options, uint64_t seed) {
  std::string kit;
  for (const char *name : {"hac", "runtime", "linker"})
    kit += std::string(" --") + name + "=" + std::filesystem::absolute(options.at(name)).string();
  std::filesystem::path program = options.at("program"), folder = options.at("save");
  std::printf("  again:   %s%s --seed=%llu --count=1\n", program.c_str(), kit.c_str(), (unsigned long long)seed);
  std::printf("  smaller: %s%s %s\n", (program.parent_path() / "hac-reduce").c_str(), kit.c_str(),
              (std::filesystem::absolute(folder) / ("g" + std::to_string(seed) + ".blob")).c_str());
}

uint64_t seedOf(const Options &options) {
  return options.at("seed") == "random" ? std::random_device()() : std::stoull(options.at("seed"));
}

int write(const Options &options) {
  uint64_t count = std::stoull(options.at("count")), seed = seedOf(options);
  std::vector<Words> graphs;
  for (uint64_t i = 0; i < count; i++)
    graphs.push_back(randomGraph(seed + i));
  writeBlobs(options.at("write"), graphs);
  return 0;
}

int run(const Options &options) {
  test::TemporaryFolder folder;
  Tools tools{options.at("hac"), options.at("runtime"), options.at("linker"), folder.path};
  uint64_t count = std::stoull(options.at("count")), seed = seedOf(options);
  std::printf("seed %llu, %llu graphs\n", (unsigned long long)seed, (unsigned long long)count);
  std::fflush(stdout);

  Tally tally;
  int64_t failed = 0;
  for (uint64_t first = 0; first < count; first += together) {
    std::map<std::string, Words> graphs;
    std::vector<Words> batch;
    for (uint64_t i = first; i < std::min(first + together, count); i++) {
      batch.push_back(randomGraph(seed + i));
      graphs["g" + std::to_string(seed + i)] = batch.back();
    }
    for (const auto &[name, wrong] : tryGraphs(tools, batch, tally)) {
      failed++;
      std::printf("%s: %s\n", name.c_str(), wrong.c_str());
      printCommands(options, std::stoull(name.substr(1)));
      std::fflush(stdout);
      std::filesystem::create_directories(options.at("save"));
      writeBlobs(options.at("save") + "/" + name + ".blob", {graphs.at(name)});
    }
  }
  std::printf("%lld graphs, %lld assignments of sizes, %lld elements, %lld undecided, %lld alerts, %lld failed\n",
              (long long)tally.graphs, (long long)tally.cases, (long long)tally.elements,
              (long long)tally.undecided, (long long)tally.alerts, (long long)failed);
  bool tried = uint64_t(tally.graphs) == count && tally.elements > 0;
  if (!tried)
    std::printf("not every graph was tried\n");
  bool decided = tally.undecided * 5 < tally.elements;
  if (!decided)
    std::printf("too many undecided elements: the graphs say little\n");
  return failed == 0 && tried && decided ? 0 : 1;
}

} // namespace
} // namespace hac::random_graphs

int main(int argc, char **argv) {
  hac::random_graphs::Options options = {
      {"program", argv[0]}, {"count", "500"}, {"seed", "random"}, {"save", "failed"}};
  for (int i = 1; i < argc; i++) {
    std::string text = argv[i];
    size_t equals = text.find('=');
    if (!text.starts_with("--") || equals == std::string::npos) {
      std::fprintf(stderr, "hac-random-graphs: unknown option %s\n", argv[i]);
      return 2;
    }
    options[text.substr(2, equals - 2)] = text.substr(equals + 1);
  }
  try {
    return options.count("write") ? hac::random_graphs::write(options) : hac::random_graphs::run(options);
  } catch (const std::exception &error) {
    std::fprintf(stderr, "hac-random-graphs: %s\n", error.what());
    return 2;
  }
}
