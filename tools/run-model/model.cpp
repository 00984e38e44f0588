#include "model.h"
#include "models/program/fresh_weights.h"

#include <algorithm>
#include <cstdio>
#include <dlfcn.h>
#include <filesystem>
#include <fstream>

namespace run_model {

void stop(const std::string &text) {
  std::fprintf(stderr, "run-model: %s\n", text.c_str());
  std::exit(2);
}

void must(hac_status status, const hac_error &error) {
  if (status)
    stop(error.text);
}

Memory aligned(std::int64_t bytes) {
  Memory memory(std::aligned_alloc(64, (std::size_t(bytes < 1 ? 1 : bytes) + 63) / 64 * 64));
  if (!memory)
    stop("no memory for " + std::to_string(bytes) + " bytes");
  return memory;
}

long long peak_bytes() {
  std::ifstream file("/proc/self/status");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("VmHWM:"))
      return std::atoll(line.c_str() + 6) * 1024;
  stop("/proc/self/status has no VmHWM");
}

const hac_parallel *lanes_of(std::int64_t lanes) {
  if (lanes == 1)
    return nullptr;
  std::string path =
      std::filesystem::read_symlink("/proc/self/exe").parent_path() / "librun-model-pool.so";
  void *library = dlopen(path.c_str(), RTLD_NOW);
  void *entry = library ? dlsym(library, "run_model_pool") : nullptr;
  if (!entry)
    stop(dlerror());
  const hac_parallel *hook = reinterpret_cast<const hac_parallel *(*)(std::int64_t)>(entry)(lanes);
  if (!hook)
    stop("no pool of " + std::to_string(lanes) + " lanes");
  return hook;
}

// ---- Model ----

Model::Model(const std::string &path) {
  library = dlopen(path.find('/') == path.npos ? ("./" + path).c_str() : path.c_str(), RTLD_NOW);
  if (!library)
    stop(dlerror());
  std::string name = path.substr(path.rfind('/') + 1);
  name = name.substr(0, name.find('.'));
  descriptor = static_cast<const hac_model *>(symbol(name + "_model"));
}

const hac_fn &Model::function(const std::string &name) const {
  for (std::uint32_t i = 0; i < descriptor->fn_count; i++)
    if (name.empty() || descriptor->fns[i].name == name)
      return descriptor->fns[i];
  stop("the model has no function '" + name + "'");
}

void *Model::symbol(const std::string &name) const {
  void *found = dlsym(library, name.c_str());
  if (!found)
    stop(dlerror());
  return found;
}

hac_weights *Model::load(const std::string &path, const std::string &cache) const {
  hac_load_options options{};
  options.head = head(sizeof options);
  options.flags = HAC_LOAD_ALLOW_EXTRA;
  if (!cache.empty()) {
    options.flags |= HAC_CACHE_TRUST_STAT;
    options.cache_path = cache.c_str();
  }
  hac_weights *weights = nullptr;
  hac_error error{};
  must(entry<hac_status(const char *, const hac_load_options *, hac_weights **, hac_error *)>(
           "load")(path.c_str(), &options, &weights, &error),
       error);
  return weights;
}

void Model::write_weights(const std::string &path) const {
  std::vector<std::byte> file = hac::program::fresh_weights(*descriptor, 1);
  std::ofstream out(path, std::ios::binary);
  out.write(reinterpret_cast<const char *>(file.data()), std::streamsize(file.size()));
  if (!out.flush())
    stop("cannot write " + path);
}

// ---- Sizes ----

Sizes::Sizes(const hac_fn &fn, const std::map<std::string, std::int64_t> &given) : fn(fn) {
  for (std::uint32_t i = 0; i < fn.symbol_count; i++) {
    auto found = given.find(fn.symbols[i].name);
    if (found == given.end())
      stop(std::string("no size for '") + fn.symbols[i].name + "'");
    symbols.push_back(found->second);
  }
  for (std::uint32_t i = 0; i < fn.atom_count; i++)
    atoms.push_back(value_of(fn.atoms[i]));
}

std::int64_t Sizes::operator()(const hac_dim &dim) const {
  std::int64_t size = dim.constant;
  for (std::uint32_t i = 0; i < dim.term_count; i++)
    size += fn.terms[dim.first_term + i].factor * atoms[fn.terms[dim.first_term + i].atom];
  return size;
}

std::int64_t Sizes::count(const hac_arg &arg) const {
  std::int64_t product = 1;
  for (int i = 0; i < arg.rank; i++)
    product *= (*this)(arg.dims[i]);
  return product;
}

std::int64_t Sizes::value_of(const hac_atom &atom) const { // refers to earlier atoms only
  if (atom.kind == HAC_ATOM_SYMBOL)
    return symbols[atom.left] / fn.symbols[atom.left].multiple_of;
  if (atom.kind == HAC_ATOM_PRODUCT)
    return atoms[atom.left] * atoms[atom.right];
  std::int64_t dividend = (*this)(atom.dividend), rest = dividend % atom.divisor;
  return dividend / atom.divisor - (rest < 0);
}

// ---- Function ----

static std::int64_t arena_bytes_of(const Model &model, const Sizes &sizes, std::int64_t lanes) {
  using I = std::int64_t;
  const std::vector<I> &s = sizes.symbols;
  std::string name = std::string(sizes.fn.name) + "_arena_bytes";
  switch (s.size()) { // the C entry point has one parameter for each symbol, then the lanes
  case 0:
    return model.entry<I(I)>(name)(lanes);
  case 1:
    return model.entry<I(I, I)>(name)(s[0], lanes);
  case 2:
    return model.entry<I(I, I, I)>(name)(s[0], s[1], lanes);
  case 3:
    return model.entry<I(I, I, I, I)>(name)(s[0], s[1], s[2], lanes);
  default:
    stop("a function with more than three symbols");
  }
}

Function::Function(const Model &model, const Sizes &sizes, const std::string &weights,
                   const std::string &cache, const hac_parallel *parallel)
    : model(model), sizes(sizes), weights(model.load(weights, cache)),
      entry(model.entry<Entry>(sizes.fn.name)) {
  context.head = model.head(sizeof context);
  context.parallel = parallel;
  context.arena_bytes = arena_bytes_of(model, sizes, parallel ? parallel->lanes : 1);
  if (context.arena_bytes < 0)
    stop("sizes outside the model's bounds");
  arena = aligned(context.arena_bytes);
  context.arena = arena.get();
}

Function::~Function() { model.entry<void(hac_weights *)>("unload")(weights); }

void Function::call(const Arguments &arguments) {
  hac_error error{};
  must(entry(weights, &context, arguments.bytes.data(), &error), error);
}

std::vector<GroupTime> Function::time_groups(const Arguments &arguments) {
  const hac_model &described = *model.descriptor;
  std::vector<GroupTime> times;
  std::vector<std::size_t> place(described.group_count); // in `times`, plus one
  std::vector<hac_event> events(1024 + 64 * std::size_t(described.group_count));
  for (int repeat = 0; repeat < 10; repeat++) {
    hac_profile profile{events.data(), std::int64_t(events.size()), 0, 0};
    context.profile = &profile;
    call(arguments);
    context.profile = nullptr;
    for (std::int64_t i = 0; i < profile.used; i++) {
      const hac_event &event = events[std::size_t(i)];
      if (event.group >= described.group_count || event.lane != 0)
        continue; // the whole call; a share of the group that lane 0 spans
      const hac_group &group = described.groups[event.group];
      if (!place[event.group]) {
        double flops = double(sizes(group.flops)), bytes = double(sizes(group.bytes));
        double compute = group.gflops > 0 ? flops / group.gflops : 0;
        double memory = group.gbytes > 0 ? bytes / group.gbytes : 0;
        times.push_back({&group, flops, bytes, std::max(compute, memory), 1e30});
        place[event.group] = times.size();
      }
      GroupTime &time = times[place[event.group] - 1];
      time.ns = std::min(time.ns, double(event.end_ns - event.begin_ns));
    }
  }
  return times;
}

std::int64_t Function::weights_bytes() const {
  return model.entry<std::int64_t(std::int32_t)>("weights_bytes")(0);
}

} // namespace run_model
