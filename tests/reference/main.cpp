// hac-reference: evaluates a graph blob in double.
//
//   hac m.model.cpp --emit=blob -o m.blob
//   hac-reference m.blob inputs.safetensors weights.safetensors outputs.safetensors batch=2 seq=9
//
// Of several exported functions --fn=NAME picks one.
// Outputs keep their types. --print lists every element with its bounds instead of writing a file,
// --trace each node's largest value and bounds besides.
#include "tests/reference/safetensors.h"

#include <cstdio>
#include <fstream>

using namespace hac::reference;

namespace {

constexpr char usage[] = "usage: hac-reference BLOB INPUTS WEIGHTS (OUTPUTS | --print) [--trace] "
                         "[--fn=NAME] [symbol=size ...]\n"
                         "  BLOB               from hac --emit=blob\n"
                         "  INPUTS, WEIGHTS    safetensors files, '-' for none\n"
                         "  OUTPUTS            safetensors file to write\n"
                         "  --trace            a line for each node, with its bounds\n";

void print(const Tensors &outputs) {
  for (const auto &[name, tensor] : outputs) {
    std::printf("%s %s%s\n", name.c_str(), nameOf(tensor.type), toString(tensor.shape).c_str());
    for (int64_t i = 0; i < tensor.count(); i++) {
      if (tensor.isReal())
        std::printf("  %.17g  fail %.3g  alert %.3g%s\n", tensor.reals[i].value,
                    tensor.reals[i].fail, tensor.reals[i].alert,
                    tensor.reals[i].undecided ? "  undecided" : "");
      else
        std::printf("  %lld%s\n", static_cast<long long>(tensor.wholes[i].value),
                    tensor.wholes[i].undecided ? "  undecided" : "");
    }
  }
}

int run(int argc, char **argv) {
  if (argc < 5) {
    std::fputs(usage, stderr);
    return 2;
  }
  auto tensorsOf = [](const std::string &path) {
    return path == "-" ? Tensors() : readSafetensors(path).tensors;
  };
  Graph::Symbols symbols;
  std::string function;
  Observer observer;
  for (int i = 5; i < argc; i++) {
    std::string text = argv[i];
    if (text.starts_with("--fn=")) {
      function = text.substr(5);
      continue;
    }
    if (text == "--trace") {
      observer = [](const Node &node, uint32_t, const Tensor &result) {
        std::puts(summary(node, result).c_str());
      };
      continue;
    }
    size_t equals = text.find('=');
    if (equals == std::string::npos)
      throw Error(text + ": expected symbol=size");
    symbols[text.substr(0, equals)] = std::stoll(text.substr(equals + 1));
  }
  std::vector<Graph> graphs = readGraphs(argv[1]);
  const Graph *graph = graphs.size() == 1 || function.empty() ? &graphs[0] : nullptr;
  for (const Graph &candidate : graphs)
    if (candidate.name == function)
      graph = &candidate;
  if (!graph)
    throw Error("no function " + function);
  Tensors outputs = evaluate(*graph, symbols, tensorsOf(argv[2]), tensorsOf(argv[3]), observer);
  if (argv[4] == std::string("--print")) {
    print(outputs);
    return 0;
  }
  std::ofstream file(argv[4], std::ios::binary);
  file << toSafetensors(outputs);
  if (!file.flush())
    throw Error(std::string(argv[4]) + ": cannot be written");
  return 0;
}

} // namespace

int main(int argc, char **argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception &error) {
    std::fprintf(stderr, "hac-reference: %s\n", error.what());
    return 2;
  }
}
