// CommandLine.h has the interface, Options.td the options.
#include "tools/hac/CommandLine.h"
#include "compiler/frontend/Frontend.h"
#include "compiler/pipeline/Pipeline.h"
#include "compiler/support/Target.h"
#include "tools/hac/Message.h"
#include "tools/hac/ModelName.h"

#include "llvm/ADT/SmallSet.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Option/Arg.h"
#include "llvm/Option/ArgList.h"
#include "llvm/Option/OptTable.h"
#include "llvm/Option/Option.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using llvm::StringRef;
using namespace llvm::opt; // what Options.inc names

namespace hac::tool {
namespace {

enum OptionId {
  OPT_INVALID = 0,
#define OPTION(...) LLVM_MAKE_OPT_ID(__VA_ARGS__),
#include "tools/hac/Options.inc"
#undef OPTION
};

#define OPTTABLE_STR_TABLE_CODE
#include "tools/hac/Options.inc"
#undef OPTTABLE_STR_TABLE_CODE
#define OPTTABLE_PREFIXES_TABLE_CODE
#include "tools/hac/Options.inc"
#undef OPTTABLE_PREFIXES_TABLE_CODE

constexpr llvm::opt::OptTable::Info optionInfos[] = {
#define OPTION(...) LLVM_CONSTRUCT_OPT_INFO(__VA_ARGS__),
#include "tools/hac/Options.inc"
#undef OPTION
};

class OptionTable : public llvm::opt::GenericOptTable {
public:
  OptionTable() : GenericOptTable(OptionStrTable, OptionPrefixesTable, optionInfos) {}
};

const OptionTable &optionTable() {
  static const OptionTable table;
  return table;
}

std::vector<std::string> targetNames() {
  std::vector<std::string> names;
  for (const Target &target : knownTargets())
    names.push_back(target.name);
  return names;
}

bool isRepeatable(unsigned option) {
  return option == OPT_I || option == OPT_isystem || option == OPT_iquote || option == OPT_D ||
         option == OPT_U || option == OPT_include_file || option == OPT_W;
}

class Parser {
public:
  explicit Parser(llvm::ArrayRef<const char *> args) : raw(args) {}

  int exitCode = CannotDo; // of the error that was printed

  std::optional<CommandLine> parse() {
    if (!readArgs())
      return std::nullopt;
    if (result.action == CommandLine::Action::Help || result.action == CommandLine::Action::Version)
      return result;
    if (!checkInputs() || !checkConflicts() || !chooseName())
      return std::nullopt;
    return result;
  }

private:
  bool readArgs() {
    llvm::opt::InputArgList list(raw.begin(), raw.end());
    for (unsigned index = 0; index < raw.size();) {
      unsigned start = index;
      if (StringRef(raw[start]).empty())
        return error("C004", "an argument is empty");
      if (raw[start][0] == '@')
        return refused("'{}': hac reads no response files", raw[start]);
      std::unique_ptr<Arg> arg = optionTable().ParseOneArg(list, index);
      if (!arg) // a value is missing at the end
        return error("C003", "'{}' needs a value", escaped(raw[start]));
      if (!readArg(*arg, start))
        return false;
    }
    return true;
  }

  bool readArg(const Arg &arg, unsigned index) {
    unsigned option = arg.getOption().getUnaliasedOption().getID();
    std::string spelling = escaped(raw[index]);
    if (arg.getOption().matches(OPT_UNKNOWN))
      return unknown(raw[index]);
    if (arg.getOption().matches(OPT_INPUT)) {
      inputs.push_back(arg.getValue());
      return true;
    }
    if (option == OPT_DASH_DASH) {
      inputs.insert(inputs.end(), arg.getValues().begin(), arg.getValues().end());
      return true;
    }
    if (!isRepeatable(option) && !seen.insert(option).second)
      return error("C002", "'{}' is given twice", flagName(spelling));
    if (arg.getNumValues()) {
      StringRef value = arg.getValue();
      bool separate = arg.getValue() == raw[index + (index + 1 < raw.size())];
      if (value.empty())
        return error("C003", "'{}' needs a value", spelling);
      if (separate && value.size() > 1 && value.starts_with("-"))
        return error("C003", "'{}' needs a value, '{}' follows", spelling, escaped(value));
    }
    if (isRepeatable(option))
      return passToClang(arg, raw[index]);
    return readOption(option, arg.getNumValues() ? arg.getValue() : "");
  }

  /// "--name=x" as "--name".
  static std::string flagName(StringRef spelling) {
    return spelling.starts_with("--") ? spelling.split('=').first.str() : spelling.str();
  }

  bool refused(fmt::format_string<std::string> format, const char *argument) {
    return error("F001", format, escaped(argument));
  }

  bool unknown(const char *argument) {
    std::string text = escaped(argument);
    if (frontend::isClangArg(argument))
      return refused("'{}' is an option of clang that hac refuses; -I -isystem -iquote -D -U "
                     "-include and -W are passed on",
                     argument);
    std::string nearest;
    unsigned distance = optionTable().findNearest(argument, nearest);
    // With 3 changes "-x" would be near to everything.
    if (distance > 3 || distance * 2 > StringRef(argument).size())
      return error("C001", "unknown flag '{}'; hac --help lists all", text);
    return error("C001", "unknown flag '{}'; did you mean '{}'?", text, nearest);
  }

  bool passToClang(const Arg &arg, const char *argument) {
    bool takesValue = false;
    if (!frontend::isAllowedClangArg(argument, takesValue))
      return unknown(argument);
    result.clangArgs.push_back(argument);
    if (takesValue)
      result.clangArgs.push_back(arg.getValue());
    return true;
  }

  bool readOption(unsigned option, StringRef value) {
    switch (option) {
    case OPT_output:
      result.output = value;
      return true;
    case OPT_header:
      result.header = value;
      return true;
    case OPT_MF:
      result.depfile = value;
      return true;
    case OPT_resource_dir:
      result.resourceDir = value;
      return true;
    case OPT_strict:
      return result.strict = true;
    case OPT_naive:
      return result.naive = true;
    case OPT_instrument:
      if (value != "bounds")
        return error("C004", "--instrument: unknown check '{}'; known is bounds", escaped(value));
      return result.checksBounds = true;
    case OPT_verify:
      return result.verify = true;
    case OPT_check:
      result.action = CommandLine::Action::Check;
      return true;
    case OPT_help:
      result.action = CommandLine::Action::Help;
      return true;
    case OPT_version:
      result.action = CommandLine::Action::Version;
      return true;
    case OPT_name:
      if (std::string why = refuseModelName(value); !why.empty())
        return error("C004", "--name: '{}' {}", escaped(value), why);
      result.modelName = value;
      return true;
    case OPT_target:
      if (!targetByName(value.str()))
        return error("C005", "--target: unknown level '{}'; known are native, {}", escaped(value),
                     fmt::join(targetNames(), ", "));
      result.target = value;
      return true;
    case OPT_stop_after:
      if (!llvm::is_contained(pipeline::stages(), value))
        return error("C004", "--stop-after: unknown stage '{}'; known are {}", escaped(value),
                     llvm::join(pipeline::stages(), ", "));
      result.stopAfter = value;
      return true;
    case OPT_emit:
      return readForm(value);
    case OPT_explain:
      result.form = CommandLine::Form::Report;
      return true;
    case OPT_explain_at:
      result.form = CommandLine::Form::Report;
      return readSizes(value);
    case OPT_limit:
      return readLimits(value);
    }
    return printError("X900", fmt::format("option {} is not handled", option));
  }

  bool readForm(StringRef value) {
    using Form = CommandLine::Form;
    auto form = llvm::StringSwitch<std::optional<Form>>(value)
                    .Case("obj", Form::Object)
                    .Case("asm", Form::Assembly)
                    .Case("llvm", Form::LLVM)
                    .Case("mlir", Form::MLIR)
                    .Case("blob", Form::Blob)
                    .Default(std::nullopt);
    if (!form)
      return error("C004", "--emit: unknown form '{}'; known are obj, asm, llvm, mlir, blob",
                   escaped(value));
    result.form = *form;
    return true;
  }

  /// "batch=8,seq=128"
  bool readSizes(StringRef value) {
    llvm::SmallVector<StringRef, 4> parts;
    value.split(parts, ',');
    for (StringRef part : parts) {
      auto [name, number] = part.split('=');
      int64_t size = 0;
      if (!isIdentifier(name) || number.getAsInteger(10, size) || size < 0)
        return error("C004", "--explain: '{}' is no list of sizes, e.g. batch=8,seq=128",
                     escaped(value));
      result.sizes.emplace_back(name.str(), size);
    }
    return true;
  }

  /// "60s", "4G", "512M", or two of them with a comma.
  bool readLimits(StringRef value) {
    llvm::SmallVector<StringRef, 2> parts;
    value.split(parts, ',');
    for (StringRef part : parts) {
      uint64_t number = 0; // getAsInteger says true if it is none
      char unit = part.empty() ? ' ' : part.back();
      if (part.empty() || part.drop_back().getAsInteger(10, number) || number == 0 ||
          number > 1000000)
        return badLimit(value);
      if (unit == 's' && !result.limits.seconds)
        result.limits.seconds = unsigned(number);
      else if ((unit == 'M' || unit == 'G') && !result.limits.bytes)
        result.limits.bytes = number << (unit == 'M' ? 20 : 30);
      else
        return badLimit(value);
    }
    if (result.limits.bytes && result.limits.bytes < 256u << 20)
      return error("C004", "--limit: {} is too little memory for any model, the least is 256M",
                   escaped(value));
    return true;
  }
  bool badLimit(StringRef value) {
    return error("C004", "--limit: '{}' is no time and memory, e.g. 60s, 4G or 60s,512M",
                 escaped(value));
  }

  bool checkInputs() {
    if (inputs.empty())
      return error("C006", "no model is given; hac model.cpp -o model.o");
    if (inputs.size() > 1)
      return error("C006", "{} models are given ('{}' and '{}' first), hac compiles one",
                   inputs.size(), escaped(inputs[0]), escaped(inputs[1]));
    result.input = inputs[0];
    if (result.input.empty())
      return error("C006", "the model's file name is empty");
    if (result.input == "-" && result.action == CommandLine::Action::Compile &&
        result.output.empty())
      return error("C003", "a model from stdin needs -o");
    return true;
  }

  bool given(unsigned option) const { return seen.contains(option); }

  bool checkConflicts() {
    struct Pair {
      unsigned first, second;
      const char *firstName, *secondName;
    };
    constexpr Pair pairs[] = {{OPT_check, OPT_output, "--check", "-o"},
                              {OPT_check, OPT_header, "--check", "--header"},
                              {OPT_check, OPT_emit, "--check", "--emit"},
                              {OPT_check, OPT_stop_after, "--check", "--stop-after"},
                              {OPT_check, OPT_explain, "--check", "--explain"},
                              {OPT_check, OPT_explain_at, "--check", "--explain"},
                              {OPT_explain, OPT_explain_at, "--explain", "--explain=<sizes>"},
                              {OPT_explain, OPT_emit, "--explain", "--emit"},
                              {OPT_explain_at, OPT_emit, "--explain", "--emit"},
                              {OPT_explain, OPT_stop_after, "--explain", "--stop-after"},
                              {OPT_explain_at, OPT_stop_after, "--explain", "--stop-after"},
                              {OPT_explain, OPT_header, "--explain", "--header"},
                              {OPT_explain_at, OPT_header, "--explain", "--header"}};
    for (const Pair &pair : pairs)
      if (given(pair.first) && given(pair.second))
        return error("C002", "{} and {} contradict each other", pair.firstName, pair.secondName);
    if (result.verify && result.action != CommandLine::Action::Check)
      return error("C002", "-verify is for --check only");
    using Form = CommandLine::Form;
    if (given(OPT_stop_after)) {
      if (given(OPT_emit) && result.form != Form::MLIR)
        return error("C002", "--stop-after and --emit={} contradict each other",
                     nameOf(result.form));
      result.form = Form::MLIR;
    }
    if (result.form == Form::MLIR && result.stopAfter.empty())
      result.stopAfter = pipeline::stages().back(); // the whole way, and still MLIR
    if (given(OPT_header) && result.form != Form::Object)
      return error("C002", "--header and --emit={} contradict each other", nameOf(result.form));
    if (result.form == Form::Object && result.output == "-")
      return error("C004", "-o: an object and its header are files, not '-'");
    if (result.header == "-" || result.depfile == "-")
      return error("C004", "a header and a list of dependencies are files, not '-'");
    return true;
  }

  bool chooseName() {
    if (!result.modelName.empty() || result.action == CommandLine::Action::Check ||
        result.form == CommandLine::Form::Blob)
      return true;
    StringRef file = result.input == "-" ? result.output : result.input;
    if (llvm::sys::fs::is_directory(file))
      return error("C008", "'{}' is a directory", escaped(file));
    StringRef name = llvm::sys::path::filename(file).split('.').first;
    if (std::string why = refuseModelName(name); !why.empty())
      return error("C004", "'{}' {} and cannot name the model; use --name=", escaped(name), why);
    result.modelName = name;
    return true;
  }

  static bool isIdentifier(StringRef name) {
    return !name.empty() && name.size() <= 256 && !llvm::isDigit(name.front()) &&
           llvm::all_of(name, [](char c) { return llvm::isAlnum(c) || c == '_'; });
  }

  llvm::ArrayRef<const char *> raw;
  std::vector<std::string> inputs;
  llvm::SmallSet<unsigned, 16> seen;
  CommandLine result;
};

} // namespace

const char *nameOf(CommandLine::Form form) {
  constexpr const char *names[] = {"obj", "asm", "llvm", "mlir", "blob", "report"};
  return names[size_t(form)];
}

std::optional<CommandLine> parseCommandLine(llvm::ArrayRef<const char *> args, int &exitCode) {
  Parser parser(args);
  std::optional<CommandLine> line = parser.parse();
  exitCode = line ? Done : parser.exitCode;
  return line;
}

void printHelp() {
  optionTable().printHelp(llvm::outs(), "hac [options] <model.cpp | - | graph.blob>",
                          "hac, the hybrid attention compiler: a model in, an object and a header "
                          "out");
  llvm::outs() << fmt::format(
      "\nLevels for --target: native, {}\n"
      "Exit codes: 0 done; 1 the model is wrong; 2 the command line, a file or the machine is;\n"
      "            3 a fault in hac\n"
      "Example:    hac news.model.cpp -o news.o && c++ -std=c++20 main.cpp news.o -lhac_rt\n",
      fmt::join(targetNames(), ", "));
}

} // namespace hac::tool
