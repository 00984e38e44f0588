// load_file.cpp: loading by path.
#include "failure.h"
#include "load.h"

#include <string.h>

using namespace hac::rt;

hac_status hac_rt1_load(const hac_model *model, const char *path, const hac_load_options *options,
                        hac_weights **out, hac_error *error) {
  cancel_guard no_cancel;
  if (!out || !path)
    return failure(error, HAC_E_NULL) << (out ? "path is NULL" : "out is NULL");
  *out = nullptr;
  load_plan plan;
  if (hac_status s = plan_load(*model, options, plan, error))
    return s;
  source file;
  if (hac_status s = file.open(path, error))
    return s;
  hac_status status = load_weights(*model, plan, file, out, error);
  if (status) {
    const char *slash = strrchr(path, '/');
    prefix(error, quoted(slash ? slash + 1 : path));
  }
  return status;
}
