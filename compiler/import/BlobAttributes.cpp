// Attributes of the nodes of a blob, against their specs in ops.def.
#include "compiler/import/BlobReader.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringSwitch.h"

#include <cmath>
#include <cstring>

using llvm::StringRef;

namespace hac::import {
namespace {

/// Largest value of an integer attribute that is a flag or an enumeration; -1 for the others.
int64_t largestOf(StringRef key) {
  return llvm::StringSwitch<int64_t>(key)
      .Cases({"keepdim", "ceil_mode", "count_include_pad", "interleaved", "frozen", "approximate"},
             1)
      .Case("mode", 3)
      .Default(-1);
}

const char *describe(char kind) {
  switch (kind) {
  case 'i':
    return "an integer";
  case 'f':
    return "a real number";
  case 'n':
    return "a number";
  case 's':
    return "a string";
  case 't':
    return "a tape";
  case 'd':
    return "a dim";
  default:
    return "a region";
  }
}

bool matches(char spec, blob::attr_kind kind) {
  switch (kind) {
  case blob::attr_kind::integer:
    return spec == 'i' || spec == 'n';
  case blob::attr_kind::real:
    return spec == 'f' || spec == 'n';
  case blob::attr_kind::string:
    return spec == 's';
  case blob::attr_kind::tape:
    return spec == 't';
  case blob::attr_kind::dim:
    return spec == 'd';
  case blob::attr_kind::region:
    return spec == 'r';
  }
  return false;
}

} // namespace

uint32_t BlobReader::attrCount(uint32_t n, StringRef key) const {
  const Node &node = out.nodes[n];
  uint32_t count = 0;
  for (uint32_t i = 0; i < node.attrs; ++i)
    count += out.strings[out.attrs[node.firstAttr + i].key] == key;
  return count;
}

bool BlobReader::checkAttributes(uint32_t n, const OpInfo &op) {
  const Node &node = out.nodes[n];
  llvm::SmallVector<uint32_t, 8> counts(op.attributes.size(), 0); // rows seen of each spec
  for (uint32_t i = 0; i < node.attrs; ++i) {
    const Attr &attr = out.attrs[node.firstAttr + i];
    StringRef key = out.strings[attr.key];
    size_t a = 0;
    while (a < op.attributes.size() && op.attributes[a].name != key)
      ++a;
    if (a == op.attributes.size())
      return fail(9, "{}: unknown attribute '{}'", nodeName(n), key.take_front(80).str());
    ++counts[a];
    if (!checkAttribute(n, attr, op.attributes[a]))
      return false;
  }
  for (auto [spec, count] : llvm::zip_equal(op.attributes, counts)) {
    if (!spec.array && count > 1)
      return fail(9, "{}: attribute '{}' stands there {} times", nodeName(n), spec.name.str(),
                  count);
    if (spec.count >= 0 && count != uint32_t(spec.count) && !(spec.optional && count == 0))
      return fail(9, "{}: {} of attribute '{}', {} are expected", nodeName(n), count,
                  spec.name.str(), spec.count);
  }
  return checkAttributeCounts(n, op, counts);
}

bool BlobReader::checkAttribute(uint32_t n, const Attr &attr, const OpInfo::Attribute &spec) {
  auto where = [&] { return fmt::format("{}, attribute '{}'", nodeName(n), spec.name.str()); };
  if (!matches(spec.kind, attr.kind))
    return fail(9, "{}: kind {}, it must be {}", where(), uint32_t(attr.kind), describe(spec.kind));
  switch (attr.kind) {
  case blob::attr_kind::integer: {
    int64_t largest = largestOf(spec.name);
    if (largest >= 0 && (attr.value < 0 || attr.value > largest))
      return fail(13, "{}: {}, it must be 0 to {}", where(), attr.value, largest);
    return true;
  }
  case blob::attr_kind::real: {
    double value;
    std::memcpy(&value, &attr.value, sizeof value);
    // a fill value may be any number; the others are options, and infinity is none
    if (std::isnan(value) && spec.kind != 'n')
      return fail(13, "{}: NaN", where());
    return true;
  }
  case blob::attr_kind::string:
    if (uint64_t(attr.value) >= out.strings.size())
      return fail(10, "{}: string {}, there are {}", where(), attr.value, out.strings.size());
    return true;
  case blob::attr_kind::tape:
    if (attr.value == -1 && spec.array) // a head group without mask or score
      return true;
    if (uint64_t(attr.value) >= tapeStart.size() || !tapeStart[unsigned(attr.value)])
      return fail(7, "{}: no tape begins at {}, there are {} words of tapes", where(), attr.value,
                  tapeStart.size());
    return checkTapeUse(n, attr);
  case blob::attr_kind::dim:
    return isKnownDim(attr.value) || failUnknownDim(attr.value, "{}", where());
  case blob::attr_kind::region:
    if (uint64_t(attr.value) >= out.regions.size())
      return fail(7, "{}: region {}, there are {}", where(), attr.value, out.regions.size());
    if (regionOwner[attr.value] != none)
      return fail(7, "{}: region {} belongs to {}", where(), attr.value,
                  nodeName(regionOwner[attr.value]));
    regionOwner[attr.value] = n;
    return true;
  }
  return true;
}

/// What the lists of one op owe each other.
bool BlobReader::checkAttributeCounts(uint32_t n, const OpInfo &op,
                                      llvm::ArrayRef<uint32_t> counts) {
  if (op.name == "constant" && counts[0] > blob::max_constant_values)
    return fail(15, "{}: {} values, the limit is {}", nodeName(n), counts[0],
                blob::max_constant_values);
  if (op.name != "attention" && op.name != "attention_weights")
    return true;
  uint32_t groups = attrCount(n, "counts");
  if (groups < 1 || groups > blob::max_groups)
    return fail(15, "{}: {} head groups, it must have 1 to {}", nodeName(n), groups,
                blob::max_groups);
  for (StringRef key : {"masks", "scores", "mask_names"})
    if (uint32_t count = attrCount(n, key); count != groups)
      return fail(9, "{}: {} of attribute '{}' for {} head groups", nodeName(n), count, key.str(),
                  groups);
  return true;
}

} // namespace hac::import
