/* A program in C99, compiled and linked by plain cc: exit status 0 if the model's answer is right. */
#include "other.h"

#include <stdio.h>
#include <string.h>

int main(void) {
  static const char header[] = "{\"w\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}}";
  static const float weights[4] = {1, 2, 3, 4}, x[4] = {4, 3, 2, 1};
  float y[4];
  unsigned char file[8 + sizeof header - 1 + sizeof weights] = {sizeof header - 1};
  hac_weights *w;
  hac_context cx = {0};
  other_apply_args args = {0};
  hac_error error;
  memcpy(file + 8, header, sizeof header - 1);
  memcpy(file + 8 + sizeof header - 1, weights, sizeof weights);
  if (other_load_memory(file, sizeof file, NULL, &w, &error)) {
    fprintf(stderr, "%s [hac-%c%03d]\n", error.text, hac_letter(error.status), error.status);
    return 1;
  }
  cx.head = other_head(sizeof cx);
  args.head = other_head(sizeof args);
  args.x.data = x;
  args.x.count = 4;
  args.y.data = y;
  args.y.count = 4;
  if (other_arena_bytes(1) != 0 || other_run(w, &cx, &args, &error)) {
    fprintf(stderr, "%s\n", error.text);
    return 1;
  }
  other_unload(w);
  return y[0] == 4 && y[1] == 6 && y[2] == 6 && y[3] == 4 ? 0 : 1;
}
