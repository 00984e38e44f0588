// Mutates valid blobs and reads them. Built with AddressSanitizer and UBSan, which end the run at
// the first bad access; everything else that must hold is checked here.
//
//   blob_fuzz <mutations> <seed> <file.blob>...
//
// A failure prints sample, seed and number of the mutation: the same command finds it again.
#include "compiler/import/Blob.h"
#include "tests/fuzz/RawBlob.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <random>

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

class Mutator {
public:
  explicit Mutator(uint64_t seed) : random(seed) {}

  Words mutate(const Words &sample) {
    if (below(4) == 0) // the container
      return mutateWords(sample);
    RawBlob raw = RawBlob::split(sample); // the meaning: header and section table stay right
    for (uint32_t i = 0, count = 1 + below(3); i < count; ++i)
      mutateRows(raw);
    return raw.words();
  }

private:
  uint32_t below(size_t n) { return n ? uint32_t(random() % n) : 0; }

  /// Values at which comparisons and sums go wrong, and such that mean something near by.
  uint32_t interesting(uint32_t old, size_t count) {
    switch (below(8)) {
    case 0:
      return none;
    case 1:
      return 0;
    case 2:
      return uint32_t(count) + below(3) - 1;
    case 3:
      return old + (below(2) ? 1 : -1);
    case 4:
      return below(count + 1);
    case 5:
      return old ^ 1u << below(32);
    case 6:
      return below(2) ? 0x7fffffff : 0x80000000;
    default:
      return uint32_t(random());
    }
  }

  Words mutateWords(Words words) {
    switch (below(5)) {
    case 0:
      words.resize(below(words.size()));
      break;
    case 1:
      words.insert(words.begin() + below(words.size() + 1), uint32_t(random()));
      break;
    case 2:
      words.erase(words.begin() + below(words.size()));
      break;
    case 3: { // header or section table
      uint32_t at = below(header_words + section_count * section_words);
      words[at] = interesting(words[at], words.size());
      break;
    }
    default: {
      uint32_t at = below(words.size());
      words[at] = interesting(words[at], words.size());
    }
    }
    return words;
  }

  void mutateRows(RawBlob &raw) {
    section s = section(below(section_count));
    for (int tries = 0; raw.rows(s) == 0 && tries < 40; ++tries)
      s = section(below(section_count));
    Words &words = raw.sections[s];
    uint32_t width = raw.width(s), rows = raw.rows(s);
    if (rows == 0)
      return;
    uint32_t row = below(rows), other = below(rows);
    auto begin = words.begin() + size_t(row) * width;
    switch (below(8)) {
    case 0: // a copy of a row, at its place or at the end
      words.insert(below(2) ? words.end() : begin, width, 0);
      std::copy_n(words.begin() + size_t(other) * width, width, words.end() - width);
      break;
    case 1:
      words.erase(begin, begin + width);
      break;
    case 2:
      std::swap_ranges(begin, begin + width, words.begin() + size_t(other) * width);
      break;
    case 3: // one column from another row
      if (uint32_t column = below(width); true)
        raw.at(s, row, column) = raw.at(s, other, column);
      break;
    case 4: { // a byte of text or of a tape
      uint32_t &word = raw.at(s, row, below(width));
      word = (word & ~(0xffu << 8 * below(4))) | below(256) << 8 * below(4);
      break;
    }
    default: {
      uint32_t &word = raw.at(s, row, below(width));
      section counted = section(below(section_count));
      word = interesting(word, raw.rows(counted));
    }
    }
  }

  std::mt19937_64 random;
};

Words readFile(const char *path) {
  std::ifstream in(path, std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(in)), {});
  Words words(bytes.size() / 4);
  std::memcpy(words.data(), bytes.data(), words.size() * 4);
  return words;
}

/// A file may hold the blobs of several functions.
void addSamples(const char *path, std::map<std::string, Words> &samples) {
  Words all = readFile(path);
  size_t at = 0;
  while (at + header_words < all.size() && all[at + h_words] <= all.size() - at &&
         all[at + h_words] > 0) {
    Words one(all.begin() + at, all.begin() + at + all[at + h_words]);
    samples[std::string(path) + "#" + std::to_string(at)] = std::move(one);
    at += all[at + h_words];
  }
  context = path;
  require(at == all.size() && at > 0, "no blobs of hac in this file");
}

int run(uint64_t mutations, uint64_t seed, int files, char **paths) {
  std::map<std::string, Words> samples{{"hand-made", handMadeBlob().words()},
                                       {"hand-made errors", handMadeErrors().words()}};
  for (int i = 0; i < files; ++i)
    addSamples(paths[i], samples);

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
