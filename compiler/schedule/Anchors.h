// What each family of ops lets into its groups, and how a finished group is tiled. One file for
// each family; FormGroups.cpp does what they have in common.
#pragma once
#include "compiler/hac/HacDialect.h"
#include "compiler/support/Target.h"

namespace hac::schedule {
using namespace mlir;

/// What may stand around the anchor of a family.
struct Neighbours {
  bool epilogue = false; ///< pointwise ops on what it makes, over the same sizes
  bool prologue = false; ///< pointwise ops on what it reads, over the same sizes, used only here
  /// A row op (softmax or a norm over the last axis) over finished rows of what it makes.
  bool rowEpilogue = false;
  /// Gathers of rows (embedding) as operands of the prologue or of the epilogue.
  bool gathers = false;
  /// The prologue may be used elsewhere too: it is then written as well.
  bool keepsPrologue = false;
  /// Operands that are views made by this op (by mnemonic) come in with it, and so does a view of
  /// the result.  Example: split_heads and merge_heads of attention.
  SmallVector<StringRef> viewsBefore = {}, viewsAfter = {};
  /// Whether a pooling of what the epilogue makes comes in, so that this is never stored.
  bool (*takesPool)(Operation *anchor, DirectPoolOp pool) = nullptr;
};

struct Family {
  /// The reason why the op cannot be an anchor on this target, or nothing if it can.
  std::optional<std::string> (*refuse)(Operation *op, const Target &target);
  Neighbours (*neighbours)(Operation *op, const Target &target);
  /// Chooses how the group runs: its attributes, the layout of its weights. Called once for each
  /// group, complete.
  void (*decide)(GroupOp group, const Target &target);
  /// Starts a group only where no other anchor took the op in.
  bool isLate = false;
};

/// The family that an op may start a group for; null if none.
const Family *familyOf(Operation *op);

extern const Family attentionFamily, convFamily, gatherFamily, linearFamily, matmulFamily, poolFamily,
    reductionFamily, ropeFamily, rowFamily, transposeFamily;

/// A norm or softmax over the last axis that Rows.cpp has loops for.
bool isRowOp(Operation *op, const Target &target);

/// An embedding in f32: its rows can be read where they are needed.
bool isGatherOfRows(Operation *op);

//===-- for the families -----------------------------------------------------------------------===//

/// Elements that groups compute on: f32, i32; bool only between ops of one group.
bool isGroupElement(Type element);

/// All dimensions but the last, multiplied; nothing if one is known only at run time.
std::optional<int64_t> constantRows(RankedTensorType type);

/// Replaces the parameter behind input `index` of the group by a copy in another layout.
void packInput(GroupOp group, unsigned index, RankedTensorType packed, DictionaryAttr pack);

/// One more result of the group, that nobody uses: memory for what its loop nests leave each other.
/// Returns the group, made anew.
GroupOp addWorkspace(GroupOp group, RankedTensorType type);

/// The input of the group that is this operand of its anchor.
unsigned inputNumber(GroupOp group, Value bodyValue);

} // namespace hac::schedule
