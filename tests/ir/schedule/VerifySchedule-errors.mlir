// RUN: hac-opt %s --split-input-file --verify-diagnostics --hac-verify-schedule=target=znver4

func.func @no_anchor(%x: tensor<8x8xf32>) {
  // expected-error @+1 {{schedule-1: group 3 has no linear}}
  %y = hac.group ins(%x : tensor<8x8xf32>) -> tensor<8x8xf32> {
  ^bb0(%p: tensor<8x8xf32>):
    %r = hac.relu %p : (tensor<8x8xf32>) -> tensor<8x8xf32>
    hac.result %r : tensor<8x8xf32>
  } {number = 3 : i64, anchor = "linear"}
  return
}

// -----

func.func @bool_result(%x: tensor<8x8xf32>) {
  // expected-error @+1 {{schedule-2: group 0 would write a bool}}
  %y = hac.group ins(%x : tensor<8x8xf32>) -> tensor<8x8xi1> {
  ^bb0(%p: tensor<8x8xf32>):
    %r = hac.lt %p, %p : (tensor<8x8xf32>, tensor<8x8xf32>) -> tensor<8x8xi1>
    hac.result %r : tensor<8x8xi1>
  } {number = 0 : i64, anchor = "pointwise"}
  return
}

// -----

func.func @lanes(%x: tensor<8x8xf32>) {
  %w = hac.param "w" : tensor<24x8xf32>
  // expected-error @+1 {{schedule-3: 8 lanes, but znver4 has 16}}
  %y = hac.group ins(%x, %w : tensor<8x8xf32>, tensor<24x8xf32>) -> tensor<8x24xf32> {
  ^bb0(%p: tensor<8x8xf32>, %q: tensor<24x8xf32>):
    %c = hac.linear %p, %q : (tensor<8x8xf32>, tensor<24x8xf32>) -> tensor<8x24xf32>
    hac.result %c : tensor<8x24xf32>
  } {number = 0 : i64, anchor = "linear", tile = #hac_schedule.tile<heights = [8], columns = 24, lanes = 8, rows = 8, panels = 1>}
  return
}

// -----

func.func @registers(%x: tensor<8x8xf32>) {
  %w = hac.param "w" : tensor<64x8xf32>
  // expected-error @+1 {{schedule-4: a tile of 8x64 needs 37 vector registers, znver4 has 32}}
  %y = hac.group ins(%x, %w : tensor<8x8xf32>, tensor<64x8xf32>) -> tensor<8x64xf32> {
  ^bb0(%p: tensor<8x8xf32>, %q: tensor<64x8xf32>):
    %c = hac.linear %p, %q : (tensor<8x8xf32>, tensor<64x8xf32>) -> tensor<8x64xf32>
    hac.result %c : tensor<8x64xf32>
  } {number = 0 : i64, anchor = "linear", tile = #hac_schedule.tile<heights = [8], columns = 64, lanes = 16, rows = 8, panels = 1>}
  return
}

// -----

func.func @rows_left_over(%x: tensor<15x8xf32>) {
  %w = hac.param "w" : tensor<48x8xf32>
  // expected-error @+1 {{schedule-5: no height covers the last 3 rows}}
  %y = hac.group ins(%x, %w : tensor<15x8xf32>, tensor<48x8xf32>) -> tensor<15x48xf32> {
  ^bb0(%p: tensor<15x8xf32>, %q: tensor<48x8xf32>):
    %c = hac.linear %p, %q : (tensor<15x8xf32>, tensor<48x8xf32>) -> tensor<15x48xf32>
    hac.result %c : tensor<15x48xf32>
  } {number = 0 : i64, anchor = "linear", tile = #hac_schedule.tile<heights = [8, 4], columns = 48, lanes = 16, rows = 16, panels = 1>}
  return
}

// -----

// Any number of rows may come: without a height of 1 up to one row is left over.
#x = affine_map<()[s0] -> (s0, 8)>
#y = affine_map<()[s0] -> (s0, 48)>
func.func @any_rows(%n: index, %x: tensor<?x8xf32, #x>) {
  %w = hac.param "w" : tensor<48x8xf32>
  // expected-error @+1 {{schedule-5: no height covers the last 1 rows}}
  %y = hac.group ins(%x, %w : tensor<?x8xf32, #x>, tensor<48x8xf32>) -> tensor<?x48xf32, #y> {
  ^bb0(%p: tensor<?x8xf32, #x>, %q: tensor<48x8xf32>):
    %c = hac.linear %p, %q : (tensor<?x8xf32, #x>, tensor<48x8xf32>) -> tensor<?x48xf32, #y>
    hac.result %c : tensor<?x48xf32, #y>
  } {number = 0 : i64, anchor = "linear", tile = #hac_schedule.tile<heights = [8, 4, 2], columns = 48, lanes = 16, rows = 16, panels = 1>}
  return
}

// -----

// expected-error @+1 {{expected heights that divide the one before, got 3 after 8}}
#bad = #hac_schedule.tile<heights = [8, 3], columns = 48, lanes = 16, rows = 64, panels = 4>

// -----

// expected-error @+1 {{expected columns in whole vectors of 16, got 40}}
#bad = #hac_schedule.tile<heights = [8], columns = 40, lanes = 16, rows = 64, panels = 4>

// -----

// expected-error @+1 {{expected rows in whole tiles of 8, got 60}}
#bad = #hac_schedule.tile<heights = [8, 4], columns = 48, lanes = 16, rows = 60, panels = 4>

// -----

// expected-error @+1 {{expected a panel or more per task, got 0}}
#bad = #hac_schedule.tile<heights = [8], columns = 48, lanes = 16, rows = 64, panels = 0>

// -----

// expected-error @+1 {{expected heights of 1 or more}}
#bad = #hac_schedule.tile<heights = [0], columns = 48, lanes = 16, rows = 64, panels = 4>
