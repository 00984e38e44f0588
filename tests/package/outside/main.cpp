// Loads weights and scores two rows; prints "11 0" and "11 1".
#include "score.h"
#ifdef WITH_POOL
#include <hac/pool.hpp>
#endif

#include <cstdio>
#include <span>
#include <string>

static int fail(const hac::error &e) {
  std::fprintf(stderr, "%s [hac-%c%03d]\n", e.text, hac_letter(e.status), e.status);
  return 1;
}

/// A safetensors file: head.weight [[1, 2, 3, 4], [-1, 0, 0, 1]], head.bias [1, -3].
static std::string weights_file() {
  const std::string header =
      R"({"head.weight":{"dtype":"F32","shape":[2,4],"data_offsets":[0,32]},)"
      R"("head.bias":{"dtype":"F32","shape":[2],"data_offsets":[32,40]}})";
  const float values[] = {1, 2, 3, 4, -1, 0, 0, 1, 1, -3};
  std::string file(8, '\0');
  file[0] = static_cast<char>(header.size());
  return file + header + std::string(reinterpret_cast<const char *>(values), sizeof values);
}

int main() {
  const std::string file = weights_file();
  auto weights = score::weights::load_memory(std::as_bytes(std::span(file)));
  if (!weights)
    return fail(weights.error());
#ifdef WITH_POOL
  hac::pool pool(2);
  auto scores = score::scores::create(*weights, {.batch = 2}, pool);
#else
  auto scores = score::scores::create(*weights, {.batch = 2});
#endif
  if (!scores)
    return fail(scores.error());
  const float x[] = {1, 1, 1, 1, 0, 0, -2, 4}; // 1+2+3+4+1, relu(-1+1-3); -6+16+1, relu(4-3)
  float y[4];
  auto done = scores->run({.batch = 2, .x = x, .y = y});
  if (!done)
    return fail(done.error());
  std::printf("%g %g\n%g %g\n", y[0], y[1], y[2], y[3]);
}
