// tokenizer_vectors.json, and the hash that its sweep uses.
#pragma once
#include <nlohmann/json.hpp>

#include <cstdint>
#include <fstream>
#include <string_view>

inline const nlohmann::json &vectors() {
  static const nlohmann::json document = nlohmann::json::parse(std::ifstream(VECTORS));
  return document;
}

struct Fnv1a {
  std::uint64_t value = 0xCBF29CE484222325;
  void add(std::string_view bytes) {
    for (unsigned char byte : bytes)
      value = (value ^ byte) * 0x100000001B3;
  }
  std::string hex() const {
    char text[17];
    std::snprintf(text, sizeof text, "%016llx", (unsigned long long)value);
    return text;
  }
};
