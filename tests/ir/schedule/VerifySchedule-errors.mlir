// RUN: hac-opt %s --split-input-file --verify-diagnostics --hac-verify-schedule=target=znver4

#tile = #hac_schedule.tile<heights = [8, 4, 2, 1], columns = 48, lanes = 16, rows = 64, panels = 4>
func.func @two_anchors(%x: tensor<8x8xf32>) {
  // expected-error @+1 {{schedule-6: reads nothing of its group 0}}
  linalg.transpose ins(%x : tensor<8x8xf32>) outs(%x : tensor<8x8xf32>) permutation = [1, 0] {hac.schedule = #hac_schedule.group<0, anchor, tile = #tile>}
  // expected-error @+1 {{schedule-1: group 0 has a second anchor}}
  linalg.transpose ins(%x : tensor<8x8xf32>) outs(%x : tensor<8x8xf32>) permutation = [1, 0] {hac.schedule = #hac_schedule.group<0, anchor, tile = #tile>}
  return
}

// -----

func.func @no_anchor(%x: tensor<8x8xf32>) {
  // expected-error @+1 {{schedule-1: group 3 has no anchor}}
  linalg.transpose ins(%x : tensor<8x8xf32>) outs(%x : tensor<8x8xf32>) permutation = [1, 0] {hac.schedule = #hac_schedule.group<3, epilogue>}
  return
}

// -----

func.func @lanes(%x: tensor<8x8xf32>) {
  // expected-error @+1 {{schedule-2: 8 lanes, but znver4 has 16}}
  linalg.transpose ins(%x : tensor<8x8xf32>) outs(%x : tensor<8x8xf32>) permutation = [1, 0] {hac.schedule = #hac_schedule.group<0, anchor, tile = <heights = [8], columns = 24, lanes = 8, rows = 8, panels = 1>>}
  return
}

// -----

func.func @registers(%x: tensor<8x8xf32>) {
  // expected-error @+1 {{schedule-3: a tile of 8x64 needs 37 vector registers, znver4 has 32}}
  linalg.transpose ins(%x : tensor<8x8xf32>) outs(%x : tensor<8x8xf32>) permutation = [1, 0] {hac.schedule = #hac_schedule.group<0, anchor, tile = <heights = [8], columns = 64, lanes = 16, rows = 8, panels = 1>>}
  return
}

// -----

func.func @rows_left_over(%x: tensor<15x15xf32>) {
  // expected-error @+1 {{schedule-4: no height covers the last 3 rows}}
  linalg.transpose ins(%x : tensor<15x15xf32>) outs(%x : tensor<15x15xf32>) permutation = [1, 0] {hac.schedule = #hac_schedule.group<0, anchor, tile = <heights = [8, 4], columns = 48, lanes = 16, rows = 16, panels = 1>>}
  return
}

// -----

#tile = #hac_schedule.tile<heights = [8], columns = 48, lanes = 16, rows = 64, panels = 4>
func.func @used_outside(%x: tensor<8x8xf32>, %y: tensor<8x8xf32>) -> (tensor<8x8xf32>, tensor<8x8xf32>) {
  %0 = linalg.transpose ins(%x : tensor<8x8xf32>) outs(%y : tensor<8x8xf32>) permutation = [1, 0] {hac.schedule = #hac_schedule.group<0, anchor, tile = #tile>}
  %1 = linalg.transpose ins(%0 : tensor<8x8xf32>) outs(%y : tensor<8x8xf32>) permutation = [1, 0] {hac.schedule = #hac_schedule.group<0, epilogue>}
  // expected-error @+1 {{schedule-5: uses a value that group 0 keeps in registers}}
  return %0, %1 : tensor<8x8xf32>, tensor<8x8xf32>
}

// -----

// expected-error @+1 {{expected heights that divide the one before, got 3 after 8}}
#bad = #hac_schedule.tile<heights = [8, 3], columns = 48, lanes = 16, rows = 64, panels = 4>

// -----

// expected-error @+1 {{a tile belongs on the anchor of group 2 and nowhere else}}
#bad = #hac_schedule.group<2, anchor>
