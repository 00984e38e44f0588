// RUN: hac-opt %s --split-input-file --verify-diagnostics

func.func @arguments(%x: tensor<2x8xf32>, %y: tensor<2x8xf32>) {
  // expected-error @+1 {{expected one block argument for each input, got 1 for 2}}
  %0 = hac.group ins(%x, %y : tensor<2x8xf32>, tensor<2x8xf32>) -> tensor<2x8xf32> {
  ^bb0(%p: tensor<2x8xf32>):
    hac.result %p : tensor<2x8xf32>
  } {number = 0 : i64, anchor = "pointwise"}
  return
}
// -----
func.func @input_type(%x: tensor<2x8xf32>) {
  // expected-error @+1 {{expected the type of the input, 'tensor<2x8xf32>', in the body too, got 'tensor<2x9xf32>'}}
  hac.group ins(%x : tensor<2x8xf32>) {
  ^bb0(%p: tensor<2x9xf32>):
    hac.result %p : tensor<2x9xf32>
  } {number = 0 : i64, anchor = "pointwise"}
  return
}
// -----
func.func @result_type(%x: tensor<2x8xf32>) {
  // expected-error @+1 {{expected the result's type, 'tensor<2x9xf32>', in the body too, got 'tensor<2x8xf32>'}}
  %0 = hac.group ins(%x : tensor<2x8xf32>) -> tensor<2x9xf32> {
  ^bb0(%p: tensor<2x8xf32>):
    hac.result %p : tensor<2x8xf32>
  } {number = 0 : i64, anchor = "pointwise"}
  return
}
// -----
func.func @outputs(%x: tensor<2x8xf32>, %e: tensor<2x8xf32>, %f: tensor<2x8xf32>) {
  // expected-error @+1 {{expected an output for each of 1 results}}
  %0 = hac.group ins(%x : tensor<2x8xf32>) outs(%e, %f : tensor<2x8xf32>, tensor<2x8xf32>) -> tensor<2x8xf32> {
  ^bb0(%p: tensor<2x8xf32>):
    hac.result %p : tensor<2x8xf32>
  } {number = 0 : i64, anchor = "pointwise"}
  return
}
// -----
func.func @results(%x: tensor<2x8xf32>) {
  // expected-error @+1 {{expected a result for each of 2 values}}
  %0 = hac.group ins(%x : tensor<2x8xf32>) -> tensor<2x8xf32> {
  ^bb0(%p: tensor<2x8xf32>):
    hac.result %p, %p : tensor<2x8xf32>, tensor<2x8xf32>
  } {number = 0 : i64, anchor = "pointwise"}
  return
}
// -----
func.func @end(%x: tensor<2x8xf32>) {
  // expected-error @+1 {{expected a body that ends in hac.result}}
  hac.group ins(%x : tensor<2x8xf32>) {
  ^bb0(%p: tensor<2x8xf32>):
    %q = hac.relu %p : (tensor<2x8xf32>) -> tensor<2x8xf32>
  } {number = 0 : i64, anchor = "pointwise"}
  return
}
// -----
func.func @from_outside(%x: tensor<2x8xf32>) {
  // expected-note @+1 {{required by region isolation constraints}}
  %0 = hac.group -> tensor<2x8xf32> {
    // expected-error @+1 {{using value defined outside the region}}
    hac.result %x : tensor<2x8xf32>
  } {number = 0 : i64, anchor = "pointwise"}
  return
}
// -----
func.func @result_alone(%x: tensor<2x8xf32>) {
  // expected-error @+1 {{expects parent op to be one of 'hac.group, hac.pointwise'}}
  hac.result %x : tensor<2x8xf32>
}
// -----
#id = affine_map<(m, n) -> (m, n)>
func.func @maps(%x: tensor<2x8xf32>) {
  // expected-error @+1 {{expected a map and a block argument for each of 2 inputs, got 1 and 2}}
  %0 = hac.pointwise %x, %x [#id] : (tensor<2x8xf32>, tensor<2x8xf32>) -> tensor<2x8xf32> {
  ^bb0(%i: f32, %j: f32):
    hac.result %i : f32
  }
  return
}
// -----
#row = affine_map<(m, n) -> (n)>
func.func @rank(%x: tensor<2x8xf32>) {
  // expected-error @+1 {{expected a map from 2 to 2 axes, got affine_map<(d0, d1) -> (d1)>}}
  %0 = hac.pointwise %x [#row] : (tensor<2x8xf32>) -> tensor<2x8xf32> {
  ^bb0(%i: f32):
    hac.result %i : f32
  }
  return
}
// -----
#transposed = affine_map<(m, n) -> (n, m)>
func.func @order(%x: tensor<8x2xf32>) {
  // expected-error @+1 {{expected dims in rising order or 0, got affine_map<(d0, d1) -> (d1, d0)>}}
  %0 = hac.pointwise %x [#transposed] : (tensor<8x2xf32>) -> tensor<2x8xf32> {
  ^bb0(%i: f32):
    hac.result %i : f32
  }
  return
}
// -----
#id = affine_map<(m, n) -> (m, n)>
func.func @scalar(%x: tensor<2x8xi32>) {
  // expected-error @+1 {{expected a scalar of 'tensor<2x8xi32>', got 'f32'}}
  %0 = hac.pointwise %x [#id] : (tensor<2x8xi32>) -> tensor<2x8xf32> {
  ^bb0(%i: f32):
    hac.result %i : f32
  }
  return
}
// -----
#id = affine_map<(m, n) -> (m, n)>
func.func @scalar_result(%x: tensor<2x8xf32>) {
  // expected-error @+1 {{expected a body that ends in hac.result of one 'f32'}}
  %0 = hac.pointwise %x [#id] : (tensor<2x8xf32>) -> tensor<2x8xf32> {
  ^bb0(%i: f32):
    %c = arith.cmpf olt, %i, %i : f32
    hac.result %c : i1
  }
  return
}
// -----
func.func @scratch_of(%arena: memref<?xf32>, %base: index) {
  // expected-error @+1 {{expected the arena as bytes, got 'memref<?xf32>'}}
  %s = hac.lane_scratch %arena[%base] : memref<?xf32> to memref<64xf32>
  return
}
// -----
func.func @scratch_size(%arena: memref<?xi8>, %base: index) {
  // expected-error @+1 {{expected memory of constant size, got 'memref<?xf32>'}}
  %s = hac.lane_scratch %arena[%base] : memref<?xi8> to memref<?xf32>
  return
}
