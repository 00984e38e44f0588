// Initial values of parameters, as a distribution: a program can create fresh weights from it.
#pragma once
#include "blob_format.h"

namespace hac {

/// constant a; uniform in [a, b); normal with mean a and deviation b; the same cut at a +- 2b.
struct init {
  blob::init_kind kind = blob::init_kind::constant;
  double a = 0, b = 0;

  static constexpr init zeros() { return {}; }
  static constexpr init ones() { return {blob::init_kind::constant, 1, 0}; }
  static constexpr init constant(double value) { return {blob::init_kind::constant, value, 0}; }
  static constexpr init uniform(double low, double high) {
    return {blob::init_kind::uniform, low, high};
  }
  static constexpr init normal(double mean, double deviation) {
    return {blob::init_kind::normal, mean, deviation};
  }
  static constexpr init trunc_normal(double mean, double deviation) {
    return {blob::init_kind::trunc_normal, mean, deviation};
  }
};

} // namespace hac
