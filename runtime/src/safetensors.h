// The header of a safetensors file as checked tables: 8 bytes N (little-endian), N bytes of JSON,
// then the data. The bytes are taken as if an attacker had written them.
#pragma once
#include "json.h"
#include "source.h"

namespace hac::rt {

struct tensor {
  slice name;
  uint8_t dtype; // index into the table of dtypes
  uint8_t rank;
  uint64_t dims[HAC_MAX_RANK];
  uint64_t begin, end; // bytes, from the start of the data
};

/// "F32": as the format names it; HAC_F32, 0 where no parameter can have it (F8 and such).
struct file_dtype {
  const char *name;
  uint8_t bits, hac;
};
const file_dtype &dtype_of(const tensor &t);

class tensor_file {
public:
  /// S203 to S216 and S223; R402.
  hac_status parse(const source &file, hac_error *error);

  const tensor *find(const char *name) const; // nullptr: none of that name
  const tensor &at(uint32_t i) const { return tensors[i]; }
  uint32_t count() const { return tensor_count; }
  quoted name(const tensor &t) const { return quoted(text + t.name.offset, t.name.bytes); }
  uint64_t data_begin() const { return begin_of_data; } // in the file

private:
  hac_status parse_root(json_reader &json);
  hac_status parse_metadata(json_reader &json);
  hac_status parse_tensor(json_reader &json, slice name);
  hac_status parse_dtype(json_reader &json, tensor &t);
  hac_status parse_dims(json_reader &json, tensor &t);
  hac_status parse_offsets(json_reader &json, tensor &t);
  hac_status check_extent(json_reader &json, const tensor &t);
  hac_status check_names(json_reader &json);
  hac_status check_layout(json_reader &json);
  int compare(slice a, slice b) const;

  mapping memory; // text, then tensors, then two tables of indices
  char *text = nullptr;
  tensor *tensors = nullptr;
  uint32_t *by_name = nullptr, *by_begin = nullptr;
  uint32_t tensor_count = 0, capacity = 0;
  uint64_t begin_of_data = 0, data_bytes = 0;
};

} // namespace hac::rt
