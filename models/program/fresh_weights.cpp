#include "models/program/fresh_weights.h"

#include <nlohmann/json.hpp>

#include <bit>
#include <cmath>
#include <cstring>

namespace hac::program {
namespace {

enum distribution { constant, uniform, normal, truncated_normal }; // hac_param.init

constexpr double low_tail = 0.022750131948179207; // P(N(0, 1) < -2)

/// Natural logarithm of a positive normal number, within 2e-16 relative. The C library's may differ
/// from machine to machine in the last bit.
double logarithm(double x) {
  int exponent;
  double m = std::frexp(x, &exponent); // x = m * 2^exponent, 0.5 <= m < 1
  if (m < 0.70710678118654752) {
    m *= 2;
    exponent--;
  }
  double s = (m - 1) / (m + 1), s2 = s * s, sum = 0; // log m = 2 (s + s^3/3 + s^5/5 + ...)
  for (int k = 25; k >= 1; k -= 2)                   // |s| < 0.172: the next term is below 1e-21
    sum = sum * s2 + 1.0 / k;
  constexpr double ln2_high = 0x1.62e42fefp-1, ln2_low = 0x1.473de6af278edp-34;
  return exponent * ln2_high + (2 * s * sum + exponent * ln2_low);
}

template <std::size_t n> double polynomial(const double (&coefficient)[n], double x) {
  double sum = 0;
  for (std::size_t i = n; i-- > 0;)
    sum = sum * x + coefficient[i];
  return sum;
}

/// The value of an element from its 32 random bits.
double draw(const hac_param &parameter, std::uint32_t bits) {
  double between = (bits + 0.5) * 0x1p-32; // in (0, 1), exact
  switch (parameter.init) {
  case uniform:
    return parameter.a + (parameter.b - parameter.a) * ((bits >> 8) * 0x1p-24);
  case normal:
    return parameter.a + parameter.b * normal_quantile(between);
  case truncated_normal:
    return parameter.a + parameter.b * normal_quantile(low_tail + between * (1 - 2 * low_tail));
  default:
    return parameter.a;
  }
}

struct Type {
  const char *name; // in the file
  std::size_t bytes;
};
constexpr Type types[HAC_DTYPE_COUNT] = {{"", 0},    {"F32", 4}, {"F64", 8}, {"BF16", 2},
                                         {"F16", 2}, {"I8", 1},  {"U8", 1},  {"I32", 4},
                                         {"I64", 8}, {"BOOL", 1}};

std::uint16_t to_bf16(float x) { // nearest even; the values drawn are finite
  auto bits = std::bit_cast<std::uint32_t>(x);
  return std::uint16_t((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
}

template <class T> void store(T value, std::byte *to) { std::memcpy(to, &value, sizeof value); }

void store(double value, std::uint8_t dtype, std::byte *to) {
  switch (dtype) {
  case HAC_F32:
    return store(float(value), to);
  case HAC_F64:
    return store(value, to);
  case HAC_BF16:
    return store(to_bf16(float(value)), to);
  case HAC_F16:
    return store(std::bit_cast<std::uint16_t>(_Float16(value)), to);
  case HAC_I32:
    return store(std::int32_t(value), to);
  case HAC_I64:
    return store(std::int64_t(value), to);
  default:
    return store(std::int8_t(value), to);
  }
}

std::size_t elements(const hac_param &parameter) {
  std::size_t count = 1;
  for (int i = 0; i < parameter.rank; i++)
    count *= std::size_t(parameter.shape[i]);
  return count;
}

void fill(const hac_param &parameter, std::uint32_t number, std::uint64_t seed, std::byte *to) {
  std::size_t count = elements(parameter), bytes = types[parameter.dtype].bytes;
  for (std::size_t first = 0; first < count; first += 4) {
    std::uint64_t block = first / 4;
    Words4 random =
        philox4x32_10({{std::uint32_t(block), std::uint32_t(block >> 32 & 0xFFFF) | number << 16,
                        0xFFFFFFFF, 0xFFFFFFFF}},
                      seed);
    for (std::size_t i = first; i < count && i < first + 4; i++)
      store(draw(parameter, random.word[i - first]), parameter.dtype, to + i * bytes);
  }
}

} // namespace

Words4 philox4x32_10(Words4 counter, std::uint64_t key) {
  auto key_low = std::uint32_t(key), key_high = std::uint32_t(key >> 32);
  auto [w0, w1, w2, w3] = counter.word;
  for (int round = 0; round < 10; round++) {
    std::uint64_t left = 0xD2511F53ull * w0, right = 0xCD9E8D57ull * w2;
    w0 = std::uint32_t(right >> 32) ^ w1 ^ key_low;
    w2 = std::uint32_t(left >> 32) ^ w3 ^ key_high;
    w1 = std::uint32_t(right);
    w3 = std::uint32_t(left);
    key_low += 0x9E3779B9;
    key_high += 0xBB67AE85;
  }
  return {{w0, w1, w2, w3}};
}

// Wichura 1988, algorithm AS 241 (PPND16).
double normal_quantile(double p) {
  static constexpr double a[] = {3.3871328727963666080e0,  1.3314166789178437745e+2,
                                 1.9715909503065514427e+3, 1.3731693765509461125e+4,
                                 4.5921953931549871457e+4, 6.7265770927008700853e+4,
                                 3.3430575583588128105e+4, 2.5090809287301226727e+3};
  static constexpr double b[] = {1,
                                 4.2313330701600911252e+1,
                                 6.8718700749205790830e+2,
                                 5.3941960214247511077e+3,
                                 2.1213794301586595867e+4,
                                 3.9307895800092710610e+4,
                                 2.8729085735721942674e+4,
                                 5.2264952788528545610e+3};
  static constexpr double c[] = {1.42343711074968357734e0,  4.63033784615654529590e0,
                                 5.76949722146069140550e0,  3.64784832476320460504e0,
                                 1.27045825245236838258e0,  2.41780725177450611770e-1,
                                 2.27238449892691845833e-2, 7.74545014278341407640e-4};
  static constexpr double d[] = {1,
                                 2.05319162663775882187e0,
                                 1.67638483018380384940e0,
                                 6.89767334985100004550e-1,
                                 1.48103976427480074590e-1,
                                 1.51986665636164571966e-2,
                                 5.47593808499534494600e-4,
                                 1.05075007164441684324e-9};
  static constexpr double e[] = {6.65790464350110377720e0,  5.46378491116411436990e0,
                                 1.78482653991729133580e0,  2.96560571828504891230e-1,
                                 2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                 2.71155556874348757815e-5, 2.01033439929228813265e-7};
  static constexpr double f[] = {1,
                                 5.99832206555887937690e-1,
                                 1.36929880922735805310e-1,
                                 1.48753612908506148525e-2,
                                 7.86869131145613259100e-4,
                                 1.84631831751005468180e-5,
                                 1.42151175831644588870e-7,
                                 2.04426310338993978564e-15};
  double q = p - 0.5;
  if (std::abs(q) <= 0.425) {
    double r = 0.180625 - q * q;
    return q * polynomial(a, r) / polynomial(b, r);
  }
  double r = std::sqrt(-logarithm(q < 0 ? p : 1 - p));
  double x = r <= 5 ? polynomial(c, r - 1.6) / polynomial(d, r - 1.6)
                    : polynomial(e, r - 5) / polynomial(f, r - 5);
  return q < 0 ? -x : x;
}

std::vector<std::byte> fresh_weights(const hac_model &model, std::uint64_t seed) {
  nlohmann::ordered_json header;
  header["__metadata__"] = {{"format", "pt"}, {"seed", std::to_string(seed)}};
  std::size_t bytes = 0;
  for (std::uint32_t i = 0; i < model.param_count; i++) {
    const hac_param &parameter = model.params[i];
    std::size_t begin = bytes;
    bytes += elements(parameter) * types[parameter.dtype].bytes;
    header[parameter.name] = {
        {"dtype", types[parameter.dtype].name},
        {"shape", std::vector<std::int64_t>(parameter.shape, parameter.shape + parameter.rank)},
        {"data_offsets", {begin, bytes}}};
  }
  std::string text = header.dump();
  text.append(63 - (8 + text.size() + 63) % 64, ' '); // data begin at a multiple of 64

  std::vector<std::byte> file(8 + text.size() + bytes);
  store(std::uint64_t(text.size()), file.data());
  std::memcpy(file.data() + 8, text.data(), text.size());
  std::byte *to = file.data() + 8 + text.size();
  for (std::uint32_t i = 0; i < model.param_count; i++) {
    const hac_param &parameter = model.params[i];
    fill(parameter, i, seed, to);
    to += elements(parameter) * types[parameter.dtype].bytes;
  }
  return file;
}

} // namespace hac::program
