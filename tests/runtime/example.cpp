// A whole C++ program around a model: it must compile without a warning, and the tests run it.
#include "news.h" // made by hac

#include <algorithm>
#include <cstdio>
#include <vector>

static int fail(const hac::error& e) { std::fprintf(stderr, "news: %s [hac-%c%03d]\n", e.text, hac_letter(e.status), e.status); return 1; }

int main(int argc, char** argv) {
  if (argc != 2) return std::fputs("usage: app WEIGHTS.safetensors < token-ids\n", stderr), 2;
  auto weights = news::weights::load(argv[1]);        // checked by name, shape and dtype; packed once
  if (!weights) return fail(weights.error());

  auto classify = news::classify::create(*weights, {.batch = 1, .seq = 1024});   // one arena, for the largest call
  if (!classify) return fail(classify.error());

  std::vector<std::int32_t> ids;
  for (int id; ids.size() < 1024 && std::scanf("%d", &id) == 1;) ids.push_back(id);
  const std::int32_t length[] = {std::int32_t(ids.size())};
  float logits[20];
  auto done = classify->run({.batch = 1, .seq = length[0], .tokens = ids, .length = length, .logits = logits});
  if (!done) return fail(done.error());               // an id outside the vocabulary, fewer than 8 tokens, ...

  auto best = std::max_element(logits, logits + 20) - logits;
  std::printf("topic %td, logit %.4f, code for %s\n", best, logits[best], classify->isa());
}
