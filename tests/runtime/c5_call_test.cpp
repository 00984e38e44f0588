// What the caller passes in: bad inputs R01 to R14 and R24 to R26. "Untouched" means that
// no output was written.
#include "support.h"

#include <climits>
#include <cmath>

using namespace support;

namespace {

TEST(C5_Call, ValidCall) { classify_call().expect_right(); }

TEST(C5_Call, R01_NullPointers) {
  classify_call c;
  EXPECT_EQ(news_classify(nullptr, &c.cx, &c.args, &c.error), HAC_E_NULL);
  EXPECT_EQ(news_classify(c.w, nullptr, &c.args, &c.error), HAC_E_NULL);
  EXPECT_EQ(news_classify(c.w, &c.cx, nullptr, &c.error), HAC_E_NULL);
  EXPECT_EQ(news_classify(nullptr, &c.cx, &c.args, nullptr), HAC_E_NULL); // no place for a text
  for (int arg = 0; arg < 3; ++arg) {
    classify_call bad;
    if (arg == 0)
      bad.args.tokens.data = nullptr;
    else if (arg == 1)
      bad.args.length.data = nullptr;
    else
      bad.args.logits.data = nullptr;
    EXPECT_EQ(bad.run_untouched(), HAC_E_NULL);
    EXPECT_EQ(bad.error.arg, arg);
  }
  classify_call arena;
  arena.cx.arena = nullptr;
  EXPECT_EQ(arena.run_untouched(), HAC_E_NULL);
  classify_call hook;
  hac_parallel none{nullptr, nullptr, 1};
  hook.cx.parallel = &none;
  EXPECT_EQ(hook.run_untouched(), HAC_E_NULL);
  classify_call profile;
  hac_profile no_events{nullptr, 3, 0, 0};
  profile.cx.profile = &no_events;
  EXPECT_EQ(profile.run_untouched(), HAC_E_NULL);

  hac_weights *w;
  std::string file = file_of(news_tensors());
  EXPECT_EQ(news_load(nullptr, nullptr, &w, &c.error), HAC_E_NULL);
  EXPECT_EQ(news_load("x", nullptr, nullptr, &c.error), HAC_E_NULL);
  EXPECT_EQ(news_load_memory(nullptr, 8, nullptr, &w, &c.error), HAC_E_NULL);
  EXPECT_EQ(news_load_memory(file.data(), file.size(), nullptr, nullptr, &c.error), HAC_E_NULL);
  news_unload(nullptr);
}

TEST(C5_Call, R01_NullDataOfNoElements) {
  odd_call c;
  c.args.n = c.args.q = c.args.position = 0;
  c.args.flags = {};
  c.args.ids = {};
  c.args.pairs = {};
  c.args.small = {};
  c.args.half = {};
  c.args.brain = {};
  c.args.exact = {};
  c.args.label = {};
  c.args.cache = {};
  c.args.copy = {};
  EXPECT_EQ(c.run(), 0) << c.error.text; // R09 too: n may be 0
  EXPECT_EQ(c.total[0], 0);
}

TEST(C5_Call, R02_Alignment) {
  classify_call c;
  std::vector<char> bytes(24 * 4 + 1);
  c.args.tokens.data = reinterpret_cast<int32_t *>(bytes.data() + 1);
  EXPECT_EQ(c.run_untouched(), HAC_E_ALIGN);
  EXPECT_EQ(c.error.arg, 0);
  classify_call arena;
  aligned_block larger(arena.arena.bytes + 64);
  for (int off : {1, 4, 32, 63}) {
    arena.cx.arena = larger.data + off;
    EXPECT_EQ(arena.run_untouched(), HAC_E_ALIGN) << off;
  }
  arena.cx.arena = larger.data + 64;
  EXPECT_EQ(arena.run(), 0);
}

TEST(C5_Call, R03_Sizes) {
  for (int64_t seq : {int64_t(7), int64_t(0), int64_t(-1), int64_t(1025), int64_t(1) << 62,
                      INT64_MIN}) {
    classify_call c;
    c.args.seq = seq;
    EXPECT_EQ(c.run_untouched(), HAC_E_DIM);
    EXPECT_EQ(c.error.value, seq);
    EXPECT_NE(std::strstr(c.error.text, "news.model.cpp:5"), nullptr) << c.error.text;
    EXPECT_EQ(news_classify_arena_bytes(1, seq, 1), -HAC_E_DIM);
  }
  EXPECT_EQ(news_classify_arena_bytes(1, 8, 0), -HAC_E_PARALLEL);
  EXPECT_EQ(news_classify_arena_bytes(1, 8, HAC_MAX_LANES + 1), -HAC_E_PARALLEL);
  odd_call multiple;
  multiple.args.n = 6;
  EXPECT_EQ(multiple.run(), HAC_E_DIM);
  EXPECT_EQ(multiple.error.value, 6);
  EXPECT_NE(std::strstr(multiple.error.text, "a multiple of 4"), nullptr) << multiple.error.text;
  odd_call assertion;
  assertion.args.q = 7; // assert_shape: q == n
  EXPECT_EQ(assertion.run(), HAC_E_DIM);
  EXPECT_NE(std::strstr(assertion.error.text, "odd.h:39"), nullptr) << assertion.error.text;
  odd_call product; // m * k * 4 bytes pass 2^63 - 1, m * k does not
  product.args.m = product.args.k = INT_MAX;
  EXPECT_EQ(product.run(), HAC_E_OVERFLOW);
}

TEST(C5_Call, R04_Counts) {
  for (int64_t wrong : {int64_t(-1), int64_t(0), int64_t(1), int64_t(23), int64_t(25),
                        INT64_MAX, INT64_MIN}) {
    classify_call c;
    c.args.tokens.count = wrong;
    EXPECT_EQ(c.run_untouched(), HAC_E_COUNT);
    EXPECT_EQ(c.error.arg, 0);
    EXPECT_EQ(c.error.value, wrong);
  }
  classify_call length, logits;
  length.args.length.count = 2;
  EXPECT_EQ(length.run_untouched(), HAC_E_COUNT);
  logits.args.logits.count = 61;
  EXPECT_EQ(logits.run_untouched(), HAC_E_COUNT);
  odd_call floor; // (n + 1) / 2
  floor.args.pairs.count = 5;
  EXPECT_EQ(floor.run(), HAC_E_COUNT);
  odd_call scalar;
  scalar.args.total.count = 0;
  EXPECT_EQ(scalar.run(), HAC_E_COUNT);
  odd_call product;
  product.args.big.count = 5;
  EXPECT_EQ(product.run(), HAC_E_COUNT);
}

TEST(C5_Call, R05_Versions) {
  auto spoil = [](auto change) {
    classify_call c;
    change(c.args.head);
    EXPECT_EQ(c.run_untouched(), HAC_E_ABI);
    classify_call d;
    change(d.cx.head);
    EXPECT_EQ(d.run_untouched(), HAC_E_ABI);
  };
  spoil([](hac_head &head) { head.major = 0; });
  spoil([](hac_head &head) { head.major = 2; });
  spoil([](hac_head &head) { head.bytes = 0; });
  spoil([](hac_head &head) { head.bytes = 15; });
  spoil([](hac_head &head) { head.bytes = UINT32_MAX; });

  classify_call minor; // a newer header of the same major
  minor.args.head.minor = minor.cx.head.minor = 7;
  minor.expect_right();

  struct longer_args {
    news_classify_args known;
    uint64_t newer;
  } args{};
  classify_call c;
  args.known = c.args;
  args.known.head.bytes = sizeof args;
  EXPECT_EQ(news_classify(c.w, &c.cx, &args.known, &c.error), 0) << c.error.text;
  args.newer = 1;
  EXPECT_EQ(news_classify(c.w, &c.cx, &args.known, &c.error), HAC_E_ABI);

  classify_call shorter_context; // ends before `reserved`
  shorter_context.cx.head.bytes = offsetof(hac_context, reserved);
  shorter_context.cx.reserved[0] = 1; // not the context's any more
  shorter_context.expect_right();
  classify_call shorter_args; // `logits` counts as 0
  shorter_args.args.head.bytes = offsetof(news_classify_args, logits);
  EXPECT_EQ(shorter_args.run_untouched(), HAC_E_COUNT);

  hac_load_options options{};
  options.head = news_head(sizeof options);
  options.head.major = 0;
  hac_weights *w;
  EXPECT_EQ(news_load("x", &options, &w, nullptr), HAC_E_ABI);
}

TEST(C5_Call, R06_HeaderOfAnotherCompile) {
  classify_call args;
  args.args.head.signature ^= 1;
  EXPECT_EQ(args.run_untouched(), HAC_E_SIGNATURE);
  classify_call context;
  context.cx.head = other_head(sizeof context.cx);
  EXPECT_EQ(context.run_untouched(), HAC_E_SIGNATURE);
  hac_load_options options{};
  options.head = other_head(sizeof options);
  hac_weights *w;
  EXPECT_EQ(news_load("x", &options, &w, nullptr), HAC_E_SIGNATURE);
}

TEST(C5_Call, R07_Overlap) {
  classify_call c;
  std::vector<float> block(24 + 60);
  std::memcpy(block.data(), c.tokens.data(), 96);
  c.args.tokens.data = reinterpret_cast<int32_t *>(block.data());
  c.args.logits.data = block.data() + 24;
  EXPECT_EQ(c.run(), 0) << c.error.text; // neighbours
  for (int by : {1, 24}) {
    c.args.logits.data = block.data() + 24 - by;
    EXPECT_EQ(c.run(), HAC_E_OVERLAP) << by;
    EXPECT_EQ(c.error.arg, 2);
  }
  classify_call arena;
  arena.args.logits.data = reinterpret_cast<float *>(arena.arena.data + 64);
  EXPECT_EQ(arena.run(), HAC_E_OVERLAP);
  classify_call input_in_arena;
  std::memcpy(input_in_arena.arena.data, input_in_arena.tokens.data(), 96);
  input_in_arena.args.tokens.data = reinterpret_cast<int32_t *>(input_in_arena.arena.data);
  EXPECT_EQ(input_in_arena.run_untouched(), HAC_E_OVERLAP);
  classify_call weights;
  weights.args.logits.data = reinterpret_cast<float *>(const_cast<hac_weights *>(weights.w)) + 1000;
  EXPECT_EQ(weights.run(), HAC_E_OVERLAP);
  classify_call arena_in_weights;
  arena_in_weights.cx.arena = const_cast<hac_weights *>(arena_in_weights.w);
  EXPECT_EQ(arena_in_weights.run_untouched(), HAC_E_OVERLAP);
  odd_call outputs;
  outputs.args.copy.data = outputs.big.data();
  outputs.big.resize(8);
  EXPECT_EQ(outputs.run(), HAC_E_OVERLAP);
  odd_call state;
  state.args.copy.data = state.args.cache.data;
  EXPECT_EQ(state.run(), HAC_E_OVERLAP);
  odd_call byte; // the last byte of an output is the first of an input
  std::vector<float> bytes(9, 7);
  byte.args.copy.data = bytes.data();
  byte.args.pairs.data = reinterpret_cast<uint8_t *>(bytes.data()) + 31;
  EXPECT_EQ(byte.run(), HAC_E_OVERLAP);
  odd_call plain; // an output on a plain member of the argument struct
  plain.args.total.data = &plain.args.gain;
  EXPECT_EQ(plain.run(), HAC_E_OVERLAP);
}

TEST(C5_Call, R08_InputsMayOverlap) {
  classify_call c;
  c.tokens.assign(24, 5);
  c.args.length.data = c.tokens.data();
  c.length = {5, 5, 5};
  c.expect_right();
}

TEST(C5_Call, R09_SizeZeroWhereItIsNotAllowed) {
  classify_call c;
  c.args.batch = 0;
  EXPECT_EQ(c.run_untouched(), HAC_E_DIM);
}

TEST(C5_Call, R10_Ids) {
  for (int32_t bad : {-1, 50, INT_MIN, INT_MAX})
    for (size_t at : {size_t(0), size_t(11), size_t(23)}) {
      classify_call c;
      c.tokens[at] = bad;
      EXPECT_EQ(c.run_untouched(), HAC_E_INDEX);
      EXPECT_EQ(c.error.arg, 0);
      EXPECT_EQ(c.error.value, bad);
      std::string place = "[" + std::to_string(at) + "]";
      EXPECT_NE(std::strstr(c.error.text, place.c_str()), nullptr) << c.error.text;
      c.tokens[at] = 49;
      c.expect_right(); // the context can be used again
    }
  odd_call wide, narrow, small;
  wide.ids[7] = 17; // 2 * n is the last
  EXPECT_EQ(wide.run(), HAC_E_INDEX);
  EXPECT_EQ(wide.cache[0], 0.5f); // the state is as before
  wide.ids[7] = 16;
  EXPECT_EQ(wide.run(), 0);
  narrow.pairs[3] = 201;
  EXPECT_EQ(narrow.run(), HAC_E_INDEX);
  small.small[0] = -4;
  EXPECT_EQ(small.run(), HAC_E_INDEX);
}

TEST(C5_Call, R10_ComputedIndex) {
  odd_call c;
  c.args.gain = -1;
  EXPECT_EQ(c.run(), HAC_E_INDEX);
  EXPECT_EQ(c.error.arg, -1);
  EXPECT_EQ(c.error.value, 77);
  EXPECT_STREQ(c.error.text, "odd: embedding (odd.model.cpp:12): element 5 of the indices is 77, expected 0 to "
                             "29; the outputs are unspecified");
  c.args.gain = 1;
  EXPECT_EQ(c.run(), 0);
}

TEST(C5_Call, X901_Bounds) {
  odd_call c;
  c.args.gain = -2;
  EXPECT_EQ(c.run(), HAC_E_BOUNDS);
  EXPECT_STREQ(c.error.text, "odd: a fault of hac: vector.load (odd.model.cpp:14) leaves a buffer of 10 elements; "
                             "it begins at element 12");
  c.args.gain = 1;
  EXPECT_EQ(c.run(), 0);
}

TEST(C5_Call, X902_RedZone) {
  odd_call c;
  c.args.gain = -3;
  EXPECT_EQ(c.run(), HAC_E_RED_ZONE);
  EXPECT_STREQ(c.error.text, "odd: a fault of hac: a buffer (odd.model.cpp:17) was written 7 bytes behind its end");
}

TEST(C5_Call, X903_Unwritten) {
  odd_call c;
  c.args.gain = -4;
  EXPECT_EQ(c.run(), HAC_E_UNWRITTEN);
  EXPECT_STREQ(c.error.text, "odd: a fault of hac: a result (odd.model.cpp:18): nothing has written byte 0");
}

TEST(C5_Call, R11_Labels) {
  for (int32_t bad : {-1, 5, INT_MIN}) {
    odd_call c;
    c.label[7] = bad;
    EXPECT_EQ(c.run(), HAC_E_LABEL);
    EXPECT_EQ(c.error.value, bad);
    EXPECT_EQ(c.cache[0], 0.5f);
  }
}

TEST(C5_Call, R12_Lengths) {
  for (int32_t bad : {-1, 9, INT_MIN}) {
    classify_call c;
    c.length[2] = bad;
    EXPECT_EQ(c.run_untouched(), HAC_E_LENGTH);
    EXPECT_EQ(c.error.arg, 1);
    odd_call position; // a plain member
    position.args.position = bad;
    EXPECT_EQ(position.run(), HAC_E_LENGTH);
    EXPECT_EQ(position.error.arg, 1);
  }
}

TEST(C5_Call, R14_AnyFloatIsValid) {
  for (double value : {double(NAN), double(INFINITY), -double(INFINITY), 5e-324}) {
    odd_call c;
    c.exact[3] = value;
    EXPECT_EQ(c.run(), 0) << c.error.text;
  }
}

TEST(C5_Call, R24_MemoryOneByteShort) {
  classify_call c;
  c.cx.arena_bytes = c.arena.bytes - 1;
  EXPECT_EQ(c.run_untouched(), HAC_E_MEMORY_SMALL);
  EXPECT_EQ(c.error.value, c.arena.bytes);

  aligned_block block(news_weights_bytes(0));
  hac_load_options options{};
  options.head = news_head(sizeof options);
  options.memory = block.data;
  options.memory_bytes = block.bytes - 1;
  hac_weights *w;
  hac_error error{};
  std::string file = file_of(news_tensors());
  EXPECT_EQ(news_load_memory(file.data(), file.size(), &options, &w, &error), HAC_E_MEMORY_SMALL);
  EXPECT_EQ(error.value, block.bytes);
  options.memory = block.data + 32;
  options.memory_bytes = block.bytes - 32;
  EXPECT_EQ(news_load_memory(file.data(), file.size(), &options, &w, &error), HAC_E_ALIGN);
  options.memory = nullptr;
  EXPECT_EQ(news_load_memory(file.data(), file.size(), &options, &w, &error), HAC_E_NULL);
}

TEST(C5_Call, R25_Handles) {
  std::string file = file_of({{"w", "F32", {4}, bytes_of<float>({1, 2, 3, 4})}});
  hac_weights *foreign = nullptr;
  ASSERT_EQ(other_load_memory(file.data(), file.size(), nullptr, &foreign, nullptr), 0);
  classify_call c;
  c.w = foreign;
  EXPECT_EQ(c.run_untouched(), HAC_E_HANDLE);
  other_unload(foreign);

  aligned_block junk(8192, 0);
  c.w = reinterpret_cast<hac_weights *>(junk.data);
  EXPECT_EQ(c.run_untouched(), HAC_E_HANDLE);
  std::memcpy(junk.data, c.owner.get(), 6208); // a copy is no handle: it knows its address
  EXPECT_EQ(c.run_untouched(), HAC_E_HANDLE);
  char *bytes = reinterpret_cast<char *>(c.owner.get());
  c.w = c.owner.get();
  for (int at : {0, 9, 17, 33, 41}) { // of the handle's members
    bytes[at] ^= 1;
    EXPECT_EQ(c.run_untouched(), HAC_E_HANDLE) << at;
    bytes[at] ^= 1;
  }
  c.expect_right();
  EXPECT_STREQ(hac_weights_isa(nullptr), "");
  EXPECT_STREQ(hac_weights_isa(c.w), "x86-64-v3");
}

#ifdef HAC_RT_SYSTEM_TABLE // the build with AddressSanitizer: elsewhere freed memory may be anything

TEST(C5_Call, R25_FreedWeights) {
  auto use_after_free = [] {
    auto block = std::make_unique<aligned_block>(news_weights_bytes(0));
    std::string file = file_of(news_tensors());
    hac_load_options options{};
    options.head = news_head(sizeof options);
    options.memory = block->data;
    options.memory_bytes = block->bytes;
    hac_weights *w = nullptr;
    EXPECT_EQ(news_load_memory(file.data(), file.size(), &options, &w, nullptr), 0);
    classify_call call;
    call.w = w;
    block.reset();
    call.run();
  };
  EXPECT_DEATH(use_after_free(), "heap-use-after-free");
}

#endif

TEST(C5_Call, R26_FlagsAndReserved) {
  for (uint32_t bit = 1; bit; bit <<= 1) {
    classify_call c;
    c.cx.flags = bit;
    EXPECT_EQ(c.run_untouched(), HAC_E_FLAGS);
  }
  for (int i = 0; i < 3; ++i) {
    classify_call c;
    c.cx.reserved[i] = uint64_t(1) << 63;
    EXPECT_EQ(c.run_untouched(), HAC_E_FLAGS);
  }
  for (int i = 0; i < 4; ++i) {
    hac_load_options options{};
    options.head = news_head(sizeof options);
    options.reserved[i] = 1;
    hac_weights *w;
    EXPECT_EQ(news_load("x", &options, &w, nullptr), HAC_E_FLAGS);
  }
  for (uint32_t bit = 16; bit; bit <<= 1)
    EXPECT_EQ(load_status(file_of(news_tensors()), bit), HAC_E_FLAGS); // 32: without a cache_path
}

TEST(C5_Call, StatusNamesAndLetters) {
  EXPECT_STREQ(hac_status_name(HAC_E_INDEX), "index");
  EXPECT_STREQ(hac_status_name(HAC_E_FILE_OVERLAP), "overlap");
  EXPECT_STREQ(hac_status_name(299), "");
  EXPECT_EQ(hac_letter(HAC_E_FILE_LIMIT), 'S');
  EXPECT_EQ(hac_letter(HAC_E_INDEX), 'R');
  EXPECT_EQ(hac_letter(HAC_E_INTERNAL), 'X');
}

} // namespace
