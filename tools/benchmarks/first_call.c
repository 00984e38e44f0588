/* What a program that uses hac pays before its first result: one load, one call, as JSON.
 *
 *     cc -O2 -static -DMODEL=bert_6_384_12 -DMODEL_HEADER='"bert_6_384_12.h"' first_call.c \
 *        bert_6_384_12.o libhac_rt.a -o first-call
 *     first-call WEIGHTS TOKENS [CACHE]
 *
 * For models whose function is forward(tokens[batch, seq]) -> y; batch is 1. */
#include MODEL_HEADER

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
#define OF_MODEL(name) JOIN(MODEL, name)

static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

int main(int argc, char **argv) {
  enum { width_at_most = 4096 };
  static float y[width_at_most];
  if (argc < 3 || argc > 4)
    return fprintf(stderr, "usage: first-call WEIGHTS TOKENS [CACHE]\n"), 2;
  int64_t seq = strtoll(argv[2], NULL, 10);
  if (seq < 1)
    return fprintf(stderr, "expected a number of tokens, got '%s'\n", argv[2]), 2;
  int32_t *tokens = calloc((size_t)seq, sizeof *tokens);
  hac_load_options options = {.head = OF_MODEL(_head)(sizeof options)};
  if (argc == 4) {
    options.cache_path = argv[3];
    options.flags = HAC_CACHE_TRUST_STAT;
  }
  hac_weights *weights;
  hac_error error;
  double begin = seconds();
  if (!tokens || OF_MODEL(_load)(argv[1], &options, &weights, &error))
    return fprintf(stderr, "%s\n", tokens ? error.text : "no memory"), 1;
  double loaded = seconds();
  int64_t bytes = OF_MODEL(_forward_arena_bytes)(1, seq, 1);
  hac_context context = {.head = OF_MODEL(_head)(sizeof context), .arena_bytes = bytes};
  context.arena = aligned_alloc(64, (size_t)(bytes + 63) / 64 * 64);
  JOIN(MODEL, _forward_args) call = {.head = OF_MODEL(_head)(sizeof call), .batch = 1, .seq = seq};
  call.tokens.data = tokens;
  call.tokens.count = seq;
  call.y.data = y;
  call.y.count = WIDTH;
  if (OF_MODEL(_forward)(weights, &context, &call, &error))
    return fprintf(stderr, "%s\n", error.text), 1;
  double done = seconds();
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  printf("{\"load_s\": %.6f, \"ready_s\": %.6f, \"peak_bytes\": %" PRId64 "}\n", loaded - begin,
         done - begin, (int64_t)usage.ru_maxrss * 1024);
  return 0;
}
