/* Runs layer.model.cpp on this machine, or on the one that an emulator shows, and compares each element
 * with the formula in double. Prints "right", exit status 0, if all are within the bound of tests/numerics.md. */
#include "layer.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { in = 70, out = 50, rows = 127 };
static float weight[out][in], bias[out], x[rows][in], y[rows][out];

static float next(void) { /* in [-1, 1) */
  static unsigned state = 1;
  state = state * 1664525u + 1013904223u;
  return (float)(int)state / 2147483648.0f;
}

static int fail(const hac_error *e) {
  fprintf(stderr, "layer: %s [hac-%c%03d]\n", e->text, hac_letter(e->status), e->status);
  return 1;
}

int main(void) {
  static const char header[] =
      "{\"fc.weight\":{\"dtype\":\"F32\",\"shape\":[50,70],\"data_offsets\":[0,14000]},"
      "\"fc.bias\":{\"dtype\":\"F32\",\"shape\":[50],\"data_offsets\":[14000,14200]}}";
  static unsigned char file[8 + sizeof header - 1 + sizeof weight + sizeof bias];
  const size_t text = sizeof header - 1;
  hac_weights *w;
  hac_context cx = {0};
  layer_apply_args args = {0};
  hac_error error;
  int wrong = 0;
  for (int i = 0; i < out * in; i++)
    weight[i / in][i % in] = next();
  for (int i = 0; i < out; i++)
    bias[i] = next();
  for (int i = 0; i < rows * in; i++)
    x[i / in][i % in] = next();
  memcpy(file, &(unsigned long long){text}, 8);
  memcpy(file + 8, header, text);
  memcpy(file + 8 + text, weight, sizeof weight);
  memcpy(file + 8 + text + sizeof weight, bias, sizeof bias);
  if (layer_load_memory(file, sizeof file, NULL, &w, &error))
    return fail(&error);
  cx.head = layer_head(sizeof cx);
  cx.arena_bytes = layer_apply_arena_bytes(rows, 1);
  cx.arena = aligned_alloc(64, (size_t)(cx.arena_bytes + 64) / 64 * 64);
  args.head = layer_head(sizeof args);
  args.batch = rows;
  args.x.data = &x[0][0];
  args.x.count = rows * in;
  args.y.data = &y[0][0];
  args.y.count = rows * out;
  if (layer_apply(w, &cx, &args, &error))
    return fail(&error);
  for (int i = 0; i < rows; i++)
    for (int j = 0; j < out; j++) {
      const double u = 0x1p-24;
      double r = bias[j], size = fabs(r);
      for (int k = 0; k < in; k++) {
        r += (double)x[i][k] * weight[j][k];
        size += fabs((double)x[i][k] * weight[j][k]);
      }
      r = r > 0 ? r : 0;
      wrong += !(fabs(y[i][j] - r) <= 2 * (in + 1) * u * size + u * r);
    }
  layer_unload(w);
  free(cx.arena);
  if (wrong)
    fprintf(stderr, "layer: %d of %d elements are wrong\n", wrong, rows * out);
  else
    puts("right");
  return wrong != 0;
}
