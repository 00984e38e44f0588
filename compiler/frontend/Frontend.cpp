// run(): one clang compilation in this process, and what surrounds it.
#include "compiler/frontend/Frontend.h"
#include "compiler/frontend/DiagnosticTranslator.h"
#include "compiler/frontend/Exports.h"
#include "compiler/frontend/Printable.h"

#include "clang/Basic/Stack.h"
#include "clang/Basic/Version.inc"
#include "clang/Driver/CreateInvocationFromArgs.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Frontend/Utils.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "llvm/Support/CrashRecoveryContext.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"
#include <fmt/format.h>

static_assert(CLANG_VERSION_MAJOR >= 22, "hac-F006: the model language needs clang 22 or newer");

using namespace clang;

namespace hac::frontend {
namespace {

// 350 to 650 steps an operation were measured; 16,384 operations are the limit (E021).
constexpr const char *stepLimit = "-fconstexpr-steps=16777216";
constexpr unsigned stackBytes = 64u << 20; // the constant evaluator recurses, 512 calls deep

class ExportAction : public ASTFrontendAction {
public:
  ExportAction(const DiagnosticTranslator &translator, Result &result)
      : translator(translator), result(result) {}
  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &compiler,
                                                 llvm::StringRef) override {
    return makeExportConsumer(compiler, translator, result);
  }

private:
  const DiagnosticTranslator &translator;
  Result &result;
};

/// Every file that is read, system headers too.
class AllDependencies : public DependencyCollector {
public:
  bool sawDependency(llvm::StringRef file, bool, bool, bool, bool isMissing) override {
    return !isMissing && !file.starts_with("<");
  }
  bool needSystemDependencies() override { return true; }
};

std::vector<std::string> clangCommandLine(const Options &options) {
  // clang looks for the C++ library relative to its own place: <prefix>/lib/clang/22 is the
  // resource folder, <prefix>/bin/clang++ the program.
  llvm::SmallString<128> program(options.resourceDir);
  llvm::sys::path::append(program, "..", "..", "..", "bin");
  llvm::sys::path::append(program, "clang++");
  llvm::sys::path::remove_dots(program, /*remove_dot_dot=*/true);
  std::vector<std::string> args = {std::string(program),
                                   "--no-default-config",
                                   "-resource-dir=" + options.resourceDir,
                                   "-fsyntax-only",
                                   "-x",
                                   "c++",
                                   "-std=c++26",
                                   stepLimit,
                                   "-ferror-limit=0"};
  args.insert(args.end(), options.clangArgs.begin(), options.clangArgs.end());
  args.insert(args.end(), {"-DHAC_COMPILER=1", "-isystem", options.dslInclude});
  if (options.verify)
    args.insert(args.end(), {"-Xclang", "-verify"});
  if (std::string name = printable(options.source); name != options.source)
    args.push_back("-fmacro-prefix-map=" + options.source + "=" + name); // for source_location
  args.push_back("-"); // replaced below: a file's name may look like an option
  return args;
}

bool compile(const Options &options, Result &result) {
  std::vector<std::string> args = clangCommandLine(options);
  std::vector<const char *> argPointers;
  for (const std::string &arg : args)
    argPointers.push_back(arg.c_str());

  auto files = llvm::vfs::getRealFileSystem();
  DiagnosticOptions driverOptions;
  CreateInvocationOptions how;
  how.Diags = CompilerInstance::createDiagnostics(*files, driverOptions);
  how.VFS = files;
  std::shared_ptr<CompilerInvocation> invocation = createInvocation(argPointers, how);
  if (!invocation)
    return false;
  invocation->getFrontendOpts().DisableFree = false;
  invocation->getPreprocessorOpts().DisablePragmaDebugCrash = true;
  invocation->getDiagnosticOpts().ShowColors = llvm::sys::Process::StandardErrHasColors();
  FrontendInputFile &source = invocation->getFrontendOpts().Inputs.front();
  std::unique_ptr<llvm::MemoryBuffer> input; // outlives the compilation
  if (options.source == "-") {
    input = llvm::MemoryBuffer::getMemBuffer(options.input, "<stdin>");
    source = FrontendInputFile(input->getMemBufferRef(), source.getKind());
  } else {
    source = FrontendInputFile(options.source, source.getKind());
  }

  CompilerInstance compiler(std::move(invocation));
  compiler.setVirtualFileSystem(files);
  compiler.createDiagnostics();
  DiagnosticsEngine &engine = compiler.getDiagnostics();
  auto *translator = new DiagnosticTranslator(engine, engine.takeClient(), compiler.getLangOpts());
  engine.setClient(translator, /*ShouldOwnClient=*/true);
  compiler.createFileManager();
  compiler.createSourceManager();
  auto dependencies = std::make_shared<AllDependencies>();
  compiler.addDependencyCollector(dependencies);

  ExportAction action(*translator, result);
  compiler.ExecuteAction(action);
  result.dependencies = dependencies->getDependencies();
  return translator->getNumErrors() == 0; // with -verify only what it found is counted
}

/// hac's and clang's own headers; the C++ library's are looked for by clang (F007 as well).
bool findHeaders(const Options &options) {
  llvm::SmallString<128> dsl(options.dslInclude), own(options.resourceDir);
  llvm::sys::path::append(dsl, "hac", "dsl.h");
  llvm::sys::path::append(own, "include", "stddef.h");
  for (const auto &header : {dsl, own})
    if (!llvm::sys::fs::exists(header)) {
      llvm::errs() << "hac: error: " << header
                   << " does not exist: hac or clang is not installed completely [hac-F007]\n";
      return false;
    }
  return true;
}

} // namespace

Result run(const Options &options) {
  Result result;
  if (!findHeaders(options)) {
    result.exitCode = 1;
    return result;
  }
  bool done = false;
  llvm::CrashRecoveryContext::Enable();
  llvm::CrashRecoveryContext context;
  bool survived = context.RunSafelyOnThread(
      [&] {
        noteBottomOfStack();
        done = compile(options, result);
      },
      stackBytes);
  llvm::CrashRecoveryContext::Disable();
  if (!survived) {
    llvm::errs() << options.source
                 << ": error: clang crashed while it read the model; this is a fault in hac, "
                    "please report it with the model [hac-X900]\n";
    result.exitCode = 3;
  } else if (!done && result.exitCode == 0) {
    result.exitCode = 1;
  }
  if (result.exitCode != 0 || options.verify)
    result.exports.clear();
  return result;
}

} // namespace hac::frontend
