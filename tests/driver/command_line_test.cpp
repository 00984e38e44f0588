// The command line of hac: bad inputs C01 to C16. HAC is the program under test.
#include "tests/driver/Process.h"

#include <csignal>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace hac::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;
namespace fs = std::filesystem;

constexpr const char *model = R"(#include <hac/dsl.h>
using namespace hac;
constexpr void f(graph &g) {
  g.output("y", relu(g.input("x", f32, {dyn("batch"), 7})));
}
HAC_EXPORT(f)
)";

/// Takes the evaluator many seconds.
constexpr const char *endlessModel = R"(#include <hac/dsl.h>
using namespace hac;
constexpr int work(int n) { return n < 2 ? n : work(n - 1) + work(n - 2); }
constexpr void f(graph &g) {
  int n = 0;
  for (int i = 0; i < 1000000; i++)
    n += work(20) > 0;
  g.output("y", g.input("x", f32, {n}));
}
HAC_EXPORT(f)
)";

class CommandLine : public testing::Test {
protected:
  TemporaryFolder folder;

  void SetUp() override { folder.write("m.model.cpp", model); }

  Outcome hac(std::vector<std::string> args, Call call = {}) {
    call.args = std::move(args);
    call.folder = folder.path;
    return runProgram(HAC, call);
  }

  /// One line with this number and text, this exit code, and the folder as before.
  void refuses(std::vector<std::string> args, const std::string &number, const std::string &text,
               Call call = {}) {
    SCOPED_TRACE(testing::PrintToString(args));
    auto before = folder.names();
    Outcome o = hac(args, call);
    EXPECT_EQ(o.exitCode, number == "F005" ? 1 : 2) << o.err;
    EXPECT_THAT(o.err, StartsWith("hac: error: "));
    EXPECT_THAT(o.err, HasSubstr(text));
    EXPECT_THAT(o.err, testing::EndsWith("[hac-" + number + "]\n"));
    EXPECT_EQ(std::count(o.err.begin(), o.err.end(), '\n'), 1) << o.err;
    EXPECT_THAT(o.out, IsEmpty());
    EXPECT_EQ(folder.names(), before);
  }

  void accepts(std::vector<std::string> args, Call call = {}) {
    SCOPED_TRACE(testing::PrintToString(args));
    Outcome o = hac(args, call);
    EXPECT_EQ(o.exitCode, 0) << o.err;
    EXPECT_THAT(o.err, IsEmpty());
  }
};

void asNobody() {
  if (setgid(65534) || setuid(65534))
    _exit(125);
}

TEST_F(CommandLine, HelpAndVersion) {
  Outcome help = hac({"--help"});
  EXPECT_EQ(help.exitCode, 0);
  EXPECT_THAT(help.out, HasSubstr("--stop-after=<stage>"));
  EXPECT_EQ(hac({"-h"}).out, help.out);
  Outcome version = hac({"--version"});
  EXPECT_EQ(version.exitCode, 0);
  EXPECT_THAT(version.out, testing::MatchesRegex("hac [0-9.]+ \\(LLVM 22[0-9.]*\\)\n"));
}

TEST_F(CommandLine, C01_UnknownFlag) {
  refuses({"m.model.cpp", "--nmae=x"}, "C001", "unknown flag '--nmae=x'; did you mean '--name=x'?");
  refuses({"m.model.cpp", "--chekc"}, "C001", "did you mean '--check'?");
  refuses({"m.model.cpp", "--frobnicate"}, "C001", "unknown flag '--frobnicate'; hac --help");
  refuses({"m.model.cpp", "--x"}, "C001", "unknown flag '--x'; hac --help lists all");
  for (const char *flag :
       {"-fplugin=x.so", "-Xclang", "-mllvm", "-std=c++20", "-include-pch", "-Wp,-DX", "-Wl,-z",
        "-Wa,-x", "-fmodule-file=x", "-isystem-after", "-O2", "-c", "-v", "@args"})
    refuses({"--check", "m.model.cpp", flag}, "F001", std::string("'") + flag + "'");
}

TEST_F(CommandLine, C02_RepeatedFlag) {
  refuses({"m.model.cpp", "--naive", "--naive"}, "C002", "'--naive' is given twice");
  refuses({"m.model.cpp", "-o", "a.o", "-o", "a.o"}, "C002", "'-o' is given twice");
  refuses({"m.model.cpp", "--name=a", "--name", "b"}, "C002", "'--name' is given twice");
  refuses({"m.model.cpp", "--check", "-o", "a.o"}, "C002", "--check and -o contradict");
  refuses({"m.model.cpp", "--check", "--emit=mlir"}, "C002", "--check and --emit contradict");
  refuses({"m.model.cpp", "--stop-after=hac", "--emit=asm"}, "C002",
          "--stop-after and --emit=asm contradict");
  refuses({"m.model.cpp", "--emit=blob", "--header=a.h"}, "C002", "--header and --emit=blob");
  refuses({"m.model.cpp", "-verify"}, "C002", "-verify is for --check only");
  accepts({"--check", "-DMODEL_SIZE=7", "-DMODEL_SIZE=7", "-I.", "-I.",
           "m.model.cpp"}); // may be given many times
}

TEST_F(CommandLine, C03_MissingOrBadValue) {
  refuses({"m.model.cpp", "-o"}, "C003", "'-o' needs a value");
  refuses({"m.model.cpp", "-o", "--naive"}, "C003", "'-o' needs a value, '--naive' follows");
  refuses({"m.model.cpp", "--name="}, "C003", "'--name=' needs a value");
  refuses({"m.model.cpp", "-I"}, "C003", "'-I' needs a value");
  refuses({"m.model.cpp", "-MF", "-o"}, "C003", "'-MF' needs a value, '-o' follows");
  refuses({"m.model.cpp", "--emit=exe"}, "C004", "unknown form 'exe'; known are obj, asm, llvm");
  refuses({"m.model.cpp", "--stop-after=lowering"}, "C004", "unknown stage 'lowering'");
  refuses({"m.model.cpp", "--instrument=all"}, "C004", "unknown check 'all'; known is bounds");
  refuses({"m.model.cpp", "--name=1st"}, "C004", "'1st' is no C identifier");
  refuses({"m.model.cpp", "--name=class"}, "C004", "'class' is a word of C or C++");
  refuses({"m.model.cpp", "--name=hac"}, "C004", "'hac' is taken");
  refuses({"m.model.cpp", "--name=printf"}, "C004", "'printf' is a function of the C library");
  refuses({"m.model.cpp", "-o", "-"}, "C004", "files, not '-'");
  for (const char *limit : {"5", "0s", "5x", "s", "1s,2s", "1s,,2G", "-1s", "99999999999s"})
    refuses({"m.model.cpp", std::string("--limit=") + limit}, "C004", "is no time and memory");
  refuses({"m.model.cpp", "--limit=10M"}, "C004", "too little memory for any model");
  folder.write("2nd-model.cpp", model);
  refuses({"2nd-model.cpp"}, "C004", "'2nd-model' is no C identifier and cannot name the model");
}

TEST_F(CommandLine, C04_UnknownCpu) {
  refuses({"m.model.cpp", "--target=pentium"}, "C005",
          "unknown level 'pentium'; known are native, ");
  refuses({"m.model.cpp", "--target=pentium"}, "C005", "x86-64-v3");
}

TEST_F(CommandLine, C05_OutputIsInput) {
  const char *number = "C007";
  refuses({"--emit=blob", "m.model.cpp", "-o", "m.model.cpp"}, number, "is the model itself");
  refuses({"--emit=blob", "m.model.cpp", "-o", "./m.model.cpp"}, number, "is the model itself");
  fs::create_symlink("m.model.cpp", folder.file("link"));
  refuses({"--emit=blob", "m.model.cpp", "-o", "link"}, number, "'link' is the model itself");
  fs::create_hard_link(folder.file("m.model.cpp"), folder.file("hard"));
  refuses({"--emit=blob", "m.model.cpp", "-o", "hard"}, number, "'hard' is the model itself");
  refuses({"m.model.cpp", "-o", "a", "--header=a"}, number, "'a' and 'a' are one file");
  refuses({"m.model.cpp", "-o", "a", "--header=./a"}, number, "'a' and './a' are one file");
  refuses({"--emit=blob", "m.model.cpp", "-o", "a", "-MF", "a"}, number, "are one file");
  EXPECT_EQ(folder.read("m.model.cpp"), model);
}

TEST_F(CommandLine, C06_Directory) {
  fs::create_directory(folder.file("d"));
  refuses({"--emit=blob", "m.model.cpp", "-o", "d"}, "C008", "'d' is a directory");
  refuses({"--check", "d"}, "C008", "'d' is a directory");
}

TEST_F(CommandLine, C07_CannotWrite) {
  refuses({"--emit=blob", "m.model.cpp", "-o", "none/m.blob"}, "C009",
          "cannot write 'none/m.blob'");
  folder.write("plain", "");
  refuses({"--emit=blob", "m.model.cpp", "-o", "plain/m.blob"}, "C009", "'plain/m.blob'");
  if (geteuid() != 0)
    GTEST_SKIP() << "permissions of another user need root";
  Call call;
  call.beforeExec = asNobody;
  fs::create_directory(folder.file("closed")); // root's
  refuses({"--emit=blob", "m.model.cpp", "-o", "closed/m.blob"}, "C009", "Permission denied", call);
  fs::create_directory(folder.file("open"));
  fs::permissions(folder.file("open"), fs::perms(0777));
  folder.write("open/m.blob", "old");
  refuses({"--emit=blob", "m.model.cpp", "-o", "open/m.blob"}, "C009", "Permission denied", call);
  EXPECT_EQ(folder.read("open/m.blob"), "old");
}

TEST_F(CommandLine, C08_WriteFails) {
  accepts({"--emit=blob", "m.model.cpp", "-o", "m.blob"});
  std::string good = folder.read("m.blob");
  ASSERT_GT(good.size(), 100u);
  folder.write("m.blob", "old");
  for (size_t limit : {size_t(0), size_t(1), good.size() / 2, good.size() - 1}) {
    Call call;
    call.beforeExec = [limit] {
      rlimit size{limit, limit};
      setrlimit(RLIMIT_FSIZE, &size);
    };
    refuses({"--emit=blob", "m.model.cpp", "-o", "m.blob"}, "C010", "File too large", call);
    EXPECT_EQ(folder.read("m.blob"), "old");
  }
  accepts({"--emit=blob", "m.model.cpp", "-o", "m.blob"});
  EXPECT_EQ(folder.read("m.blob"), good);
}

TEST_F(CommandLine, C09_Inputs) {
  refuses({"--check", "none.cpp"}, "C011", "cannot read 'none.cpp': No such file");
  refuses({"--check", "m.model.cpp", "n.model.cpp"}, "C006", "2 models are given");
  refuses({"--check"}, "C006", "no model is given");
  refuses({}, "C006", "no model is given");
  refuses({""}, "C004", "an argument is empty");
  ASSERT_EQ(mkfifo(folder.file("pipe").c_str(), 0600), 0);
  refuses({"--check", "pipe"}, "C011", "no regular file"); // and does not wait for a writer
  if (geteuid() != 0)
    GTEST_SKIP() << "permissions of another user need root";
  fs::permissions(folder.file("m.model.cpp"), fs::perms(0600));
  Call call;
  call.beforeExec = asNobody;
  refuses({"--check", "m.model.cpp"}, "C011", "Permission denied", call);
}

TEST_F(CommandLine, C10_Stdin) {
  Call call;
  call.input = model;
  accepts({"--check", "-"}, call);
  accepts({"--emit=blob", "-", "-o", "s.blob"}, call);
  EXPECT_THAT(folder.read("s.blob"), StartsWith("HACG"));
  refuses({"-"}, "C003", "a model from stdin needs -o", call);
  call.input = std::string(model) + "int x = ;\n";
  Outcome o = hac({"--check", "-"}, call);
  EXPECT_EQ(o.exitCode, 1);
  EXPECT_THAT(o.err, StartsWith("<stdin>:7:9: error: "));
}

TEST_F(CommandLine, C11_PathIsNotUtf8) {
  std::string name = "b\xff"
                     "d.model.cpp";
  folder.write(name, model);
  accepts({"--check", name});
  accepts({"--emit=blob", name, "-o", "\xfe.blob"});
  EXPECT_THAT(folder.read("\xfe.blob"), StartsWith("HACG"));
  accepts({"--check", "\xfe.blob"});
  refuses({"--check", "n\xff.cpp"}, "C011", "cannot read 'n\\xff.cpp'");
  refuses({name}, "C004", "'b\\xffd' is no C identifier");
  // An error of the graph is still found at its line.
  folder.write(name, "#include <hac/dsl.h>\nconstexpr void f(hac::graph &g) {\n"
                     "  g.output(\"y\", hac::relu(g.input(\"x\", hac::i32, {3})));\n}\n"
                     "HAC_EXPORT(f)\n");
  Outcome o = hac({"--check", name});
  EXPECT_EQ(o.exitCode, 1);
  EXPECT_THAT(o.err, HasSubstr("[hac-E101]"));
  EXPECT_THAT(o.err, HasSubstr(":3:17: error: "));
}

TEST_F(CommandLine, C12_OutputIsSymlink) {
  folder.write("target", "untouched");
  fs::create_symlink("target", folder.file("m.blob"));
  accepts({"--emit=blob", "m.model.cpp", "-o", "m.blob"});
  EXPECT_EQ(folder.read("target"), "untouched");
  EXPECT_FALSE(fs::is_symlink(folder.file("m.blob")));
  EXPECT_THAT(folder.read("m.blob"), StartsWith("HACG"));
}

TEST_F(CommandLine, C13_LeadingDash) {
  folder.write("--m.model.cpp", model);
  refuses({"--check", "--m.model.cpp"}, "C001", "unknown flag '--m.model.cpp'");
  accepts({"--check", "--", "--m.model.cpp"});
  folder.write("@m.model.cpp", model);
  accepts({"--check", "--", "@m.model.cpp"});
}

TEST_F(CommandLine, C14_OutputIsNotRegular) {
  ASSERT_EQ(mkfifo(folder.file("pipe").c_str(), 0600), 0);
  refuses({"--emit=blob", "m.model.cpp", "-o", "pipe"}, "C012", "'pipe' is no regular file");
  refuses({"--emit=blob", "m.model.cpp", "-o", "/dev/null"}, "C012", "is no regular file");
}

TEST_F(CommandLine, C15_SignalsLeaveNothing) {
  folder.write("m.model.cpp", endlessModel);
  folder.write("m.blob", "old");
  for (int signal : {SIGINT, SIGTERM, SIGKILL})
    for (int after : {20, 300, 900}) {
      Call call;
      call.killAfterMs = after;
      call.killWith = signal;
      Outcome o = hac({"--emit=blob", "m.model.cpp", "-o", "m.blob"}, call);
      EXPECT_EQ(o.signal, signal) << o.err;
      EXPECT_THAT(folder.names(), ElementsAre("m.blob", "m.model.cpp"));
      EXPECT_EQ(folder.read("m.blob"), "old");
    }
}

TEST_F(CommandLine, C15_OutOfMemory) {
  folder.write("m.model.cpp", R"(#include <hac/dsl.h>
constexpr long big() {
  long sum = 0;
  for (int i = 0; i < 12; i++) {
    long *p = new long[1 << 20];
    for (int k = 0; k < 1 << 20; k++)
      p[k] = k;
    sum += p[i];
  }
  return sum;
}
constexpr long n = big();
)");
  refuses({"--emit=blob", "--limit=256M", "m.model.cpp", "-o", "m.blob"}, "F005",
          "more memory than it may");
}

TEST_F(CommandLine, C16_TimeLimit) {
  folder.write("m.model.cpp", endlessModel);
  refuses({"--check", "--limit=1s", "m.model.cpp"}, "F005", "more time than it may");
}

TEST_F(CommandLine, EmitBlobAndReadItBack) {
  accepts({"--emit=blob", "m.model.cpp"}); // m.blob
  accepts({"--check", "m.blob"});
  Outcome piped = hac({"--emit=blob", "m.model.cpp", "-o", "-"});
  EXPECT_EQ(piped.out, folder.read("m.blob"));
  Call call;
  call.input = piped.out;
  accepts({"--check", "-"}, call);
  folder.write("two.blob", piped.out + piped.out); // two functions in a file
  accepts({"--check", "two.blob"});
}

TEST_F(CommandLine, B01_BlobFileIsNotTrusted) {
  accepts({"--emit=blob", "m.model.cpp"});
  std::string blob = folder.read("m.blob");
  folder.write("m.blob", "");
  refuses({"--check", "m.blob"}, "B001", "m.blob: the blob is empty");
  for (size_t size :
       {size_t(1), size_t(7), size_t(30), size_t(32), blob.size() / 2 + 1, blob.size() - 4}) {
    folder.write("m.blob", blob.substr(0, size));
    refuses({"--check", "m.blob"}, "B001", "m.blob: ");
  }
  folder.write("m.blob", blob + "zz");
  refuses({"--check", "m.blob"}, "B001", "m.blob: ");
  folder.write("m.blob", blob + "zzzz");
  refuses({"--check", "m.blob"}, "B011", "m.blob: the header says");
  blob[4] = 9;
  folder.write("m.blob", blob);
  refuses({"--check", "m.blob"}, "B003", "version 9 is newer");
}

TEST_F(CommandLine, DependenciesNameEveryFile) {
  folder.write("size.h", "constexpr int size = 7;\n");
  folder.write("m.model.cpp", std::string("#include \"size.h\"\n") + model);
  accepts({"--emit=blob", "m.model.cpp", "-o", "m.blob", "-MF", "m.d"});
  std::string rule = folder.read("m.d");
  EXPECT_THAT(rule, StartsWith("m.blob: \\\n  m.model.cpp"));
  EXPECT_THAT(rule, HasSubstr(" size.h"));
  EXPECT_THAT(rule, HasSubstr("hac/dsl.h"));
  accepts({"--check", "m.model.cpp", "-MF", "check.d"});
  EXPECT_THAT(folder.read("check.d"), StartsWith("m.model.cpp: \\\n"));
}

TEST_F(CommandLine, ArgumentsReachClang) {
  fs::create_directory(folder.file("inc"));
  folder.write("inc/width.h", "constexpr int width = 7;\n");
  folder.write("m.model.cpp", R"(#include <hac/dsl.h>
#include <width.h>
constexpr void f(hac::graph &g) { g.output("y", g.input(NAME, hac::f32, {width})); }
HAC_EXPORT(f)
)");
  for (const char *flag : {"-I", "-isystem"})
    accepts({"--check", "m.model.cpp", flag, "inc", "-D", "NAME=\"x\""});
  accepts({"--check", "m.model.cpp", "-Iinc", "-DNAME=\"x\"", "-Wall", "-Werror"});
  folder.write("name.h", "#define NAME \"x\"\n");
  accepts({"--check", "m.model.cpp", "-Iinc", "-include", "name.h"});
  Outcome o = hac({"--check", "m.model.cpp", "-Iinc", "-DNAME=\"x\"", "-UNAME"});
  EXPECT_EQ(o.exitCode, 1);
  EXPECT_THAT(o.err, HasSubstr("undeclared identifier 'NAME'"));
}

TEST_F(CommandLine, ObjectAndHeader) {
  accepts({"m.model.cpp"});
  EXPECT_THAT(folder.names(), ElementsAre("m.h", "m.model.cpp", "m.o"));
  std::string object = folder.read("m.o"), header = folder.read("m.h");
  EXPECT_THAT(object, StartsWith("\x7f"
                                 "ELF"));
  EXPECT_THAT(header, HasSubstr("m_f_args"));
  Call call;
  call.input = model;
  accepts({"-", "-o", "other.o", "--name=m", "--header=sub.h", "-MF", "m.d"}, call);
  EXPECT_THAT(folder.read("m.d"), StartsWith("other.o sub.h: \\\n"));
  EXPECT_THAT(folder.read("sub.h"), HasSubstr("m_f_args"));

  folder.write("m.h", "old");
  for (size_t limit : {size_t(10), header.size() - 1, object.size() - 1}) { // either write fails
    call.beforeExec = [limit] {
      rlimit size{limit, limit};
      setrlimit(RLIMIT_FSIZE, &size);
    };
    refuses({"m.model.cpp"}, "C010", "File too large", call);
    EXPECT_EQ(folder.read("m.o"), object);
    EXPECT_EQ(folder.read("m.h"), "old");
  }
}

TEST_F(CommandLine, TextForms) {
  for (auto [form, text] : {std::pair{"mlir", "func"}, {"llvm", "define"}, {"asm", ".text"}}) {
    Outcome o = hac({"m.model.cpp", std::string("--emit=") + form});
    EXPECT_EQ(o.exitCode, 0) << o.err;
    EXPECT_THAT(o.out, HasSubstr(text)) << form;
  }
  Outcome o = hac({"m.model.cpp", "--stop-after=hac"});
  EXPECT_EQ(o.exitCode, 0) << o.err;
  EXPECT_THAT(o.out, HasSubstr("hac.relu"));
  EXPECT_THAT(folder.names(), ElementsAre("m.model.cpp"));
}

TEST_F(CommandLine, SameBytesFromAnyFolder) {
  accepts({"--emit=blob", "m.model.cpp", "-o", "a.blob"});
  accepts({"m.model.cpp", "-o", "a.o"});
  fs::create_directory(folder.file("deeper"));
  folder.write("deeper/m.model.cpp", model);
  std::string top = folder.path;
  folder.path += "/deeper";
  accepts({"--emit=blob", "m.model.cpp", "-o", "../b.blob"});
  accepts({"m.model.cpp", "-o", "../b.o"});
  folder.path = top;
  EXPECT_EQ(folder.read("a.blob"), folder.read("b.blob"));
  EXPECT_EQ(folder.read("a.o"), folder.read("b.o"));
  EXPECT_EQ(folder.read("a.h"), folder.read("b.h"));
}

} // namespace
} // namespace hac::test
