// DiagnosticTranslator.h has the idea.
#include "compiler/frontend/DiagnosticTranslator.h"

#include "clang/Basic/DiagnosticAST.h"
#include "clang/Basic/DiagnosticLex.h"
#include "clang/Basic/DiagnosticSema.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;
using llvm::StringRef;

namespace hac::frontend {
namespace {

bool isNotConstant(unsigned id) {
  return id == diag::err_constexpr_var_requires_const_init || id == diag::err_expr_not_cce;
}

bool isNoSingleFunction(unsigned id) {
  return id == diag::err_ambiguous_reference || id == diag::err_ovl_unresolvable ||
         id == diag::err_addr_ovl_ambiguous || id == diag::err_addr_ovl_no_viable ||
         id == diag::err_addr_ovl_no_qualifier;
}

bool isEvaluationLimit(unsigned id) {
  return id == diag::note_constexpr_step_limit_exceeded ||
         id == diag::note_constexpr_depth_limit_exceeded ||
         id == diag::note_constexpr_call_limit_exceeded;
}

StoredDiagnostic withMessage(const StoredDiagnostic &from, StringRef message, FullSourceLoc loc) {
  return StoredDiagnostic(from.getLevel(), from.getID(), message, loc, {}, {});
}

/// "static assertion failed ...: hac-F003: text" becomes "text [hac-F003]": the way in which the
/// DSL's headers put a number into a message that clang composes.
std::optional<std::string> takeNumberFromText(StringRef message) {
  size_t at = message.find("hac-");
  if (at == StringRef::npos || message.size() < at + 10)
    return std::nullopt;
  StringRef number = message.substr(at, 8); // hac-F003
  if (!llvm::isUpper(number[4]) || !llvm::all_of(number.drop_front(5), llvm::isDigit) ||
      !message.substr(at + 8).starts_with(": "))
    return std::nullopt;
  return (message.substr(at + 10) + " [" + number + "]").str();
}

/// The DSL ends an evaluation at once by calling E021_more_than_16384_operations(), which nobody
/// defines. The name becomes "more than 16384 operations [hac-E021]".
std::optional<std::string> takeNumberFromFunction(StringRef note) {
  for (size_t at = note.find('E'); at != StringRef::npos; at = note.find('E', at + 1)) {
    StringRef rest = note.substr(at + 1);
    if (rest.size() < 5 || !llvm::all_of(rest.take_front(3), llvm::isDigit) || rest[3] != '_')
      continue;
    StringRef words =
        rest.drop_front(4).take_while([](char c) { return llvm::isAlnum(c) || c == '_'; });
    std::string text = words.str();
    std::replace(text.begin(), text.end(), '_', ' ');
    return text + " [hac-E" + rest.take_front(3).str() + "]";
  }
  return std::nullopt;
}

} // namespace

void DiagnosticTranslator::BeginSourceFile(const LangOptions &lang, const Preprocessor *pp) {
  next->BeginSourceFile(lang, pp);
}

void DiagnosticTranslator::EndSourceFile() {
  releaseHeld();
  next->EndSourceFile();
  copyCounts();
}

void DiagnosticTranslator::finish() {
  releaseHeld();
  next->finish();
  copyCounts();
}

void DiagnosticTranslator::HandleDiagnostic(DiagnosticsEngine::Level level,
                                            const Diagnostic &info) {
  if (level == DiagnosticsEngine::Note) {
    if (notes == Notes::Hold)
      held.emplace_back(level, info);
    else if (notes == Notes::Forward)
      next->HandleDiagnostic(level, info);
    return;
  }
  releaseHeld();
  notes = Notes::Forward;
  lang.ConstexprStepLimit = stepLimit;
  SourceLocation call = exportCall(info.getLocation());
  bool isWarning = engine.getDiagnosticIDs()->isWarningOrExtension(info.getID());
  bool follows = !failedExports.empty() && info.getLocation().isValid() &&
                 engine.getSourceManager().isInSystemHeader(info.getLocation());
  if ((call.isValid() && isWarning) || follows) { // not about what the user wrote
    notes = Notes::Drop;
    return;
  }
  if (level >= DiagnosticsEngine::Error) {
    StoredDiagnostic stored(level, info);
    if (call.isValid()) {
      if (!failedExports.insert(call).second) {
        notes = Notes::Drop;
        return;
      }
      if (isNoSingleFunction(info.getID())) {
        std::string name = exportedName(info.getLocation()).str();
        forward(withMessage(stored,
                            "`" + name +
                                "` is a name of hac too, or of several functions: give the "
                                "function another name [hac-E004]",
                            FullSourceLoc(call, engine.getSourceManager())));
        notes = Notes::Drop;
        return;
      }
      if (isNotConstant(info.getID())) {
        held.push_back(std::move(stored));
        notes = Notes::Hold;
        // The second constant of HAC_EXPORT uses the first, so clang is about to evaluate the
        // function once more, with an error of its own at the end. It need not take long.
        lang.ConstexprStepLimit = 1;
        return;
      }
    }
    if (info.getID() == diag::err_pp_file_not_found &&
        engine.getSourceManager().isInSystemHeader(info.getLocation())) {
      forward(withMessage(stored,
                          stored.getMessage().str() +
                              ": a header of the C++ standard library or of clang is missing; "
                              "install g++ (libstdc++) and clang's headers [hac-F007]",
                          stored.getLocation()));
      return;
    }
    if (auto text = takeNumberFromText(stored.getMessage())) {
      const FullSourceLoc &loc = stored.getLocation();
      forward(withMessage(stored, *text, loc.isValid() ? loc.getExpansionLoc() : loc));
      notes = Notes::Drop; // they are about the header that made the check
      return;
    }
  }
  next->HandleDiagnostic(level, info);
  copyCounts();
}

SourceLocation DiagnosticTranslator::exportCall(SourceLocation loc) const {
  if (!loc.isMacroID())
    return {};
  const SourceManager &sources = engine.getSourceManager();
  SourceLocation call = sources.getExpansionLoc(loc);
  return Lexer::getSourceText(CharSourceRange::getTokenRange(call, call), sources, LangOptions()) ==
                 "HAC_EXPORT"
             ? call
             : SourceLocation();
}

StringRef DiagnosticTranslator::exportedName(SourceLocation loc) const {
  const SourceManager &sources = engine.getSourceManager();
  StringRef text = Lexer::getSourceText(sources.getExpansionRange(loc), sources, LangOptions());
  return text.split('(').second.rsplit(')').first.trim();
}

bool DiagnosticTranslator::isInModel(const StoredDiagnostic &note) const {
  FullSourceLoc loc = note.getLocation();
  return loc.isValid() && !loc.getManager().isInSystemHeader(loc) && !exportCall(loc).isValid();
}

FullSourceLoc DiagnosticTranslator::firstUserLocation() const {
  for (const StoredDiagnostic &note : heldNotes())
    if (isInModel(note))
      return note.getLocation();
  return held.front().getLocation();
}

StoredDiagnostic DiagnosticTranslator::explainHeld() const {
  const StoredDiagnostic &error = held.front();
  if (held.size() == 1)
    return withMessage(error, (error.getMessage() + " [hac-F004]").str(),
                       error.getLocation().getExpansionLoc());
  for (const StoredDiagnostic &note : heldNotes()) {
    if (note.getID() != diag::note_constexpr_invalid_function)
      continue;
    if (auto text = takeNumberFromFunction(note.getMessage()))
      return withMessage(error, *text, firstUserLocation());
  }
  for (const StoredDiagnostic &note : heldNotes())
    if (isEvaluationLimit(note.getID()))
      return withMessage(error,
                         ("the model function does not come to an end within the limits of "
                          "evaluation: " +
                          note.getMessage() + " [hac-F005]")
                             .str(),
                         firstUserLocation());
  return withMessage(error,
                     ("the model function cannot be evaluated while it is compiled: " +
                      held[1].getMessage() + " [hac-F004]")
                         .str(),
                     firstUserLocation());
}

void DiagnosticTranslator::releaseHeld() {
  if (held.empty())
    return;
  if (held.size() == 1 && next->getNumErrors()) { // the function has an error of its own
    held.clear();
    return;
  }
  StoredDiagnostic error = explainHeld();
  forward(error);
  unsigned left = 8; // of a recursion the first calls are enough
  for (const StoredDiagnostic &note : heldNotes())
    if (isInModel(note) && note.getLocation() != error.getLocation() && left && left--)
      forward(note);
  held.clear();
  notes = Notes::Forward;
}

void DiagnosticTranslator::forward(const StoredDiagnostic &diagnostic) {
  DiagnosticStorage storage;
  storage.DiagRanges.append(diagnostic.range_begin(), diagnostic.range_end());
  storage.FixItHints.append(diagnostic.fixit_begin(), diagnostic.fixit_end());
  Diagnostic info(&engine, diagnostic.getLocation(), diagnostic.getID(), storage,
                  diagnostic.getMessage());
  next->HandleDiagnostic(diagnostic.getLevel(), info);
  copyCounts();
}

void DiagnosticTranslator::copyCounts() {
  NumErrors = next->getNumErrors();
  NumWarnings = next->getNumWarnings();
}

} // namespace hac::frontend
