// Mutates valid blobs and reads them. Built with AddressSanitizer and UBSan, which end the run at
// the first bad access; everything else that must hold is checked here.
//
//   blob_fuzz <mutations> <seed> <file.blob>...
//
// A failure prints sample, seed and number of the mutation: the same command finds it again.
#include "compiler/import/Blob.h"
#include "tests/fuzz/Mutator.h"

#include <cstdio>
#include <cstdlib>
#include <map>

namespace hac::test {
namespace {

using namespace blob;
using Words = RawBlob::Words;

std::string context; // what runs, for a failure

[[noreturn]] void fail(const std::string &what) {
  std::fprintf(stderr, "blob_fuzz: %s: %s\n", context.c_str(), what.c_str());
  std::abort();
}

void require(bool condition, const char *what) {
  if (!condition)
    fail(what);
}

/// Uses a blob that was accepted as the importer would: every index, name, attribute and tape.
void useWhole(const import::Blob &b) {
  if (b.errors) {
    for (const import::Diag &diag : b.diags) {
      require(b.locs.at(diag.loc).file < b.strings.size(), "message without a file");
      b.path(diag.scope);
    }
    return;
  }
  require(!b.name.empty(), "an accepted function has no name");
  for (const import::Param &param : b.params)
    require(!b.parameterName(param).empty() && param.value < b.values.size(), "parameter");
  for (uint32_t n = 0; n < b.nodes.size(); ++n) {
    const import::Node &node = b.nodes[n];
    const import::OpInfo *op = import::opInfo(node.opcode);
    require(op, "unknown opcode");
    b.path(node.scope);
    for (uint32_t i = 0; i < node.operands; ++i) {
      uint32_t value = b.edges.at(node.firstOperand + i);
      if (value == none)
        continue;
      require(b.values.at(value).node < n, "an operand is made later");
      for (int64_t code : b.types.at(b.values[value].type).dims)
        require(!is_symbolic(code) || size_t(code - sym_base) < b.dims.size(), "dim");
    }
    for (uint32_t i = 0; i < node.values; ++i)
      require(b.values.at(node.firstValue + i).node == n, "result of another node");
    for (uint32_t i = 0; i < node.attrs; ++i) {
      const import::Attr &attr = b.attrs.at(node.firstAttr + i);
      b.strings.at(attr.key);
      if (attr.kind == attr_kind::tape && attr.value != -1) {
        uint64_t header = b.tapes.at(size_t(attr.value));
        b.tapes.at(size_t(attr.value) + 2 * (header & 255));
      }
      if (attr.kind == attr_kind::region)
        require(b.regions.at(size_t(attr.value)).lastNode <= n, "a region after its node");
      if (attr.kind == attr_kind::string)
        b.strings.at(size_t(attr.value));
    }
  }
  for (const import::Atom &atom : b.atoms)
    if (atom.kind == atom_kind::floor)
      require(atom.divisor > 0, "divisor");
}

struct Statistics {
  uint64_t accepted = 0;
  std::map<int, uint64_t> refused; // by code
};

void readAndCheck(llvm::ArrayRef<uint32_t> words, Statistics &statistics) {
  import::Blob out;
  auto error = import::readBlob(words, out);
  if (!error) {
    ++statistics.accepted;
    useWhole(out);
    return;
  }
  ++statistics.refused[error->code];
  require(error->code >= 1 && error->code <= 15 && error->code != 14, "a code that does not exist");
  require(!error->text.empty() && error->text.size() < 2048, "a message of no use");
  require(out.strings.empty() && out.nodes.empty(), "half a blob is left");
}

int run(uint64_t mutations, uint64_t seed, int files, char **paths) {
  std::map<std::string, Words> samples{{"hand-made", handMadeBlob().words()},
                                       {"hand-made errors", handMadeErrors().words()}};
  for (int i = 0; i < files; ++i) {
    context = paths[i];
    require(addSamples(paths[i], samples), "no blobs of hac in this file");
  }

  Statistics valid, prefixes, mutated;
  for (const auto &[name, words] : samples) {
    context = name + " as it is";
    readAndCheck(words, valid);
    for (size_t size = 0; size < words.size(); ++size) {
      context = name + ", the first " + std::to_string(size) + " words";
      readAndCheck(llvm::ArrayRef(words).take_front(size), prefixes);
    }
  }
  context = "all samples";
  require(valid.accepted == samples.size(), "a sample is not valid");
  require(prefixes.accepted == 0 && prefixes.refused.size() == 1 && prefixes.refused.count(1),
          "a prefix is something else than B001");

  uint64_t perSample = (mutations + samples.size() - 1) / samples.size();
  for (const auto &[name, words] : samples) {
    Mutator mutator(seed ^ std::hash<std::string>()(name));
    for (uint64_t i = 0; i < perSample; ++i) {
      context = name + ", seed " + std::to_string(seed) + ", mutation " + std::to_string(i);
      readAndCheck(mutator.mutate(words), mutated);
    }
  }
  std::printf("%zu samples, %llu mutations, %llu still valid, refused:", samples.size(),
              (unsigned long long)(perSample * samples.size()),
              (unsigned long long)mutated.accepted);
  for (auto [code, count] : mutated.refused)
    std::printf(" B%03d %llu", code, (unsigned long long)count);
  std::printf("\n");
  context = "all mutations";
  // A mutator that only meets the first checks would find nothing.
  require(mutated.accepted > mutations / 100, "hardly a mutation is still valid");
  for (int code : {1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15})
    require(mutated.refused[code] > 0, "a rule was never met");
  return 0;
}

} // namespace
} // namespace hac::test

int main(int argc, char **argv) {
  if (argc < 3) {
    std::fprintf(stderr, "blob_fuzz <mutations> <seed> <file.blob>...\n");
    return 2;
  }
  return hac::test::run(std::strtoull(argv[1], nullptr, 10), std::strtoull(argv[2], nullptr, 10),
                        argc - 3, argv + 3);
}
