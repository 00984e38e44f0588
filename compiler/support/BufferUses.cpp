#include "compiler/support/BufferUses.h"

#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/Operation.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace mlir;

namespace hac {

llvm::SetVector<Operation *> usersInBlock(Value buffer, Block *block) {
  llvm::SetVector<Operation *> users;
  SmallVector<Value> work = {buffer};
  llvm::SmallPtrSet<Value, 16> seen(work.begin(), work.end());
  auto follow = [&](Value v) {
    if (isa<MemRefType>(v.getType()) && seen.insert(v).second)
      work.push_back(v);
  };
  while (!work.empty()) {
    for (OpOperand &use : work.pop_back_val().getUses()) {
      Operation *user = use.getOwner(), *outer = user->getParentOp();
      users.insert(block->findAncestorOpInBlock(*user));
      for (Value result : user->getResults())
        follow(result);
      for (Region &region : user->getRegions()) // arguments of a loop that carries it
        for (Block &inner : region)
          for (BlockArgument arg : inner.getArguments())
            follow(arg);
      if (user->hasTrait<OpTrait::IsTerminator>() && outer != block->getParentOp())
        for (Value result : outer->getResults())
          follow(result);
    }
  }
  return users;
}

} // namespace hac
