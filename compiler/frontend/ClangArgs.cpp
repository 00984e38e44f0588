// Which of clang's arguments a user may give: what to include and define; nothing that loads code.
#include "compiler/frontend/Frontend.h"

#include "clang/Options/Options.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Option/Arg.h"
#include "llvm/Option/ArgList.h"
#include "llvm/Option/OptTable.h"

using llvm::StringRef;

namespace hac::frontend {

bool isAllowedClangArg(const std::string &arg, bool &takesValue) {
  StringRef text = arg;
  takesValue = false;
  // Joined forms of these are other options too: -include-pch, -isystem-after.
  if (text == "-isystem" || text == "-iquote" || text == "-include")
    return takesValue = true;
  for (StringRef option : {"-I", "-D", "-U"})
    if (text.starts_with(option)) {
      takesValue = text == option;
      return true;
    }
  if (!text.starts_with("-W"))
    return false;
  for (StringRef toOtherTools : {"-Wa,", "-Wl,", "-Wp,"})
    if (text.starts_with(toOtherTools))
      return false;
  return true;
}

bool isClangArg(const std::string &arg) {
  if (StringRef(arg).starts_with("@"))
    return true;
  const char *args[] = {arg.c_str(), "value", nullptr};
  unsigned missingIndex, missingCount;
  llvm::opt::InputArgList list = clang::getDriverOptTable().ParseArgs(
      llvm::ArrayRef(args).drop_back(), missingIndex, missingCount);
  for (const llvm::opt::Arg *a : list)
    if (a->getIndex() == 0)
      return !a->getOption().matches(clang::options::OPT_UNKNOWN) &&
             !a->getOption().matches(clang::options::OPT_INPUT);
  return false;
}

} // namespace hac::frontend
