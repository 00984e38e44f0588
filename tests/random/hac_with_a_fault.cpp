// hac with a planted fault: it compiles every tanh as a sigmoid. For the test of hac-reduce; takes
// hac's command line with a blob of one function.
#include "tests/fuzz/RawBlob.h"

#include <fstream>
#include <iterator>
#include <unistd.h>

namespace {

enum : uint32_t {
#define HAC_OP(number, name, operands, results, attributes) op_##name = number,
#include "dsl/graph/ops.def"
};

using hac::test::RawBlob;

void plantFault(const std::string &from, const std::string &to) {
  std::ifstream in(from, std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(in)), {});
  RawBlob::Words words(bytes.size() / 4);
  std::copy(bytes.begin(), bytes.end(), reinterpret_cast<char *>(words.data()));
  RawBlob blob = RawBlob::split(words);
  for (uint32_t node = 0; node < blob.rows(hac::blob::s_NODE); node++)
    if (uint32_t &opcode = blob.at(hac::blob::s_NODE, node); opcode == op_tanh)
      opcode = op_sigmoid;
  words = blob.words();
  std::ofstream(to, std::ios::binary)
      .write(reinterpret_cast<const char *>(words.data()), static_cast<std::streamsize>(4 * words.size()));
}

} // namespace

int main(int argc, char **argv) {
  std::string faulty;
  for (int i = 1; i < argc; i++)
    if (std::string(argv[i]).ends_with(".blob")) {
      faulty = std::string(argv[i]) + ".faulty.blob";
      plantFault(argv[i], faulty);
      argv[i] = faulty.data();
    }
  argv[0] = const_cast<char *>(HAC);
  return execv(HAC, argv);
}
