// Every function of a model against the reference interpreter.
//
//   e2e_test --blob=conv_f32.blob [--object=conv_f32.so] [--largest=70] [--largest.batch=3]
//   [--seed=1] [--trace] [--deep]
//
// --deep is for whole models: worst-case bounds grow with depth until they decide nothing, so that
// undecided elements are no fault there; bits, guards and recorded outside results still judge.
// --trace prints the reference's bounds of every node. The object's name is the model's C prefix.
// Without an object only the reference runs: that the DSL's shapes are those of the reference's own
// rules. With it, for every assignment of sizes:
//   - within the reference's bounds (tests/numerics.md)
//   - the same bits for 1, 2, 3 and 7 lanes, an arena full of NaNs or of zeros, tensors at 64 bytes
//     or at one element
//   - where the first axis of everything is one symbol: the same bits for a sample whatever else is
//     in its batch
//   - a function with states once more on the states that it left, three times
#include "tests/e2e/compiled_model.h"
#include "tests/reference/compare.h"
#include "tests/reference/safetensors.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <iostream>
#include <memory>

namespace hac::e2e {
namespace {

using namespace reference;

struct Options {
  std::string blob, object;
  std::map<std::string, int64_t> largest = {{"", 70}}; // sizes of symbols, "" for all others
  uint64_t seed = 20261122;
  bool trace = false, deep = false;
} options;

struct Totals {
  int64_t functions = 0, cases = 0, calls = 0, elements = 0, alerts = 0, undecided = 0;
} totals;

std::string describe(const Graph::Symbols &symbols) {
  std::string text;
  for (const auto &[name, size] : symbols)
    text += " " + name + "=" + std::to_string(size);
  return text;
}

Tensors parametersOf(const std::vector<Graph> &graphs, Random &random) {
  Tensors parameters;
  for (const Graph &graph : graphs)
    for (const Graph::Parameter &p : graph.parameters)
      if (!parameters.count(p.name))
        parameters[p.name] =
            randomParameter(p.name, graph.dtypeOf(p.value), graph.shapeOf(p.value, {}), random);
  return parameters;
}

class FunctionTest : public testing::Test {
public:
  FunctionTest(const Graph &graph, const CompiledModel *model, const Tensors &parameters)
      : graph(graph), model(model), parameters(parameters) {}

  void TestBody() override {
    auto cases = assignments(graph, options.largest);
    Comparison function;
    for (size_t i = 0; i < cases.size(); i++) {
      Random random(options.seed + i);
      SCOPED_TRACE(graph.name + describe(cases[i]) + " --seed=" + std::to_string(options.seed));
      try {
        runCase(cases[i], random, function);
      } catch (const Error &error) {
        ADD_FAILURE() << error.what();
      }
      if (HasFailure())
        break; // the first assignment that fails says enough
      totals.cases++;
    }
    totals.functions++;
    totals.elements += function.elements;
    totals.alerts += function.alerts;
    totals.undecided += function.undecided;
    RecordProperty("worst_of_bound", std::to_string(function.worst));
  }

private:
  using Bytes = std::map<std::string, std::vector<char>>;

  void runCase(const Graph::Symbols &symbols, Random &random, Comparison &function) {
    Tensors inputs;
    auto draw = [&](Graph::Port::Kind kind) {
      for (const Graph::Port &port : graph.ports)
        if (port.kind == kind)
          inputs[port.name] = randomInput(
              port.name, graph.dtypeOf(port.value), graph.shapeOf(port.value, symbols),
              model ? model->rangeOf(graph.name, port.name, symbols) : std::nullopt, random);
    };
    draw(Graph::Port::input);
    draw(Graph::Port::state);
    Bytes bytes = runOnce(symbols, inputs, function);
    bool hasStates = std::any_of(graph.ports.begin(), graph.ports.end(),
                                 [](auto &port) { return port.kind == Graph::Port::state; });
    for (int step = 1; step < 4 && model && hasStates && !HasFailure(); step++) {
      SCOPED_TRACE("call " + std::to_string(step + 1) + " on one state");
      for (const Graph::Port &port : graph.ports)
        if (port.kind == Graph::Port::state)
          inputs[port.name] = fromBytes(graph.dtypeOf(port.value), graph.shapeOf(port.value, symbols),
                                        bytes.at(port.name).data());
      draw(Graph::Port::input);
      bytes = runOnce(symbols, inputs, function);
    }
  }

  /// What the compiled function wrote, once it is judged.
  Bytes runOnce(const Graph::Symbols &symbols, const Tensors &inputs, Comparison &function) {
    Bytes bytes;
    judge(symbols, inputs, function, bytes);
    return bytes;
  }

  void judge(const Graph::Symbols &symbols, const Tensors &inputs, Comparison &function, Bytes &bytes) {
    auto print = [](const Node &node, const Tensor &result) {
      std::cout << summary(node, result) << "\n";
    };
    Tensors expected =
        evaluate(graph, symbols, inputs, parameters, options.trace ? Observer(print) : Observer());
    ASSERT_FALSE(expected.empty());
    if (!model) {
      for (const auto &[name, tensor] : expected)
        function.add(tensor, tensor);
      return;
    }
    bytes = model->run(graph.name, symbols, inputs, {});
    totals.calls++;
    expectKeptStates(inputs, expected, bytes);
    for (const auto &[name, tensor] : expected) {
      ASSERT_TRUE(bytes.count(name)) << name;
      ASSERT_EQ(static_cast<int64_t>(bytes[name].size()), tensor.count() * bytesOf(tensor.type));
      Comparison one;
      one.add(tensor, fromBytes(tensor.type, tensor.shape, bytes[name].data()));
      EXPECT_EQ(one.failures, 0) << name << ": " << one.firstFailure << " (" << one.failures
                                 << " of " << one.elements << ")";
      function.elements += one.elements;
      function.alerts += one.alerts;
      function.undecided += one.undecided;
      function.worst = std::max(function.worst, one.worst);
    }
    if (HasFailure())
      return;
    const Setting settings[] = {
        {2, 0x00, true}, {3, 0xff, false}, {7, 0x00, false}, {1, 0x00, false}};
    for (const Setting &setting : settings) {
      EXPECT_TRUE(model->run(graph.name, symbols, inputs, setting) == bytes)
          << "other bits with " << setting.lanes << " lanes, arena filled with "
          << (setting.arenaFill ? "NaN" : "0") << (setting.aligned ? "" : ", unaligned tensors");
      totals.calls++;
    }
    sampleAlone(symbols, inputs, bytes);
  }

  /// A state that the function does not write is as it was.
  void expectKeptStates(const Tensors &inputs, const Tensors &expected, const Bytes &bytes) {
    for (const Graph::Port &port : graph.ports)
      if (port.kind == Graph::Port::state && !expected.count(port.name))
        EXPECT_TRUE(bytes.at(port.name) == toBytes(inputs.at(port.name))) << port.name;
  }

  /// The last sample of the batch in a batch of its own.
  void sampleAlone(const Graph::Symbols &symbols, const Tensors &inputs,
                   const std::map<std::string, std::vector<char>> &whole) {
    auto batch = symbols.find("batch");
    if (batch == symbols.end() || batch->second < 2)
      return;
    int64_t size = batch->second;
    Graph::Symbols alone = symbols;
    alone["batch"] = 1;
    Tensors sample = inputs;
    for (const Graph::Port &port : graph.ports) {
      Shape all = graph.shapeOf(port.value, symbols), one = graph.shapeOf(port.value, alone);
      bool written = port.kind == Graph::Port::output || port.kind == Graph::Port::state;
      if (written && (all.empty() || all[0] != size || one[0] != 1))
        return; // an output or a state that is not by sample
      if (port.kind == Graph::Port::output || port.kind == Graph::Port::update || all == one)
        continue;
      std::vector<char> bytes = toBytes(inputs.at(port.name));
      size_t each = bytes.size() / size;
      sample[port.name] =
          fromBytes(graph.dtypeOf(port.value), one, bytes.data() + (size - 1) * each);
    }
    auto outputs = model->run(graph.name, alone, sample, {});
    totals.calls++;
    for (const auto &[name, bytes] : outputs) {
      const std::vector<char> &all = whole.at(name);
      EXPECT_TRUE(std::equal(bytes.begin(), bytes.end(), all.end() - bytes.size()))
          << name << ": other bits for a sample alone";
    }
  }

  const Graph &graph;
  const CompiledModel *model;
  const Tensors &parameters;
};

/// What must hold over all functions: enough ran, few alerts, few undecided.
class SummaryTest : public testing::Test {
  void TestBody() override {
    std::cout << totals.functions << " functions, " << totals.cases << " assignments of sizes, "
              << totals.calls << " calls, " << totals.elements << " elements, " << totals.alerts
              << " alerts, " << totals.undecided << " undecided\n";
    EXPECT_GT(totals.cases, 0);
    EXPECT_GT(totals.elements, 0);
    if (!options.object.empty())
      EXPECT_GT(totals.calls, 0);
    EXPECT_LE(totals.alerts, std::max<int64_t>(1, totals.elements / 10000));
    if (!options.deep)
      EXPECT_LE(totals.undecided, totals.elements / 100);
  }
};

int runAll(int argc, char **argv) {
  testing::InitGoogleTest(&argc, argv);
  for (int i = 1; i < argc; i++) {
    std::string text = argv[i], key = text.substr(0, text.find('='));
    std::string value = text.substr(std::min(text.size(), text.find('=') + 1));
    if (key == "--blob")
      options.blob = value;
    else if (key == "--object")
      options.object = value;
    else if (key.starts_with("--largest"))
      options.largest[key.substr(std::min(key.size(), sizeof "--largest"))] = std::stoll(value);
    else if (key == "--seed")
      options.seed = std::stoull(value);
    else if (key == "--trace")
      options.trace = true;
    else if (key == "--deep")
      options.deep = true;
    else
      throw Error("unknown option " + text);
  }
  std::vector<Graph> graphs = readGraphs(options.blob);
  Random random(options.seed);
  Tensors parameters = parametersOf(graphs, random);
  std::unique_ptr<CompiledModel> model;
  if (!options.object.empty()) {
    model = std::make_unique<CompiledModel>(options.object);
    model->load(parameters);
  }
  for (const Graph &graph : graphs)
    testing::RegisterTest(
        "Function", graph.name.c_str(), nullptr, nullptr, __FILE__, __LINE__,
        [&]() -> testing::Test * { return new FunctionTest(graph, model.get(), parameters); });
  testing::RegisterTest("Summary", "EnoughAndDecided", nullptr, nullptr, __FILE__, __LINE__,
                        []() -> testing::Test * { return new SummaryTest; });
  return RUN_ALL_TESTS();
}

} // namespace
} // namespace hac::e2e

int main(int argc, char **argv) {
  try {
    return hac::e2e::runAll(argc, argv);
  } catch (const std::exception &error) {
    std::cerr << "e2e_test: " << error.what() << "\n";
    return 2;
  }
}
