// Every op of the dialect, family by family, in the order of dsl/graph/ops.def. Operand and
// attribute names are those of ops.def, so that the importer is one table-driven function.
#ifndef HAC_OPS
#define HAC_OPS

include "compiler/hac/HacBase.td"
include "mlir/Interfaces/ControlFlowInterfaces.td"

class Hac_Generic<string m, list<Trait> traits, dag args, dag outs = (outs Hac_Tensor:$result)>
    : Hac_PureOp<m, traits> {
  let arguments = args;
  let results = outs;
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
}

//===-- leaves and creation -----------------------------------------------------------------===//

def Hac_ParamOp : Hac_PureOp<"param"> {
  let summary = "A learnable tensor or a buffer, by its state-dict name";
  let description = [{
    `pack` is set once a schedule has chosen the layout in the weights block: the result then has
    the packed shape. `offset` (bytes in the weights block) is set by hac-place-weights.
  }];
  let arguments = (ins StrAttr:$name, OptionalAttr<DictionaryAttr>:$pack,
                       OptionalAttr<I64Attr>:$offset);
  let results = (outs Hac_Tensor:$result);
  let assemblyFormat = "$name attr-dict `:` type($result)";
}
def Hac_FullOp : Hac_Generic<"full", [], (ins Hac_Number:$value)>;
def Hac_IotaOp : Hac_Generic<"iota", [], (ins I64Attr:$axis)>;
def Hac_ConstantOp : Hac_Generic<"constant", [], (ins ElementsAttr:$values)>;

//===-- elementwise -------------------------------------------------------------------------===//

def Hac_Pointwise : NativeOpTrait<"Pointwise"> {
  let cppNamespace = "::hac";
}
class Hac_Elementwise<string m, dag args> : Hac_Generic<m, [Hac_Pointwise], args>;

class Hac_Unary<string m> : Hac_Elementwise<m, (ins Hac_Tensor:$x)>;
class Hac_Binary<string m> : Hac_Elementwise<m, (ins Hac_Tensor:$a, Hac_Tensor:$b)>;

def Hac_ExpOp : Hac_Unary<"exp">;
def Hac_Exp2Op : Hac_Unary<"exp2">;
def Hac_Expm1Op : Hac_Unary<"expm1">;
def Hac_LogOp : Hac_Unary<"log">;
def Hac_Log2Op : Hac_Unary<"log2">;
def Hac_Log1pOp : Hac_Unary<"log1p">;
def Hac_SqrtOp : Hac_Unary<"sqrt">;
def Hac_RsqrtOp : Hac_Unary<"rsqrt">;
def Hac_ReciprocalOp : Hac_Unary<"reciprocal">;
def Hac_SinOp : Hac_Unary<"sin">;
def Hac_CosOp : Hac_Unary<"cos">;
def Hac_TanhOp : Hac_Unary<"tanh">;
def Hac_ErfOp : Hac_Unary<"erf">;
def Hac_SigmoidOp : Hac_Unary<"sigmoid">;
def Hac_ReluOp : Hac_Unary<"relu">;
def Hac_Relu6Op : Hac_Unary<"relu6">;
def Hac_SiluOp : Hac_Unary<"silu">;
def Hac_SeluOp : Hac_Unary<"selu">;
def Hac_MishOp : Hac_Unary<"mish">;
def Hac_SoftplusOp : Hac_Unary<"softplus">;
def Hac_HardswishOp : Hac_Unary<"hardswish">;
def Hac_HardsigmoidOp : Hac_Unary<"hardsigmoid">;
def Hac_FloorOp : Hac_Unary<"floor">;
def Hac_CeilOp : Hac_Unary<"ceil">;
def Hac_RoundOp : Hac_Unary<"round">;
def Hac_NegOp : Hac_Unary<"neg">;
def Hac_AbsOp : Hac_Unary<"abs">;
def Hac_SignOp : Hac_Unary<"sign">;
def Hac_SquareOp : Hac_Unary<"square">;
def Hac_LogicalNotOp : Hac_Unary<"logical_not">;
def Hac_CastOp : Hac_Unary<"cast">;
def Hac_StopGradientOp : Hac_Unary<"stop_gradient">;

def Hac_GeluOp : Hac_Elementwise<"gelu", (ins Hac_Tensor:$x, I64Attr:$approximate)>;
def Hac_LeakyReluOp : Hac_Elementwise<"leaky_relu", (ins Hac_Tensor:$x, F64Attr:$negative_slope)>;
def Hac_EluOp : Hac_Elementwise<"elu", (ins Hac_Tensor:$x, F64Attr:$alpha)>;
def Hac_ClampOp : Hac_Elementwise<"clamp", (ins Hac_Tensor:$x, Hac_Number:$lo, Hac_Number:$hi)>;
def Hac_PReluOp : Hac_Elementwise<"prelu", (ins Hac_Tensor:$x, Hac_Tensor:$w)>;

def Hac_AddOp : Hac_Binary<"add">;
def Hac_SubOp : Hac_Binary<"sub">;
def Hac_MulOp : Hac_Binary<"mul">;
def Hac_DivOp : Hac_Binary<"div">;
def Hac_PowOp : Hac_Binary<"pow">;
def Hac_MaximumOp : Hac_Binary<"maximum">;
def Hac_MinimumOp : Hac_Binary<"minimum">;
def Hac_RemainderOp : Hac_Binary<"remainder">;
def Hac_FloorDivOp : Hac_Binary<"floor_div">;
def Hac_BitAndOp : Hac_Binary<"bit_and">;
def Hac_BitOrOp : Hac_Binary<"bit_or">;
def Hac_BitXorOp : Hac_Binary<"bit_xor">;
def Hac_LtOp : Hac_Binary<"lt">;
def Hac_LeOp : Hac_Binary<"le">;
def Hac_GtOp : Hac_Binary<"gt">;
def Hac_GeOp : Hac_Binary<"ge">;
def Hac_EqOp : Hac_Binary<"eq">;
def Hac_NeOp : Hac_Binary<"ne">;

def Hac_WhereOp : Hac_Elementwise<"where", (ins Hac_Tensor:$c, Hac_Tensor:$a, Hac_Tensor:$b)>;

//===-- linear algebra, convolution, pooling ------------------------------------------------===//

def Hac_MatmulOp : Hac_Generic<"matmul", [], (ins Hac_Tensor:$a, Hac_Tensor:$b)>;
def Hac_LinearOp : Hac_Generic<"linear", [],
    (ins Hac_Tensor:$x, Hac_Tensor:$w, Optional<Hac_Tensor>:$b)>;

defvar convArgs = (ins Hac_Tensor:$x, Hac_Tensor:$w, Optional<Hac_Tensor>:$b,
                       DenseI64ArrayAttr:$stride, DenseI64ArrayAttr:$padding,
                       DenseI64ArrayAttr:$dilation, I64Attr:$groups, I64Attr:$mode);
def Hac_Conv1dOp : Hac_Generic<"conv1d", [], convArgs>;
def Hac_Conv2dOp : Hac_Generic<"conv2d", [], convArgs>;

defvar maxPoolArgs = (ins Hac_Tensor:$x, DenseI64ArrayAttr:$kernel_size, DenseI64ArrayAttr:$stride,
                          DenseI64ArrayAttr:$padding, DenseI64ArrayAttr:$dilation,
                          I64Attr:$ceil_mode);
defvar avgPoolArgs = (ins Hac_Tensor:$x, DenseI64ArrayAttr:$kernel_size, DenseI64ArrayAttr:$stride,
                          DenseI64ArrayAttr:$padding, I64Attr:$ceil_mode,
                          I64Attr:$count_include_pad);
def Hac_MaxPool1dOp : Hac_Generic<"max_pool1d", [], maxPoolArgs>;
def Hac_MaxPool2dOp : Hac_Generic<"max_pool2d", [], maxPoolArgs>;
def Hac_AvgPool1dOp : Hac_Generic<"avg_pool1d", [], avgPoolArgs>;
def Hac_AvgPool2dOp : Hac_Generic<"avg_pool2d", [], avgPoolArgs>;

defvar adaptiveArgs = (ins Hac_Tensor:$x, DenseI64ArrayAttr:$output_size);
def Hac_AdaptiveAvgPool1dOp : Hac_Generic<"adaptive_avg_pool1d", [], adaptiveArgs>;
def Hac_AdaptiveAvgPool2dOp : Hac_Generic<"adaptive_avg_pool2d", [], adaptiveArgs>;
def Hac_AdaptiveMaxPool1dOp : Hac_Generic<"adaptive_max_pool1d", [], adaptiveArgs>;
def Hac_AdaptiveMaxPool2dOp : Hac_Generic<"adaptive_max_pool2d", [], adaptiveArgs>;

//===-- norms, softmax ----------------------------------------------------------------------===//

def Hac_LayerNormOp : Hac_Generic<"layer_norm", [AttrSizedOperandSegments],
    (ins Hac_Tensor:$x, Optional<Hac_Tensor>:$w, Optional<Hac_Tensor>:$b, I64Attr:$dims,
         F64Attr:$eps)>;
def Hac_RmsNormOp : Hac_Generic<"rms_norm", [],
    (ins Hac_Tensor:$x, Optional<Hac_Tensor>:$w, I64Attr:$dims, F64Attr:$eps)>;
def Hac_GroupNormOp : Hac_Generic<"group_norm", [AttrSizedOperandSegments],
    (ins Hac_Tensor:$x, Optional<Hac_Tensor>:$w, Optional<Hac_Tensor>:$b, I64Attr:$groups,
         F64Attr:$eps)>;
def Hac_BatchNormOp : Hac_Generic<"batch_norm", [AttrSizedOperandSegments],
    (ins Hac_Tensor:$x, Hac_Tensor:$mean, Hac_Tensor:$var, Optional<Hac_Tensor>:$w,
         Optional<Hac_Tensor>:$b, F64Attr:$momentum, F64Attr:$eps, I64Attr:$frozen)>;
def Hac_NormalizeOp : Hac_Generic<"normalize", [], (ins Hac_Tensor:$x, I64Attr:$axis, F64Attr:$eps)>;
def Hac_SoftmaxOp : Hac_Generic<"softmax", [], (ins Hac_Tensor:$x, I64Attr:$axis)>;
def Hac_LogSoftmaxOp : Hac_Generic<"log_softmax", [], (ins Hac_Tensor:$x, I64Attr:$axis)>;

//===-- reductions --------------------------------------------------------------------------===//

class Hac_Reduction<string m> : Hac_Generic<m, [],
    (ins Hac_Tensor:$x, DenseI64ArrayAttr:$axes, I64Attr:$keepdim)>;
def Hac_SumOp : Hac_Reduction<"sum">;
def Hac_ProdOp : Hac_Reduction<"prod">;
def Hac_AmaxOp : Hac_Reduction<"amax">;
def Hac_AminOp : Hac_Reduction<"amin">;
def Hac_MeanOp : Hac_Reduction<"mean">;
def Hac_NormOp : Hac_Reduction<"norm">;
def Hac_LogsumexpOp : Hac_Reduction<"logsumexp">;
def Hac_AnyOp : Hac_Reduction<"any">;
def Hac_AllOp : Hac_Reduction<"all">;

defvar varianceArgs = (ins Hac_Tensor:$x, DenseI64ArrayAttr:$axes, I64Attr:$keepdim,
                           I64Attr:$correction);
def Hac_VarOp : Hac_Generic<"var", [], varianceArgs>;
def Hac_StddevOp : Hac_Generic<"stddev", [], varianceArgs>;

defvar argArgs = (ins Hac_Tensor:$x, I64Attr:$axis, I64Attr:$keepdim);
def Hac_ArgmaxOp : Hac_Generic<"argmax", [], argArgs>;
def Hac_ArgminOp : Hac_Generic<"argmin", [], argArgs>;

//===-- shape -------------------------------------------------------------------------------===//

def Hac_ReshapeOp : Hac_Generic<"reshape", [], (ins Hac_Tensor:$x)>;
def Hac_ToSeqOp : Hac_Generic<"to_seq", [], (ins Hac_Tensor:$x)>;
def Hac_ToImageOp : Hac_Generic<"to_image", [], (ins Hac_Tensor:$x)>;
def Hac_BroadcastToOp : Hac_Generic<"broadcast_to", [], (ins Hac_Tensor:$x)>;
def Hac_AssertShapeOp : Hac_Generic<"assert_shape", [], (ins Hac_Tensor:$x)>;
def Hac_MergeHeadsOp : Hac_Generic<"merge_heads", [], (ins Hac_Tensor:$x)>;
def Hac_FlattenOp : Hac_Generic<"flatten", [], (ins Hac_Tensor:$x, I64Attr:$start, I64Attr:$end)>;
def Hac_UnsqueezeOp : Hac_Generic<"unsqueeze", [], (ins Hac_Tensor:$x, I64Attr:$axis)>;
def Hac_SqueezeOp : Hac_Generic<"squeeze", [], (ins Hac_Tensor:$x, I64Attr:$axis)>;
def Hac_TransposeOp : Hac_Generic<"transpose", [], (ins Hac_Tensor:$x, I64Attr:$a, I64Attr:$b)>;
def Hac_PermuteOp : Hac_Generic<"permute", [], (ins Hac_Tensor:$x, DenseI64ArrayAttr:$axes)>;
def Hac_ConcatOp : Hac_Generic<"concat", [], (ins Variadic<Hac_Tensor>:$xs, I64Attr:$axis)>;
def Hac_StackOp : Hac_Generic<"stack", [], (ins Variadic<Hac_Tensor>:$xs, I64Attr:$axis)>;
def Hac_SplitOp : Hac_Generic<"split", [], (ins Hac_Tensor:$x, I64Attr:$axis, AffineMapAttr:$sizes),
                              (outs Variadic<Hac_Tensor>:$parts)>;
def Hac_SliceOp : Hac_Generic<"slice", [],
    (ins Hac_Tensor:$x, I64Attr:$axis, AffineMapAttr:$start, AffineMapAttr:$stop, I64Attr:$step)>;
def Hac_FlipOp : Hac_Generic<"flip", [], (ins Hac_Tensor:$x, DenseI64ArrayAttr:$axes)>;
def Hac_RollOp : Hac_Generic<"roll", [], (ins Hac_Tensor:$x, I64Attr:$shift, I64Attr:$axis)>;
def Hac_TileOp : Hac_Generic<"tile", [], (ins Hac_Tensor:$x, DenseI64ArrayAttr:$counts)>;
def Hac_PadOp : Hac_Generic<"pad", [],
    (ins Hac_Tensor:$x, DenseI64ArrayAttr:$padding, I64Attr:$mode, Hac_Number:$value)>;

//===-- indexing ----------------------------------------------------------------------------===//

def Hac_EmbeddingOp : Hac_Generic<"embedding", [],
    (ins Hac_Tensor:$ids, Hac_Tensor:$w, I64Attr:$padding_idx)>;
def Hac_OneHotOp : Hac_Generic<"one_hot", [], (ins Hac_Tensor:$ids)>;
def Hac_GatherOp : Hac_Generic<"gather", [], (ins Hac_Tensor:$x, Hac_Tensor:$idx, I64Attr:$axis)>;
def Hac_IndexSelectOp : Hac_Generic<"index_select", [],
    (ins Hac_Tensor:$x, Hac_Tensor:$idx, I64Attr:$axis)>;
def Hac_SliceAtOp : Hac_Generic<"slice_at", [], (ins Hac_Tensor:$x, Hac_Tensor:$start, I64Attr:$axis)>;
def Hac_UpdateAtOp : Hac_Generic<"update_at", [],
    (ins Hac_Tensor:$x, Hac_Tensor:$start, Hac_Tensor:$y, I64Attr:$axis)>;

//===-- attention ---------------------------------------------------------------------------===//

def Hac_SplitHeadsOp : Hac_Generic<"split_heads", [], (ins Hac_Tensor:$x, I64Attr:$heads)>;

// masks and scores: one entry per head group, a #hac.tape or unit (none).
defvar attentionArgs = (ins Hac_Tensor:$q, Hac_Tensor:$k, Hac_Tensor:$v,
    Optional<Hac_Tensor>:$q_start, Optional<Hac_Tensor>:$sink_logit, Variadic<Hac_Tensor>:$reads,
    F64Attr:$scale, F64Attr:$dropout, DenseI64ArrayAttr:$counts, ArrayAttr:$masks,
    ArrayAttr:$scores, ArrayAttr:$mask_names);
def Hac_AttentionOp : Hac_Generic<"attention", [AttrSizedOperandSegments], attentionArgs> {
  let summary = "softmax(score(scale * q k^T), where mask) v per head; a row without keys gives 0";
  let description = [{
    q [B,H,Tq,D], k [B,G,Tk,D], v [B,G,Tk,E], G divides H -> [B,H,Tq,E]. Order: q·k, scale, score
    function, mask, softmax (sink_logit [H] in the denominator only), times v.
  }];
}
def Hac_AttentionWeightsOp : Hac_Generic<"attention_weights", [AttrSizedOperandSegments],
    attentionArgs, (outs Hac_Tensor:$out, Hac_Tensor:$weights)>;
def Hac_RopeOp : Hac_Generic<"rope", [],
    (ins Hac_Tensor:$x, Optional<Hac_Tensor>:$positions, F64Attr:$base, I64Attr:$dims,
         I64Attr:$interleaved, F64Attr:$scale)>;

//===-- user-defined ops, loops -------------------------------------------------------------===//

def Hac_MapOp : Hac_Generic<"map", [Hac_Pointwise], (ins Variadic<Hac_Tensor>:$xs, Hac_TapeAttr:$fn)>;
def Hac_ReduceOp : Hac_Generic<"reduce", [],
    (ins Hac_Tensor:$x, Hac_TapeAttr:$fn, F64Attr:$identity, DenseI64ArrayAttr:$axes,
         I64Attr:$keepdim)>;

def Hac_IterateOp : Hac_PureOp<"iterate", [SingleBlock]> {
  let summary = "Applies the body `count` times to the state";
  let arguments = (ins Variadic<Hac_Tensor>:$xs, I64Attr:$count);
  let results = (outs Variadic<Hac_Tensor>:$results);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$xs attr-dict `:` functional-type(operands, results) $body";
}
def Hac_YieldOp : Hac_PureOp<"yield", [Terminator, ReturnLike,
    ParentOneOf<["::hac::IterateOp", "::hac::LoopOp"]>]> {
  let arguments = (ins Variadic<Hac_Tensor>:$xs);
  let assemblyFormat = "($xs^ `:` type($xs))? attr-dict";
}

//===-- gradients ---------------------------------------------------------------------------===//

def Hac_GradOp : Hac_Generic<"grad", [], (ins Hac_Tensor:$loss, Variadic<Hac_Tensor>:$xs),
                             (outs Variadic<Hac_Tensor>:$results)> {
  let summary = "Derivatives of a loss by each of xs; hac-differentiate replaces it";
}

//===-- what gradients need beyond the language (made by grad/) -----------------------------===//

// No shape rule: hac-differentiate makes them from ops that were checked.
class Hac_Backward<string m, dag args> : Op<HacDialect, m, [Pure]> {
  let arguments = args;
  let results = (outs Hac_Tensor:$result);
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
}

def Hac_WeightGradOp : Hac_Backward<"weight_grad", (ins Hac_Tensor:$dy, Hac_Tensor:$x)> {
  let summary = "Gradient of a linear's weight: dw[n, k] = sum over rows of dy[.., n] * x[.., k]";
}
def Hac_ConvInputGradOp : Hac_Backward<"conv_input_grad",
    (ins Hac_Tensor:$dy, Hac_Tensor:$w, DenseI64ArrayAttr:$stride, DenseI64ArrayAttr:$padding,
         DenseI64ArrayAttr:$dilation, I64Attr:$groups)> {
  let summary = "Gradient of the input of conv1d or conv2d with zeros around it";
  let description = [{
    dx[.., o * stride + k * dilation - padding, c] += dy[.., o, f] * w[f, c, k], in ascending order
    of (position, filter, kernel position).
  }];
}
def Hac_ConvWeightGradOp : Hac_Backward<"conv_weight_grad",
    (ins Hac_Tensor:$dy, Hac_Tensor:$x, DenseI64ArrayAttr:$stride, DenseI64ArrayAttr:$padding,
         DenseI64ArrayAttr:$dilation, I64Attr:$groups)> {
  let summary = "Gradient of the weight of conv1d or conv2d with zeros around it";
}
def Hac_MaxPoolIndexOp : Hac_Backward<"max_pool_index",
    (ins Hac_Tensor:$x, DenseI64ArrayAttr:$kernel_size, DenseI64ArrayAttr:$stride,
         DenseI64ArrayAttr:$padding, DenseI64ArrayAttr:$dilation, BoolAttr:$adaptive)> {
  let summary = "Where max pooling found each result: i64, counted through the spatial axes of x";
  let description = [{
    The first of equals, or the first NaN. `adaptive`: window o of n is
    [floor(o*size/n), ceil((o+1)*size/n)), and the other attributes are not looked at.
  }];
}
def Hac_IndexAddOp : Hac_Backward<"index_add",
    (ins Hac_Tensor:$ids, Hac_Tensor:$dy, I64Attr:$axis)> {
  let summary = "Zeros, to which dy is added at rows: the gradient of embedding and index_select";
  let description = [{
    result[a.., ids[i..], b..] += dy[a.., i.., b..] in ascending order of i. An id is clamped to the
    axis, as the op that read by it did.
  }];
}
def Hac_ScatterAddOp : Hac_Backward<"scatter_add",
    (ins Hac_Tensor:$ids, Hac_Tensor:$dy, DenseI64ArrayAttr:$axes)> {
  let summary = "Zeros, to which each element of dy is added at its own place along some axes";
  let description = [{
    ids has the shape of dy and counts through `axes` of the result, the last one fastest; the other
    axes stay. In ascending order of dy's elements. An id outside is clamped.
  }];
}
def Hac_GatherNdOp : Hac_Backward<"gather_nd", (ins Hac_Tensor:$x, Variadic<Hac_Tensor>:$ids)> {
  let summary = "Elements of x, one tensor of indices for each of its axes";
  let description = [{
    The indices broadcast to the result and are clamped to their axes; of a tensor without elements
    0 is read. What a traced lambda reads.
  }];
}
def Hac_ScatterNdAddOp : Hac_Backward<"scatter_nd_add",
    (ins Hac_Tensor:$dy, Variadic<Hac_Tensor>:$ids)> {
  let summary = "Zeros, to which dy is added where gather_nd read, in ascending order of its elements";
}
def Hac_FoldBeforeOp : Hac_Backward<"fold_before",
    (ins Hac_Tensor:$x, Hac_TapeAttr:$fn, F64Attr:$identity, DenseI64ArrayAttr:$axes,
         BoolAttr:$reverse)> {
  let summary = "fn(..fn(fn(identity, x0), x1).., x[i-1]) for each element i along the axes";
  let description = [{
    What `reduce` has seen before it comes to an element, from left to right; `reverse`: from the
    last element on. The result has the shape and type of x.
  }];
}

def Hac_LoopOp : Op<HacDialect, "loop", [Pure, SingleBlock, AttrSizedOperandSegments]> {
  let summary = "A loop that carries a state and goes through stacked tensors";
  let description = [{
    The body gets the state, then the slice of each of xs along its leading axis, which has `count`
    elements; it yields the new state, then what becomes a slice of each further result. `reverse`:
    from the last slice to the first.

        %last, %ys = hac.loop inits(%s : tensor<4xf32>) xs(%x : tensor<9x4xf32>) {count = #nine, ...}
            -> tensor<4xf32>, tensor<9x4xf32> { ^bb0(%state, %slice): ... hac.yield %next, %y }
  }];
  let arguments = (ins Variadic<Hac_Tensor>:$inits, Variadic<Hac_Tensor>:$xs, AffineMapAttr:$count,
                       BoolAttr:$reverse);
  let results = (outs Variadic<Hac_Tensor>:$results);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    (`inits` `(` $inits^ `:` type($inits) `)`)? (`xs` `(` $xs^ `:` type($xs) `)`)? attr-dict
    `->` type($results) $body
  }];
  let hasVerifier = 1;
}

//===-- channels-last forms (made by schedule/) ---------------------------------------------===//

// No shape rule: hac-channels-last makes them from ops that were checked.
class Hac_ChannelsLast<string m, dag args> : Op<HacDialect, m, [Pure]> {
  let arguments = args;
  let results = (outs Hac_Tensor:$result);
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
}

def Hac_DirectConvOp : Hac_ChannelsLast<"direct_conv",
    (ins Hac_Tensor:$x, Hac_Tensor:$w, Optional<Hac_Tensor>:$b, DenseI64ArrayAttr:$kernel_size,
         DenseI64ArrayAttr:$stride, DenseI64ArrayAttr:$padding, DenseI64ArrayAttr:$dilation,
         I64Attr:$groups)> {
  let summary = "conv1d or conv2d with zeros around it, channels last";
  let description = [{
    x [N,H,W,C] -> [N,H',W',F], or [N,W,C] -> [N,W',F], which has one row. Pairs are (down, across),
    padding is (top, bottom, left, right). w is [F, C/groups, ...] until a group packs it.
    An element is one FMA chain over ascending (down, across, channel), the padding left out.
  }];
}

def Hac_DirectPoolOp : Hac_ChannelsLast<"direct_pool",
    (ins Hac_Tensor:$x, StrAttr:$kind, DenseI64ArrayAttr:$kernel_size, DenseI64ArrayAttr:$stride,
         DenseI64ArrayAttr:$padding, DenseI64ArrayAttr:$dilation, BoolAttr:$rounds_up,
         BoolAttr:$count_padding, BoolAttr:$adaptive)> {
  let summary = "Pooling of [N,H,W,C] or [N,W,C]; kind is max or avg";
  let description = [{
    Pairs are (down, across). `adaptive`: window o of n is [floor(o*size/n), ceil((o+1)*size/n)), and
    the pairs are not looked at. `rounds_up`: a last window may leave the input (ceil_mode).
    `count_padding`: an average counts the padding around the input.
  }];
}

// In the body of a group; one of its results, so that bufferize/ gives it a place in the arena.
def Hac_WorkspaceOp : Op<HacDialect, "workspace", [Pure]> {
  let summary = "Memory that all tasks of a group see: what one loop nest leaves for the next";
  let results = (outs Hac_Tensor:$result);
  let assemblyFormat = "attr-dict `:` type($result)";
}

//===-- fusion groups (made by schedule/, turned into loops by tile/) -----------------------===//

def Hac_GroupOp : Op<HacDialect, "group", [IsolatedFromAbove, SingleBlock, AttrSizedOperandSegments,
    DeclareOpInterfaceMethods<MemoryEffectsOpInterface>]> {
  let summary = "Ops that run as one loop nest";
  let description = [{
    The body says what is computed, op by op; its values never exist as a whole, but for those that
    `hac.result` names. `anchor` is the op that the loops follow: its mnemonic, or "pointwise" if no
    op but pointwise ones are inside. How it runs is said by attributes of schedule/.

        %y = hac.group ins(%x, %w, %r : ...) outs(%e : tensor<?x64xf32>) -> tensor<?x64xf32> {
        ^bb0(%x: tensor<?x32xf32>, %w: tensor<2x32x48xf32>, %r: tensor<?x64xf32>):
          %c = hac.linear %x, %w : ...
          %y = hac.pointwise %c, %r [#id, #id] { ... } : ...
          hac.result %y
        } {number = 3, anchor = "linear", tile = #hac_schedule.tile<...>}

    Until linalg/ there are no outs and the body has hac ops only; then outs are destinations, one
    for each result, and elementwise ops are hac.pointwise. After bufferize/ operands are memrefs
    and there are no results; the body still speaks of tensors.
  }];
  let arguments = (ins Variadic<AnyType>:$inputs, Variadic<AnyType>:$outputs, I64Attr:$number,
                       StrAttr:$anchor);
  let results = (outs Variadic<AnyRankedTensor>:$results);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    (`ins` `(` $inputs^ `:` type($inputs) `)`)? (`outs` `(` $outputs^ `:` type($outputs) `)`)?
    (`->` type($results)^)? $body attr-dict
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    /// The anchor of the body; null for a pointwise group.
    Operation *getAnchorOp();
    /// The body's values that become results, in order.
    OperandRange getYielded() { return getBody().front().getTerminator()->getOperands(); }
    /// The operand behind a block argument of the body.
    Value getOperandOf(BlockArgument arg) { return getInputs()[arg.getArgNumber()]; }
  }];
}

def Hac_PointwiseOp : Op<HacDialect, "pointwise", [Pure, SingleBlock]> {
  let summary = "One element from elements: an elementwise op of a group";
  let description = [{
    Operand k is read at maps[k] of the position in the result: dims in rising order, or 0 where a
    size of 1 is repeated. The body computes on scalars and reads nothing else.
  }];
  let arguments = (ins Variadic<AnyRankedTensor>:$inputs, AffineMapArrayAttr:$maps);
  let results = (outs AnyRankedTensor:$result);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$inputs $maps `:` functional-type($inputs, $result) $body attr-dict";
  let hasVerifier = 1;
}

def Hac_ResultOp : Op<HacDialect, "result", [Pure, Terminator, ReturnLike,
    ParentOneOf<["::hac::GroupOp", "::hac::PointwiseOp"]>]> {
  let arguments = (ins Variadic<AnyType>:$values);
  let assemblyFormat = "($values^ `:` type($values))? attr-dict";
}

def Hac_LaneScratchOp : Op<HacDialect, "lane_scratch"> {
  let summary = "Memory of the lane that runs the task, for as long as the task runs";
  let description = [{
    Lanes' scratch begins at byte `base` of the arena. Each op of a task has its own place, a
    multiple of 64 bytes; emit/ chooses the places and how far lanes are apart.
  }];
  let arguments = (ins AnyMemRef:$arena, Index:$base);
  let results = (outs AnyMemRef:$result);
  let assemblyFormat = "$arena `[` $base `]` `:` type($arena) `to` type($result) attr-dict";
  let hasVerifier = 1;
}

//===-- beside the language: what lowerings leave for emit ----------------------------------===//

def Hac_BadIndexOp : Op<HacDialect, "bad_index"> {
  let summary = "Tells the runtime of an index outside its tensor: the call returns R308";
  let description = [{
    Element `position` of the indices that the op at this location reads is `value`, outside 0 to
    `size` - 1. The program goes on; what reads by the index clamps it.

        hac.bad_index "embedding", %position, %value, %size
  }];
  let arguments = (ins StrAttr:$op, I64:$position, I64:$value, I64:$size);
  let assemblyFormat = "$op `,` $position `,` $value `,` $size attr-dict";
}

#endif // HAC_OPS
