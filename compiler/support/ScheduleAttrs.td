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

def HacSchedule_CostAttr : HacSchedule_Attr<"Cost", "cost"> {
  let summary = "What one run of a group costs, as formulas of the function's symbols";
  let description = [{
    From Cost.cpp of schedule/. `functions` counts what is no product of a contraction, in operations
    that would take as long: 31 for an exp. `bytes`: all that is read or written, once.
  }];
  let parameters = (ins
    "::mlir::AffineMap":$flops, // 2 for a multiplication and an addition
    "::mlir::AffineMap":$functions,
    "::mlir::AffineMap":$bytes,
    "int64_t":$weights,  // bytes of parameters, part of `bytes`
    "int64_t":$percent); // of the FMA peak that the loops of the contraction reach
  let assemblyFormat = [{
    `<` `flops` `=` $flops `,` `functions` `=` $functions `,` `bytes` `=` $bytes `,`
    `weights` `=` $weights `,` `percent` `=` $percent `>`
  }];
}

def HacSchedule_RowsAttr : HacSchedule_Attr<"Rows", "rows"> {
  let summary = "How rows are reduced: norms, softmax";
  let description = [{
    A task is `rows` rows. Column c of a row goes to partial sum c mod 64; partial sums are added by halves: 0-15 and 16-31, 32-47 and 48-63, these two, then
    halves of 8, 4, 2, 1. So the order of a sum is the same for every number of lanes.
  }];
  let parameters = (ins "int64_t":$lanes, "int64_t":$rows);
  let assemblyFormat = "`<` `lanes` `=` $lanes `,` `rows` `=` $rows `>`";
}

def HacSchedule_ReduceAttr : HacSchedule_Attr<"Reduce", "reduce"> {
  let summary = "Tasks of a reduction";
  let description = [{
    A task is `rows` rows of the result, `columns` columns of each. Over the last axis a task is
    whole rows of the operand, and a row is summed as `rows` says; over other axes elements are
    added in ascending order.
  }];
  let parameters = (ins "int64_t":$lanes, "int64_t":$rows, "int64_t":$columns);
  let assemblyFormat = "`<` `lanes` `=` $lanes `,` `rows` `=` $rows `,` `columns` `=` $columns `>`";
}

def HacSchedule_HeadsAttr : HacSchedule_Attr<"Heads", "heads"> {
  let summary = "Tiles of attention for one group of heads, and which blocks of keys exist";
  let description = [{
    A query i sees key j if some set of `any_of` holds at (i, j); `symbols[k]`, the k-th symbol of
    the sets, is a register of the mask's tape that depends on batch row and head only. If not
    `exact`, the sets allow more than the mask does: the mask is evaluated for every pair.

        #hac_schedule.heads<queries = 32, keys = 32, block = 128, chunk = 512,
          any_of = [affine_set<(d0, d1) : (d1 - d0 + 64 >= 0, d0 - d1 + 64 >= 0)>], symbols = [], exact = true>
  }];
  let parameters = (ins
    "int64_t":$queries, // of a tile, a multiple of the rows of a register tile
    "int64_t":$keys,    // of a tile, a multiple of the columns of a register tile
    "int64_t":$block,   // most queries of a task, a multiple of `queries`
    "int64_t":$chunk,   // keys that are packed at a time, a multiple of `keys`
    "::mlir::ArrayAttr":$any_of,
    "::mlir::DenseI64ArrayAttr":$symbols,
    "bool":$exact);
  let assemblyFormat = [{
    `<` `queries` `=` $queries `,` `keys` `=` $keys `,` `block` `=` $block `,` `chunk` `=` $chunk `,`
    `any_of` `=` $any_of `,` `symbols` `=` $symbols `,` `exact` `=` $exact `>`
  }];
  let genVerifyDecl = 1;
}

def HacSchedule_AttnAttr : HacSchedule_Attr<"Attn", "attn"> {
  let summary = "How attention runs: its register tile, and what each group of heads does";
  let parameters = (ins
    "int64_t":$rows,    // of the register tile
    "int64_t":$columns, // a multiple of lanes
    "int64_t":$lanes,   // f32 per vector register
    ArrayRefParameter<"HeadsAttr">:$heads);
  let assemblyFormat = [{
    `<` `rows` `=` $rows `,` `columns` `=` $columns `,` `lanes` `=` $lanes `,` `heads` `=` `[` $heads `]` `>`
  }];
  let genVerifyDecl = 1;
}

def HacSchedule_DecodeAttr : HacSchedule_Attr<"Decode", "decode"> {
  let summary = "How attention of few queries to many keys runs: keys are read where they lie";
  let description = [{
    The queries of all heads that share a kv head are the rows of one tile. A task is `chunk` keys of
    one kv head (of each group of heads); if there is more than one chunk, what they leave is merged
    in rising order by a second loop nest. In `heads`, `queries` and `block` are the rows.
  }];
  let parameters = (ins
    "int64_t":$lanes, // f32 per vector register
    ArrayRefParameter<"HeadsAttr">:$heads);
  let assemblyFormat = "`<` `lanes` `=` $lanes `,` `heads` `=` `[` $heads `]` `>`";
}

#endif
