// Weights files that must be refused, one test for each kind (tests/README.md, Bad inputs) that concerns the
// header. Files come from memory; c4_load_test.cpp has what needs a file system.
#include "support.h"

#include <cmath>

using namespace support;

namespace {

/// A header of one u8 tensor "a" with the given parts.
std::string one(const std::string &shape, const std::string &offsets,
                const std::string &dtype = "\"U8\"") {
  return "{\"a\":{\"dtype\":" + dtype + ",\"shape\":" + shape + ",\"data_offsets\":" + offsets +
         "}}";
}

std::string entry(const std::string &name, int begin, int end) {
  return "\"" + name + "\":{\"dtype\":\"U8\",\"shape\":[" + std::to_string(end - begin) +
         "],\"data_offsets\":[" + std::to_string(begin) + "," + std::to_string(end) + "]}";
}

hac_status header_status(const std::string &header, size_t data = 0) {
  return load_status(file_of(header, zeros(data)));
}

/// A correct file that is not news: its parameters are missing.
constexpr hac_status valid = HAC_E_FILE_MISSING;

std::string with_length(uint64_t n, const std::string &rest) {
  std::string file(8, '\0');
  std::memcpy(file.data(), &n, 8);
  return file + rest;
}

TEST(C4_Safetensors, S01_TooShort) {
  for (size_t bytes = 0; bytes < 8; ++bytes)
    EXPECT_EQ(load_status(zeros(bytes)), HAC_E_FILE_TOO_SHORT) << bytes;
}

TEST(C4_Safetensors, S02_HeaderOfNoBytes) {
  EXPECT_EQ(load_status(zeros(8)), HAC_E_FILE_HEADER_SIZE);
  EXPECT_EQ(load_status(zeros(100)), HAC_E_FILE_HEADER_SIZE);
}

TEST(C4_Safetensors, S03_HeaderLargerThanTheFile) {
  EXPECT_EQ(load_status(with_length(100'000'001, "{}")), HAC_E_FILE_HEADER_SIZE);
  EXPECT_EQ(load_status(with_length(3, "{}")), HAC_E_FILE_HEADER_SIZE);
  EXPECT_EQ(load_status(with_length(UINT64_MAX, "{}")), HAC_E_FILE_HEADER_SIZE);
  EXPECT_EQ(load_status(with_length(uint64_t(1) << 63, "{}")), HAC_E_FILE_HEADER_SIZE);
}

TEST(C4_Safetensors, S04_Utf8) {
  for (const char *bad :
       {"\x80", "\xc0\xaf", "\xe0\x80\xaf", "\xf0\x80\x80\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80",
        "\xff", "\xc3", "\xe2\x82", "\xf5\x80\x80\x80", "\\ud800", "\\udc00", "\\ud800\\u0041",
        "\\ud83d\\ud83d"})
    EXPECT_EQ(header_status("{" + entry(std::string("n") + bad, 0, 0) + "}"), HAC_E_FILE_UTF8)
        << bad;
  for (const char *good : {"\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\\ud83d\\ude00"})
    EXPECT_EQ(header_status("{" + entry(good, 0, 0) + "}"), valid) << good;
}

TEST(C4_Safetensors, S05_NotJson) {
  std::string a = entry("a", 0, 0);
  for (const std::string &bad :
       {std::string("x"), std::string(" "), std::string("[]"), std::string("null"),
        std::string("\"a\""), std::string("{"), std::string("{\"a\""), std::string("{\"a\":"),
        "{" + a, "{" + a + ",}", "{," + a + "}", "{" + a + "}}", "{" + a + "} x", "{" + a + a + "}",
        std::string("{\"a\":1}"), std::string("{\"a\":{}}"), std::string("{\"a\" {}}"),
        std::string("{a:{}}"), std::string("{'a':{}}"),
        std::string("{\"a\":{\"dtype\":\"U8\",\"shape\":[0]}}"), one("[0,]", "[0,0]"),
        one("[,0]", "[0,0]"), one("0", "[0,0]"), one("[0}", "[0,0]"), one("[0]", "[0 0]"),
        one("[0]", "[0,0]", "8"), std::string("{\"a\nb\":{}}"), std::string("{\"a\\x\":{}}"),
        std::string("{\"a\\u00g0\":{}}"), std::string("{\"a\\"), std::string("{\"a\\u00"),
        std::string("\0{}", 3), std::string("{}\0", 3), std::string("{} {}"),
        one("[0],\"more\":1", "[0,0]")})
    EXPECT_EQ(header_status(bad), HAC_E_FILE_JSON) << bad;
  EXPECT_EQ(header_status("{" + a + "}  \t\r\n "), valid); // white space may follow
  EXPECT_EQ(header_status("{ \"a\" : { \"shape\" : [ 0 ] , \"data_offsets\" : [ 0 , 0 ] ,\n"
                          "\"dtype\" : \"U8\" } }"),
            valid);
}

TEST(C4_Safetensors, S06_Nesting) {
  for (size_t depth : {5u, 1000000u}) {
    std::string open(depth, '['), close(depth, ']'), objects;
    EXPECT_EQ(header_status("{\"a\":" + open + close + "}"), HAC_E_FILE_JSON);
    EXPECT_EQ(header_status(one(open + close, "[0,0]")), HAC_E_FILE_JSON);
    for (size_t i = 0; i < depth; ++i)
      objects += "{\"a\":";
    EXPECT_EQ(header_status(objects), HAC_E_FILE_JSON);
  }
}

TEST(C4_Safetensors, S07_DuplicateTensorName) {
  EXPECT_EQ(header_status("{" + entry("a", 0, 0) + "," + entry("a", 0, 0) + "}"),
            HAC_E_FILE_DUPLICATE);
  EXPECT_EQ(header_status("{" + entry("a", 0, 0) + "," + entry("b", 0, 0) + "," +
                          entry("\\u0061", 0, 0) + "}"),
            HAC_E_FILE_DUPLICATE);
  EXPECT_EQ(header_status("{\"a\":{\"dtype\":\"U8\",\"dtype\":\"U8\",\"shape\":[0],"
                          "\"data_offsets\":[0,0]}}"),
            HAC_E_FILE_DUPLICATE);
  EXPECT_EQ(header_status("{\"__metadata__\":{\"k\":\"1\",\"l\":\"\",\"\\u006b\":\"1\"}}"),
            HAC_E_FILE_DUPLICATE);
  EXPECT_EQ(header_status("{\"__metadata__\":{},\"__metadata__\":{}}"), HAC_E_FILE_DUPLICATE);
  EXPECT_EQ(header_status("{" + entry("a", 0, 0) + "," + entry("A", 0, 0) + "}"), valid);
}

TEST(C4_Safetensors, S08_Numbers) {
  std::string huge = "1" + std::string(400, '0');
  for (const std::string &bad : {std::string("1e3"), std::string("1.0"), std::string("-1"),
                                 std::string("-0"), std::string("01"), std::string("00"),
                                 std::string("18446744073709551616"), huge, std::string("\"4\"")}) {
    EXPECT_EQ(header_status(one("[" + bad + "]", "[0,0]")), HAC_E_FILE_NUMBER) << bad;
    EXPECT_EQ(header_status(one("[0]", "[0," + bad + "]")), HAC_E_FILE_NUMBER) << bad;
  }
  EXPECT_EQ(header_status(one("[18446744073709551615]", "[0,0]")), HAC_E_FILE_OVERFLOW);
}

TEST(C4_Safetensors, S09_Overlap) {
  EXPECT_EQ(header_status("{" + entry("a", 0, 4) + "," + entry("b", 3, 8) + "}", 8),
            HAC_E_FILE_OVERLAP);
  std::string ten;
  for (char name = 'a'; name < 'k'; ++name)
    ten += (ten.empty() ? "" : ",") + entry(std::string(1, name), 0, 8);
  EXPECT_EQ(header_status("{" + ten + "}", 8), HAC_E_FILE_OVERLAP);
  // A tensor without elements may not lie inside another one.
  EXPECT_EQ(header_status("{" + entry("a", 0, 8) + "," + entry("b", 4, 4) + "}", 8),
            HAC_E_FILE_OVERLAP);
}

TEST(C4_Safetensors, S10_Hole) {
  EXPECT_EQ(header_status("{" + entry("a", 1, 8) + "}", 8), HAC_E_FILE_HOLE);
  EXPECT_EQ(header_status("{" + entry("b", 5, 8) + "," + entry("a", 0, 4) + "}", 8),
            HAC_E_FILE_HOLE);
}

TEST(C4_Safetensors, S11_Offsets) {
  EXPECT_EQ(header_status(one("[4]", "[8,4]"), 8), HAC_E_FILE_OFFSETS);
  EXPECT_EQ(header_status(one("[9]", "[0,9]"), 8), HAC_E_FILE_OFFSETS);
  EXPECT_EQ(header_status(one("[0]", "[18446744073709551615,18446744073709551615]"), 8),
            HAC_E_FILE_OFFSETS);
  for (const char *count : {"[]", "[0]", "[0,8,8]"})
    EXPECT_EQ(header_status(one("[8]", count), 8), HAC_E_FILE_OFFSETS) << count;
}

TEST(C4_Safetensors, S12_SizeDisagreesWithShape) {
  EXPECT_EQ(header_status(one("[7]", "[0,8]"), 8), HAC_E_FILE_SIZE);
  EXPECT_EQ(header_status(one("[8]", "[0,8]", "\"F32\""), 8), HAC_E_FILE_SIZE);
  EXPECT_EQ(header_status(one("[2,2]", "[0,8]", "\"F16\""), 8), valid);
  EXPECT_EQ(header_status(one("[3]", "[0,2]", "\"F4\""), 2), HAC_E_FILE_SIZE); // 12 bits
}

TEST(C4_Safetensors, S13_Overflow) {
  EXPECT_EQ(header_status(one("[4294967296,4294967296]", "[0,0]")), HAC_E_FILE_OVERFLOW);
  EXPECT_EQ(header_status(one("[2305843009213693952]", "[0,0]", "\"F64\"")), HAC_E_FILE_OVERFLOW);
  EXPECT_EQ(header_status(one("[9223372036854775808,2,0]", "[0,0]")), HAC_E_FILE_OVERFLOW);
}

TEST(C4_Safetensors, S14_Trailing) {
  EXPECT_EQ(header_status(one("[8]", "[0,8]"), 9), HAC_E_FILE_TRAILING);
  EXPECT_EQ(header_status("{}", 1), HAC_E_FILE_TRAILING);
}

TEST(C4_Safetensors, S15_DimensionOfNoElements) {
  EXPECT_EQ(header_status(one("[0]", "[0,0]")), valid);
  EXPECT_EQ(header_status(one("[4,0,7]", "[0,0]")), valid);
  EXPECT_EQ(header_status("{" + entry("a", 0, 0) + "," + entry("b", 0, 4) + "," +
                              entry("c", 4, 4) + "}", 4),
            valid);
  std::vector<tensor> tensors = news_tensors();
  tensors[0].shape = {0, 20}; // matched as any other shape
  tensors[0].bytes.clear();
  EXPECT_EQ(load_status(file_of(tensors)), HAC_E_FILE_SHAPE);
}

TEST(C4_Safetensors, S16_RankZero) {
  EXPECT_EQ(header_status(one("[]", "[0,1]"), 1), valid);
  EXPECT_EQ(load_status(file_of(news_tensors())), 0); // "scale" is one
}

TEST(C4_Safetensors, S17_OddOffset) {
  std::vector<tensor> tensors = news_tensors();
  tensors.insert(tensors.begin(), {"odd", "U8", {1}, "x"});
  std::string file = file_of(tensors);
  hac_weights *w = nullptr;
  hac_load_options options{};
  options.head = news_head(sizeof options);
  options.flags = HAC_LOAD_ALLOW_EXTRA;
  ASSERT_EQ(news_load_memory(file.data(), file.size(), &options, &w, nullptr), 0);
  classify_call call;
  call.w = w;
  call.expect_right();
  news_unload(w);
}

TEST(C4_Safetensors, S18_Dtypes) {
  EXPECT_EQ(header_status(one("[0]", "[0,0]", "\"F31\"")), HAC_E_FILE_DTYPE);
  EXPECT_EQ(header_status(one("[0]", "[0,0]", "\"f32\"")), HAC_E_FILE_DTYPE);
  EXPECT_EQ(header_status(one("[0]", "[0,0]", "\"\"")), HAC_E_FILE_DTYPE);
  for (const char *foreign : {"F64", "F8_E4M3", "F8_E5M2", "F16", "BF16", "I32", "U32", "BOOL"}) {
    std::vector<tensor> tensors = news_tensors();
    std::string name = foreign;
    size_t bytes = name == "F64" ? 8 : name.ends_with("32") ? 4 : name.ends_with("16") ? 2 : 1;
    tensors[2] = {"scale", foreign, {}, zeros(bytes)};
    EXPECT_EQ(load_status(file_of(tensors)), HAC_E_FILE_TYPE) << foreign;
  }
}

TEST(C4_Safetensors, S19_Missing) {
  std::vector<tensor> tensors = news_tensors();
  tensors.erase(tensors.begin() + 1, tensors.begin() + 3); // embed.weight and scale
  hac_error error;
  EXPECT_EQ(load_status(file_of(tensors), 0, &error), HAC_E_FILE_MISSING);
  EXPECT_EQ(error.arg, 0);
  EXPECT_EQ(error.value, 2);
  EXPECT_NE(std::strstr(error.text, "embed.weight"), nullptr) << error.text;
}

TEST(C4_Safetensors, S20_Extra) {
  std::vector<tensor> tensors = news_tensors();
  tensors.push_back({"more", "I16", {2}, zeros(4)});
  hac_error error;
  EXPECT_EQ(load_status(file_of(tensors), 0, &error), HAC_E_FILE_EXTRA);
  EXPECT_NE(std::strstr(error.text, "more"), nullptr) << error.text;
  EXPECT_EQ(error.value, 1);
  EXPECT_EQ(load_status(file_of(tensors), HAC_LOAD_ALLOW_EXTRA), 0);
}

TEST(C4_Safetensors, S21_ShapeAndType) {
  std::vector<tensor> tensors = news_tensors();
  hac_error error;
  tensors[1].shape = {20, 50};
  EXPECT_EQ(load_status(file_of(tensors), 0, &error), HAC_E_FILE_SHAPE);
  EXPECT_NE(std::strstr(error.text, "[20, 50]"), nullptr) << error.text;
  EXPECT_NE(std::strstr(error.text, "[50, 20]"), nullptr) << error.text;
  EXPECT_NE(std::strstr(error.text, "transposed?"), nullptr) << error.text;
  for (const std::vector<int64_t> &shape :
       {std::vector<int64_t>{1000}, {50, 20, 1}, {25, 40}, {50, 2, 10}}) {
    tensors[1].shape = shape;
    EXPECT_EQ(load_status(file_of(tensors), 0, &error), HAC_E_FILE_SHAPE);
    EXPECT_EQ(std::strstr(error.text, "transposed?"), nullptr) << error.text;
  }
  tensors = news_tensors();
  tensors[3] = {"head.bias", "I32", {20}, zeros(80)};
  EXPECT_EQ(load_status(file_of(tensors)), HAC_E_FILE_TYPE);
  EXPECT_EQ(load_status(file_of(tensors), HAC_LOAD_CONVERT), HAC_E_FILE_TYPE); // floats only
}

TEST(C4_Safetensors, S24_NamesAreNoPaths) {
  std::vector<tensor> tensors = news_tensors();
  for (const char *name : {"../x", "/x", "/etc/passwd", "..", ""}) {
    tensors.push_back({name, "U8", {0}, ""});
    EXPECT_EQ(load_status(file_of(tensors)), HAC_E_FILE_EXTRA) << name;
    EXPECT_EQ(load_status(file_of(tensors), HAC_LOAD_ALLOW_EXTRA), 0) << name;
    tensors.pop_back();
  }
  EXPECT_EQ(header_status("{" + entry("a\\u0000b", 0, 0) + "}"), HAC_E_FILE_JSON);
  EXPECT_EQ(header_status("{" + entry(std::string(4096, 'n'), 0, 0) + "}"), valid);
  EXPECT_EQ(header_status("{" + entry(std::string(4097, 'n'), 0, 0) + "}"), HAC_E_FILE_LIMIT);
  EXPECT_EQ(header_status("{" + entry(std::string(1 << 20, 'n'), 0, 0) + "}"), HAC_E_FILE_LIMIT);
}

TEST(C4_Safetensors, S26_Metadata) {
  for (const char *bad : {"1", "[]", "null", "\"x\"", "{\"k\":1}", "{\"k\":{}}", "{\"k\":[]}",
                          "{\"k\"}", "{\"k\":\"v\",}", "{1:\"v\"}"})
    EXPECT_EQ(header_status(std::string("{\"__metadata__\":") + bad + "}"), HAC_E_FILE_JSON)
        << bad;
  EXPECT_EQ(header_status("{\"__metadata__\":{}}"), valid);
  EXPECT_EQ(header_status("{" + entry("a", 0, 0) +
                          ",\"__metadata__\":{\"format\":\"pt\\u0000\\n\"}," + entry("b", 0, 0) +
                          "}"),
            valid);
  std::string many; // 8 bytes of working memory for each key
  for (int i = 0; i < 200000; ++i)
    many += (many.empty() ? "\"" : ",\"") + std::to_string(i) + "\":\"\"";
  EXPECT_EQ(header_status("{\"__metadata__\":{" + many + "}}"), valid);
  EXPECT_EQ(header_status("{\"__metadata__\":{" + many + ",\"77\":\"\"}}"), HAC_E_FILE_DUPLICATE);
}

TEST(C4_Safetensors, S27_Limits) {
  EXPECT_EQ(header_status(one("[1,1,1,1,1,1,1,1]", "[0,1]"), 1), valid);
  EXPECT_EQ(header_status(one("[1,1,1,1,1,1,1,1,1]", "[0,1]"), 1), HAC_E_FILE_LIMIT);
  std::string header = "{";
  for (int i = 0; i < 1 << 20; ++i)
    header += entry(std::to_string(i), 0, 0) + ",";
  EXPECT_EQ(header_status(header.substr(0, header.size() - 1) + "}"), valid);
  EXPECT_EQ(header_status(header + entry("x", 0, 0) + "}"), HAC_E_FILE_LIMIT);
}

TEST(C4_Safetensors, S28_NoTensors) {
  hac_error error;
  EXPECT_EQ(load_status(file_of("{}", ""), 0, &error), HAC_E_FILE_MISSING);
  EXPECT_EQ(error.value, 4);
}

TEST(C4_Safetensors, S29_NonFinite) {
  for (float bad : {NAN, -INFINITY, INFINITY}) {
    std::vector<tensor> tensors = news_tensors();
    std::memcpy(tensors[1].bytes.data() + 4 * 777, &bad, 4);
    hac_error error;
    EXPECT_EQ(load_status(file_of(tensors), HAC_LOAD_CHECK_FINITE, &error),
              HAC_E_FILE_NON_FINITE);
    EXPECT_EQ(error.arg, 0);
    EXPECT_EQ(error.value, 777);
    EXPECT_EQ(load_status(file_of(tensors)), 0); // not looked at without the flag
  }
  EXPECT_EQ(load_status(file_of(news_tensors()), HAC_LOAD_CHECK_FINITE), 0);
}

} // namespace
