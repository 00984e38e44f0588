/* What the cores can do at most, in the same run as everything that is compared with it.
 *
 *     core-limits fma THREADS          multiply-adds on registers: {"flops": ...} of one call
 *     core-limits read THREADS BYTES   sums of a buffer, each thread its part: {"bytes": ...} of
 * one call
 *
 * Then it answers lines "run SECONDS CALLS" with {"ns": [...]}, as tools/run-model --serve does.
 * Compiled by clang for the machine that it runs on. (With g++ 12 the first loop reaches half of
 * the peak.)
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#if defined(__AVX512F__)
#define BYTES 64
#define ACCUMULATORS 24 /* of 32 registers */
#define IN_REGISTER "+v"
#elif defined(__AVX__)
#define BYTES 32
#define IN_REGISTER "+x"
#elif defined(__aarch64__)
#define BYTES 16
#define ACCUMULATORS 24
#define IN_REGISTER "+w"
#else
#define BYTES 16
#define IN_REGISTER "+x"
#endif
#ifndef ACCUMULATORS
#define ACCUMULATORS 12 /* of 16 registers */
#endif
typedef float vec __attribute__((vector_size(BYTES)));

enum { STEPS = 50000, MOST_THREADS = 64 };
static const int lanes = BYTES / sizeof(float);

/* Independent chains: a latency of 4 cycles on 2 units asks for 8 of them, on 4 units for 16. */
static float multiply_add(void) {
  vec sum[ACCUMULATORS], factor = {0}, addend = {0};
  factor += 0.999999f, addend += 1e-6f;
  for (int i = 0; i < ACCUMULATORS; i++)
    sum[i] = addend * (float)i;
  for (int step = 0; step < STEPS; step++)
#pragma clang loop unroll(full)
    for (int i = 0; i < ACCUMULATORS; i++) {
#pragma clang fp contract(fast)
      sum[i] = sum[i] * factor + addend;
      __asm__ volatile("" : IN_REGISTER(sum[i]));
    }
  for (int i = 1; i < ACCUMULATORS; i++)
    sum[0] += sum[i];
  return sum[0][0];
}

static float read_all(const vec *data, size_t count) {
  vec sum[8] = {{0}};
  for (size_t at = 0; at + 8 <= count; at += 8)
#pragma clang loop unroll(full)
    for (int i = 0; i < 8; i++)
      sum[i] += data[at + (size_t)i];
  for (int i = 1; i < 8; i++)
    sum[0] += sum[i];
  return sum[0][0];
}

static const vec *buffer; /* NULL: multiply_add */
static size_t per_thread; /* vectors */
static int threads;
static atomic_int turn, unfinished;
static volatile float sink[MOST_THREADS];

static void work(int thread) {
  sink[thread] =
      buffer ? read_all(buffer + (size_t)thread * per_thread, per_thread) : multiply_add();
}

static void *worker(void *number) {
  int thread = (int)(intptr_t)number;
  for (int seen = 0;; seen++) {
    for (int spin = 0; atomic_load(&turn) == seen; spin++)
      if (spin > 20000) { /* no call for a while */
        struct timespec pause = {0, 20000};
        nanosleep(&pause, NULL);
      }
    work(thread);
    atomic_fetch_sub(&unfinished, 1);
  }
  return NULL;
}

static long long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static long long call(void) {
  long long begin = now();
  atomic_store(&unfinished, threads - 1);
  atomic_fetch_add(&turn, 1);
  work(0);
  while (atomic_load(&unfinished) > 0)
    ;
  return now() - begin;
}

static int usage(void) {
  fprintf(stderr, "usage: core-limits fma THREADS | core-limits read THREADS BYTES\n");
  return 2;
}

int main(int argc, char **argv) {
  threads = argc > 2 ? atoi(argv[2]) : 0;
  if (threads < 1 || threads > MOST_THREADS)
    return usage();
  if (argc == 3 && !strcmp(argv[1], "fma")) {
    printf("{\"flops\": %lld}\n", 2LL * lanes * ACCUMULATORS * STEPS * threads);
  } else if (argc == 4 && !strcmp(argv[1], "read") &&
             atoll(argv[3]) >= (long long)threads * 8 * BYTES) {
    per_thread = (size_t)atoll(argv[3]) / BYTES / (size_t)threads / 8 * 8;
    size_t bytes = per_thread * (size_t)threads * BYTES;
    void *memory = aligned_alloc(4096, (bytes + 4095) / 4096 * 4096);
    if (!memory)
      return fprintf(stderr, "core-limits: no memory for %zu bytes\n", bytes), 2;
    memset(memory, 1, bytes);
    buffer = memory;
    printf("{\"bytes\": %zu}\n", bytes);
  } else {
    return usage();
  }
  fflush(stdout);
  for (int i = 1; i < threads; i++) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, worker, (void *)(intptr_t)i))
      return fprintf(stderr, "core-limits: no thread\n"), 2;
  }
  double seconds;
  long calls;
  for (char line[100]; fgets(line, sizeof line, stdin); fflush(stdout)) {
    if (sscanf(line, "run %lf %ld", &seconds, &calls) != 2)
      return fprintf(stderr, "core-limits: expected 'run SECONDS CALLS', got %s", line), 2;
    long long total = 0;
    printf("{\"ns\": [");
    for (long i = 0; i == 0 || (i < calls && (double)total < seconds * 1e9); i++) {
      long long time = call();
      total += time;
      printf("%s%lld", i ? ", " : "", time);
    }
    printf("]}\n");
  }
  return 0;
}
