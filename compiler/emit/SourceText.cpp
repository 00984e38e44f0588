#include "compiler/emit/SourceText.h"

using namespace mlir;

namespace hac::emit {

// The user's line under names of modules.
static FileLineColLoc lineOf(Location loc) {
  FileLineColLoc line;
  loc->walk([&](Location inner) {
    if (!line)
      line = dyn_cast<FileLineColLoc>(inner);
    return WalkResult::advance();
  });
  return line;
}

std::string sourceText(StringRef what, Location loc) {
  std::string text = what.str();
  if (FileLineColLoc line = lineOf(loc)) {
    StringRef file = line.getFilename().strref();
    text += (" (" + file.substr(file.find_last_of('/') + 1) + ":" + Twine(line.getLine()) + ")").str();
  }
  return text + '\0';
}

LLVM::GlobalOp addText(ModuleOp module, StringRef name, StringRef text, Location loc) {
  auto b = OpBuilder::atBlockBegin(module.getBody());
  return LLVM::GlobalOp::create(b, loc, LLVM::LLVMArrayType::get(b.getI8Type(), text.size()), /*isConstant=*/true,
                                LLVM::Linkage::Private, name, b.getStringAttr(text), /*alignment=*/1);
}

} // namespace hac::emit
