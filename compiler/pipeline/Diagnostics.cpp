#include "compiler/pipeline/Diagnostics.h"

#include "mlir/IR/BuiltinAttributes.h"

#include "llvm/Support/raw_ostream.h"
#include <fmt/format.h>

using namespace mlir;

namespace hac::pipeline {

// The innermost file position, and the state-dict path of the module around it.
static void unwrap(Location loc, FileLineColLoc &file, StringRef &path) {
  if (auto position = dyn_cast<FileLineColLoc>(loc)) {
    file = position;
  } else if (auto name = dyn_cast<NameLoc>(loc)) {
    path = name.getName();
    unwrap(name.getChildLoc(), file, path);
  } else if (auto fused = dyn_cast<FusedLoc>(loc)) {
    for (Location inner : fused.getLocations())
      if (!file)
        unwrap(inner, file, path);
  }
}

std::string positionOf(Location loc) {
  FileLineColLoc file;
  StringRef path;
  unwrap(loc, file, path);
  if (!file)
    return {};
  return fmt::format("{}:{}:{}: ", file.getFilename().str(), file.getLine(), file.getColumn());
}

DiagnosticPrinter::DiagnosticPrinter(MLIRContext *context)
    : handler(context, [this](Diagnostic &d) { print(d); }) {}

void DiagnosticPrinter::print(Diagnostic &diagnostic) {
  FileLineColLoc file;
  StringRef path;
  unwrap(diagnostic.getLocation(), file, path);
  std::string text = diagnostic.str();
  StringRef severity = diagnostic.getSeverity() == DiagnosticSeverity::Error     ? "error"
                       : diagnostic.getSeverity() == DiagnosticSeverity::Warning ? "warning"
                       : diagnostic.getSeverity() == DiagnosticSeverity::Note    ? "note"
                                                                                 : "remark";
  if (diagnostic.getSeverity() == DiagnosticSeverity::Remark)
    return; // why something is not fast is no news for someone who did not ask
  bool numbered = StringRef(text).contains("[hac-");
  if (diagnostic.getSeverity() == DiagnosticSeverity::Error) {
    if (!numbered) // MLIR's own words never are the user's message alone
      text = fmt::format("internal: stage {}: {} [hac-X900]", stage, text);
    if (trusted && StringRef(text).contains("[hac-B"))
      text = fmt::format("internal: stage {}: {} [hac-X900]", stage, text);
    code = std::max(code, StringRef(text).contains("[hac-X") ? 3 : StringRef(text).contains("[hac-B") ? 2 : 1);
  }
  std::string where = positionOf(diagnostic.getLocation());
  if (!path.empty() && numbered) { // before the number, as the front end has it
    size_t at = text.rfind("[hac-");
    text.insert(at, fmt::format("[in {}] ", path.str()));
  }
  llvm::errs() << (where.empty() ? "hac: " : where) << severity << ": " << text << "\n";
  for (Diagnostic &note : diagnostic.getNotes())
    llvm::errs() << positionOf(note.getLocation()) << "note: " << note.str() << "\n";
}

} // namespace hac::pipeline
