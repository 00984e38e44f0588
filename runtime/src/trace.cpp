// trace.cpp: profile events as Chrome trace JSON.
#include "cost.h"
#include "decimal.h"

#include <errno.h>
#include <string.h>

namespace hac::rt {

namespace {

/// Text in pieces, written in blocks.
class writer {
public:
  explicit writer(int file) : file(file) {}

  writer &operator<<(const char *text) {
    for (; *text; ++text)
      put(*text);
    return *this;
  }
  writer &operator<<(uint64_t value) {
    decimal text(value);
    for (uint64_t i = 0; i < text.size(); ++i)
      put(text.data()[i]);
    return *this;
  }
  /// value / 1000 with three decimals: 1234567 is 1234.567.
  writer &thousandths(uint64_t value) {
    *this << value / 1000;
    put('.');
    put(char('0' + value / 100 % 10));
    put(char('0' + value / 10 % 10));
    put(char('0' + value % 10));
    return *this;
  }
  writer &string(const char *text) {
    constexpr const char *hex = "0123456789abcdef";
    put('"');
    for (; *text; ++text) {
      unsigned char c = (unsigned char)*text;
      if (c < 0x20) {
        *this << "\\u00";
        put(hex[c >> 4]);
        put(hex[c & 15]);
      } else {
        if (c == '"' || c == '\\')
          put('\\');
        put(char(c));
      }
    }
    put('"');
    return *this;
  }
  /// 0, or the errno of the write that failed first.
  int flush() {
    for (size_t done = 0; done < used && !failed;) {
      ssize_t wrote = system_calls.write(file, block + done, used - done);
      if (wrote < 0 && errno != EINTR)
        failed = errno;
      done += wrote > 0 ? size_t(wrote) : 0;
    }
    used = 0;
    return failed;
  }

private:
  void put(char c) {
    if (used == sizeof block)
      flush();
    block[used++] = c;
  }

  int file, failed = 0;
  size_t used = 0;
  char block[2048];
};

/// a / b in thousandths: GFLOP/s of flops and ns.
uint64_t rate(double a, double b) { return b > 0 ? uint64_t(a / b * 1000 + 0.5) : 0; }

struct trace {
  writer out;
  const hac_model &model;
  const call_sizes *sizes; // null: costs are not known
  uint32_t fn;
  uint64_t begin_ns;
  uint64_t lanes = 1; // that worked on the group whose event on lane 0 comes next

  void event(const hac_event &e);
  void costs(const hac_group &group, uint64_t ns);
};

void trace::costs(const hac_group &group, uint64_t ns) {
  cost total;
  if (!sizes || group.fn != fn || sizes->add(group, total, nullptr))
    return;
  double flops = double(total.flops), bytes = double(total.bytes);
  (out << ",\"GFLOP/s\":").thousandths(rate(flops, double(ns)));
  (out << ",\"GB/s\":").thousandths(rate(bytes, double(ns)));
  double expected = group.gflops > 0 ? flops / group.gflops : 0; // ns on one lane
  if (group.gbytes > 0 && bytes / group.gbytes > expected)
    expected = bytes / group.gbytes;
  if (expected > 0) // 1: as fast as expected; 0.5: took twice as long
    (out << ",\"share of expected\":").thousandths(rate(expected / double(lanes), double(ns)));
}

void trace::event(const hac_event &e) {
  bool is_group = e.group < model.group_count;
  uint32_t call = e.group - model.group_count;
  if (!is_group && call >= model.fn_count)
    return; // not one of the runtime's
  const hac_fn &function = model.fns[is_group ? model.groups[e.group].fn : call];
  const char *file = is_group ? model.groups[e.group].file : function.file;
  uint64_t line = is_group ? model.groups[e.group].line : function.line;
  uint64_t ns = e.end_ns > e.begin_ns ? e.end_ns - e.begin_ns : 0;
  out << ",\n{\"ph\":\"X\",\"pid\":1,\"tid\":" << uint64_t(e.lane) << ",\"name\":";
  out.string(is_group ? model.groups[e.group].name : function.name) << ",\"ts\":";
  out.thousandths(e.begin_ns - begin_ns) << ",\"dur\":";
  out.thousandths(ns) << ",\"args\":{\"line\":" << line << ",\"file\":";
  out.string(file);
  if (is_group) {
    const hac_group &group = model.groups[e.group];
    (out << ",\"function\":").string(function.name);
    if (group.tile && *group.tile)
      (out << ",\"tile\":").string(group.tile);
    if (e.lane == 0)
      costs(group, ns);
    lanes = e.lane ? lanes + 1 : 1;
  }
  out << "}}";
}

} // namespace
} // namespace hac::rt

using namespace hac::rt;

hac_status hac_profile_write(int file, const hac_model *model, const hac_profile *profile,
                             uint32_t fn, const int64_t *sizes, hac_error *error) {
  if (!model || !profile || (!profile->events && profile->used))
    return failure(error, HAC_E_NULL) << "hac_profile_write: the model, the profile or its events are NULL";
  if (fn >= model->fn_count)
    return failure(error, HAC_E_DIM, -1, fn) << "hac_profile_write: the model has no function " << fn;
  call_sizes known;
  if (sizes)
    if (hac_status s = known.set(model->fns[fn], sizes, error))
      return s;
  uint64_t begin_ns = UINT64_MAX;
  for (int64_t i = 0; i < profile->used; ++i)
    if (profile->events[i].begin_ns < begin_ns)
      begin_ns = profile->events[i].begin_ns;
  trace t = {writer(file), *model, sizes ? &known : nullptr, fn, begin_ns};
  t.out << "{\"displayTimeUnit\":\"ns\",\"otherData\":{\"model\":";
  t.out.string(model->name) << ",\"build\":";
  t.out.string(model->build) << ",\"dropped events\":" << uint64_t(profile->dropped);
  t.out << "},\"traceEvents\":[\n{\"ph\":\"M\",\"pid\":1,\"name\":\"process_name\",\"args\":{\"name\":";
  t.out.string(model->name) << "}}";
  for (int64_t i = 0; i < profile->used; ++i)
    t.event(profile->events[i]);
  t.out << "\n]}\n";
  if (int why = t.out.flush())
    return failure(error, HAC_E_SAVE_WRITE, -1, why) << "the trace cannot be written: " << system_error(why);
  return HAC_OK;
}
