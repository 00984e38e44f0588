#include "tests/random/trial.h"
#include "tests/driver/Process.h"
#include "tests/e2e/compiled_model.h"
#include "tests/reference/compare.h"
#include "tests/reference/safetensors.h"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <unistd.h>

namespace hac::random_graphs {

using namespace reference;

namespace {

constexpr const char *modes[] = {"default", "naive", "bounds"};
constexpr int modeCount = 3;
// Far more than any needs, also on a machine with much else to do.
constexpr unsigned secondsPerFunction = 30;
constexpr int secondsPerCompile = 1200;

using Failures = std::map<std::string, std::string>;

std::string describe(const Graph::Symbols &symbols) {
  std::string text;
  for (const auto &[name, size] : symbols)
    text += " " + name + "=" + std::to_string(size);
  return text;
}

e2e::Random randomFor(const std::string &name) { return e2e::Random(std::hash<std::string>()(name)); }

/// Empty, or what hac or the linker said.
std::string compile(const Tools &tools, const std::string &blob, const std::string &mode) {
  std::string folder = tools.folder + "/" + mode;
  std::filesystem::create_directories(folder);
  test::Call hac;
  hac.secondsAtMost = secondsPerCompile;
  hac.args = {blob, "--name=t", "-o", folder + "/t.o"};
  if (mode == "naive")
    hac.args.push_back("--naive");
  if (mode == "bounds")
    hac.args.push_back("--instrument=bounds");
  test::Outcome made = test::runProgram(tools.hac, hac);
  if (made.exitCode != 0)
    return mode + ": hac ends with " + std::to_string(made.exitCode) + ": " + made.err;
  test::Call link;
  link.secondsAtMost = secondsPerCompile;
  link.args = {"-shared", "-o", folder + "/t.so", folder + "/t.o", tools.runtime};
  test::Outcome linked = test::runProgram(tools.linker, link);
  return linked.exitCode == 0 ? "" : mode + ": the linker says: " + linked.err;
}

class Judge {
public:
  Judge(const Graph &graph, e2e::CompiledModel *const (&models)[modeCount])
      : graph(graph), models(models) {}

  /// Empty, or the first thing that is wrong.
  std::string run(const Tensors &parameters, Tally &tally) {
    auto cases = e2e::assignments(graph, {{"", 17}});
    e2e::Random random = randomFor(graph.name);
    std::shuffle(cases.begin(), cases.end(), random);
    cases.resize(std::min<size_t>(cases.size(), 3));
    for (const Graph::Symbols &symbols : cases) {
      std::string wrong = runCase(symbols, parameters, tally);
      if (!wrong.empty())
        return wrong + " (sizes:" + describe(symbols) + ")";
      tally.cases++;
    }
    return "";
  }

private:
  std::string runCase(const Graph::Symbols &symbols, const Tensors &parameters, Tally &tally) {
    Tensors inputs;
    for (const Graph::Port &port : graph.ports)
      if (port.kind == Graph::Port::input) {
        e2e::Random random = randomFor(graph.name + port.name);
        inputs[port.name] =
            e2e::randomInput(port.name, graph.dtypeOf(port.value), graph.shapeOf(port.value, symbols),
                             models[0]->rangeOf(graph.name, port.name, symbols), random);
      }
    Tensors expected = evaluate(graph, symbols, inputs, parameters);
    for (int mode = 0; mode < modeCount; mode++) {
      std::map<std::string, std::vector<char>> bytes;
      try {
        bytes = models[mode]->run(graph.name, symbols, inputs, {});
      } catch (const std::exception &error) {
        return std::string(modes[mode]) + ": " + error.what();
      }
      for (const auto &[name, tensor] : expected) {
        Comparison one;
        one.add(tensor, fromBytes(tensor.type, tensor.shape, bytes.at(name).data()));
        if (one.failures)
          return std::string(modes[mode]) + ": " + name + ": " + one.firstFailure + " (" +
                 std::to_string(one.failures) + " of " + std::to_string(one.elements) + ")";
        tally.elements += one.elements;
        tally.undecided += one.undecided;
        tally.alerts += one.alerts;
      }
      e2e::Setting other{3, 0x00, false};
      if (models[mode]->run(graph.name, symbols, inputs, other) != bytes)
        return std::string(modes[mode]) + ": other bits with 3 lanes, an arena of zeros, unaligned tensors";
    }
    return "";
  }

  const Graph &graph;
  e2e::CompiledModel *const (&models)[modeCount];
};

/// The body of the child: a line for each graph, begun and judged.
void judgeAll(const Tools &tools, const std::vector<Graph> &graphs, size_t from) {
  auto oneLine = [](std::string text) {
    std::replace(text.begin(), text.end(), '\n', ' ');
    return text;
  };
  std::printf("begin %s\n", graphs[from].name.c_str());
  std::fflush(stdout);
  Tensors parameters;
  for (const Graph &graph : graphs)
    for (const Graph::Parameter &p : graph.parameters) {
      e2e::Random random = randomFor(p.name);
      parameters[p.name] = e2e::randomParameter(p.name, graph.dtypeOf(p.value), graph.shapeOf(p.value, {}), random);
    }
  e2e::CompiledModel usual(tools.folder + "/default/t.so"), naive(tools.folder + "/naive/t.so"),
      bounds(tools.folder + "/bounds/t.so");
  e2e::CompiledModel *const models[] = {&usual, &naive, &bounds};
  for (e2e::CompiledModel *model : models)
    model->load(parameters);
  for (size_t i = from; i < graphs.size(); i++) {
    const Graph &graph = graphs[i];
    std::printf("begin %s\n", graph.name.c_str());
    std::fflush(stdout);
    alarm(secondsPerFunction);
    Tally tally;
    std::string wrong;
    try {
      wrong = Judge(graph, models).run(parameters, tally);
    } catch (const std::exception &error) {
      wrong = error.what();
    }
    std::printf("end %lld %lld %lld %lld %s\n", (long long)tally.cases, (long long)tally.elements,
                 (long long)tally.undecided, (long long)tally.alerts, oneLine(wrong).c_str());
    std::fflush(stdout);
  }
}

/// Judges in a child process, and goes on behind a function that ends it.
Failures runAll(const Tools &tools, const std::vector<Graph> &graphs, Tally &tally) {
  Failures failures;
  for (size_t from = 0; from < graphs.size();) {
    test::Outcome child = test::runForked([&] {
      try {
        judgeAll(tools, graphs, from);
      } catch (const std::exception &error) {
        std::printf("end 0 0 0 0 %s\n", error.what());
      }
      std::fflush(stdout);
      return 0;
    });
    std::istringstream lines(child.out);
    std::string line, current;
    size_t judged = 0;
    while (std::getline(lines, line)) {
      std::istringstream words(line);
      std::string word;
      words >> word;
      if (word == "begin") {
        words >> current;
        continue;
      }
      Tally one;
      words >> one.cases >> one.elements >> one.undecided >> one.alerts;
      std::string wrong;
      std::getline(words >> std::ws, wrong);
      if (!wrong.empty())
        failures[current] = wrong;
      judged++;
      tally.graphs++;
      tally.cases += one.cases;
      tally.elements += one.elements;
      tally.undecided += one.undecided;
      tally.alerts += one.alerts;
    }
    from += judged;
    if (from < graphs.size()) { // the one that ended the child
      failures[graphs[from++].name] =
          child.signal == SIGALRM ? "it does not end" : "killed by signal " + std::to_string(child.signal);
      tally.graphs++;
    }
  }
  return failures;
}

} // namespace

void writeBlobs(const std::string &path, const std::vector<Words> &graphs) {
  std::ofstream file(path, std::ios::binary);
  for (const Words &words : graphs)
    file.write(reinterpret_cast<const char *>(words.data()), static_cast<std::streamsize>(4 * words.size()));
  if (!file)
    throw Error("cannot write " + path);
}

Failures tryGraphs(const Tools &tools, const std::vector<Words> &words, Tally &tally) {
  std::vector<Graph> graphs;
  for (const Words &w : words)
    graphs.push_back(readGraph(w));
  std::filesystem::create_directories(tools.folder);
  std::string blob = tools.folder + "/t.blob";
  writeBlobs(blob, words);
  for (const char *mode : modes) {
    std::string wrong = compile(tools, blob, mode);
    if (wrong.empty())
      continue;
    if (graphs.size() == 1) {
      tally.graphs++;
      return {{graphs[0].name, wrong}};
    }
    Failures failures; // which one is it?
    for (const Words &w : words)
      failures.merge(tryGraphs(tools, {w}, tally));
    if (failures.empty())
      failures[graphs[0].name] = "only together with others: " + wrong;
    return failures;
  }
  return runAll(tools, graphs, tally);
}

} // namespace hac::random_graphs
