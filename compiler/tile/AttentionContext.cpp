// Operands and groups of heads of an attention, and the order of its tasks.
#include "compiler/tile/Attention.h"
#include "compiler/tile/LaneCode.h"

namespace hac::tile {

AttentionContext::AttentionContext(Emitter &e, ArrayRef<schedule::HeadsAttr> tiles)
    : e(e), args(attentionArgsOf(e.group.getAnchorOp())), q(tensorOf(args.q)), k(tensorOf(args.k)),
      v(tensorOf(args.v)), share(args.share()) {
  for (Value yielded : e.group.getYielded()) {
    auto merged = yielded.getDefiningOp<MergeHeadsOp>();
    Value made = merged ? merged.getX() : yielded;
    if (made.getDefiningOp() != e.group.getAnchorOp())
      continue; // a workspace
    if (cast<OpResult>(made).getResultNumber() == 1) {
      writesWeights = true;
      weights = e.memoryOf(yielded);
      continue;
    }
    writesOut = true;
    out.size = v.size;
    out.isMerged = bool(merged);
    out.memory = e.memoryOf(yielded);
  }
  if (args.start)
    start = e.memoryOf(args.start);
  if (args.sink)
    sink = e.memoryOf(args.sink);
  int64_t first = 0;
  for (auto [i, tile] : llvm::enumerate(tiles)) {
    groups.push_back(groupOf(i, first, tile));
    first += args.counts[i];
  }
}

HeadTensor AttentionContext::tensorOf(Value value) {
  HeadTensor t;
  t.size = cast<RankedTensorType>(value.getType()).getDimSize(3);
  auto split = value.getDefiningOp<SplitHeadsOp>();
  t.isMerged = bool(split);
  t.memory = e.memoryOf(split ? split.getX() : value);
  return t;
}

HeadGroup AttentionContext::groupOf(size_t i, int64_t first, schedule::HeadsAttr tiles) {
  HeadGroup group{first, args.counts[i], tiles, {}, {}, {}, {}, {}};
  for (auto set : tiles.getAnyOf().getAsRange<IntegerSetAttr>())
    group.anyOf.push_back(schedule::atomsOf(set.getValue()));
  auto decode = [&](Attribute attribute, std::optional<Tape> &tape, SmallVector<Memory> &reads) {
    auto words = dyn_cast<TapeAttr>(attribute);
    if (!words)
      return;
    tape = decodeTape(words.getWords());
    for (unsigned n = 0; n < tape->reads; ++n)
      reads.push_back(e.memoryOf(args.reads[tape->firstRead - AttentionArgs::firstRead + n]));
  };
  decode(args.masks[i], group.mask, group.maskReads);
  decode(args.scores[i], group.score, group.scoreReads);
  std::optional<int64_t> length = getConstantIntValue(k.length());
  group.allSeen = !group.mask && length && *length % tiles.getKeys() == 0;
  return group;
}

Value AttentionContext::toI64(Value index) {
  return e.b.createOrFold<arith::IndexCastOp>(e.loc, e.b.getI64Type(), index);
}
Value AttentionContext::quotient(Value x, Value y) { return e.b.createOrFold<arith::DivUIOp>(e.loc, x, y); }
Value AttentionContext::rest(Value x, Value y) { return e.b.createOrFold<arith::RemUIOp>(e.loc, x, y); }

Value AttentionContext::firstPosition(Value batch) {
  if (!args.start)
    return e.index(0);
  Value place = start.rank() ? e.add(start.offset, e.mul(batch, start.strides[0])) : start.offset;
  return arith::IndexCastOp::create(e.b, e.loc, e.b.getIndexType(), e.load(start, place));
}

Value AttentionContext::sinkOf(Value head) {
  Value logit = e.load(sink, e.add(sink.offset, e.mul(head, sink.strides[0])));
  return arith::MulFOp::create(e.b, e.loc, logit, e.constant(log2e));
}

SmallVector<Value> AttentionContext::symbolsOf(const HeadGroup &group, Value batch, Value head) {
  SmallVector<Value> values;
  for (int64_t number : group.tiles.getSymbols().asArrayRef()) {
    Tape tape = *group.mask;
    tape.ops.truncate(number + 1);
    tape.result = unsigned(number);
    tape.kind = blob::tape_kind::integer;
    Value nowhere = arith::ConstantIntOp::create(e.b, e.loc, e.b.getI64Type(), 0);
    Value value = emitLaneCode(e, tape, {toI64(batch), toI64(head), nowhere, nowhere}, group.maskReads);
    values.push_back(arith::IndexCastOp::create(e.b, e.loc, e.b.getIndexType(), value));
  }
  return values;
}

void AttentionContext::forHeads(const HeadGroup &group, Value batch, Value kvHead,
                                function_ref<void(const Head &)> body) {
  auto run = [&](Value number, Value local) { body({batch, number, local, symbolsOf(group, batch, number)}); };
  if (share == 1)
    return run(kvHead, e.index(0));
  Value from = e.mul(kvHead, share), to = e.add(from, share);
  from = e.max(from, e.index(group.first));
  to = e.min(to, e.index(group.first + group.count));
  e.loop(from, to, 1, [&](Value number) { run(number, e.sub(number, from)); });
}

TileRanges AttentionContext::touchedByTask(const HeadGroup &group, Value batch, Value kvHead, Value first,
                                           Value last) {
  if (share == 1 || group.tiles.getSymbols().empty())
    return touchedTiles(e, group, first, last,
                        share == 1 ? symbolsOf(group, batch, kvHead) : SmallVector<Value>(), k.length());
  SmallVector<Value> carried;
  for (size_t i = 0; i < group.anyOf.size(); ++i)
    carried.append({e.divideUp(k.length(), group.tiles.getKeys()), e.index(0)});
  Value end = e.min(e.mul(e.add(kvHead, 1), share), e.index(group.first + group.count));
  carried = e.loop(e.max(e.mul(kvHead, share), e.index(group.first)), end, 1, carried,
                   [&](Value head, ValueRange so) -> SmallVector<Value> {
                     SmallVector<Value> next;
                     for (auto [i, range] : llvm::enumerate(touchedTiles(
                              e, group, first, last, symbolsOf(group, batch, head), k.length())))
                       next.append({e.min(so[2 * i], range.from), e.max(so[2 * i + 1], range.to)});
                     return next;
                   });
  TileRanges ranges;
  for (size_t i = 0; i < carried.size(); i += 2)
    ranges.push_back({carried[i], carried[i + 1]});
  return ranges;
}

void AttentionContext::forTask(Value number, ArrayRef<Value> counts,
                               function_ref<void(const HeadGroup &, Value)> body) {
  size_t i = groups.size() - counts.size();
  if (counts.size() == 1)
    return body(groups[i], number);
  Value isMine = arith::CmpIOp::create(e.b, e.loc, arith::CmpIPredicate::slt, number, counts[0]);
  e.when(
      isMine, [&] { body(groups[i], number); },
      [&] { forTask(e.sub(number, counts[0]), counts.drop_front(), body); });
}

} // namespace hac::tile
