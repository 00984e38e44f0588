// match.cpp: see match.h.
#include "match.h"

#include "floats.h"

#include <string.h>

namespace hac::rt {

namespace {

template <typename T> void print_shape(failure &f, const T *shape, uint32_t rank) {
  f << "[";
  for (uint32_t i = 0; i < rank; ++i)
    f << (i ? ", " : "") << shape[i];
  f << "]";
}

hac_status check_shape(const hac_param &param, uint32_t number, const tensor &t, hac_error *error) {
  bool same = t.rank == param.rank, reversed = same && t.rank >= 2;
  for (uint32_t i = 0; i < param.rank && t.rank == param.rank; ++i) {
    same &= t.dims[i] == uint64_t(param.shape[i]);
    reversed &= t.dims[i] == uint64_t(param.shape[param.rank - 1 - i]);
  }
  if (same)
    return HAC_OK;
  failure f(error, HAC_E_FILE_SHAPE, number);
  f << quoted(param.name) << " is ";
  print_shape(f, t.dims, t.rank);
  f << " in the file, the model expects ";
  print_shape(f, param.shape, param.rank);
  return reversed ? f << "; transposed?" : f;
}

hac_status check_type(const hac_param &param, uint32_t number, const tensor &t, uint32_t flags,
                      hac_error *error) {
  const file_dtype &found = dtype_of(t);
  if (found.hac == param.dtype)
    return HAC_OK;
  bool convertible = is_float(found.hac) && is_float(param.dtype);
  if (convertible && flags & HAC_LOAD_CONVERT)
    return HAC_OK;
  constexpr const char *names[] = {"",   "F32", "F64", "BF16", "F16",
                                   "I8", "U8",  "I32", "I64",  "BOOL"};
  static_assert(sizeof names / sizeof *names == HAC_DTYPE_COUNT);
  return failure(error, HAC_E_FILE_TYPE, number)
         << quoted(param.name) << " is " << found.name << " in the file, the model expects "
         << names[param.dtype] << (convertible ? "; HAC_LOAD_CONVERT rounds" : "");
}

/// A tensor whose name ends with that of the parameter: "model.fc.weight" for "fc.weight".
const tensor *find_longer(const tensor_file &file, const char *name) {
  size_t bytes = strlen(name);
  for (uint32_t i = 0; i < file.count(); ++i) {
    quoted found = file.name(file.at(i));
    if (found.bytes > bytes && !memcmp(found.data + found.bytes - bytes, name, bytes) &&
        found.data[found.bytes - bytes - 1] == '.')
      return &file.at(i);
  }
  return nullptr;
}

hac_status report_missing(const hac_model &model, const tensor_file &file, uint32_t first,
                          uint32_t missing, hac_error *error) {
  const char *name = model.params[first].name;
  failure f(error, HAC_E_FILE_MISSING, first, missing);
  f << "the file has no tensor " << quoted(name) << " (missing: " << missing << " of "
    << model.param_count << ")";
  if (const tensor *longer = find_longer(file, name))
    f << "; it has " << file.name(*longer);
  return f;
}

/// The file has more tensors than the model; names one of them.
hac_status report_extra(const hac_model &model, const tensor_file &file, uint32_t expected, hac_error *error) {
  for (uint32_t i = 0; i < file.count(); ++i) {
    bool known = false;
    for (uint32_t p = 0; p < model.param_count && !known; ++p)
      known = file.find(model.params[p].name) == &file.at(i);
    if (!known)
      return failure(error, HAC_E_FILE_EXTRA, -1, file.count() - expected)
             << "the model has no parameter " << file.name(file.at(i)) << " (extra tensors: "
             << file.count() - expected << "; HAC_LOAD_ALLOW_EXTRA skips them)";
  }
  return failure(error, HAC_E_INTERNAL) << "parameters of the model share a name";
}

} // namespace

hac_status match_parameters(const hac_model &model, const tensor_file &file, uint32_t flags,
                            hac_error *error) {
  uint32_t missing = 0, absent = 0, first = 0; // absent: state of an optimizer, which is then 0
  for (uint32_t i = model.param_count; i-- > 0;)
    if (!file.find(model.params[i].name)) {
      if (model.params[i].buffer == HAC_PARAM_STATE) {
        ++absent;
        continue;
      }
      ++missing;
      first = i;
    }
  if (missing)
    return report_missing(model, file, first, missing, error);
  for (uint32_t i = 0; i < model.param_count; ++i) {
    const hac_param &param = model.params[i];
    const tensor *found = file.find(param.name);
    if (!found)
      continue;
    const tensor &t = *found;
    if (hac_status s = check_shape(param, i, t, error))
      return s;
    if (hac_status s = check_type(param, i, t, flags, error))
      return s;
  }
  if (file.count() > model.param_count - absent && !(flags & HAC_LOAD_ALLOW_EXTRA))
    return report_extra(model, file, model.param_count - absent, error);
  return HAC_OK;
}

} // namespace hac::rt
