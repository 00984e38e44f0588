// Makes a failing graph small.
//
//   hac-reduce --hac=<hac> --runtime=<libhac_rt.a> --linker=<c++> g7.blob [-o small.blob]
//
// Prints what is left, and how that fails.
#include "tests/driver/Process.h"
#include "tests/random/reduce.h"

#include <cstdio>

namespace hac::random_graphs {
namespace {

int run(std::map<std::string, std::string> options) {
  test::TemporaryFolder folder;
  Tools tools{options.at("hac"), options.at("runtime"), options.at("linker"), folder.path};
  std::vector<reference::Graph> graphs = reference::readGraphs(options.at("blob"));
  if (graphs.size() != 1) {
    std::fprintf(stderr, "hac-reduce: %zu functions, it takes one\n", graphs.size());
    return 2;
  }
  auto failureOf = [&](const Words &words) {
    Tally ignored;
    auto failures = tryGraphs(tools, {words}, ignored);
    return failures.empty() ? std::string() : failures.begin()->second;
  };
  std::string first = failureOf(cutGraph(graphs[0], everything(graphs[0])));
  if (first.empty()) {
    std::fprintf(stderr, "hac-reduce: it does not fail\n");
    return 1;
  }
  std::string kind = kindOfFailure(first);
  Words small = reduceGraph(graphs[0], [&](const Words &words) { return kindOfFailure(failureOf(words)) == kind; });
  std::printf("%s%s\n", printGraph(reference::readGraph(small)).c_str(), failureOf(small).c_str());
  if (options.count("o"))
    writeBlobs(options["o"], {small});
  return 0;
}

} // namespace
} // namespace hac::random_graphs

int main(int argc, char **argv) {
  std::map<std::string, std::string> options;
  for (int i = 1; i < argc; i++) {
    std::string text = argv[i];
    size_t equals = text.find('=');
    if (text == "-o" && i + 1 < argc)
      options["o"] = argv[++i];
    else if (text.starts_with("--") && equals != std::string::npos)
      options[text.substr(2, equals - 2)] = text.substr(equals + 1);
    else
      options["blob"] = text;
  }
  for (const char *needed : {"hac", "runtime", "linker", "blob"})
    if (!options.count(needed)) {
      std::fprintf(stderr, "hac-reduce --hac=<hac> --runtime=<libhac_rt.a> --linker=<c++> g<n>.blob "
                           "[-o small.blob]\n");
      return 2;
    }
  try {
    return hac::random_graphs::run(options);
  } catch (const std::exception &error) {
    std::fprintf(stderr, "hac-reduce: %s\n", error.what());
    return 2;
  }
}
