// The report of --explain: how each op of a function runs, in the order of the program, on the lines
// of the model. Written for its author, who has never seen a compiler from inside.
#include "compiler/hac/Dims.h"
#include "compiler/schedule/Anchors.h"
#include "compiler/schedule/Cost.h"
#include "compiler/schedule/MaskText.h"
#include "compiler/schedule/Names.h"
#include "compiler/schedule/Schedule.h"
#include "compiler/schedule/TileChoice.h"

#include <fmt/format.h>

#include <map>
#include <numeric>
#include <utility>

using namespace mlir;

namespace hac::schedule {
namespace {

// "850 ns", "12.3 us", "4.56 ms"
std::string timeText(double seconds) {
  return seconds < 1e-6   ? fmt::format("{:.0f} ns", seconds * 1e9)
         : seconds < 1e-3 ? fmt::format("{:.3g} us", seconds * 1e6)
                          : fmt::format("{:.3g} ms", seconds * 1e3);
}

// 1234567 as "1.23 M"
std::string countText(double count) {
  return count < 1e3   ? fmt::format("{:.0f} ", count)
         : count < 1e6 ? fmt::format("{:.3g} k", count / 1e3)
         : count < 1e9 ? fmt::format("{:.3g} M", count / 1e6)
                       : fmt::format("{:.3g} G", count / 1e9);
}

RankedTensorType typeOf(Value value) { return cast<RankedTensorType>(value.getType()); }

/// Nothing that anybody would want to make faster: parameters, views, constants of one number.
bool isFree(Operation *op) {
  if (isa<ParamOp, YieldOp>(op) || movesNothing(op))
    return true;
  return op->getNumOperands() == 0 && typeOf(op->getResult(0)).getRank() == 0;
}

// "all 512 rows", "64 of 512 rows"
std::string partText(int64_t part, int64_t whole, StringRef unit) {
  return part < whole  ? fmt::format("{} of {} {}s", part, whole, unit.str())
         : whole == 1 ? "1 " + unit.str()
                      : fmt::format("all {} {}s", whole, unit.str());
}

class Explainer {
public:
  Explainer(func::FuncOp function, const Target &target, const emit::Function &described,
            const std::vector<int64_t> &sizes, int64_t groupsInAll, bool naive)
      : function(function), target(target), described(described), sizes(sizes),
        groupsInAll(groupsInAll), naive(naive), symbols(symbolsAt(described, sizes)) {}

  std::string run() {
    explainBlock(function.getBody().front(), 1);
    std::vector<std::string> at;
    for (auto [symbol, size] : llvm::zip(described.symbols, sizes))
      at.push_back(fmt::format("{} = {}", symbol.name, size));
    return fmt::format("function {} ({}:{}): {}{}\n  {}\n\n{}", described.name, described.file,
                       described.line, at.empty() ? "all sizes are constants" : "at ",
                       fmt::join(at, ", "), sumText(), text);
  }

private:
  /// "21 groups, 2.41 Gflop of arithmetic, expected 21.8 ms on one core; 7 ops in plain loops come on top"
  std::string sumText() const {
    std::string loops = fmt::format("{} op{} in plain loops", plain, plain == 1 ? "" : "s");
    if (groups == 0)
      return "no groups; " + loops + ", time not estimated";
    std::string sum = fmt::format("{} group{}, {}flop of arithmetic, expected {} on one core", groups,
                                  groups == 1 ? "" : "s", countText(flops), timeText(seconds));
    return plain ? fmt::format("{}; {} come{} on top", sum, loops, plain == 1 ? "s" : "") : sum;
  }

  void explainBlock(Block &block, int64_t times) {
    for (Operation &op : block) {
      if (auto group = dyn_cast<GroupOp>(op)) {
        explainGroup(group, times);
      } else if (auto loop = dyn_cast<IterateOp>(op)) {
        head(&op, "iterate", fmt::format("{} times", loop.getCount()));
        line("what follows, up to the end of the loop, runs that often");
        explainBlock(loop.getBody().front(), times * int64_t(loop.getCount()));
        text += "  end of the loop\n\n";
      } else if (auto turns = dyn_cast<LoopOp>(op)) {
        int64_t count = evaluateDim(turns.getCount().getResult(0), symbols);
        head(&op, turns.getReverse() ? "turns backwards" : "turns", fmt::format("{} times", count));
        line("what follows, up to the end of the loop, runs that often");
        explainBlock(turns.getBody().front(), times * count);
        text += "  end of the loop\n\n";
      } else if (isa_and_nonnull<HacDialect>(op.getDialect()) && !isFree(&op)) {
        explainPlain(&op);
      }
    }
  }

  /// "news.model.cpp:41  linear+gelu [in layers.0.linear1]             group 7 of 31"
  void head(Operation *op, const std::string &name, const std::string &right) {
    Source source = sourceOf(op);
    std::string place = fmt::format("{}:{}", source.file, source.line);
    std::string what = source.module.empty() ? name : fmt::format("{} [in {}]", name, source.module);
    text += fmt::format("{:<24} {:<56} {}\n", place, what, right);
  }
  void line(const std::string &what) { text += "    " + what + "\n"; }

  std::string shapeOf(Value value) {
    return shapeText(typeOf(value), described.symbols);
  }
  std::vector<int64_t> sizesOf(Value value) {
    std::vector<int64_t> all;
    for (AffineExpr dim : dimsOf(typeOf(value)))
      all.push_back(evaluateDim(dim, symbols));
    return all;
  }
  static int64_t product(ArrayRef<int64_t> sizes) {
    return std::accumulate(sizes.begin(), sizes.end(), int64_t(1), std::multiplies<>());
  }
  double bytesOf(Value value) {
    return double(product(sizesOf(value)) *
                  int64_t(llvm::divideCeil(typeOf(value).getElementTypeBitWidth(), 8)));
  }

  void explainGroup(GroupOp group, int64_t times) {
    CostAttr cost = costOf(group);
    Work work = workAt(cost, symbols);
    Expected expected = expectedOf(work, cost, target);
    head(group, nameOf(group), fmt::format("group {} of {}", group.getNumber(), groupsInAll));
    std::vector<std::string> inputs, outputs;
    for (Value input : group.getInputs())
      if (!input.getDefiningOp<ParamOp>())
        inputs.push_back(shapeOf(input));
    for (Value output : group.getResults())
      outputs.push_back(shapeOf(output));
    line(fmt::format("{} -> {}", fmt::join(inputs, ", "), fmt::join(outputs, ", ")));
    auto [first, isNew] = explainCost(group, work, cost, expected);
    explainResults(group, first, isNew);
    text += "\n";
    ++groups;
    flops += double(work.flops * times);
    seconds += expected.total * double(times);
  }

  /// Once for groups that are alike. Returns the number of the first of them, and whether it is this.
  std::pair<int64_t, bool> explainCost(GroupOp group, const Work &work, CostAttr cost,
                                       const Expected &expected) {
    std::string before = std::exchange(text, "");
    line(fmt::format("{}{}moves {}B{}",
                     work.flops ? countText(double(work.flops)) + "flop, " : "",
                     work.functions ? fmt::format("elementwise work worth {}flop, ",
                                                  countText(double(work.functions)))
                                    : "",
                     countText(double(work.bytes)),
                     cost.getWeights() ? fmt::format("; its weights are {}B",
                                                     countText(double(cost.getWeights())))
                                       : ""));
    if (TileAttr tile = tileOf(group))
      explainTile(group, tile);
    if (ConvAttr conv = convOf(group))
      explainConv(group, conv);
    if (auto attention = dyn_cast_or_null<AttentionOp>(group.getAnchorOp()))
      if (auto attn = group->getAttrOfType<AttnAttr>("attn"))
        line(masksText(attention, attn));
    std::string last = expectedLine(work, cost, expected);
    line(last);
    auto [known, isNew] = explained.insert({nameOf(group) + text, group.getNumber()});
    if (!isNew)
      text = fmt::format("    as group {}: {}\n", known->second, StringRef(last).split(';').first.str());
    text = before + text;
    return {known->second, isNew};
  }

  void explainTile(GroupOp group, TileAttr tile) {
    std::vector<int64_t> result = sizesOf(group.getAnchorOp()->getResult(0));
    int64_t rows = product(ArrayRef(result).drop_back());
    line(tileLine(tile.getHeights(), tile.getColumns(), "row", "column") +
         fmt::format("; a task is {} x {}", partText(tile.getRows(), rows, "row"),
                     partText(tile.getPanels() * tile.getColumns(), result.back(), "column")));
  }

  /// Tasks of a convolution are parts of one sample; a sequence has positions, an image rows of them.
  void explainConv(GroupOp group, ConvAttr conv) {
    std::vector<int64_t> result = sizesOf(group.getAnchorOp()->getResult(0));
    bool isImage = result.size() == 4;
    int64_t across = result[result.size() - 2];
    int64_t positions = conv.getPositions() ? conv.getPositions() : across;
    std::vector<std::string> task;
    if (isImage)
      task.push_back(partText(conv.getRows(), result[1], "image row"));
    if (!isImage || positions < across)
      task.push_back(partText(positions, across, "position"));
    task.push_back(partText(conv.getPanels() * conv.getColumns(), result.back(), "filter"));
    line(tileLine(conv.getHeights(), conv.getColumns(), "position", "filter") +
         fmt::format("; a task is {}", fmt::join(task, " x ")));
  }

  /// "register tile of 4 rows x 24 columns: 16 of 16 vector registers; rows left over: 2, 1"
  std::string tileLine(ArrayRef<int64_t> heights, int64_t columns, const char *unit,
                       const char *acrossUnit) {
    std::string text =
        fmt::format("register tile of {} {}{} x {} {}s: {} of {} vector registers", heights.front(),
                    unit, heights.front() == 1 ? "" : "s", columns, acrossUnit,
                    registersFor(heights.front(), columns, target), target.vectorRegisters);
    if (heights.size() > 1)
      text += fmt::format("; {}s left over: {}", unit, fmt::join(heights.drop_front(), ", "));
    return text;
  }

  std::string expectedLine(const Work &work, CostAttr cost, const Expected &expected) {
    std::string text = fmt::format("expected {}, limited by {}", timeText(expected.total),
                                   boundText(expected.bound));
    if (work.flops > 0)
      text += fmt::format("; its products run at {} % of the core's peak", cost.getPercent());
    if (work.flops > 0 && expected.functions > 0.01 * expected.total)
      text += fmt::format("; elementwise work is {:.0f} % of the time",
                          100 * expected.functions / expected.total);
    return text;
  }

  static std::string boundText(StringRef bound) {
    if (bound == "arithmetic" || bound == "functions")
      return bound == "arithmetic" ? "multiplications" : "elementwise work";
    return "what " + bound.str() + (bound == "memory" ? " delivers" : " cache delivers");
  }

  /// What else reads the results, and why it is not in the group. Not once more for a group that is
  /// like the `first` one and has the same reasons.
  void explainResults(GroupOp group, int64_t first, bool isNew) {
    std::string before = std::exchange(text, "");
    if (group.getNumResults() > 1)
      line(fmt::format("writes {} values: others need them too", group.getNumResults()));
    std::vector<std::pair<std::string, std::vector<std::string>>> notFused; // reason: users
    for (Value result : group.getResults())
      for (Operation *user : usersOf(result))
        if (std::string why = whyNotIn(group, result, user); !why.empty()) {
          auto found = llvm::find_if(notFused, [&](auto &known) { return known.first == why; });
          if (found == notFused.end())
            found = notFused.insert(found, {why, {}});
          found->second.push_back(fmt::format("{} (line {})", nameOfUser(user), sourceOf(user).line));
        }
    for (auto &[why, users] : notFused)
      line(fmt::format("not fused: {}: {}", listText(users), why));
    if (isNew)
      results[first] = text;
    else if (results[first] == text)
      text = "";
    text = before + text;
  }

  /// In the order of the program, each once.
  static SmallVector<Operation *> usersOf(Value value) {
    SmallVector<Operation *> users(value.getUsers());
    llvm::sort(users, [](Operation *a, Operation *b) {
      return a != b && a->getBlock() == b->getBlock() && a->isBeforeInBlock(b);
    });
    users.erase(llvm::unique(users), users.end());
    return users;
  }

  /// "roll (line 10), 3 of conv+relu (line 15)"
  static std::string listText(ArrayRef<std::string> users) {
    std::vector<std::string> parts;
    for (size_t i = 0; i < users.size(); ++i)
      if (!llvm::is_contained(users.take_front(i), users[i])) {
        auto times = llvm::count(users, users[i]);
        parts.push_back(times == 1 ? users[i] : fmt::format("{} of {}", times, users[i]));
      }
    return fmt::format("{}", fmt::join(parts, ", "));
  }

  static std::string nameOfUser(Operation *op) {
    auto group = dyn_cast<GroupOp>(op);
    return group ? nameOf(group) : nameOf(op);
  }

  static std::string whyNotIn(GroupOp group, Value result, Operation *user) {
    if (user->getBlock() != group->getBlock() || !isa<HacDialect>(user->getDialect()) ||
        isFree(user))
      return "";
    auto other = dyn_cast<GroupOp>(user);
    if (isa<ConcatOp>(user))
      return "";
    if (!other)
      return "plain loops, see there";
    if (other.getAnchorOp())
      return "groups of their own";
    auto dims = [](Value v) { return dimsOf(cast<RankedTensorType>(v.getType())); };
    if (dims(other.getResult(0)) != dims(result))
      return "over other sizes";
    return "needs a value that is made only after this group";
  }

  /// A piece is computed where it lies in the whole, if it can.
  void explainPieces(ConcatOp op) {
    head(op, nameOf(op), "in place");
    line("-> " + shapeOf(op.getResult()));
    size_t copies = 0;
    for (auto [i, piece] : llvm::enumerate(op.getXs()))
      if (std::string why = whyCopied(piece); !why.empty()) {
        line(fmt::format("copies piece {} of {}: {}", i + 1, op.getXs().size(), why));
        ++copies;
      }
    if (copies < op.getXs().size())
      line(fmt::format("{} are computed in slices of it", copies ? "the others" : "its pieces"));
    text += "\n";
  }

  std::string whyCopied(Value piece) {
    Operation *op = piece.getDefiningOp();
    if (!op || isa<ParamOp>(op))
      return "it lies in the caller's memory";
    if (isFree(op))
      return "it is a view of " + shapeOf(op->getOperand(0)) + ", which lies in one piece";
    if (llvm::count_if(piece.getUses(), [](OpOperand &use) { return isa<ConcatOp>(use.getOwner()); }) > 1)
      return "it is a piece of two concats";
    return "";
  }

  void explainPlain(Operation *op) {
    if (auto concat = dyn_cast<ConcatOp>(op))
      return explainPieces(concat);
    head(op, nameOf(op), "plain loops");
    double bytes = 0;
    for (Value value : llvm::concat<Value>(SmallVector<Value>(op->getOperands()),
                                           SmallVector<Value>(op->getResults())))
      bytes += bytesOf(value);
    line(fmt::format("-> {}, moves at most {}B, time not estimated: {}", shapeOf(op->getResult(0)),
                     countText(bytes), whyPlain(op)));
    text += "\n";
    ++plain;
  }

  std::string whyPlain(Operation *op) {
    if (naive)
      return "--naive asks for that";
    if (const Family *family = familyOf(op))
      if (std::optional<std::string> why = family->refuse(op, target))
        return *why;
    for (Value value : llvm::concat<Value>(SmallVector<Value>(op->getOperands()),
                                           SmallVector<Value>(op->getResults()))) {
      auto type = cast<RankedTensorType>(value.getType());
      if (!isGroupElement(type.getElementType()) && !type.getElementType().isInteger(1))
        return "groups compute on f32 and i32, not on " + shapeOf(value);
    }
    if (isa<PermuteOp, TransposeOp>(op))
      return "it rearranges memory";
    if (!op->hasTrait<Pointwise>())
      return "no group is built around this op";
    if (cast<RankedTensorType>(op->getResult(0).getType()).getRank() == 0)
      return "it is a single number";
    if (llvm::any_of(op->getOperandTypes(), isBool) || isBool(op->getResult(0).getType()))
      return "groups pass bools on in registers only, and another op reads or writes this one";
    return "it has no form with vector instructions";
  }
  static bool isBool(Type type) {
    return cast<RankedTensorType>(type).getElementType().isInteger(1);
  }

  func::FuncOp function;
  const Target &target;
  const emit::Function &described;
  const std::vector<int64_t> &sizes;
  int64_t groupsInAll;
  bool naive;
  std::vector<int64_t> symbols; ///< values
  std::string text;
  std::map<std::string, int64_t> explained; ///< what was said of a group's cost, its number
  std::map<int64_t, std::string> results;   ///< of the groups in `explained`: said of what follows
  int64_t groups = 0, plain = 0;
  double flops = 0, seconds = 0;
};

} // namespace

std::vector<std::string> explain(ModuleOp module, const Target &target, const emit::Model &model,
                                 const std::vector<std::vector<int64_t>> &sizes, bool naive) {
  std::vector<std::string> texts;
  for (auto [index, function] : llvm::enumerate(module.getOps<func::FuncOp>()))
    texts.push_back(Explainer(function, target, model.functions[index], sizes[index],
                              int64_t(model.groups.size()), naive)
                        .run());
  return texts;
}

} // namespace hac::schedule
