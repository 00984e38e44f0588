// The decisions of the schedule stage, as attributes that tile/ and vector/ read.
#ifndef HAC_SUPPORT_SCHEDULEATTRS_TD
#define HAC_SUPPORT_SCHEDULEATTRS_TD

include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/EnumAttr.td"
include "mlir/IR/OpBase.td"

def HacSchedule_Dialect : Dialect {
  let name = "hac_schedule";
  let cppNamespace = "::hac::schedule";
  let summary = "How a fusion group is tiled; decided in schedule/, applied in tile/ and vector/";
  let description = [{
    Every op of a fusion group carries `hac.schedule`; the group's anchor also says how it is tiled:

        %c = linalg.generic ... {hac.schedule = #hac_schedule.group<4, anchor,
               tile = <heights = [8, 4, 2, 1], columns = 48, lanes = 16, rows = 64, panels = 4>>}
        %y = linalg.generic ... {hac.schedule = #hac_schedule.group<4, epilogue>}
  }];
  let useDefaultAttributePrinterParser = 1;
  let extraClassDeclaration = [{
    /// Discardable attribute on the ops of a group.
    static constexpr llvm::StringLiteral groupAttrName = "hac.schedule";
    /// Discardable attribute of linalg/: the op is a contraction that starts a group.
    static constexpr llvm::StringLiteral anchorAttrName = "hac.anchor";
  }];
}

def HacSchedule_Role : I32EnumAttr<"Role", "what an op is to its group", [
    I32EnumAttrCase<"Anchor", 0, "anchor">,     // the contraction that the loops follow
    I32EnumAttrCase<"Epilogue", 1, "epilogue">, // elementwise on the register tile
  ]> {
  let cppNamespace = "::hac::schedule";
  let genSpecializedAttr = 0;
}

class HacSchedule_Attr<string name, string attrMnemonic> : AttrDef<HacSchedule_Dialect, name> {
  let mnemonic = attrMnemonic;
}

def HacSchedule_TileAttr : HacSchedule_Attr<"Tile", "tile"> {
  let summary = "Register tiles, cache tiles and tasks of a contraction";
  let description = [{
    Loops, from outside: tasks (`rows` rows x `panels` panels), panel, rows of the register tile,
    k. Every element is one FMA chain over ascending k, whatever the height.
  }];
  let parameters = (ins
    ArrayRefParameter<"int64_t", "rows of the register tile, falling; those that occur">:$heights,
    "int64_t":$columns, // of the register tile and of a packed panel; a multiple of lanes
    "int64_t":$lanes,   // f32 per vector register
    "int64_t":$rows,    // of a task, a multiple of the tallest tile
    "int64_t":$panels); // of a task
  let assemblyFormat = [{
    `<` `heights` `=` `[` $heights `]` `,` `columns` `=` $columns `,` `lanes` `=` $lanes `,`
    `rows` `=` $rows `,` `panels` `=` $panels `>`
  }];
  let genVerifyDecl = 1;
}

def HacSchedule_GroupAttr : HacSchedule_Attr<"Group", "group"> {
  let summary = "The fusion group of an op and the op's role in it";
  let parameters = (ins "int64_t":$number, EnumParameter<HacSchedule_Role>:$role,
                        OptionalParameter<"TileAttr">:$tile); // on the anchor
  let assemblyFormat = "`<` $number `,` $role (`,` `tile` `=` $tile^)? `>`";
  let genVerifyDecl = 1;
}

#endif
