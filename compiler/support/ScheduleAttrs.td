// The decisions of the schedule stage, as attributes that tile/ reads.
#ifndef HAC_SUPPORT_SCHEDULEATTRS_TD
#define HAC_SUPPORT_SCHEDULEATTRS_TD

include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/OpBase.td"

def HacSchedule_Dialect : Dialect {
  let name = "hac_schedule";
  let cppNamespace = "::hac::schedule";
  let summary = "How a fusion group runs; decided in schedule/, applied in tile/";
  let description = [{
    Attributes of a `hac.group`, each under the name of its mnemonic:

        %y = hac.group ins(...) -> ... {number = 4, anchor = "linear", tile = #hac_schedule.tile<
               heights = [8, 4, 2, 1], columns = 48, lanes = 16, rows = 64, panels = 4>}
  }];
  let useDefaultAttributePrinterParser = 1;
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

def HacSchedule_ConvAttr : HacSchedule_Attr<"Conv", "conv"> {
  let summary = "Register tiles and tasks of a direct convolution";
  let description = [{
    A register tile is positions side by side in one output row. Loops, from outside: tasks (`panels`
    panels x one sample x `rows` output rows x `positions` of each row), panel, output row, tile,
    kernel row, kernel column, channel.

    `heights` of a row of constant length: tiles of nearly equal height, the tallest first.
    Example: 56 = 7 x 8, [8]; 9 = 5 + 4, [5, 4]. Of other rows: [8, 4, 2, 1], as for a contraction.
  }];
  let parameters = (ins
    ArrayRefParameter<"int64_t", "positions of the register tile, falling">:$heights,
    "int64_t":$columns,   // filters of a register tile and of a packed panel; a multiple of lanes
    "int64_t":$lanes,     // f32 per vector register
    "int64_t":$rows,      // output rows of a task
    "int64_t":$positions, // of an output row in a task; 0: all
    "int64_t":$panels);   // of a task
  let assemblyFormat = [{
    `<` `heights` `=` `[` $heights `]` `,` `columns` `=` $columns `,` `lanes` `=` $lanes `,`
    `rows` `=` $rows `,` `positions` `=` $positions `,` `panels` `=` $panels `>`
  }];
}

#endif
