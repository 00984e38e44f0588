// safetensors.cpp: the grammar of the header and the checks S204 to S223. See safetensors.h.
#include "safetensors.h"

#include "heap_sort.h"

#include <string.h>

namespace hac::rt {

namespace {

constexpr uint64_t max_header_bytes = 100'000'000;
constexpr uint32_t max_tensors = 1 << 20, max_name_bytes = 4096;
// The shortest entry is "":{"dtype":"U8","shape":[],"data_offsets":[0,0]} and a comma or a brace.
constexpr uint32_t min_entry_bytes = 50;

constexpr file_dtype dtypes[] = {
    {"F32", 32, HAC_F32},  {"F16", 16, HAC_F16}, {"BF16", 16, HAC_BF16}, {"F64", 64, HAC_F64},
    {"I32", 32, HAC_I32},  {"I64", 64, HAC_I64}, {"I8", 8, HAC_I8},      {"U8", 8, HAC_U8},
    {"BOOL", 8, HAC_BOOL}, {"I16", 16, 0},       {"U16", 16, 0},         {"U32", 32, 0},
    {"U64", 64, 0},        {"F8_E4M3", 8, 0},    {"F8_E5M2", 8, 0},      {"F8_E8M0", 8, 0},
    {"F6_E2M3", 6, 0},     {"F6_E3M2", 6, 0},    {"F4", 4, 0},           {"C64", 64, 0},
};

uint64_t round_up(uint64_t value, uint64_t to) { return (value + to - 1) / to * to; }

} // namespace

const file_dtype &dtype_of(const tensor &t) { return dtypes[t.dtype]; }

hac_status tensor_file::parse(const source &file, hac_error *error) {
  unsigned char length[8];
  if (file.bytes() < sizeof length)
    return failure(error, HAC_E_FILE_TOO_SHORT, -1, int64_t(file.bytes()))
           << "the file has " << file.bytes() << " bytes, a safetensors file has at least 8";
  if (hac_status s = file.read(0, length, sizeof length, error))
    return s;
  uint64_t n = 0;
  for (int i = 7; i >= 0; --i)
    n = n << 8 | length[i];
  if (n == 0 || n > max_header_bytes || n > file.bytes() - 8)
    return failure(error, HAC_E_FILE_HEADER_SIZE, -1, int64_t(n))
           << "no safetensors file, or cut: its header would have " << n << " bytes, the file has "
           << file.bytes();
  begin_of_data = 8 + n;
  data_bytes = file.bytes() - begin_of_data;

  capacity = uint32_t(n / min_entry_bytes + 1);
  if (capacity > max_tensors)
    capacity = max_tensors;
  uint64_t at_tensors = round_up(n, alignof(tensor));
  uint64_t at_indices = at_tensors + capacity * sizeof(tensor);
  uint64_t total = at_indices + capacity * 2 * sizeof(uint32_t);
  // Keys of __metadata__, 8 bytes for 6 of text, borrow the place of tensors and tables to come.
  // After k tensors: 96 k + (n - 50 k) * 8 / 6 < 30 k + 1.34 n.
  uint64_t keys = at_tensors + capacity * uint64_t(30) + n / 3 * 4 + 256;
  if (!memory.allocate(total > keys ? total : keys))
    return failure(error, HAC_E_NO_MEMORY, -1, int64_t(total))
           << "no memory to read a header of " << n << " bytes";
  text = memory.data;
  tensors = reinterpret_cast<tensor *>(memory.data + at_tensors);
  by_name = reinterpret_cast<uint32_t *>(memory.data + at_indices);
  by_begin = by_name + capacity;
  if (hac_status s = file.read(8, text, n, error))
    return s;

  uint32_t bad = first_bad_utf8(text, uint32_t(n));
  if (bad < n)
    return failure(error, HAC_E_FILE_UTF8, -1, bad)
           << "the header is not UTF-8 at its byte " << bad;
  json_reader json(text, uint32_t(n), error);
  if (hac_status s = parse_root(json))
    return s;
  if (hac_status s = check_names(json))
    return s;
  return check_layout(json);
}

hac_status tensor_file::parse_root(json_reader &json) {
  if (hac_status s = json.expect('{'))
    return s;
  bool has_metadata = false;
  for (bool first = true; !json.accept('}'); first = false) {
    if (!first)
      if (hac_status s = json.expect(','))
        return s;
    slice name;
    if (hac_status s = json.string(name))
      return s;
    if (hac_status s = json.expect(':'))
      return s;
    if (json.equals(name, "__metadata__")) {
      if (has_metadata)
        return json.fail(HAC_E_FILE_DUPLICATE) << "the header has two \"__metadata__\"";
      has_metadata = true;
      if (hac_status s = parse_metadata(json))
        return s;
    } else if (hac_status s = parse_tensor(json, name)) {
      return s;
    }
  }
  if (!json.at_end())
    return json.fail_json("the end of the header");
  return HAC_OK;
}

/// An object of strings; only its keys are looked at.
hac_status tensor_file::parse_metadata(json_reader &json) {
  slice *keys = reinterpret_cast<slice *>(tensors + tensor_count);
  uint64_t room =
      uint64_t(memory.data + memory.bytes - reinterpret_cast<char *>(keys)) / sizeof(slice);
  uint32_t count = 0;
  if (hac_status s = json.expect('{'))
    return s;
  for (; !json.accept('}'); ++count) {
    slice value;
    if (count == room)
      return json.fail(HAC_E_FILE_LIMIT) << "__metadata__ has more than " << count << " keys";
    if (count)
      if (hac_status s = json.expect(','))
        return s;
    if (hac_status s = json.string(keys[count]))
      return s;
    if (hac_status s = json.expect(':'))
      return s;
    if (hac_status s = json.string(value))
      return s;
  }
  heap_sort(keys, count, [&](slice a, slice b) { return compare(a, b) < 0; });
  for (uint32_t i = 1; i < count; ++i)
    if (compare(keys[i - 1], keys[i]) == 0)
      return json.fail(HAC_E_FILE_DUPLICATE) << "__metadata__ has two " << json.quote(keys[i]);
  return HAC_OK;
}

hac_status tensor_file::parse_tensor(json_reader &json, slice name) {
  if (name.bytes > max_name_bytes)
    return json.fail(HAC_E_FILE_LIMIT)
           << "a tensor's name has " << name.bytes << " bytes, more than " << max_name_bytes;
  if (memchr(text + name.offset, 0, name.bytes))
    return json.fail(HAC_E_FILE_JSON) << "a NUL in the name " << json.quote(name);
  if (tensor_count == capacity)
    return json.fail(HAC_E_FILE_LIMIT) << "more than " << tensor_count << " tensors";
  tensor &t = tensors[tensor_count];
  t = {};
  t.name = name;
  enum { has_dtype = 1, has_shape = 2, has_offsets = 4, has_all = 7 };
  unsigned seen = 0;
  if (hac_status s = json.expect('{'))
    return s;
  while (!json.accept('}')) {
    if (seen)
      if (hac_status s = json.expect(','))
        return s;
    slice key;
    if (hac_status s = json.string(key))
      return s;
    unsigned part = json.equals(key, "dtype")          ? has_dtype
                    : json.equals(key, "shape")        ? has_shape
                    : json.equals(key, "data_offsets") ? has_offsets
                                                       : 0;
    if (!part)
      return json.fail(HAC_E_FILE_JSON)
             << json.quote(name) << " has an unknown key " << json.quote(key);
    if (seen & part)
      return json.fail(HAC_E_FILE_DUPLICATE) << json.quote(name) << " has two " << json.quote(key);
    seen |= part;
    if (hac_status s = json.expect(':'))
      return s;
    hac_status s = part == has_dtype   ? parse_dtype(json, t)
                   : part == has_shape ? parse_dims(json, t)
                                       : parse_offsets(json, t);
    if (s)
      return s;
  }
  if (seen != has_all)
    return json.fail(HAC_E_FILE_JSON) << json.quote(name) << " needs dtype, shape and data_offsets";
  ++tensor_count;
  return check_extent(json, t);
}

hac_status tensor_file::parse_dtype(json_reader &json, tensor &t) {
  slice word;
  if (hac_status s = json.string(word))
    return s;
  for (const file_dtype &row : dtypes)
    if (json.equals(word, row.name)) {
      t.dtype = uint8_t(&row - dtypes);
      return HAC_OK;
    }
  return json.fail(HAC_E_FILE_DTYPE)
         << json.quote(t.name) << " has the unknown dtype " << json.quote(word);
}

hac_status tensor_file::parse_dims(json_reader &json, tensor &t) {
  if (hac_status s = json.expect('['))
    return s;
  while (!json.accept(']')) {
    if (t.rank)
      if (hac_status s = json.expect(','))
        return s;
    uint64_t size;
    if (hac_status s = json.number(size))
      return s;
    if (t.rank == HAC_MAX_RANK)
      return json.fail(HAC_E_FILE_LIMIT)
             << json.quote(t.name) << " has more than " << HAC_MAX_RANK << " dimensions";
    t.dims[t.rank++] = size;
  }
  return HAC_OK;
}

hac_status tensor_file::parse_offsets(json_reader &json, tensor &t) {
  uint64_t offsets[2] = {};
  uint32_t count = 0;
  if (hac_status s = json.expect('['))
    return s;
  for (; !json.accept(']'); ++count) {
    if (count)
      if (hac_status s = json.expect(','))
        return s;
    uint64_t value;
    if (hac_status s = json.number(value))
      return s;
    if (count < 2)
      offsets[count] = value;
  }
  t.begin = offsets[0];
  t.end = offsets[1];
  if (count != 2 || t.end < t.begin)
    return json.fail(HAC_E_FILE_OFFSETS)
           << json.quote(t.name) << " needs two offsets, BEGIN <= END";
  if (t.end > data_bytes)
    return json.fail(HAC_E_FILE_OFFSETS)
           << json.quote(t.name) << " ends at byte " << t.end << " of the data, the file has "
           << data_bytes << ": is it cut?";
  return HAC_OK;
}

hac_status tensor_file::check_extent(json_reader &json, const tensor &t) {
  uint64_t product = 1; // elements, then bits
  bool overflow = false;
  for (uint32_t i = 0; i < t.rank; ++i)
    overflow |= __builtin_mul_overflow(product, t.dims[i], &product);
  overflow |= __builtin_mul_overflow(product, uint64_t(dtype_of(t).bits), &product);
  if (overflow || product > uint64_t(INT64_MAX))
    return json.fail(HAC_E_FILE_OVERFLOW) << json.quote(t.name) << " would have 2^60 bytes or more";
  if (product % 8 || product / 8 != t.end - t.begin)
    return json.fail(HAC_E_FILE_SIZE)
           << json.quote(t.name) << " has " << (t.end - t.begin) << " bytes, its shape and dtype "
           << "give " << product / 8;
  return HAC_OK;
}

int tensor_file::compare(slice a, slice b) const {
  uint32_t common = a.bytes < b.bytes ? a.bytes : b.bytes;
  if (int order = memcmp(text + a.offset, text + b.offset, common))
    return order;
  return a.bytes < b.bytes ? -1 : a.bytes > b.bytes;
}

hac_status tensor_file::check_names(json_reader &json) {
  for (uint32_t i = 0; i < tensor_count; ++i)
    by_name[i] = i;
  heap_sort(by_name, tensor_count,
            [&](uint32_t a, uint32_t b) { return compare(tensors[a].name, tensors[b].name) < 0; });
  for (uint32_t i = 1; i < tensor_count; ++i)
    if (compare(tensors[by_name[i - 1]].name, tensors[by_name[i]].name) == 0)
      return json.fail(HAC_E_FILE_DUPLICATE)
             << "two tensors are called " << json.quote(tensors[by_name[i]].name);
  return HAC_OK;
}

/// The tensors cover the data from its first to its last byte, each byte once.
hac_status tensor_file::check_layout(json_reader &json) {
  for (uint32_t i = 0; i < tensor_count; ++i)
    by_begin[i] = i;
  heap_sort(by_begin, tensor_count, [&](uint32_t a, uint32_t b) {
    const tensor &x = tensors[a], &y = tensors[b];
    return x.begin != y.begin ? x.begin < y.begin : x.end < y.end;
  });
  uint64_t covered = 0;
  for (uint32_t i = 0; i < tensor_count; ++i) {
    const tensor &t = tensors[by_begin[i]];
    if (t.begin < covered)
      return json.fail(HAC_E_FILE_OVERLAP)
             << json.quote(t.name) << " begins at " << t.begin << ", inside the tensor before it";
    if (t.begin > covered)
      return json.fail(HAC_E_FILE_HOLE)
             << "no tensor owns bytes " << covered << " to " << t.begin << " of the data";
    covered = t.end;
  }
  if (covered != data_bytes)
    return json.fail(HAC_E_FILE_TRAILING)
           << (data_bytes - covered) << " bytes follow the last tensor";
  return HAC_OK;
}

const tensor *tensor_file::find(const char *name) const {
  uint64_t bytes = strlen(name);
  uint32_t low = 0, high = tensor_count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    slice s = tensors[by_name[middle]].name;
    int order = memcmp(text + s.offset, name, s.bytes < bytes ? s.bytes : bytes);
    if (order == 0 && s.bytes == bytes)
      return &tensors[by_name[middle]];
    if (order < 0 || (order == 0 && s.bytes < bytes))
      low = middle + 1;
    else
      high = middle;
  }
  return nullptr;
}

} // namespace hac::rt
