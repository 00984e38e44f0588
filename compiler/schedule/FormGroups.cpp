// Which ops run as one loop nest. Anchors take their neighbours first; pointwise ops that nobody
// took form groups of their own. Rules F1 to F5 of README.md.
#include "compiler/schedule/Anchors.h"
#include "compiler/schedule/Schedule.h"
#include "compiler/support/PassTarget.h"

#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace hac::schedule {
#define GEN_PASS_DEF_FORMGROUPS
#include "compiler/schedule/Passes.h.inc"

namespace {

/// Of a group. Merging two ops saves a trip through memory for one value; in a group of 32 another
/// one saves 3 %, but its values need registers, and code and compile time grow with it.
constexpr size_t mostOps = 32;
/// Ops looked at to find out whether an op may join a group, so that models of 16,000 ops compile
/// in linear time.
constexpr int longestWalk = 256;

RankedTensorType typeOf(Value value) { return cast<RankedTensorType>(value.getType()); }

/// Same sizes, whatever the elements.
bool haveSameSizes(Value a, Value b) {
  return typeOf(a).getShape() == typeOf(b).getShape() &&
         typeOf(a).getEncoding() == typeOf(b).getEncoding();
}

/// A value that can be written to memory by a group, or read from it.
bool isStorable(Value value) { return isGroupElement(typeOf(value).getElementType()); }

/// A pointwise op that can be computed on vectors.
bool isVectorPointwise(Operation *op) {
  if (!op->hasTrait<Pointwise>() || isa<StopGradientOp>(op))
    return false;
  // Integer divisions have no vector instruction.
  if (isa<FloorDivOp, RemainderOp>(op) && !typeOf(op->getResult(0)).getElementType().isF32())
    return false;
  // The channels of rank 4 are not the last axis.
  if (isa<PReluOp>(op) && typeOf(op->getResult(0)).getRank() == 4)
    return false;
  if (auto map = dyn_cast<MapOp>(op))
    if (decodeTape(map.getFn().getWords()).reads > 0)
      return false;
  auto fits = [](Value value) {
    Type element = typeOf(value).getElementType();
    return isGroupElement(element) || element.isInteger(1);
  };
  return typeOf(op->getResult(0)).getRank() > 0 && llvm::all_of(op->getOperands(), fits) &&
         fits(op->getResult(0));
}

/// Ops that become one group.
class Members {
public:
  Members(Operation *anchor) : anchor(anchor) { ops.insert(anchor); }

  Operation *const anchor; ///< or the first op of a pointwise group
  llvm::SmallSetVector<Operation *, 8> ops;

  bool contains(Value value) const {
    Operation *op = value.getDefiningOp();
    return op && ops.contains(op);
  }
  bool isUsedOutside(Value value) const {
    return llvm::any_of(value.getUsers(), [&](Operation *user) { return !ops.contains(user); });
  }
  /// Whether `op` uses what `other` makes, by way of members; an op needs itself.
  bool needs(Operation *op, Operation *other) const {
    llvm::SmallSetVector<Operation *, 8> seen;
    seen.insert(op);
    for (size_t i = 0; i < seen.size() && !seen.contains(other); ++i)
      for (Value v : seen[i]->getOperands())
        if (contains(v))
          seen.insert(v.getDefiningOp());
    return seen.contains(other);
  }
  /// Would some input of the group depend on one of its results?
  bool wouldWaitForItself(Operation *added) const {
    SmallVector<Operation *> all(ops.getArrayRef());
    all.push_back(added);
    return anyWaits(all, added);
  }
  /// Does `member` read something that depends on the group through ops outside?
  bool waits(Operation *member) const { return anyWaits(member, member); }

private:
  /// Does one of `readers` read what depends on the group, or on `added`, through ops outside? The
  /// block is in order, so nothing before the group does. A walk that becomes long says yes: an op
  /// so far off gains little from being in the group.
  bool anyWaits(ArrayRef<Operation *> readers, Operation *added) const {
    Operation *first = added;
    for (Operation *op : ops)
      if (op->isBeforeInBlock(first))
        first = op;
    auto isInside = [&](Operation *op) { return op == added || ops.contains(op); };
    SmallVector<Operation *> work;
    auto follow = [&](Operation *op, bool outside) {
      op->walk([&](Operation *inner) { // a loop reads what its body does
        for (Value operand : inner->getOperands())
          if (Operation *producer = operand.getDefiningOp();
              producer && (outside || !isInside(producer)))
            work.push_back(producer);
      });
    };
    for (Operation *reader : readers)
      follow(reader, /*outside=*/false);
    llvm::SmallPtrSet<Operation *, 16> seen;
    for (int steps = 0; !work.empty(); ++steps) {
      Operation *op = work.pop_back_val();
      if (isInside(op) || steps == longestWalk)
        return true;
      if (op->getBlock() == anchor->getBlock() && !op->isBeforeInBlock(first) &&
          seen.insert(op).second)
        follow(op, /*outside=*/true);
    }
    return false;
  }
};

class Former {
public:
  Former(Block &block, const Target &target, int64_t &number)
      : block(block), target(target), number(number) {}

  void run() {
    auto all = [&] { return llvm::map_to_vector(block, [](Operation &op) { return &op; }); };
    for (bool late : {false, true})
      for (Operation *op : all()) // anew: parameters that were packed are gone
        if (const Family *family = familyOf(op); family && family->isLate == late)
          formAround(op, *family);
    for (Operation *op : all())
      if (!taken.contains(op) && isVectorPointwise(op))
        formPointwise(op);
  }

private:
  void formAround(Operation *op, const Family &family) {
    if (taken.contains(op))
      return;
    if (std::optional<std::string> why = family.refuse(op, target)) {
      op->emitRemark("runs as plain loops: ") << *why;
      return;
    }
    Members members(op);
    Neighbours allowed = family.neighbours(op, target);
    Value made = addViews(members, allowed);
    if (allowed.prologue)
      growBackwards(members, allowed.keepsPrologue);
    if (allowed.epilogue)
      growForwards(members, made);
    if (allowed.takesPool)
      addPool(members, allowed);
    dropUnstorable(members);
    if (allowed.rowEpilogue)
      addRowOp(members, made);
    if (allowed.gathers)
      addGathers(members);
    GroupOp group = make(members, op->getName().stripDialect());
    family.decide(group, target);
  }

  /// Returns what the anchor makes, seen through the view after it.
  Value addViews(Members &members, const Neighbours &allowed) {
    Operation *anchor = members.anchor;
    for (Value operand : anchor->getOperands()) {
      Operation *view = operand.getDefiningOp();
      if (view && !taken.contains(view) &&
          llvm::is_contained(allowed.viewsBefore, view->getName().stripDialect()) &&
          !members.isUsedOutside(operand))
        members.ops.insert(view);
    }
    Value result = anchor->getResult(0);
    if (!result.hasOneUse())
      return result;
    Operation *view = *result.user_begin();
    if (!taken.contains(view) && view->getBlock() == &block &&
        llvm::is_contained(allowed.viewsAfter, view->getName().stripDialect())) {
      members.ops.insert(view);
      return view->getResult(0); // what follows has its sizes
    }
    return result;
  }

  /// The pooling of the last value, if nobody else needs what is in the group so far.
  void addPool(Members &members, const Neighbours &allowed) {
    DirectPoolOp pool;
    for (Operation *member : members.ops)
      for (Operation *user : member->getResult(0).getUsers())
        if (auto found = dyn_cast<DirectPoolOp>(user))
          pool = found;
    if (!pool || taken.contains(pool) || pool->getBlock() != &block)
      return;
    for (Operation *member : members.ops) {
      bool isOnly = llvm::all_of(member->getResult(0).getUsers(), [&](Operation *user) {
        return user == pool.getOperation() || members.ops.contains(user);
      });
      // One number, or one for each channel: a tile knows no other place before the pooling.
      bool isPlain = member == members.anchor || member->getResult(0).use_empty() ||
                     llvm::all_of(member->getOperands(), [&](Value v) {
                       return members.contains(v) || (isStorable(v) && typeOf(v).getRank() <= 1);
                     });
      if (!isOnly || !isPlain || !isStorable(member->getResult(0)))
        return;
    }
    if (!allowed.takesPool(members.anchor, pool))
      return;
    members.ops.insert(pool);
    growForwards(members, pool.getResult());
  }

  bool mayJoin(Members &members, Operation *op) {
    return members.ops.size() < mostOps && op->getBlock() == &block && !taken.contains(op) &&
           !members.ops.contains(op) && isVectorPointwise(op) && !members.wouldWaitForItself(op);
  }

  /// Pointwise ops over the sizes of `space` that use what the group makes. An op that has to wait
  /// for another one is asked again when that one, which it uses, has joined.
  void growForwards(
      Members &members, Value space,
      function_ref<bool(Operation *)> fits = [](Operation *) { return true; }) {
    for (size_t i = 0; i < members.ops.size(); ++i) {
      Value made = members.ops[i]->getResult(0);
      if (!haveSameSizes(made, space))
        continue;
      for (Operation *user : usersInOrder(made))
        if (haveSameSizes(user->getResult(0), space) && fits(user) && mayJoin(members, user))
          members.ops.insert(user);
    }
  }

  /// The first ones of this block that use a value; as many as a group could take.
  SmallVector<Operation *> usersInOrder(Value value) {
    SmallVector<Operation *> users;
    llvm::SmallPtrSet<Operation *, 8> seen;
    for (Operation *user : value.getUsers())
      if (user->getBlock() == &block && isVectorPointwise(user) && seen.insert(user).second)
        users.push_back(user);
    llvm::sort(users, [](Operation *a, Operation *b) { return a->isBeforeInBlock(b); });
    if (users.size() > mostOps)
      users.resize(mostOps);
    return users;
  }

  /// F3: a row op over finished rows of what the group makes, then what follows it. That reads
  /// the rows and the row op's result only: the rest of the group is no longer in registers.
  void addRowOp(Members &members, Value space) {
    Operation *rowOp = nullptr;
    for (Operation *member : members.ops)
      for (Operation *user : member->getResult(0).getUsers())
        if (!rowOp && user->getBlock() == &block && !taken.contains(user) &&
            haveSameSizes(member->getResult(0), space) && isRowOp(user, target) &&
            llvm::none_of(user->getOperands().drop_front(),
                          [&](Value v) { return members.contains(v); }) &&
            user->getOperand(0) == member->getResult(0) && !members.wouldWaitForItself(user))
          rowOp = user;
    if (!rowOp)
      return;
    Value rows = rowOp->getOperand(0);
    llvm::SmallPtrSet<Operation *, 8> before(members.ops.begin(), members.ops.end());
    members.ops.insert(rowOp);
    growForwards(members, rowOp->getResult(0), [&](Operation *op) {
      return llvm::none_of(op->getOperands(), [&](Value v) {
        return v != rows && before.contains(v.getDefiningOp());
      });
    });
    dropUnstorable(members);
  }

  /// Bools live in registers; from memory they come one for a whole row, a scalar. Where rows are
  /// of one element themselves, many of them fill a vector.
  static bool isReadable(Value value, Operation *op) {
    ArrayRef<int64_t> shape = typeOf(value).getShape();
    return isStorable(value) ||
           (typeOf(value).getElementType().isInteger(1) &&
            (shape.empty() ||
             (shape.back() == 1 && typeOf(op->getResult(0)).getShape().back() != 1)));
  }

  /// An op that would read a vector of bools from memory, or write one, leaves. Either what needs
  /// it or, if the anchor does, what it needs leaves as well: nothing of the group may wait for it.
  void dropUnstorable(Members &members) {
    while (true) {
      auto stuck = llvm::find_if(members.ops, [&](Operation *op) {
        return isVectorPointwise(op) &&
               (members.waits(op) ||
                (!isStorable(op->getResult(0)) && members.isUsedOutside(op->getResult(0))) ||
                llvm::any_of(op->getOperands(),
                             [&](Value v) { return !members.contains(v) && !isReadable(v, op); }));
      });
      if (stuck == members.ops.end())
        return;
      Operation *leaves = *stuck;
      bool anchorNeedsIt = leaves != members.anchor && members.needs(members.anchor, leaves);
      SmallVector<Operation *> all(members.ops.getArrayRef());
      for (Operation *op : all)
        if (anchorNeedsIt ? members.needs(leaves, op) : members.needs(op, leaves))
          members.ops.remove(op);
    }
  }

  /// Gathers that the group's ops read, over the same sizes.
  void addGathers(Members &members) {
    for (Operation *member : SmallVector<Operation *>(members.ops.getArrayRef()))
      for (Value operand : member->getOperands()) {
        Operation *gather = operand.getDefiningOp();
        if (member == members.anchor && operand != member->getOperand(0))
          continue;
        if (gather && gather->getBlock() == &block && !taken.contains(gather) &&
            isGatherOfRows(gather) && haveSameSizes(operand, member->getResult(0)) &&
            !members.isUsedOutside(operand) && !members.wouldWaitForItself(gather))
          members.ops.insert(gather);
      }
  }

  /// Pointwise ops over the sizes of what they are used for; used elsewhere too if it
  /// `keepsResults`.
  void growBackwards(Members &members, bool keepsResults = false) {
    for (size_t i = 0; i < members.ops.size(); ++i) {
      Operation *member = members.ops[i];
      for (Value operand : member->getOperands()) {
        Operation *producer = operand.getDefiningOp();
        if (member == members.anchor && operand != member->getOperand(0))
          continue; // weights lie in memory
        if (producer && haveSameSizes(operand, member->getResult(0)) &&
            (keepsResults || !members.isUsedOutside(operand)) && mayJoin(members, producer))
          members.ops.insert(producer);
      }
    }
  }

  void formPointwise(Operation *op) {
    Members members(op);
    growForwards(members, op->getResult(0));
    growBackwards(members);
    dropUnstorable(members);
    if (!members.ops.empty())
      make(members, "pointwise");
  }

  GroupOp make(Members &members, StringRef anchor) {
    SmallVector<Operation *> ops(members.ops.getArrayRef());
    llvm::sort(ops, [](Operation *a, Operation *b) { return a->isBeforeInBlock(b); });
    llvm::SetVector<Value> inputs, results;
    for (Operation *op : ops) {
      for (Value operand : op->getOperands())
        if (!members.contains(operand))
          inputs.insert(operand);
      for (Value result : op->getResults())
        if (members.isUsedOutside(result))
          results.insert(result);
    }
    OpBuilder b(ops.back());
    auto group = GroupOp::create(b, members.anchor->getLoc(), TypeRange(results.getArrayRef()),
                                 inputs.getArrayRef(), ValueRange(), number++, anchor);
    Block *body = b.createBlock(&group.getBody());
    IRMapping map;
    for (Value input : inputs)
      map.map(input, body->addArgument(input.getType(), input.getLoc()));
    for (Operation *op : ops)
      b.clone(*op, map);
    SmallVector<Value> made(results.getArrayRef());
    ResultOp::create(b, group.getLoc(),
                     llvm::map_to_vector(made, [&](Value v) { return map.lookup(v); }));
    for (auto [value, replacement] : llvm::zip(made, group.getResults()))
      value.replaceUsesWithIf(
          replacement, [&](OpOperand &use) { return !members.ops.contains(use.getOwner()); });
    for (Operation *op : llvm::reverse(ops)) {
      taken.insert(op);
      op->dropAllUses();
      op->dropAllReferences();
      op->remove();
      removed.push_back(op);
    }
    putUsersBehind(group);
    return group;
  }

  /// The group stands where its last op was; what needs it and stood before that moves behind it.
  void putUsersBehind(GroupOp group) {
    llvm::SmallPtrSet<Operation *, 8> late;
    Operation *first = group;
    auto markUsers = [&](Operation *op) {
      for (Operation *user : op->getUsers()) {
        Operation *inBlock = block.findAncestorOpInBlock(*user);
        if (inBlock->isBeforeInBlock(group) && late.insert(inBlock).second &&
            inBlock->isBeforeInBlock(first))
          first = inBlock;
      }
    };
    markUsers(group);
    Operation *behind = group;
    for (Operation *op = first, *next; op != group; op = next) {
      next = op->getNextNode();
      if (!late.contains(op))
        continue;
      markUsers(op);
      op->moveAfter(behind);
      behind = op;
    }
  }

public:
  /// Ops that live on in groups; destroyed once nobody compares pointers any more.
  ~Former() {
    for (Operation *op : removed)
      op->destroy();
  }

private:
  Block &block;
  const Target &target;
  int64_t &number;
  llvm::SmallPtrSet<Operation *, 32> taken;
  SmallVector<Operation *> removed;
};

struct FormGroups : impl::FormGroupsBase<FormGroups> {
  using FormGroupsBase::FormGroupsBase;

  void runOnOperation() override {
    std::optional<Target> target = targetOfPass(getOperation(), targetName);
    if (!target)
      return signalPassFailure();
    SmallVector<Block *> blocks = {&getOperation().getBody().front()};
    getOperation()->walk([&](YieldOp op) { blocks.push_back(op->getBlock()); }); // bodies of loops
    int64_t number = 0;
    for (Block *block : blocks)
      Former(*block, *target, number).run();
  }
};

} // namespace

void addSchedulePasses(OpPassManager &passes, const Target &target) {
  passes.addNestedPass<func::FuncOp>(createChannelsLast());
  passes.addNestedPass<func::FuncOp>(createFormGroups({target.name}));
  passes.addPass(createEstimateCosts({target.name}));
  passes.addNestedPass<func::FuncOp>(createVerifySchedule({target.name}));
}

} // namespace hac::schedule
