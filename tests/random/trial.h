// Compiles graphs, runs them and compares them with the reference interpreter.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace hac::random_graphs {

using Words = std::vector<uint32_t>;

struct Tools {
  std::string hac, runtime, linker; // the compiler, libhac_rt.a, a C++ compiler
  std::string folder;               // for what is made on the way
};

struct Tally {
  int64_t graphs = 0, cases = 0, elements = 0, undecided = 0, alerts = 0;
};

/// What is wrong with which function, by its name; nothing if all is well. Up to 16 graphs are one
/// file for hac, compiled as usual, with --naive and with --instrument=bounds. Weights, sizes and inputs follow from names alone,
/// so that a graph fails alone as it does among others. A crash of the compiled code is a failure of
/// the function that ran.
std::map<std::string, std::string> tryGraphs(const Tools &tools, const std::vector<Words> &graphs,
                                             Tally &tally);

/// The file format of several graphs: one after the other.
void writeBlobs(const std::string &path, const std::vector<Words> &graphs);

} // namespace hac::random_graphs
