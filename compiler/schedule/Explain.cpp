// The report of --explain: how each op of a function runs, in the order of the program, on the lines
// of the model. Written for its author, who has never seen a compiler from inside.
#include "compiler/hac/Dims.h"
#include "compiler/schedule/Anchors.h"
#include "compiler/schedule/Cost.h"
#include "compiler/schedule/Names.h"
#include "compiler/schedule/Schedule.h"
#include "compiler/schedule/TileChoice.h"

#include <fmt/format.h>

#include <map>
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

/// Ops that only say how their operand's elements are to be counted, or which of them are meant.
bool isFree(Operation *op) {
  if (auto slice = dyn_cast<SliceOp>(op))
    return slice.getStep() == 1;
  return isa<ParamOp, YieldOp, ReshapeOp, FlattenOp, UnsqueezeOp, SqueezeOp, ToSeqOp, ToImageOp,
             AssertShapeOp, StopGradientOp, SplitOp>(op);
}

class Explainer {
public:
  Explainer(func::FuncOp function, const Target &target, const emit::Function &described,
            const std::vector<int64_t> &sizes, int64_t groupsInAll)
      : function(function), target(target), described(described), sizes(sizes),
        groupsInAll(groupsInAll), symbols(symbolsAt(described, sizes)) {}

  std::string run() {
    explainBlock(function.getBody().front(), 1);
    std::vector<std::string> at;
    for (auto [symbol, size] : llvm::zip(described.symbols, sizes))
      at.push_back(fmt::format("{} = {}", symbol.name, size));
    return fmt::format("function {} ({}:{}): {}{}\n"
                       "  {} group{}, {} of arithmetic, expected {} on one core{}\n\n{}",
                       described.name, described.file, described.line,
                       at.empty() ? "all sizes are constants" : "at ", fmt::join(at, ", "), groups,
                       groups == 1 ? "" : "s", countText(flops) + "flop", timeText(seconds),
                       plain ? fmt::format(", without {} op{} in plain loops", plain,
                                           plain == 1 ? "" : "s")
                             : "",
                       text);
  }

private:
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

  /// "news.model.cpp:41  linear+gelu                                   group 7 of 31"
  void head(Operation *op, const std::string &name, const std::string &right) {
    Source source = sourceOf(op);
    std::string place = fmt::format("{}:{}", source.file, source.line);
    text += fmt::format("{:<24} {:<44} {}\n", place, name, right);
  }
  void line(const std::string &what) { text += "    " + what + "\n"; }

  std::string shapeOf(Value value) {
    return shapeText(cast<RankedTensorType>(value.getType()), described.symbols);
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
    explainCost(group, cost, expectedLine(work, cost, expected));
    explainResults(group);
    text += "\n";
    ++groups;
    flops += double(work.flops * times);
    seconds += expected.total * double(times);
  }

  /// Once for groups that are alike.
  void explainCost(GroupOp group, CostAttr cost, const std::string &expected) {
    std::string before = std::exchange(text, "");
    std::string flops = formula(cost.getFlops());
    line(fmt::format("{}{}moves {} bytes{}", flops == "0" ? "" : flops + " flop, ",
                     functionsText(cost), formula(cost.getBytes()),
                     cost.getWeights() ? fmt::format(" ({}B of them weights)",
                                                     countText(double(cost.getWeights())))
                                       : ""));
    if (TileAttr tile = tileOf(group))
      line(tileLine(tile.getHeights(), tile.getColumns(), "rows") +
           fmt::format("; a task is {} rows x {} columns", tile.getRows(),
                       tile.getPanels() * tile.getColumns()));
    if (ConvAttr conv = convOf(group))
      line(tileLine(conv.getHeights(), conv.getColumns(), "positions") +
           fmt::format("; a task is {} image row{} x {} filters", conv.getRows(),
                       conv.getRows() == 1 ? "" : "s", conv.getPanels() * conv.getColumns()));
    line(expected);
    auto [known, isNew] = explained.insert({nameOf(group) + text, group.getNumber()});
    if (!isNew)
      text = fmt::format("    as group {}: {}\n", known->second,
                         StringRef(expected).split(';').first.str());
    text = before + text;
  }

  std::string formula(AffineMap map) { return formulaText(map.getResult(0), described.symbols); }
  std::string functionsText(CostAttr cost) {
    std::string text = formula(cost.getFunctions());
    return text == "0" ? "" : fmt::format("elementwise work worth {} flop, ", text);
  }

  std::string tileLine(ArrayRef<int64_t> heights, int64_t columns, const char *unit) {
    std::string text = fmt::format("register tile {}x{}: {} of {} vector registers",
                                   heights.front(), columns,
                                   registersFor(heights.front(), columns, target),
                                   target.vectorRegisters);
    if (heights.size() > 1)
      text += fmt::format("; {} left over: {}", unit, fmt::join(heights.drop_front(), ", "));
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

  /// What else reads the results, and why it is not in the group.
  void explainResults(GroupOp group) {
    if (group.getNumResults() > 1)
      line(fmt::format("writes {} values, for others need them too (F2)", group.getNumResults()));
    for (Value result : group.getResults())
      for (Operation *user : result.getUsers())
        if (std::string why = whyNotIn(group, result, user); !why.empty())
          line(fmt::format("not fused: {} (line {}): {}", nameOfUser(user), sourceOf(user).line, why));
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
      return "it runs as plain loops, see there";
    if (other.getAnchorOp())
      return "F5, it has loops of its own";
    auto dims = [](Value v) { return dimsOf(cast<RankedTensorType>(v.getType())); };
    if (dims(other.getResult(0)) != dims(result))
      return "it runs over other sizes";
    return "it needs a value that is made only after this group";
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
    line(fmt::format("-> {}: {}", shapeOf(op->getResult(0)), whyPlain(op)));
    text += "\n";
    ++plain;
  }

  std::string whyPlain(Operation *op) {
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
  std::vector<int64_t> symbols; ///< values
  std::string text;
  std::map<std::string, int64_t> explained; ///< what was said of a group, its number
  int64_t groups = 0, plain = 0;
  double flops = 0, seconds = 0;
};

} // namespace

std::vector<std::string> explain(ModuleOp module, const Target &target, const emit::Model &model,
                                 const std::vector<std::vector<int64_t>> &sizes) {
  std::vector<std::string> texts;
  for (auto [index, function] : llvm::enumerate(module.getOps<func::FuncOp>()))
    texts.push_back(Explainer(function, target, model.functions[index], sizes[index],
                              int64_t(model.groups.size()))
                        .run());
  return texts;
}

} // namespace hac::schedule
