/* Kernels of the hand-made test models, in place of what the compiler makes of a model. Compiled to
 * bitcode; make_test_model adds descriptor and entry points. */
#include <hac/abi.h>

/* ---- news: mean of the embeddings of the first `length` tokens, then a linear layer ---- */

enum { classes = 20, panel = 8 };
/* Offsets of the packing table in make_test_model.cpp, in floats. */
enum { embed_at = 0, head_at = 1008, bias_at = 1488, scale_at = 1520 };

typedef struct {
  const float *weights, *scratch;
  const int32_t *tokens, *length;
  float *logits;
  int64_t seq;
  char *arena;
} classify_task;

static void classify_row(void *arg, int64_t row, int64_t lane) {
  const classify_task *t = arg;
  float *mean = (float *)(t->arena + lane * 128);
  for (int c = 0; c < classes; ++c)
    mean[c] = 0;
  int32_t length = t->length[row];
  for (int32_t i = 0; i < length; ++i)
    for (int c = 0; c < classes; ++c)
      mean[c] += t->weights[embed_at + t->tokens[row * t->seq + i] * classes + c];
  float share = length ? t->weights[scale_at] / (float)length : 0;
  for (int out = 0; out < classes; ++out) {
    float sum = t->weights[bias_at + out];
    for (int in = 0; in < classes; ++in)
      sum += t->weights[head_at + (out / panel * classes + in) * panel + out % panel] * mean[in] *
             share;
    t->logits[row * classes + out] = sum;
  }
}

int32_t news_classify_kernel(hac_call *call) {
  classify_task task = {(const float *)call->weights, 0, call->args[0], call->args[1],
                        call->args[2], call->symbols[1], call->arena};
  int32_t status = hac_rt1_group(call, 0); /* stands for the embedding's group */
  if (!status)
    status = hac_rt1_group(call, 1);
  if (!status)
    status = hac_rt1_parallel_for(call, call->symbols[0], classify_row, &task);
  return status;
}

int64_t news_classify_arena(const int64_t *symbols, int64_t lanes) {
  return lanes * 128 + symbols[0] * 64;
}

/* ---- odd: every dtype, every kind of argument, formulas of sizes ---- */

/* Order of the arguments in make_test_model.cpp. */
enum { gain, position, flags, ids, pairs, small, half, brain, exact, label, cache, total, copy, big };

int32_t news_odd_kernel(hac_call *call) {
  int64_t n = call->symbols[0];
  float g = *(const float *)call->args[gain];
  if (g == -1) { /* indices that the model computes; the first bad one is reported */
    hac_rt1_bad_index(call, "embedding (odd.model.cpp:12)", 5, 77, 30);
    hac_rt1_bad_index(call, "gather (odd.model.cpp:13)", 0, -1, 8);
  }
  if (g == -2) { /* a fault of hac counts more than one of the caller */
    hac_rt1_bad_index(call, "gather (odd.model.cpp:13)", 0, -1, 8);
    hac_rt1_bounds(call, "vector.load (odd.model.cpp:14)", 12, 10);
    hac_rt1_bounds(call, "vector.load (odd.model.cpp:15)", -1, 10);
  }
  if (g == -3 || g == -4) { /* as an instrumented object asks; -4: nothing behind the buffer has changed */
    _Alignas(64) char memory[128];
    hac_rt1_fill(memory, sizeof memory);
    hac_rt1_zone(call, memory + 41, 70, "a buffer (odd.model.cpp:16)");
    if (g == -3)
      memory[41 + 7] = 0;
    hac_rt1_zone(call, memory + 41, 70, "a buffer (odd.model.cpp:17)");
    hac_rt1_written(call, memory + 64, 4 * (g == -4), "a result (odd.model.cpp:18)");
  }
  const double *x = call->args[exact];
  float *state = call->args[cache], *out = call->args[copy];
  float sum = 0;
  for (int64_t i = 0; i < n; ++i) {
    out[i] = g * (float)x[i] + state[i];
    state[i] += 1;
    sum += out[i] / 3;
  }
  *(float *)call->args[total] = sum;
  return 0;
}

int64_t news_odd_arena(const int64_t *symbols, int64_t lanes) {
  (void)symbols, (void)lanes;
  return 0;
}

/* ---- other: y = x * w ---- */

int32_t other_apply_kernel(hac_call *call) {
  const float *x = call->args[0], *w = (const float *)call->weights;
  float *y = call->args[1];
  for (int i = 0; i < 4; ++i)
    y[i] = x[i] * w[i];
  return 0;
}

int64_t other_apply_arena(const int64_t *symbols, int64_t lanes) {
  (void)symbols, (void)lanes;
  return 0;
}
