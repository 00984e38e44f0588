#include "tests/reference/safetensors.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <fstream>

namespace hac::reference {

namespace {

const std::map<std::string, DType> &typeNames() {
  static const std::map<std::string, DType> names = {
      {"F32", DType::f32}, {"F64", DType::f64}, {"BF16", DType::bf16},
      {"F16", DType::f16}, {"I8", DType::i8},   {"U8", DType::u8},
      {"I32", DType::i32}, {"I64", DType::i64}, {"BOOL", DType::boolean}};
  return names;
}

/// The part of JSON that a safetensors header uses.
class HeaderReader {
public:
  HeaderReader(const std::string &text, const char *data, size_t dataBytes)
      : text(text), data(data), dataBytes(dataBytes) {}

  TensorFile read() {
    object([&](const std::string &name) {
      if (name == "__metadata__")
        object([&](const std::string &key) { file.metadata[key] = string(); });
      else
        entry(name);
    });
    return std::move(file);
  }

private:
  char next() {
    while (at < text.size() && std::strchr(" \t\r\n", text[at]))
      at++;
    return at < text.size() ? text[at] : '\0';
  }
  void expect(char c) {
    if (next() != c)
      throw Error("safetensors header: expected '" + std::string(1, c) + "' at byte " +
                  std::to_string(at));
    at++;
  }
  std::string string() {
    expect('"');
    std::string result;
    while (at < text.size() && text[at] != '"') {
      if (text[at] == '\\' && ++at < text.size()) {
        if (text[at] == 'u')
          throw Error("safetensors header: \\u is not read here");
        result += text[at] == 'n' ? '\n' : text[at] == 't' ? '\t' : text[at];
        at++;
      } else {
        result += text[at++];
      }
    }
    expect('"');
    return result;
  }
  int64_t number() {
    next();
    size_t used = 0;
    int64_t value = std::stoll(text.substr(at, 20), &used);
    at += used;
    return value;
  }
  std::vector<int64_t> numbers() {
    std::vector<int64_t> result;
    expect('[');
    while (next() != ']') {
      result.push_back(number());
      if (next() == ',')
        at++;
    }
    expect(']');
    return result;
  }
  template <class F> void object(F member) {
    expect('{');
    while (next() != '}') {
      std::string key = string();
      expect(':');
      member(key);
      if (next() == ',')
        at++;
    }
    expect('}');
  }
  void entry(const std::string &name) {
    DType type = DType::none;
    Shape shape, offsets;
    object([&](const std::string &key) {
      if (key == "dtype")
        type = typeNames().at(string());
      else if (key == "shape")
        shape = numbers();
      else
        offsets = numbers();
    });
    size_t bytes = elementCount(shape) * bytesOf(type);
    if (offsets.size() != 2 || offsets[0] + bytes > dataBytes)
      throw Error("safetensors: " + name + " lies outside the file");
    file.tensors[name] = fromBytes(type, shape, data + offsets[0]);
  }

  const std::string &text;
  const char *data;
  size_t dataBytes, at = 0;
  TensorFile file;
};

/// IEEE bits of a value that the format holds exactly; `exponentBits` 8 for bf16, 5 for f16.
uint16_t toHalf(double value, const Format &format, int exponentBits) {
  int fraction = format.digits - 1, bias = (1 << (exponentBits - 1)) - 1;
  uint16_t sign = std::signbit(value) ? 0x8000 : 0;
  uint16_t infinity = static_cast<uint16_t>(((1 << exponentBits) - 1) << fraction);
  if (std::isnan(value))
    return sign | infinity | 1 << (fraction - 1);
  double size = std::fabs(roundTo(format, value));
  if (std::isinf(size))
    return sign | infinity;
  if (size < format.smallestNormal)
    return sign | static_cast<uint16_t>(size / format.smallest);
  int exponent = std::ilogb(size);
  auto significand = static_cast<uint16_t>(std::ldexp(size, fraction - exponent));
  return sign | static_cast<uint16_t>((exponent + bias) << fraction) |
         (significand & ((1 << fraction) - 1));
}

double fromHalf(uint16_t bits, const Format &format, int exponentBits) {
  int fraction = format.digits - 1, bias = (1 << (exponentBits - 1)) - 1;
  int exponent = (bits & 0x7fff) >> fraction, significand = bits & ((1 << fraction) - 1);
  double size;
  if (exponent == (1 << exponentBits) - 1)
    size = significand ? std::numeric_limits<double>::quiet_NaN()
                       : std::numeric_limits<double>::infinity();
  else if (exponent == 0)
    size = significand * format.smallest;
  else
    size = std::ldexp(significand + (1 << fraction), exponent - bias - fraction);
  return bits & 0x8000 ? -size : size;
}

template <class T> void put(char *to, T value) { std::memcpy(to, &value, sizeof value); }
template <class T> T get(const char *from) {
  T value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

} // namespace

int64_t bytesOf(DType type) {
  switch (type) {
  case DType::f64:
  case DType::i64:
    return 8;
  case DType::f32:
  case DType::i32:
    return 4;
  case DType::bf16:
  case DType::f16:
    return 2;
  default:
    return 1;
  }
}

std::vector<char> toBytes(const Tensor &tensor) {
  int64_t width = bytesOf(tensor.type);
  std::vector<char> bytes(tensor.count() * width);
  for (int64_t i = 0; i < tensor.count(); i++) {
    char *to = bytes.data() + i * width;
    double real = tensor.isReal() ? tensor.reals[i].value : 0;
    int64_t whole = tensor.isReal() ? 0 : tensor.wholes[i].value;
    switch (tensor.type) {
    case DType::f32:
      put(to, static_cast<float>(real));
      break;
    case DType::f64:
      put(to, real);
      break;
    case DType::bf16:
      put(to, toHalf(real, storageFormat(DType::bf16), 8));
      break;
    case DType::f16:
      put(to, toHalf(real, storageFormat(DType::f16), 5));
      break;
    default:
      std::memcpy(to, &whole, width); // little-endian: the low bytes
    }
  }
  return bytes;
}

Tensor fromBytes(DType type, Shape shape, const char *bytes) {
  Tensor tensor(type, std::move(shape));
  int64_t width = bytesOf(type);
  for (int64_t i = 0; i < tensor.count(); i++) {
    const char *from = bytes + i * width;
    switch (type) {
    case DType::f32:
      tensor.reals[i] = exact(get<float>(from));
      break;
    case DType::f64:
      tensor.reals[i] = exact(get<double>(from));
      break;
    case DType::bf16:
      tensor.reals[i] = exact(fromHalf(get<uint16_t>(from), storageFormat(type), 8));
      break;
    case DType::f16:
      tensor.reals[i] = exact(fromHalf(get<uint16_t>(from), storageFormat(type), 5));
      break;
    case DType::i8:
      tensor.wholes[i].value = get<int8_t>(from);
      break;
    case DType::i32:
      tensor.wholes[i].value = get<int32_t>(from);
      break;
    case DType::i64:
      tensor.wholes[i].value = get<int64_t>(from);
      break;
    default:
      tensor.wholes[i].value = get<uint8_t>(from);
    }
  }
  return tensor;
}

TensorFile parseSafetensors(const std::string &bytes) {
  uint64_t header = bytes.size() < 8 ? UINT64_MAX : get<uint64_t>(bytes.data());
  if (header > bytes.size() - 8)
    throw Error("this is no safetensors file");
  std::string text = bytes.substr(8, header);
  return HeaderReader(text, bytes.data() + 8 + header, bytes.size() - 8 - header).read();
}

TensorFile readSafetensors(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  if (!file)
    throw Error(path + ": cannot be read");
  return parseSafetensors(std::string((std::istreambuf_iterator<char>(file)), {}));
}

std::string toSafetensors(const Tensors &tensors) {
  std::string header = "{", data;
  for (const auto &[name, tensor] : tensors) {
    std::vector<char> bytes = toBytes(tensor);
    std::string typeName;
    for (const auto &[text, type] : typeNames())
      if (type == tensor.type)
        typeName = text;
    header += (header.size() > 1 ? ",\"" : "\"") + name + "\":{\"dtype\":\"" + typeName +
              "\",\"shape\":" + toString(tensor.shape) + ",\"data_offsets\":[" +
              std::to_string(data.size()) + "," + std::to_string(data.size() + bytes.size()) + "]}";
    data.append(bytes.begin(), bytes.end());
  }
  header += "}";
  header.resize((header.size() + 7) / 8 * 8, ' '); // tensors start at a multiple of 8
  uint64_t size = header.size();
  std::string file(8, '\0');
  put(file.data(), size);
  return file + header + data;
}

} // namespace hac::reference
