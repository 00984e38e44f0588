// GraphReporter.h has the interface.
#include "compiler/frontend/GraphReporter.h"
#include "compiler/frontend/Printable.h"

#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/SourceManager.h"
#include <fmt/format.h>

using namespace clang;

namespace hac::frontend {

void GraphReporter::report(bool isError, SourceLocation loc, llvm::StringRef text) {
  unsigned id = isError ? engine.getCustomDiagID(DiagnosticsEngine::Error, "%0")
                        : engine.getCustomDiagID(DiagnosticsEngine::Note, "%0");
  engine.Report(loc, id) << text;
}

void GraphReporter::error(SourceLocation loc, llvm::StringRef text, llvm::StringRef number) {
  report(true, loc, fmt::format("{} [hac-{}]", text.str(), number.str()));
}

void GraphReporter::note(SourceLocation loc, llvm::StringRef text) { report(false, loc, text); }

SourceLocation GraphReporter::locate(const import::Blob &graph, uint32_t loc) {
  const SourceManager &sources = engine.getSourceManager();
  if (files.empty())
    for (unsigned i = 0; i < sources.local_sloc_entry_size(); ++i) {
      const SrcMgr::SLocEntry &entry = sources.getLocalSLocEntry(i);
      if (!entry.isFile())
        continue;
      SourceLocation start = SourceLocation::getFromRawEncoding(entry.getOffset());
      PresumedLoc name = sources.getPresumedLoc(start);
      if (name.isValid())
        files.try_emplace(printable(name.getFilename()), sources.getFileID(start));
    }
  const import::Loc &place = graph.locs[loc];
  auto file = files.find(graph.strings[place.file]);
  if (file == files.end() || place.line == 0)
    return {};
  return sources.translateLineCol(file->second, place.line, std::max(1u, place.column));
}

void GraphReporter::reportAt(bool isError, const import::Blob &graph, uint32_t loc,
                             llvm::StringRef text) {
  SourceLocation where = locate(graph, loc);
  if (where.isValid())
    return report(isError, where, text);
  const import::Loc &place = graph.locs[loc];
  report(
      isError, {},
      fmt::format("{}:{}:{}: {}", graph.strings[place.file], place.line, place.column, text.str()));
}

void GraphReporter::reportErrors(const import::Blob &graph) {
  for (const import::Diag &diag : graph.diags) {
    std::string text = diag.text;
    if (diag.scope != import::none)
      text += fmt::format(" [in {}]", graph.path(diag.scope));
    reportAt(true, graph, diag.loc, fmt::format("{} [hac-E{:03}]", text, diag.code));
    for (const import::Diag::Note &note : diag.notes)
      reportAt(false, graph, note.loc, note.text);
  }
  if (graph.errors > graph.diags.size())
    report(false, {},
           fmt::format("{} more errors of `{}` are not shown", graph.errors - graph.diags.size(),
                       graph.name));
}

} // namespace hac::frontend
