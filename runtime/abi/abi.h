/* The contract between a model's object, libhac_rt and the program that calls them.
 *
 * C99 and C++; standalone. Everything here is for 64-bit little-endian machines. Sizes and offsets
 * are asserted at the end of the file: the compiler and the runtime include this same text.
 * Sizes in bytes and counts of elements are int64_t.
 *
 * Part 1 is what a program uses, part 2 the descriptor of a model (read-only, may be inspected),
 * part 3 the private seam between a model's object and the runtime.
 */
#ifndef HAC_ABI_H
#define HAC_ABI_H
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define HAC_ABI_MAJOR 1 /* part of the names hac_rt1_*: another major fails at link */
#define HAC_ABI_MINOR 0

/* ---- Part 1: what a program uses ---- */

/* 0, or one of the numbers below. Numbers are never reused; printed as "[hac-R308]". */
typedef int32_t hac_status;

enum {
  HAC_OK = 0,
  /* S200-S229: the weights file */
  HAC_E_FILE_OPEN = 201,
  HAC_E_FILE_NOT_REGULAR = 202,
  HAC_E_FILE_READ = 203,
  HAC_E_FILE_TOO_SHORT = 204,
  HAC_E_FILE_HEADER_SIZE = 205,
  HAC_E_FILE_UTF8 = 206,
  HAC_E_FILE_JSON = 207,
  HAC_E_FILE_DUPLICATE = 208,
  HAC_E_FILE_NUMBER = 209,
  HAC_E_FILE_DTYPE = 210,
  HAC_E_FILE_OFFSETS = 211,
  HAC_E_FILE_OVERLAP = 212,
  HAC_E_FILE_HOLE = 213,
  HAC_E_FILE_TRAILING = 214,
  HAC_E_FILE_SIZE = 215,
  HAC_E_FILE_OVERFLOW = 216,
  HAC_E_FILE_MISSING = 217,
  HAC_E_FILE_EXTRA = 218,
  HAC_E_FILE_SHAPE = 219,
  HAC_E_FILE_TYPE = 220,
  HAC_E_FILE_CHANGED = 221,
  HAC_E_FILE_NON_FINITE = 222,
  HAC_E_FILE_LIMIT = 223,
  /* S230-S249: saving */
  HAC_E_SAVE_OPEN = 230,
  HAC_E_SAVE_WRITE = 231,
  HAC_E_SAVE_SYNC = 232,
  HAC_E_SAVE_RENAME = 233,
  /* R300-R349: the call */
  HAC_E_NULL = 300,
  HAC_E_ABI = 301,
  HAC_E_SIGNATURE = 302,
  HAC_E_ALIGN = 303,
  HAC_E_DIM = 304,
  HAC_E_COUNT = 305,
  HAC_E_OVERLAP = 306,
  HAC_E_MEMORY_SMALL = 307,
  HAC_E_INDEX = 308,
  HAC_E_LABEL = 309,
  HAC_E_LENGTH = 310,
  HAC_E_BUSY = 311,
  HAC_E_CANCELLED = 312,
  HAC_E_PARALLEL = 313,
  HAC_E_OVERFLOW = 314,
  HAC_E_STATE = 316,
  HAC_E_FLAGS = 317,
  HAC_E_HANDLE = 318,
  /* R400-R449: the machine */
  HAC_E_CPU = 400,
  HAC_E_ISA_OVERRIDE = 401,
  HAC_E_NO_MEMORY = 402,
  /* X900-X999: a fault in hac */
  HAC_E_INTERNAL = 900,
  /* these only of objects made with hac --instrument=bounds */
  HAC_E_BOUNDS = 901,
  HAC_E_RED_ZONE = 902,
  HAC_E_UNWRITTEN = 903
};

/* The letter a status is printed with: 217 is S217, 308 is R308, 900 is X900. */
static inline char hac_letter(hac_status s) { return s < 300 ? 'S' : s < 900 ? 'R' : 'X'; }

/* Filled on failure; the caller's memory, may be NULL. `arg` is the number of the argument (of the
 * function) or parameter (of the model) at fault, -1 if none; `value` is the offending number. */
typedef struct {
  int32_t status, arg;
  int64_t value;
  char text[240]; /* UTF-8, NUL-terminated, one line */
} hac_error;

/* First member of every struct that is passed in; made by `<model>_head(sizeof the struct)`.
 * `bytes` says how much the caller knows: members beyond it count as 0. */
typedef struct {
  uint32_t bytes;
  uint16_t major, minor;
  uint64_t signature;
} hac_head;

/* Views: contiguous, row-major, count = elements. f16 and bf16 are their bits; bool is 0 or 1. */
typedef struct { const float *data; int64_t count; } hac_in_f32;
typedef struct { const double *data; int64_t count; } hac_in_f64;
typedef struct { const uint16_t *data; int64_t count; } hac_in_bf16;
typedef struct { const uint16_t *data; int64_t count; } hac_in_f16;
typedef struct { const int8_t *data; int64_t count; } hac_in_i8;
typedef struct { const uint8_t *data; int64_t count; } hac_in_u8;
typedef struct { const int32_t *data; int64_t count; } hac_in_i32;
typedef struct { const int64_t *data; int64_t count; } hac_in_i64;
typedef struct { const uint8_t *data; int64_t count; } hac_in_bool;
typedef struct { float *data; int64_t count; } hac_out_f32;
typedef struct { double *data; int64_t count; } hac_out_f64;
typedef struct { uint16_t *data; int64_t count; } hac_out_bf16;
typedef struct { uint16_t *data; int64_t count; } hac_out_f16;
typedef struct { int8_t *data; int64_t count; } hac_out_i8;
typedef struct { uint8_t *data; int64_t count; } hac_out_u8;
typedef struct { int32_t *data; int64_t count; } hac_out_i32;
typedef struct { int64_t *data; int64_t count; } hac_out_i64;
typedef struct { uint8_t *data; int64_t count; } hac_out_bool;

/* The caller's threads. `run` stands for
 *     for (int64_t lane = 0; lane < lanes; lane++) fn(arg, lane);
 * in any order, on any threads. On return all lanes have returned and their writes are visible.
 * Returns 0; anything else says that lanes were left out on purpose (R312). */
typedef void (*hac_lane_fn)(void *arg, int64_t lane);
typedef struct {
  int (*run)(void *self, int64_t lanes, hac_lane_fn fn, void *arg);
  void *self;
  int64_t lanes; /* 1 to HAC_MAX_LANES */
} hac_parallel;
#define HAC_MAX_LANES 1024

/* When a lane worked on a fusion group; monotonic clock. `group` is a row of hac_model.groups, or
 * group_count + the number of a function: its whole call. Lane 0 of a group: from its first to its
 * last instruction on the caller, waiting included; other lanes: their share of its tasks. */
typedef struct {
  uint32_t group, lane;
  uint64_t begin_ns, end_ns;
} hac_event;
typedef struct {
  hac_event *events;
  int64_t capacity, used, dropped; /* events that found no room are counted in `dropped` */
} hac_profile;

/* One call at a time; a second one gets R311. */
typedef struct {
  hac_head head;
  void *arena; /* 64-byte aligned; contents need not be initialised */
  int64_t arena_bytes;
  const hac_parallel *parallel;   /* NULL: serial */
  hac_profile *profile;           /* NULL: off */
  const volatile int32_t *cancel; /* NULL: never; read between fusion groups, not 0: R312 */
  uint32_t flags;                 /* 0 */
  uint32_t busy;                  /* private, 0 at first */
  uint64_t reserved[3];           /* 0 */
} hac_context;

/* hac_load_options.flags */
#define HAC_LOAD_ALLOW_EXTRA 1u  /* tensors in the file that the model does not know are skipped */
#define HAC_LOAD_CONVERT 2u      /* another float type is rounded to the parameter's, nearest even */
#define HAC_LOAD_CHECK_FINITE 4u /* a NaN or an infinity is S222 */
#define HAC_LOAD_NO_ENV 8u       /* the variable HAC_ISA is not read */
/* The file's size, time, inode and header stand for its content: a cached load reads nothing else of
 * it, and of a cache that nobody has written to only the header. */
#define HAC_CACHE_TRUST_STAT 32u

typedef struct {
  hac_head head;
  uint32_t flags; /* HAC_LOAD_* */
  int32_t isa;    /* HAC_ISA_*; 0: the best that this machine runs */
  void *memory;   /* NULL: one anonymous mapping. Else 64-byte aligned and left to the caller */
  int64_t memory_bytes;
  const char *cache_path;       /* NULL: none. A file for the packed parameters; see below */
  const hac_parallel *parallel; /* NULL: packing is done by the caller */
  uint64_t reserved[4];         /* 0 */
} hac_load_options;

/* Packed parameters of one model; any number of threads may use them at once. A function that trains
 * writes them: while it runs nothing else may use them. */
typedef struct hac_weights hac_weights;

/* What is written to a file. */
#define HAC_SAVE_ALL 0u     /* parameters, buffers, and what the optimizer keeps: training goes on from there */
#define HAC_SAVE_WEIGHTS 1u /* parameters and buffers */

/* What became of hac_load_options.cache_path. The first load writes the file, later ones map it: no
 * packing, and one copy for all processes. A cache is never a reason for an error: one that does not
 * fit is written again. Its folder must be this user's and not writable by others. Who may write
 * there may change numbers, but not memory safety. */
enum {
  HAC_CACHE_UNUSED = 0,  /* no cache_path */
  HAC_CACHE_HIT = 1,     /* the weights are the cache's, shared with other processes */
  HAC_CACHE_MISSING = 2, /* there was none */
  HAC_CACHE_OTHER = 3,   /* of another file, object, ISA level or version */
  HAC_CACHE_DAMAGED = 4, /* cut, or its checksum is wrong */
  HAC_CACHE_UNSAFE = 5   /* others may write to its folder, it is no regular file of this user, or
                            there is a file that is no cache: nothing is written */
};
typedef struct {
  int32_t cache;         /* HAC_CACHE_* */
  int32_t cache_written; /* 1: a new cache is in its place */
  int32_t cache_errno;   /* why it could not be read or written; 0: it could */
  int32_t zero;
  int64_t packed_bytes, mapped_bytes; /* in memory of this process; in a shared mapping */
} hac_load_info;

/* ISA levels, best code first in an object. Names: "x86-64-v3". */
enum {
  HAC_ISA_X86_64_V3 = 1, /* AVX2, FMA, BMI2, F16C */
  HAC_ISA_X86_64_V4 = 2, /* AVX-512 F BW CD DQ VL */
  HAC_ISA_X86_64_V4_BF16 = 3,
  HAC_ISA_ZNVER4 = 4,
  HAC_ISA_ZNVER5 = 5,
  HAC_ISA_AARCH64_NEON = 6,
  HAC_ISA_AARCH64_BF16 = 7,
  HAC_ISA_COUNT = 8
};

/* ---- Part 2: the descriptor. Constant data of the object; tables never move or change. ---- */

/* Numbers of dsl/graph/blob_format.h. */
enum {
  HAC_F32 = 1,
  HAC_F64 = 2,
  HAC_BF16 = 3,
  HAC_F16 = 4,
  HAC_I8 = 5,
  HAC_U8 = 6,
  HAC_I32 = 7,
  HAC_I64 = 8,
  HAC_BOOL = 9,
  HAC_DTYPE_COUNT = 10
};
enum { HAC_ARG_INPUT = 0, HAC_ARG_OUTPUT = 1, HAC_ARG_STATE = 2 };
enum { HAC_ATOM_SYMBOL = 0, HAC_ATOM_FLOOR = 1, HAC_ATOM_PRODUCT = 2 };
#define HAC_MAX_SYMBOLS 32
#define HAC_MAX_RANK 8

/* A size: constant + the sum of factor * atom. Terms are a range of the function's term table. */
typedef struct {
  int64_t factor;
  uint32_t atom, zero;
} hac_term;
typedef struct {
  int64_t constant;
  uint32_t first_term, term_count;
} hac_dim;

/* SYMBOL: size of symbol `left` / its multiple_of. FLOOR: floor(dividend / divisor).
 * PRODUCT: atom left * atom right. Atoms refer to atoms with smaller numbers only. */
typedef struct {
  uint32_t kind, left, right, zero;
  hac_dim dividend;
  int64_t divisor;
} hac_atom;

/* A size that the caller chooses: an int64_t at `offset` of the argument struct. */
typedef struct {
  const char *name, *file;
  int64_t min, max, multiple_of;
  uint32_t line, offset;
} hac_symbol;

/* A tensor of the argument struct: a view at `offset`, or a plain value where `plain` is 1. */
typedef struct {
  const char *name;
  const hac_dim *dims; /* rank of them */
  hac_dim lo, hi;      /* of the values, where range_status is not 0 */
  int32_t range_status; /* 0, 308, 309 or 310 */
  uint32_t offset, line;
  uint8_t kind, dtype, rank, plain; /* HAC_ARG_*, HAC_F32 ... */
} hac_arg;

/* assert_shape: left == right on entry, else R304. */
typedef struct {
  hac_dim left, right;
  uint32_t line, zero;
} hac_check;

struct hac_call;
typedef int32_t (*hac_kernel_fn)(struct hac_call *call);
typedef int64_t (*hac_arena_fn)(const int64_t *symbols, int64_t lanes);
typedef struct {
  hac_kernel_fn kernel;
  hac_arena_fn arena; /* bytes; monotone in every size and in lanes; negative: beyond int64_t */
} hac_code;

typedef struct hac_fn {
  const char *name, *file; /* "classify", "news.model.cpp" */
  const hac_symbol *symbols;
  const hac_atom *atoms;
  const hac_term *terms;
  const hac_arg *args;
  const hac_check *checks;
  const hac_code *codes; /* one for each of the model's ISA levels */
  uint32_t symbol_count, atom_count, arg_count, check_count;
  uint32_t line, args_bytes; /* args_bytes: sizeof the argument struct */
  uint32_t flags, zero;      /* HAC_FN_* */
  uint64_t reserved;
} hac_fn;
#define HAC_FN_TRAINS 1u /* writes the weights */

/* hac_param.buffer. STATE is what an optimizer keeps: 0 where a file does not have it. */
enum { HAC_PARAM_PLAIN = 0, HAC_PARAM_BUFFER = 1, HAC_PARAM_STATE = 2 };

typedef struct hac_param {
  const char *name; /* state-dict name */
  const int64_t *shape;
  double a, b; /* of the initialiser */
  uint8_t dtype, rank, buffer, trainable;
  uint32_t init; /* 0 constant, 1 uniform, 2 normal, 3 truncated normal */
  uint64_t reserved[2];
} hac_param;

/* One dense copy of a parameter. Destination axis i runs over `extent` values and adds
 * index * stride to coordinate `source` of the parameter; where a coordinate leaves the parameter's
 * shape the element is 0.
 * Example: [out, in] -> [out/48][in][48] is {out/48, 0, 48}, {in, 1, 1}, {48, 0, 1}. */
typedef struct {
  int64_t extent, stride;
  uint32_t source, zero;
} hac_pack_axis;
#define HAC_MAX_PACK_AXES 24
typedef struct hac_pack {
  const hac_pack_axis *axes;
  int64_t offset; /* bytes from the start of the weights, a multiple of 64 */
  uint32_t param, axis_count;
} hac_pack;

typedef struct hac_isa {
  const char *name; /* "x86-64-v3" */
  const hac_pack *packs;
  int64_t weights_bytes; /* of all packs together */
  uint32_t pack_count;
  int32_t level; /* HAC_ISA_* */
} hac_isa;

/* A fusion group: ops of one function that run as one loop nest at one ISA level. Rows of a function
 * stand together, in the order in which they run. The costs are those of one call, as formulas of
 * the function's sizes. */
typedef struct hac_group {
  const char *name; /* "linear+relu" */
  const char *tile; /* as `hac --explain` prints it; "" where there is none */
  const char *file; /* "news.model.cpp" */
  hac_dim flops, bytes;     /* terms in the function's table; bytes: read and written once */
  double gflops, gbytes;    /* a second, of one lane, that the schedule expects; 0: not known */
  uint32_t fn, isa;         /* numbers in hac_model.fns and .isas */
  uint32_t line, last_line; /* of the model */
  uint32_t max_lanes, zero; /* tasks are too few for more; 0: no limit, 1: runs on the caller */
  uint64_t reserved[2];
} hac_group;

typedef struct {
  uint32_t bytes;
  uint16_t major, minor;
  uint64_t signature, build_hash;
  const char *name, *build; /* build: hac and LLVM version, options, ISA list */
  const hac_fn *fns;
  const hac_param *params;
  const hac_group *groups;
  const hac_isa *isas;
  uint32_t fn_count, param_count, group_count, isa_count;
  uint64_t reserved[6];
} hac_model;

/* Whether sizes (fn.symbol_count of them, as hac_fn.symbols lists them) are within the bounds of
 * function `fn`, a row of model->fns. R300; R304 names the size, its value and what is expected. */
hac_status hac_check_sizes(const hac_model *model, uint32_t fn, const int64_t *sizes,
                           hac_error *error);
/* "dim" for 304, "" for a number that is no status. Static text. */
const char *hac_status_name(hac_status status);
/* "x86-64-v4": the code that runs with these weights. */
const char *hac_weights_isa(const hac_weights *weights);
/* How these weights were loaded. R300, R318. */
hac_status hac_load_report(const hac_weights *weights, hac_load_info *info);

/* A cache file that shrinks while its weights are loaded is SIGBUS in a run. With the guard the lost
 * page reads as zeros, and that call and every later one with these weights returns S221. Other
 * faults go to the handler that was there before. 1: on, 0: off; at start, not from two threads.
 * Returns 0 or an errno. */
int hac_sigbus_guard(int on);

/* What a fusion group, or all groups of a function at an ISA level (a row of model->isas), cost in
 * one call of these sizes: fn.symbol_count of them, as hac_fn.symbols lists them. R300, R304, R314. */
hac_status hac_group_cost(const hac_model *model, uint32_t group, const int64_t *sizes,
                          int64_t *flops, int64_t *bytes);
hac_status hac_fn_cost(const hac_model *model, uint32_t fn, uint32_t isa, const int64_t *sizes,
                       int64_t *flops, int64_t *bytes);
/* Writes the events as Chrome trace JSON (ui.perfetto.dev, chrome://tracing). Events of function
 * `fn` get their source line, GFLOP/s, GB/s and share of the expected time for calls of these sizes;
 * sizes may be NULL: none do. The file is left open. S231 where writing fails. */
hac_status hac_profile_write(int file, const hac_model *model, const hac_profile *profile,
                             uint32_t fn, const int64_t *sizes, hac_error *error);

/* ---- Part 3: the seam. A program never calls these; `<model>_*` of the header do. ---- */

/* What a kernel receives. It returns 0 or a status; before 308 to 310 it sets fault_arg and
 * fault_value. `args` holds one data pointer for each argument of the function, in its order: what
 * the view points at, or the address of a plain value. Views of count 0 may be NULL. */
typedef struct hac_call {
  const hac_context *cx;
  char *weights; /* the packed block; pack p begins at weights + packs[p].offset */
  char *arena;   /* as large as the function's arena formula says */
  const int64_t *symbols; /* sizes, in order of the function's symbols */
  void *const *args;
  int64_t fault_arg, fault_value;
  int64_t lanes; /* 1 when serial; every `lane` below is smaller */
  const hac_model *model;
  const hac_fn *fn;
  uint32_t group;    /* the runtime's, as all that follows */
  int32_t failed;    /* the first status of hac_rt1_fail or hac_rt1_parallel_for */
  uint64_t begin_ns; /* of the group */
  const char *fault_where; /* of the first fault that has a text; NULL: none */
  int64_t fault_position, fault_size;
} hac_call;

/* A fusion group begins on the caller, the one before has ended: a row of hac_model.groups. 312 if
 * the caller wants the run to end, else 0. Where there is a profile, this is its clock. */
int32_t hac_rt1_group(hac_call *call, uint32_t group);

/* Stands for
 *     for (int64_t task = 0; task < tasks; task++) fn(arg, task, any_lane);
 * Tasks run in any order; two with the same lane never at the same time. `lane` chooses the slice of
 * the arena that is the task's scratch; it is 0 for every task where the call is serial. Not 0 means
 * that tasks were left out: 312 (cancelled, or by the hook), 313 (the hook lost or repeated a lane)
 * or the status of hac_rt1_fail; the kernel returns it. Cancelling is looked at before each task. */
int32_t hac_rt1_parallel_for(hac_call *call, int64_t tasks,
                             void (*fn)(void *arg, int64_t task, int64_t lane), void *arg);
/* 312 if the caller wants the run to end, else 0. A loop on the caller that may take longer than 1 ms
 * asks about once a millisecond; tasks of hac_rt1_parallel_for need not ask. */
int32_t hac_rt1_cancelled(hac_call *call);
/* A task, on any lane, found what the call cannot go on with: 308 to 310 with the argument's number
 * (-1: a computed value) and the value. No further task of the region begins. Of several the first to
 * come stays. The task returns after it; parallel_for gives the status. */
void hac_rt1_fail(hac_call *call, int32_t status, int64_t arg, int64_t value);
/* Element `position` of a tensor of indices that the model computed is `value`, outside 0 to
 * size - 1. `where` is static text: "embedding (news.model.cpp:12)". Only the first of a call counts.
 * The kernel goes on with indices clamped; the call then returns 308. On the caller's thread only. */
void hac_rt1_bad_index(hac_call *call, const char *where, int64_t position, int64_t value,
                       int64_t size);

/* The next four are called by objects made with hac --instrument=bounds only. `where` is static text:
 * "vector.load (news.model.cpp:12)". Only the first fault of a call counts; the call then returns it. */

/* 901: an access to element `place` of a buffer of `size`, left out. On any lane. */
void hac_rt1_bounds(hac_call *call, const char *where, int64_t place, int64_t size);
/* Fills memory of the arena that holds no value yet, or none any more, with signalling NaNs. */
void hac_rt1_fill(char *begin, int64_t bytes);
/* 902: bytes behind a buffer, which hac_rt1_fill filled and nobody owns, have changed. */
void hac_rt1_zone(hac_call *call, const char *begin, int64_t bytes, const char *where);
/* 903: a result holds what hac_rt1_fill writes. */
void hac_rt1_written(hac_call *call, const char *begin, int64_t bytes, const char *where);

/* `room`: uninitialised, fn.arg_count + fn.atom_count words of the entry point's stack frame. */
hac_status hac_rt1_run(const hac_model *model, uint32_t fn, const hac_weights *weights,
                       hac_context *cx, const void *args, hac_error *error, void **room);
/* Bytes, or minus a status. symbols: fn.symbol_count sizes. */
int64_t hac_rt1_arena_bytes(const hac_model *model, uint32_t fn, const int64_t *symbols,
                            int64_t lanes);
int64_t hac_rt1_weights_bytes(const hac_model *model, int32_t isa);
hac_status hac_rt1_load(const hac_model *model, const char *path, const hac_load_options *options,
                        hac_weights **out, hac_error *error);
hac_status hac_rt1_load_memory(const hac_model *model, const void *file, size_t bytes,
                               const hac_load_options *options, hac_weights **out,
                               hac_error *error);
void hac_rt1_unload(hac_weights *weights);
hac_status hac_rt1_save(const hac_model *model, const hac_weights *weights, const char *path, uint32_t what,
                        hac_error *error);

#ifdef __cplusplus
}
#endif

/* ---- Sizes and offsets ---- */
#if defined(__cplusplus)
#define HAC_STATIC_ASSERT(condition, name) static_assert(condition, #name)
#elif defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L
#define HAC_STATIC_ASSERT(condition, name) _Static_assert(condition, #name)
#else
#define HAC_STATIC_ASSERT(condition, name) extern char hac_assert_##name[(condition) ? 1 : -1]
#endif
#define HAC_ASSERT_SIZE(type, size) HAC_STATIC_ASSERT(sizeof(type) == (size), size_of_##type)
#define HAC_ASSERT_AT(type, member, at)                                                            \
  HAC_STATIC_ASSERT(offsetof(type, member) == (at), type##_##member)

HAC_STATIC_ASSERT(sizeof(void *) == 8, pointers_of_64_bits);
HAC_ASSERT_SIZE(hac_error, 256);
HAC_ASSERT_AT(hac_error, text, 16);
HAC_ASSERT_SIZE(hac_head, 16);
HAC_ASSERT_SIZE(hac_in_f32, 16);
HAC_ASSERT_SIZE(hac_parallel, 24);
HAC_ASSERT_SIZE(hac_event, 24);
HAC_ASSERT_SIZE(hac_profile, 32);
HAC_ASSERT_SIZE(hac_context, 88);
HAC_ASSERT_AT(hac_context, cancel, 48);
HAC_ASSERT_AT(hac_context, flags, 56);
HAC_ASSERT_AT(hac_context, reserved, 64);
HAC_ASSERT_SIZE(hac_load_options, 88);
HAC_ASSERT_AT(hac_load_options, memory, 24);
HAC_ASSERT_AT(hac_load_options, reserved, 56);
HAC_ASSERT_SIZE(hac_term, 16);
HAC_ASSERT_SIZE(hac_dim, 16);
HAC_ASSERT_SIZE(hac_atom, 40);
HAC_ASSERT_SIZE(hac_symbol, 48);
HAC_ASSERT_SIZE(hac_arg, 64);
HAC_ASSERT_AT(hac_arg, range_status, 48);
HAC_ASSERT_AT(hac_arg, kind, 60);
HAC_ASSERT_SIZE(hac_check, 40);
HAC_ASSERT_SIZE(hac_code, 16);
HAC_ASSERT_SIZE(hac_fn, 104);
HAC_ASSERT_AT(hac_fn, symbol_count, 64);
HAC_ASSERT_SIZE(hac_param, 56);
HAC_ASSERT_AT(hac_param, dtype, 32);
HAC_ASSERT_SIZE(hac_pack_axis, 24);
HAC_ASSERT_SIZE(hac_pack, 24);
HAC_ASSERT_SIZE(hac_isa, 32);
HAC_ASSERT_SIZE(hac_group, 112);
HAC_ASSERT_AT(hac_group, gflops, 56);
HAC_ASSERT_AT(hac_group, fn, 72);
HAC_ASSERT_AT(hac_group, max_lanes, 88);
HAC_ASSERT_SIZE(hac_load_info, 32);
HAC_ASSERT_SIZE(hac_model, 136);
HAC_ASSERT_AT(hac_model, name, 24);
HAC_ASSERT_AT(hac_model, fn_count, 72);
HAC_ASSERT_SIZE(hac_call, 120);
HAC_ASSERT_AT(hac_call, fault_arg, 40);
HAC_ASSERT_AT(hac_call, lanes, 56);
HAC_ASSERT_AT(hac_call, begin_ns, 88);
#endif
