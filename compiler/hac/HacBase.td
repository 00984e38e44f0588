// The hac dialect: one op per op of the model language, on tensors.
#ifndef HAC_BASE
#define HAC_BASE

include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/OpBase.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def HacDialect : Dialect {
  let name = "hac";
  let cppNamespace = "::hac";
  let summary = "Neural network models as their authors wrote them";
  let description = [{
    Op `conv1d` is `conv1d(...)` of the model language (dsl/ops); shapes, element types and
    conventions are those of the language, and so are the error numbers of the verifiers.

    A tensor whose shape is not constant carries its dimensions as an affine map over the symbols
    of the function, which are its leading index arguments:

        func.func @f(%batch: index, %seq: index,
                     %x: tensor<?x?x64xf32, affine_map<()[s0, s1] -> (s0, s1 floordiv 2, 64)>>)

    Dimensions are kept in the language's normal form (compiler/support/Dims.h), so two of them are
    equal exactly if the expressions are identical. A symbol that was declared with multiple_of = m
    is passed divided by m.
  }];
  let useDefaultAttributePrinterParser = 1;
  let extraClassDeclaration = [{
    /// On an index argument of a function: #hac.symbol.
    static constexpr llvm::StringLiteral symbolAttrName = "hac.symbol";
    /// On arguments and results of a function: the name in the model.
    static constexpr llvm::StringLiteral nameAttrName = "hac.name";
    /// On the same: its number among the arguments that a caller passes. A result that updates a
    /// state has the number of that state's argument.
    static constexpr llvm::StringLiteral argumentAttrName = "hac.argument";
    /// On a function whose tensors have lost their encodings: argument number -> its dims as a map.
    static constexpr llvm::StringLiteral shapesAttrName = "hac.shapes";
    /// On an op that reads by index: the descriptor's ranges keep these indices in bounds, or the
    /// call ends before it does any work.
    static constexpr llvm::StringLiteral checkedAttrName = "hac.checked_on_entry";
    /// On a function that calls grad: normalisation by the statistics of the batch.
    static constexpr llvm::StringLiteral trainingAttrName = "hac.training";
    /// On an argument that the function updates in place, and on the result that is written to it.
    static constexpr llvm::StringLiteral stateAttrName = "hac.state";
    /// On a result that becomes the value of a parameter or buffer: its name.
    static constexpr llvm::StringLiteral updatesAttrName = "hac.updates";
    /// On the same result: where that parameter lies, in bytes from the start of the weights block.
    static constexpr llvm::StringLiteral offsetAttrName = "hac.offset";
    /// On a function after bufferize/: bytes of the arena but for lanes' scratch, as a map.
    static constexpr llvm::StringLiteral arenaAttrName = "hac.arena";
    /// On the same: bytes that are in use at once, at each moment that may be the worst. No arena can
    /// be smaller than the largest of the map's results.
    static constexpr llvm::StringLiteral liveAttrName = "hac.live";
    /// On a function that runs one fusion group, and on calls of it: the group's number. A
    /// function that several groups share has the number of the first.
    static constexpr llvm::StringLiteral groupAttrName = "hac.group";
  }];
}

class Hac_Attr<string name, string attrMnemonic> : AttrDef<HacDialect, name> {
  let mnemonic = attrMnemonic;
}

def Hac_SymbolAttr : Hac_Attr<"Symbol", "symbol"> {
  let summary = "A size known only at run time, with its bounds";
  let parameters = (ins "StringAttr":$name, "int64_t":$min, "int64_t":$max, "int64_t":$multipleOf);
  let assemblyFormat = "`<` $name `,` `min` `=` $min `,` `max` `=` $max `,` `multiple_of` `=` $multipleOf `>`";
}

def Hac_TapeAttr : Hac_Attr<"Tape", "tape"> {
  let summary = "A traced lambda: straight-line scalar code of a mask, score, map or reduce";
  let description = [{
    The words are those of the graph blob (dsl/graph/blob_format.h). Operation i writes register i.

        #hac.tape<vars = 4, reads = 0 from 0, result = 4,
                  [var i 0, var i 1, var i 2, var i 3, le b 3 2]>            // k <= q
  }];
  let parameters = (ins ArrayRefParameter<"uint64_t", "words of the blob">:$words);
  let hasCustomAssemblyFormat = 1;
}

// Verifies shapes and types with the numbers of the language (compiler/hac/verify).
def Hac_ShapeRule : NativeOpTrait<"ShapeRule"> {
  let cppNamespace = "::hac";
}

def Hac_Tensor : AnyTypeOf<[AnyRankedTensor], "a ranked tensor">;
def Hac_Number : AnyAttrOf<[I64Attr, F64Attr], "an integer or a real number">;

class Hac_Op<string opMnemonic, list<Trait> traits = []>
    : Op<HacDialect, opMnemonic, !listconcat([Hac_ShapeRule], traits)>;

class Hac_PureOp<string opMnemonic, list<Trait> traits = []>
    : Hac_Op<opMnemonic, !listconcat([Pure], traits)>;

#endif // HAC_BASE
