// Random graphs against the reference interpreter.
//
//   hac-random-graphs --hac=<hac> --runtime=<libhac_rt.a> --linker=<c++> [--count=500]
//                     [--seed=random] [--save=<folder>]
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
namespace {

constexpr uint64_t together = 16; // in one file: as many functions as a model may have

int run(std::map<std::string, std::string> options) {
  test::TemporaryFolder folder;
  Tools tools{options.at("hac"), options.at("runtime"), options.at("linker"), folder.path};
  uint64_t count = std::stoull(options.at("count"));
  uint64_t seed = options["seed"] == "random" ? std::random_device()() : std::stoull(options["seed"]);
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
      std::fflush(stdout);
      if (options.count("save")) {
        std::filesystem::create_directories(options["save"]);
        writeBlobs(options["save"] + "/" + name + ".blob", {graphs.at(name)});
      }
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
  std::map<std::string, std::string> options = {{"count", "500"}, {"seed", "random"}};
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
    return hac::random_graphs::run(options);
  } catch (const std::exception &error) {
    std::fprintf(stderr, "hac-random-graphs: %s\n", error.what());
    return 2;
  }
}
