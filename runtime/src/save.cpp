// save.cpp: the weights as a safetensors file that is there whole or not at all. The same weights give
// the same bytes: tensors in the model's order, the header padded to a multiple of 64.
#include "atomic_file.h"
#include "decimal.h"
#include "dims.h"
#include "failure.h"
#include "head.h"
#include "load.h"
#include "pack.h"
#include "weights.h"

#include <errno.h>
#include <string.h>

namespace hac::rt {

namespace {

constexpr uint64_t buffer_bytes = 2048; // the frame stays below 4 KiB

int64_t bytes_of(const hac_param &param) {
  return elements_of(param) * element_bytes(param.dtype);
}

/// The text of the header: counted where there is no file, else written.
class header_text {
public:
  explicit header_text(atomic_file *file) : file(file) {}

  void write(const hac_model &model, bool weights_only);
  void pad(uint64_t bytes) {
    while (bytes--)
      add(" ");
  }
  /// 0 or an errno.
  int finish() {
    flush();
    return error;
  }
  uint64_t size() const { return all; }

private:
  void add(const char *text, uint64_t bytes) {
    all += bytes;
    for (; file && bytes; --bytes) {
      buffer[used++] = *text++;
      if (used == buffer_bytes)
        flush();
    }
  }
  void add(const char *text) { add(text, strlen(text)); }
  void add(int64_t value) {
    decimal text{uint64_t(value)};
    add(text.data(), text.size());
  }
  void add_name(const char *name) {
    for (; *name; ++name) {
      if (*name == '"' || *name == '\\')
        add("\\");
      add(name, 1);
    }
  }
  void flush() {
    if (file && used && !error)
      error = file->write(buffer, used);
    used = 0;
  }

  atomic_file *file;
  uint64_t all = 0, used = 0;
  int error = 0;
  char buffer[buffer_bytes];
};

bool is_saved(const hac_param &param, bool weights_only) {
  return !weights_only || param.buffer != HAC_PARAM_STATE;
}

void header_text::write(const hac_model &model, bool weights_only) {
  constexpr const char *types[] = {"", "F32", "F64", "BF16", "F16", "I8", "U8", "I32", "I64", "BOOL"};
  static_assert(sizeof types / sizeof *types == HAC_DTYPE_COUNT);
  int64_t at = 0;
  add("{\"__metadata__\":{\"format\":\"pt\"}");
  for (uint32_t i = 0; i < model.param_count; ++i) {
    const hac_param &param = model.params[i];
    if (!is_saved(param, weights_only))
      continue;
    add(",\"");
    add_name(param.name);
    add("\":{\"dtype\":\"");
    add(types[param.dtype]);
    add("\",\"shape\":[");
    for (uint32_t axis = 0; axis < param.rank; ++axis) {
      if (axis)
        add(",");
      add(param.shape[axis]);
    }
    add("],\"data_offsets\":[");
    add(at);
    add(",");
    at += bytes_of(param);
    add(at);
    add("]}");
  }
  add("}");
}

/// The folder of a path, open; its last part.
struct place {
  int folder = -1;
  const char *name;

  int open(const char *path) {
    char parent[1024] = ".";
    name = path;
    if (const char *slash = strrchr(path, '/')) {
      size_t bytes = slash == path ? 1 : size_t(slash - path);
      if (bytes >= sizeof parent)
        return ENAMETOOLONG;
      memcpy(parent, path, bytes);
      parent[bytes] = 0;
      name = slash + 1;
    }
    folder = system_calls.open_in(AT_FDCWD, parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return folder < 0 ? errno : 0;
  }
  ~place() {
    if (folder >= 0)
      close(folder);
  }
};

hac_status failed(hac_error *error, hac_status status, const char *path, const char *what, int number) {
  return failure(error, status, -1, number) << quoted(path) << ": " << what << ": " << system_error(number);
}

} // namespace

hac_status save_weights(const hac_weights &weights, const char *path, bool weights_only, hac_error *error) {
  const hac_model &model = *weights.model;
  for (uint32_t i = 0; i < model.param_count; ++i)
    if (!plain_copy(weights, i))
      return failure(error, HAC_E_INTERNAL, i) << quoted(model.params[i].name) << " is packed only";
  place where;
  if (int number = where.open(path))
    return failed(error, HAC_E_SAVE_OPEN, path, "its folder cannot be opened", number);
  atomic_file file;
  if (int number = file.create(where.folder, where.name))
    return failed(error, HAC_E_SAVE_OPEN, path, "no file can be made beside it", number);
  header_text counted(nullptr);
  counted.write(model, weights_only);
  uint64_t length = (8 + counted.size() + 63) / 64 * 64 - 8;
  int number = file.write(&length, sizeof length);
  if (!number) {
    header_text written(&file);
    written.write(model, weights_only);
    written.pad(length - counted.size());
    number = written.finish();
  }
  for (uint32_t i = 0; i < model.param_count && !number; ++i)
    if (is_saved(model.params[i], weights_only))
      number = file.write(weights.data + plain_copy(weights, i)->offset, uint64_t(bytes_of(model.params[i])));
  if (number)
    return failed(error, HAC_E_SAVE_WRITE, path, "it cannot be written", number);
  if ((number = file.sync()))
    return failed(error, HAC_E_SAVE_SYNC, path, "the disk did not take it", number);
  if ((number = file.rename()))
    return failed(error, HAC_E_SAVE_RENAME, path, "it cannot be replaced", number);
  return HAC_OK;
}

} // namespace hac::rt

using namespace hac::rt;

hac_status hac_rt1_save(const hac_model *model, const hac_weights *weights, const char *path, uint32_t what,
                        hac_error *error) {
  cancel_guard no_cancel;
  if (!weights || !path)
    return failure(error, HAC_E_NULL) << (weights ? "path is NULL" : "the weights are NULL");
  if (!is_valid(weights) || weights->model != model)
    return failure(error, HAC_E_HANDLE) << "these are no weights of this model, or they were unloaded";
  if (what > HAC_SAVE_WEIGHTS)
    return failure(error, HAC_E_FLAGS, -1, what) << "what is " << what << ", expected HAC_SAVE_ALL or HAC_SAVE_WEIGHTS";
  return save_weights(*weights, path, what == HAC_SAVE_WEIGHTS, error);
}
