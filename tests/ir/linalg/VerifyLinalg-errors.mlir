// RUN: hac-opt %s --split-input-file --verify-diagnostics --hac-verify-linalg

func.func @parameters_stay() -> tensor<20xf32> {
  %w = hac.param "fc.bias" : tensor<20xf32>
  return %w : tensor<20xf32>
}

// -----

func.func @hac_op_left(%x: tensor<3x5xf32>) -> tensor<3x5xf32> {
  // expected-error @+1 {{linalg-1: hac.relu is left}}
  %y = hac.relu %x : (tensor<3x5xf32>) -> tensor<3x5xf32>
  return %y : tensor<3x5xf32>
}

// -----

#d = affine_map<()[s0] -> (s0, 5)>
func.func @dims_left(%n: index) {
  // expected-error @+1 {{linalg-2: dims in the type 'tensor<?x5xf32, affine_map<()[s0] -> (s0, 5)>>'}}
  %y = tensor.empty(%n) : tensor<?x5xf32, #d>
  return
}

// -----

// Inside of ops that have a region too.
#id = affine_map<(m) -> (m)>
func.func @flags(%x: tensor<8xf32>) -> tensor<8xf32> {
  %y = linalg.generic {indexing_maps = [#id], iterator_types = ["parallel"]} outs(%x : tensor<8xf32>) {
  ^bb0(%p: f32):
    %a = arith.mulf %p, %p fastmath<contract> : f32
    // expected-error @+1 {{linalg-3: a fast-math flag other than contract}}
    %b = arith.addf %a, %p fastmath<reassoc,contract> : f32
    // expected-error @+1 {{linalg-3: a fast-math flag other than contract}}
    %c = math.sqrt %b fastmath<afn> : f32
    linalg.yield %c : f32
  } -> tensor<8xf32>
  return %y : tensor<8xf32>
}
