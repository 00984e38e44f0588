// Runs one function of a model and prints what it took, as JSON.
//
//     hac news.model.cpp -o news.o && cc -shared -o news.so news.o libhac_rt.a
//     run-model news.so --write-weights=news.safetensors       weights from their initialisers
//     run-model news.so --weights=news.safetensors --seconds=2 batch=1 seq=256
//
// One thread, or --lanes=N. Inputs are made up from the descriptor; --write-inputs=FILE keeps them,
// --inputs=FILE takes them from there. --cache=FILE keeps the packed weights for the next load. The
// process holds nothing but the model, its weights, the arguments and the arena, so its peak is
// that of the model.
//
// With --serve it calls the model once and then does what the lines of standard input say, each
// answered by a line of JSON, until the input ends:
//
//     run SECONDS CALLS   calls until either is used up, at least once: {"ns": [...]}, of each call
//     save FILE           the outputs as they are now, without a header: {"saved": true}
//     memory              {"peak_bytes": ...}
//     groups              some calls: {"groups": [{"name": ..., "line": ..., "flops": ..., "us": ...,
//                         "bytes": ..., "expected_us": ...}]}; expected on one lane, 0: not known
#include "model.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <sstream>

namespace {

using namespace run_model;
using Clock = std::chrono::steady_clock;

constexpr const char *usage =
    "usage: run-model <model>.so --write-weights=FILE | --write-inputs=FILE | --weights=FILE "
    "[--cache=FILE] [--function=NAME] [--inputs=FILE] [--lanes=N] [--seconds=N | --serve] "
    "[size=N ...]";

struct CommandLine {
  std::string library, function, weights, cache, write_weights, inputs, write_inputs;
  double seconds = 2;
  int lanes = 1;
  bool serve = false, help = false;
  std::map<std::string, std::int64_t> sizes;
};

CommandLine parse(int argc, char **argv) {
  CommandLine line;
  const std::map<std::string, std::string *> texts = {
      {"--function", &line.function}, {"--weights", &line.weights},
      {"--cache", &line.cache},       {"--write-weights", &line.write_weights},
      {"--inputs", &line.inputs},     {"--write-inputs", &line.write_inputs},
  };
  for (int i = 1; i < argc; i++) {
    std::string word = argv[i];
    std::size_t equals = word.find('=');
    std::string name = word.substr(0, equals);
    std::string value = equals == word.npos ? "" : word.substr(equals + 1);
    if (auto text = texts.find(name); text != texts.end())
      *text->second = value;
    else if (name == "--seconds")
      line.seconds = std::atof(value.c_str());
    else if (name == "--lanes")
      line.lanes = std::atoi(value.c_str());
    else if (word == "--serve")
      line.serve = true;
    else if (word == "--help" || word == "-h")
      line.help = true;
    else if (name[0] == '-')
      stop("no option '" + name + "'");
    else if (equals != word.npos)
      line.sizes[name] = std::atoll(value.c_str());
    else
      line.library = word;
  }
  if (line.help) {
    std::puts(usage);
    std::exit(0);
  }
  if (line.lanes < 1 || line.lanes > HAC_MAX_LANES)
    stop("--lanes is 1 to " + std::to_string(HAC_MAX_LANES));
  if (line.library.empty() ||
      (line.weights.empty() && line.write_weights.empty() && line.write_inputs.empty()))
    stop(usage);
  return line;
}

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

template <class Call> double timed(Call call) {
  auto begin = Clock::now();
  call();
  return seconds_since(begin);
}

/// Seconds of each call, ascending: two or more calls to warm up, then five or more.
template <class Call> std::vector<double> measure(Call call, double seconds) {
  double total = 0;
  for (int i = 0; i < 2 || (i < 1000 && total < seconds / 4); i++)
    total += timed(call);
  std::vector<double> times;
  for (total = 0; times.size() < 5 || (times.size() < 100000 && total < seconds);
       total += times.back())
    times.push_back(timed(call));
  std::sort(times.begin(), times.end());
  return times;
}

void run(const Model &model, const Sizes &sizes, Function &function, const Arguments &arguments,
         double seconds) {
  std::vector<double> times = measure([&] { function.call(arguments); }, seconds);
  std::printf("{\"function\": \"%s\", \"isa\": \"%s\", \"runs\": %zu, \"median_ms\": %.4f, "
              "\"min_ms\": %.4f, \"max_ms\": %.4f, \"arena_bytes\": %lld, "
              "\"weights_bytes\": %lld, \"peak_bytes\": %lld}\n",
              sizes.fn.name, model.descriptor->isas[0].name, times.size(),
              times[times.size() / 2] * 1e3, times.front() * 1e3, times.back() * 1e3,
              static_cast<long long>(function.arena_bytes()),
              static_cast<long long>(function.weights_bytes()), peak_bytes());
}

void answer_run(Function &function, const Arguments &arguments, double seconds, long calls) {
  std::vector<long long> times;
  double total = 0;
  do {
    double time = timed([&] { function.call(arguments); });
    times.push_back((long long)(time * 1e9));
    total += time;
  } while (total < seconds && long(times.size()) < calls);
  std::printf("{\"ns\": [");
  for (std::size_t i = 0; i < times.size(); i++)
    std::printf("%s%lld", i ? ", " : "", times[i]);
  std::printf("]}\n");
}

void answer_groups(Function &function, const Arguments &arguments) {
  auto groups = nlohmann::ordered_json::array();
  for (const GroupTime &time : function.time_groups(arguments))
    groups.push_back({{"name", time.group->name},
                      {"line", time.group->line},
                      {"flops", time.flops},
                      {"bytes", time.bytes},
                      {"expected_us", time.expected_ns / 1e3},
                      {"us", time.ns / 1e3}});
  std::puts(nlohmann::ordered_json{{"groups", groups}}.dump().c_str());
}

/// `ready` is from the start of the load to the end of the first call.
void serve(const Model &model, Function &function, const Arguments &arguments, double ready) {
  std::printf(
      "{\"ready_s\": %.6f, \"isa\": \"%s\", \"arena_bytes\": %lld, \"weights_bytes\": %lld}\n",
      ready, model.descriptor->isas[0].name, static_cast<long long>(function.arena_bytes()),
      static_cast<long long>(function.weights_bytes()));
  std::fflush(stdout);
  for (std::string line; std::getline(std::cin, line); std::fflush(stdout)) {
    std::istringstream words(line);
    std::string command, file;
    double seconds = 0;
    long calls = 0;
    words >> command;
    if (command == "run" && words >> seconds >> calls) {
      answer_run(function, arguments, seconds, calls);
    } else if (command == "save" && words >> file) {
      arguments.write_outputs(file);
      std::puts("{\"saved\": true}");
    } else if (command == "groups") {
      answer_groups(function, arguments);
    } else if (command == "memory") {
      std::printf("{\"peak_bytes\": %lld}\n", peak_bytes());
    } else {
      stop("expected 'run SECONDS CALLS', 'save FILE', 'memory' or 'groups', got '" + line + "'");
    }
  }
}

} // namespace

int main(int argc, char **argv) {
  CommandLine line = parse(argc, argv);
  Model model(line.library);
  if (!line.write_weights.empty())
    model.write_weights(line.write_weights);
  if (line.write_inputs.empty() && line.weights.empty())
    return 0;

  Sizes sizes(model.function(line.function), line.sizes);
  Arguments arguments(model, sizes);
  if (!line.inputs.empty())
    arguments.read_inputs(line.inputs);
  if (!line.write_inputs.empty())
    arguments.write_inputs(line.write_inputs);
  if (line.weights.empty())
    return 0;

  const hac_parallel *lanes = lanes_of(line.lanes);
  auto begin = Clock::now();
  Function function(model, sizes, line.weights, line.cache, lanes);
  if (!line.serve) {
    run(model, sizes, function, arguments, line.seconds);
    return 0;
  }
  function.call(arguments);
  serve(model, function, arguments, seconds_since(begin));
}
