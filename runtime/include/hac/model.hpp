// The C++20 side of a generated header that does not depend on the model: results as values,
// weights and functions as move-only owners. Header-only; no exceptions, no RTTI.
//
//     auto weights = news::weights::load("news.safetensors");
//     if (!weights) ...weights.error().text
//     auto classify = news::classify::create(*weights, {.batch = 1, .seq = 1024});
//     if (!classify) ...
//     auto done = classify->run({.batch = 1, .seq = n, .tokens = ids, ...});
#pragma once
#include <hac/abi.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <span>
#include <utility>

namespace hac {

using error = ::hac_error;

/// A value or an error; reads like std::expected.
template <typename T> class [[nodiscard]] result {
public:
  result(T value) : value_(std::move(value)) {}
  result(const hac_error &error) : error_(error) {}

  explicit operator bool() const { return value_.has_value(); }
  bool has_value() const { return value_.has_value(); }
  T &operator*() & { return *value_; }
  const T &operator*() const & { return *value_; }
  T &&operator*() && { return std::move(*value_); }
  T *operator->() { return &*value_; }
  const T *operator->() const { return &*value_; }
  /// Meaningful only where the result is false.
  const hac_error &error() const { return error_; }

private:
  std::optional<T> value_;
  hac_error error_{};
};

template <> class [[nodiscard]] result<void> {
public:
  result() = default;
  result(const hac_error &error) : error_(error) {}

  explicit operator bool() const { return error_.status == 0; }
  bool has_value() const { return error_.status == 0; }
  const hac_error &error() const { return error_; }

private:
  hac_error error_{};
};

struct load_options {
  std::uint32_t flags = 0;       // HAC_LOAD_*, HAC_CACHE_TRUST_STAT
  std::int32_t isa = 0;          // HAC_ISA_*; 0: the best that this machine runs
  std::span<std::byte> memory{}; // 64-byte aligned, outlives the weights; empty: one mapping
  const hac_parallel *parallel = nullptr; // threads for packing
  const char *cache_path = nullptr;       // a file for the packed parameters
};

/// The packed parameters of one model. Any number of functions and threads may use them; they must
/// outlive all of these.
template <typename Model> class weights {
public:
  static result<weights> load(const char *path, const load_options &options = {}) {
    const hac_load_options o = c_options(options);
    weights w;
    hac_error e{};
    return Model::load(path, &o, &w.handle_, &e) ? result<weights>(e) : std::move(w);
  }

  /// `file` is the content of a safetensors file; it is not needed after the call.
  static result<weights> load_memory(std::span<const std::byte> file,
                                     const load_options &options = {}) {
    const hac_load_options o = c_options(options);
    weights w;
    hac_error e{};
    return Model::load_memory(file.data(), file.size(), &o, &w.handle_, &e) ? result<weights>(e)
                                                                            : std::move(w);
  }

  weights(weights &&other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  weights &operator=(weights &&other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~weights() {
    if (handle_)
      Model::unload(handle_);
  }

  /// Writes a safetensors file, which is there whole or not at all; of a model that trains. HAC_SAVE_ALL
  /// keeps what the optimizer needs to go on.
  result<void> save(const char *path, std::uint32_t what = HAC_SAVE_ALL) const {
    hac_error e{};
    return Model::save(handle_, path, what, &e) ? result<void>(e) : result<void>();
  }

  const hac_weights *get() const { return handle_; }
  /// "x86-64-v4": the code that runs with these weights.
  const char *isa() const { return hac_weights_isa(handle_); }
  /// What became of the cache, and where the parameters are.
  hac_load_info load_info() const {
    hac_load_info info{};
    hac_load_report(handle_, &info);
    return info;
  }

private:
  weights() = default;

  static hac_load_options c_options(const load_options &options) {
    hac_load_options o{};
    o.head = Model::head(sizeof o);
    o.flags = options.flags;
    o.isa = options.isa;
    o.memory = options.memory.data();
    o.memory_bytes = static_cast<std::int64_t>(options.memory.size());
    o.parallel = options.parallel;
    o.cache_path = options.cache_path;
    return o;
  }

  hac_weights *handle_ = nullptr;
};

/// One function of a model with an arena for calls up to the given sizes: one call at a time, from
/// any thread. Several of them may share the weights.
template <typename Entry> class function {
public:
  using sizes = typename Entry::sizes;
  using args = typename Entry::args;

  /// Takes memory for the largest call; `run` takes none. `parallel` must outlive the function.
  static result<function> create(const weights<typename Entry::model> &w, const sizes &largest = {},
                                 const hac_parallel *parallel = nullptr) {
    const std::int64_t bytes = Entry::arena_bytes(largest, parallel ? parallel->lanes : 1);
    if (bytes < 0) {
      hac_error e = failure(static_cast<hac_status>(-bytes), bytes,
                            -bytes == HAC_E_PARALLEL ? "the hook has no lanes, or too many"
                                                     : "the arena would have over 2^63 - 1 bytes");
      Entry::check_sizes(largest, &e); // names the size that is out of its bounds
      return e;
    }
    const auto rounded = (static_cast<std::size_t>(bytes) + 63) / 64 * 64;
    function f;
    f.arena_.reset(std::aligned_alloc(64, rounded ? rounded : 64));
    if (!f.arena_)
      return failure(HAC_E_NO_MEMORY, bytes, "no memory for the arena");
    f.weights_ = w.get();
    f.cx_.head = Entry::model::head(sizeof f.cx_);
    f.cx_.arena = f.arena_.get();
    f.cx_.arena_bytes = static_cast<std::int64_t>(rounded ? rounded : 64);
    f.cx_.parallel = parallel;
    return f;
  }

  result<void> run(const args &a) {
    hac_error e{};
    return Entry::run(weights_, &cx_, a, &e) ? result<void>(e) : result<void>();
  }

  const char *isa() const { return hac_weights_isa(weights_); }
  std::int64_t arena_bytes() const { return cx_.arena_bytes; }
  /// Set `profile` or `cancel` here between calls.
  hac_context &context() { return cx_; }

  /// Calls on a function that was moved from are R300.
  function(function &&other) noexcept
      : arena_(std::move(other.arena_)), weights_(std::exchange(other.weights_, nullptr)),
        cx_(other.cx_) {}
  function &operator=(function &&other) noexcept {
    arena_ = std::move(other.arena_);
    weights_ = std::exchange(other.weights_, nullptr);
    cx_ = other.cx_;
    return *this;
  }

private:
  struct release {
    void operator()(void *memory) const { std::free(memory); }
  };

  function() = default;

  static hac_error failure(hac_status status, std::int64_t value, const char *text) {
    hac_error e{};
    e.status = status;
    e.arg = -1;
    e.value = value;
    for (std::size_t i = 0; text[i] && i + 1 < sizeof e.text; ++i)
      e.text[i] = text[i];
    return e;
  }

  std::unique_ptr<void, release> arena_;
  const hac_weights *weights_ = nullptr;
  hac_context cx_{};
};

/// A parallel loop of the caller's as a hook. `loop(lanes, body)` must call body(i) once for each
/// 0 <= i < lanes and return after the last has returned. If it throws, the run ends with R312.
///
///     hac::parallel tbb(4, [](std::int64_t n, auto &&body) { tbb::parallel_for(0L, n, body); });
///     news::classify::create(weights, sizes, tbb);
template <typename Loop> class parallel {
public:
  parallel(std::int64_t lanes, Loop loop) : loop_(std::move(loop)) {
    hook_ = {&parallel::run, this, lanes};
  }
  parallel(const parallel &) = delete; // the hook points at this object
  parallel &operator=(const parallel &) = delete;

  operator const hac_parallel *() const { return &hook_; }

private:
  static int run(void *self, std::int64_t lanes, hac_lane_fn fn, void *arg) {
    auto body = [fn, arg](std::int64_t lane) { fn(arg, lane); };
#ifdef __cpp_exceptions
    try {
      static_cast<parallel *>(self)->loop_(lanes, body);
    } catch (...) {
      return 1;
    }
#else
    static_cast<parallel *>(self)->loop_(lanes, body);
#endif
    return 0;
  }

  Loop loop_;
  hac_parallel hook_{};
};

template <typename T> std::int64_t count(std::span<T> view) {
  return static_cast<std::int64_t>(view.size());
}

} // namespace hac
