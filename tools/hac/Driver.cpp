// Driver.h has the interface.
#include "tools/hac/Driver.h"
#include "compiler/frontend/Frontend.h"
#include "compiler/pipeline/Pipeline.h"
#include "tools/hac/BlobFile.h"
#include "tools/hac/Limits.h"
#include "tools/hac/Message.h"
#include "tools/hac/OutputFiles.h"

#include "llvm/Config/llvm-config.h"
#include "llvm/Support/Errno.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

#include <cerrno>
#include <csignal>
#include <sys/stat.h>

using llvm::StringRef;
using Form = hac::tool::CommandLine::Form;
using Action = hac::tool::CommandLine::Action;

namespace hac::tool {
namespace {

class Driver {
public:
  Driver(const CommandLine &line, const char *program) : line(line), program(program) {}

  int run() {
    if (!planOutputs())
      return CannotDo;
    std::string text;
    if (!readInput(text))
      return CannotDo;
    enforce(line.limits);
    frontend::Result model = isBlobFile(line.input, text) ? readBlobFile(line.input, text)
                                                          : runFrontend(std::move(text));
    leaveFrontend();
    if (model.exitCode != Done)
      return model.exitCode;
    if (line.action == Action::Compile)
      if (int exitCode = compile(model.exports))
        return exitCode;
    if (!line.depfile.empty() && !files.write(line.depfile, dependencyRule(model.dependencies)))
      return CannotDo;
    return files.commit() ? Done : CannotDo;
  }

private:
  /// Names what will be written and refuses what cannot be, before the long work.
  bool planOutputs() {
    output = line.output;
    if (line.action == Action::Check)
      output.clear();
    else if (output.empty())
      output = line.form == Form::Object ? line.modelName + ".o"
               : line.form == Form::Blob ? stemOf(line.input) + ".blob"
                                         : "-";
    header = line.header;
    if (line.action == Action::Compile && line.form == Form::Object && header.empty()) {
      llvm::SmallString<128> beside(output);
      llvm::sys::path::replace_extension(beside, "h");
      header = std::string(beside);
    }
    for (const std::string &path : {output, header, line.depfile})
      if (!path.empty() && path != "-" && !files.check(path, line.input))
        return false;
    return true;
  }

  static std::string stemOf(StringRef path) {
    return llvm::sys::path::filename(path).split('.').first.str();
  }

  bool readInput(std::string &text) {
    auto cannotRead = [&](const std::string &why) {
      return error("C011", "cannot read '{}': {}", escaped(line.input), why);
    };
    if (line.input != "-") {
      struct stat status;
      if (stat(line.input.c_str(), &status) != 0)
        return cannotRead(llvm::sys::StrError(errno));
      if (S_ISDIR(status.st_mode))
        return error("C008", "'{}' is a directory", escaped(line.input));
      if (!S_ISREG(status.st_mode)) // clang would open it a second time
        return cannotRead("no regular file; a pipe can be given as '-'");
    }
    auto buffer = line.input == "-" ? llvm::MemoryBuffer::getSTDIN()
                                    : llvm::MemoryBuffer::getFile(line.input);
    if (!buffer)
      return cannotRead(buffer.getError().message());
    text = (*buffer)->getBuffer().str();
    if (!isBlobFile(line.input, text) && text.find('\0') != std::string::npos)
      return error("C011", "'{}' is no text; a model is a C++ source file", escaped(line.input));
    return true;
  }

  frontend::Result runFrontend(std::string text) {
    frontend::Options options;
    options.source = line.input;
    options.input = std::move(text);
    options.clangArgs = line.clangArgs;
    options.dslInclude = dslInclude();
    options.resourceDir = line.resourceDir.empty() ? HAC_CLANG_RESOURCE_DIR : line.resourceDir;
    options.verify = line.verify;
    return frontend::run(options);
  }

  /// Beside an installed hac (bin/hac, include/hac/dsl.h), otherwise in the build tree.
  std::string dslInclude() const {
    static int anchor;
    llvm::SmallString<128> folder(llvm::sys::fs::getMainExecutable(program, &anchor));
    llvm::sys::path::remove_filename(folder);
    llvm::sys::path::append(folder, "..", "include");
    llvm::sys::path::remove_dots(folder, /*remove_dot_dot=*/true);
    llvm::SmallString<128> installed(folder);
    llvm::sys::path::append(installed, "hac", "dsl.h");
    return llvm::sys::fs::exists(installed) ? std::string(folder) : HAC_DSL_INCLUDE;
  }

  int compile(llvm::ArrayRef<frontend::Export> exports) {
    if (line.form == Form::Blob)
      return writeText(blobBytes(exports));
    pipeline::Options options;
    options.modelName = line.modelName;
    options.target = line.target;
    options.naive = line.naive;
    options.strict = line.strict;
    options.checksBounds = line.checksBounds;
    options.stopAfter = line.stopAfter;
    options.emit = nameOf(line.form);
    options.explain = line.form == Form::Report;
    options.sizes = line.sizes;
    options.sourceFile = line.input;
    pipeline::Output result;
    if (int exitCode = pipeline::compile(exports, options, result))
      return exitCode;
    if (line.form != Form::Object)
      return writeText(result.text);
    return files.write(output, result.object) && files.write(header, result.header) ? Done
                                                                                    : CannotDo;
  }

  int writeText(StringRef text) {
    if (output != "-")
      return files.write(output, text) ? Done : CannotDo;
    llvm::outs() << text;
    llvm::outs().flush();
    if (!llvm::outs().has_error())
      return Done;
    error("C010", "cannot write to stdout: {}", llvm::outs().error().message());
    llvm::outs().clear_error();
    return CannotDo;
  }

  /// "news.o news.h: news.model.cpp \ ..."; make reads blanks, # and $ in a name as it must.
  std::string dependencyRule(llvm::ArrayRef<std::string> dependencies) const {
    std::string rule;
    for (const std::string &target : {output, header})
      if (!target.empty() && target != "-")
        rule += (rule.empty() ? "" : " ") + forMake(target);
    if (rule.empty())
      rule = forMake(line.input);
    rule += ":";
    for (const std::string &file : dependencies)
      rule += " \\\n  " + forMake(file);
    return rule + "\n";
  }

  static std::string forMake(StringRef path) {
    std::string result;
    for (char c : path) {
      if (c == ' ' || c == '#' || c == '\\')
        result += '\\';
      if (c == '$')
        result += '$';
      result += c;
    }
    return result;
  }

  const CommandLine &line;
  const char *program;
  std::string output, header; // "": none
  OutputFiles files;
};

void printVersion() { llvm::outs() << "hac " HAC_VERSION " (LLVM " LLVM_VERSION_STRING ")\n"; }

} // namespace

int run(const CommandLine &line, const char *program) {
  switch (line.action) {
  case Action::Help:
    printHelp();
    return Done;
  case Action::Version:
    printVersion();
    return Done;
  case Action::Check:
  case Action::Compile:
    break;
  }
  std::signal(SIGXFSZ, SIG_IGN); // a file that grows too large is a failed write: C010
  std::signal(SIGPIPE, SIG_IGN);
  return Driver(line, program).run();
}

} // namespace hac::tool
