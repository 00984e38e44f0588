// Importer: table-driven by ops.def, one MLIR op per node. The blob was checked by readBlob, so
// every reference holds and regions are at most blob::max_region_depth deep.
#include "compiler/import/Import.h"
#include "compiler/hac/Dims.h"
#include "compiler/hac/HacDialect.h"
#include "compiler/hac/Taps.h"
#include "compiler/import/IndexRanges.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/Verifier.h"
#include "llvm/ADT/Sequence.h"

using namespace mlir;

namespace hac::import {
namespace {

class Importer {
public:
  Importer(const Blob &blob, ModuleOp module, bool marked)
      : blob(blob), module(module), marked(marked), context(module.getContext()), builder(context),
        ops(blob.nodes.size()) {}

  func::FuncOp run();

private:
  void prepareDims();
  AffineExpr dim(int64_t code) const;
  AffineMapAttr map(ArrayRef<AffineExpr> exprs) const;
  Location location(uint32_t loc, uint32_t scope) const;
  Attribute scalar(const Attr &row) const;
  Attribute attribute(const OpInfo::Attribute &info, ArrayRef<Attr> rows, mlir::Type result) const;
  void nodes(uint32_t first, uint32_t last, uint32_t region);
  void param(const Node &node);
  void operation(const Node &node, const OpInfo &info);
  void body(Operation *owner, const import::Region &region);
  void markChecked();

  const Blob &blob;
  ModuleOp module;
  bool marked;
  MLIRContext *context;
  OpBuilder builder;
  std::vector<Operation *> ops; // by node
  std::vector<AffineExpr> atoms, dims;
  std::vector<RankedTensorType> types;
  std::vector<mlir::Value> values;
  unsigned symbols = 0;
};

mlir::Type elementType(MLIRContext *context, blob::dtype dtype) {
  Builder b(context);
  switch (dtype) {
  case blob::dtype::f32:
    return b.getF32Type();
  case blob::dtype::f64:
    return b.getF64Type();
  case blob::dtype::bf16:
    return b.getBF16Type();
  case blob::dtype::f16:
    return b.getF16Type();
  case blob::dtype::i8:
    return b.getIntegerType(8);
  case blob::dtype::u8:
    return b.getIntegerType(8, /*isSigned=*/false);
  case blob::dtype::i32:
    return b.getI32Type();
  case blob::dtype::i64:
    return b.getI64Type();
  case blob::dtype::boolean:
  case blob::dtype::none:
    break;
  }
  return b.getI1Type();
}

// Atoms refer backwards, and polynomials only to atoms, so one pass over each in turn would need
// the other; dims are built on demand by atom order instead.
void Importer::prepareDims() {
  dims.resize(blob.dims.size());
  for (const Atom &atom : blob.atoms) {
    switch (atom.kind) {
    case blob::atom_kind::symbol:
      atoms.push_back(getAffineSymbolExpr(symbols++, context));
      break;
    case blob::atom_kind::floor:
      atoms.push_back(floorDivDim(dim(atom.dividend), atom.divisor));
      break;
    case blob::atom_kind::product:
      atoms.push_back(mulDims(atoms[atom.left], atoms[atom.right]));
      break;
    }
  }
  for (const import::Type &type : blob.types) {
    SmallVector<AffineExpr> shape;
    for (int64_t code : type.dims)
      shape.push_back(dim(code));
    types.push_back(tensorOf(shape, elementType(context, type.dtype), symbols));
  }
}

AffineExpr Importer::dim(int64_t code) const {
  if (!blob::is_symbolic(code))
    return getAffineConstantExpr(code, context);
  const Dim &poly = blob.dims[size_t(code - blob::sym_base)];
  AffineExpr sum = getAffineConstantExpr(poly.constant, context);
  for (Dim::Term term : poly.terms)
    sum = sum + atoms[term.atom] * term.factor;
  return normalizeDim(sum);
}

AffineMapAttr Importer::map(ArrayRef<AffineExpr> exprs) const {
  return AffineMapAttr::get(AffineMap::get(0, symbols, exprs, context));
}

// The user's line; inside a module also its state-dict path.
Location Importer::location(uint32_t loc, uint32_t scope) const {
  Location where = UnknownLoc::get(context);
  if (loc != none)
    where = FileLineColLoc::get(context, blob.strings[blob.locs[loc].file], blob.locs[loc].line,
                                blob.locs[loc].column);
  if (scope == none)
    return where;
  return NameLoc::get(StringAttr::get(context, blob.path(scope)), where);
}

Attribute Importer::scalar(const Attr &row) const {
  Builder b(context);
  switch (row.kind) {
  case blob::attr_kind::integer:
  case blob::attr_kind::region:
    return b.getI64IntegerAttr(row.value);
  case blob::attr_kind::real:
    return b.getF64FloatAttr(llvm::bit_cast<double>(row.value));
  case blob::attr_kind::string:
    return b.getStringAttr(blob.strings[size_t(row.value)]);
  case blob::attr_kind::dim:
    return map(dim(row.value));
  case blob::attr_kind::tape:
    break;
  }
  if (row.value < 0)
    return b.getUnitAttr(); // no tape
  ArrayRef<uint64_t> words = ArrayRef(blob.tapes).drop_front(size_t(row.value));
  return TapeAttr::get(context, words.take_front(tapeLength(words[0])));
}

// Values of a `constant`, in the element type of its result.
Attribute elements(ArrayRef<Attr> rows, RankedTensorType type) {
  SmallVector<Attribute> list;
  mlir::Type element = type.getElementType();
  for (const Attr &row : rows) {
    bool real = row.kind == blob::attr_kind::real;
    if (isa<FloatType>(element))
      list.push_back(FloatAttr::get(element, real ? llvm::bit_cast<double>(row.value)
                                                  : double(row.value)));
    else
      list.push_back(IntegerAttr::get(element, row.value));
  }
  return DenseElementsAttr::get(ShapedType(type), list);
}

Attribute Importer::attribute(const OpInfo::Attribute &info, ArrayRef<Attr> rows,
                              mlir::Type result) const {
  Builder b(context);
  if (!info.array)
    return scalar(rows.front());
  switch (info.kind) {
  case 'n':
    return elements(rows, cast<RankedTensorType>(result));
  case 'i': {
    SmallVector<int64_t> list;
    for (const Attr &row : rows)
      list.push_back(row.value);
    return b.getDenseI64ArrayAttr(list);
  }
  case 'd': {
    SmallVector<AffineExpr> list;
    for (const Attr &row : rows)
      list.push_back(dim(row.value));
    return map(list);
  }
  default: {
    SmallVector<Attribute> list;
    for (const Attr &row : rows)
      list.push_back(scalar(row));
    return b.getArrayAttr(list);
  }
  }
}

void Importer::param(const Node &node) {
  const Param &param = *llvm::find_if(
      blob.params, [&](const Param &p) { return p.value == node.firstValue; });
  values[node.firstValue] =
      ParamOp::create(builder, location(node.loc, node.scope), types[blob.values[node.firstValue].type],
                      builder.getStringAttr(blob.parameterName(param)), DictionaryAttr(),
                      IntegerAttr());
}

void Importer::body(Operation *owner, const import::Region &region) {
  Block &block = owner->getRegion(0).emplaceBlock();
  for (uint32_t i = 0; i < region.args; i++) {
    uint32_t number = blob.nodes[region.firstArg + i].firstValue;
    values[number] = block.addArgument(types[blob.values[number].type], owner->getLoc());
  }
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToEnd(&block);
  uint32_t number = uint32_t(&region - blob.regions.data());
  nodes(region.firstNode, region.lastNode, number);
}

void Importer::operation(const Node &node, const OpInfo &info) {
  OperationState state(location(node.loc, node.scope), ("hac." + info.name).str());
  ArrayRef<uint32_t> edges = ArrayRef(blob.edges).slice(node.firstOperand, node.operands);
  SmallVector<int32_t> segments;
  unsigned flexible = 0;
  for (auto [i, operand] : llvm::enumerate(info.operands)) {
    flexible += operand.optional || operand.variadic;
    ArrayRef<uint32_t> mine = operand.variadic ? edges.drop_front(std::min(i, edges.size()))
                              : i < edges.size() ? edges.slice(i, 1)
                                                 : ArrayRef<uint32_t>();
    int32_t count = 0;
    for (uint32_t edge : mine)
      if (edge != none) {
        state.operands.push_back(values[edge]);
        count++;
      }
    segments.push_back(count);
  }
  for (uint32_t i = 0; i < node.values; i++)
    state.types.push_back(types[blob.values[node.firstValue + i].type]);

  ArrayRef<Attr> rows = ArrayRef(blob.attrs).slice(node.firstAttr, node.attrs);
  const import::Region *region = nullptr;
  for (const OpInfo::Attribute &want : info.attributes) {
    SmallVector<Attr> mine;
    for (const Attr &row : rows)
      if (blob.strings[row.key] == want.name)
        mine.push_back(row);
    if (want.kind == 'r')
      region = &blob.regions[size_t(mine.front().value)];
    else if (!mine.empty() || want.array)
      state.addAttribute(want.name, attribute(want, mine, state.types.empty() ? mlir::Type() : state.types.front()));
  }
  if (flexible > 1)
    state.addAttribute("operandSegmentSizes", builder.getDenseI32ArrayAttr(segments));
  if (marked && node.region == none)
    state.addAttribute(valuesAttrName, builder.getDenseI64ArrayAttr(llvm::to_vector(
                                           llvm::seq<int64_t>(node.firstValue, node.firstValue + node.values))));
  if (region)
    state.addRegion();
  Operation *op = builder.create(state);
  ops[size_t(&node - blob.nodes.data())] = op;
  for (uint32_t i = 0; i < node.values; i++)
    values[node.firstValue + i] = op->getResult(i);
  if (region)
    body(op, *region);
}

void Importer::nodes(uint32_t first, uint32_t last, uint32_t region) {
  for (uint32_t i = first; i < last; i++) {
    const Node &node = blob.nodes[i];
    if (node.region != region)
      continue; // of a body; its owner comes later and imports it
    const OpInfo &info = *opInfo(node.opcode);
    if (info.name == "input" || info.name == "state" || info.name == "arg")
      continue; // arguments of the function or the body
    if (info.name == "param" || info.name == "buffer")
      param(node);
    else
      operation(node, info);
  }
}

// Behind the verifiers: ranges are read off operands and sizes as the shape rules promise them.
void Importer::markChecked() {
  std::vector<bool> checked = indexRanges(blob).checked;
  for (auto [op, isChecked] : llvm::zip(ops, checked))
    if (isChecked)
      op->setAttr(HacDialect::checkedAttrName, builder.getUnitAttr());
}

func::FuncOp Importer::run() {
  prepareDims();
  values.resize(blob.values.size());
  SmallVector<mlir::Type> argTypes(symbols, builder.getIndexType()), resultTypes;
  for (const InOut &io : blob.inouts) {
    bool argument = io.kind == blob::inou_kind::input || io.kind == blob::inou_kind::state;
    (argument ? argTypes : resultTypes).push_back(types[blob.values[io.value].type]);
  }

  builder.setInsertionPointToEnd(module.getBody());
  auto func = func::FuncOp::create(builder, location(blob.nodes.empty() ? none : blob.nodes[0].loc, none),
                                   blob.name, builder.getFunctionType(argTypes, resultTypes));
  if (blob.training)
    func->setAttr(HacDialect::trainingAttrName, builder.getUnitAttr());
  Block *entry = func.addEntryBlock();
  builder.setInsertionPointToEnd(entry);

  unsigned argument = 0, result = 0;
  for (const Atom &atom : blob.atoms)
    if (atom.kind == blob::atom_kind::symbol)
      func.setArgAttr(argument++, HacDialect::symbolAttrName,
                      SymbolAttr::get(context, builder.getStringAttr(blob.strings[atom.name]),
                                      atom.min, atom.max, atom.multiple));
  int64_t passed = 0; // arguments of a caller: inputs, states and outputs as declared
  SmallVector<mlir::Value> returned;
  auto describeResult = [&](StringRef nameAttr, Attribute name, Attribute number, const InOut &io) {
    func.setResultAttr(result, nameAttr, name);
    func.setResultAttr(result++, HacDialect::argumentAttrName, number);
    returned.push_back(values[io.value]);
  };
  for (const InOut &io : blob.inouts) {
    if (io.kind == blob::inou_kind::update)
      continue;
    if (io.kind != blob::inou_kind::output) {
      StringAttr name = builder.getStringAttr(blob.strings[io.name]);
      func.setArgAttr(argument, HacDialect::nameAttrName, name);
      func.setArgAttr(argument, HacDialect::argumentAttrName, builder.getI64IntegerAttr(passed));
      if (io.kind == blob::inou_kind::state)
        func.setArgAttr(argument, HacDialect::stateAttrName, name);
      values[io.value] = entry->getArgument(argument++);
    }
    passed++;
  }
  nodes(0, uint32_t(blob.nodes.size()), none);
  passed = 0;
  for (const InOut &io : blob.inouts) {
    if (io.kind == blob::inou_kind::output)
      describeResult(HacDialect::nameAttrName, builder.getStringAttr(blob.strings[io.name]),
                     builder.getI64IntegerAttr(passed), io);
    passed += io.kind != blob::inou_kind::update;
    if (io.kind != blob::inou_kind::update)
      continue;
    if (auto param = values[io.name].getDefiningOp<ParamOp>()) {
      func.setResultAttr(result++, HacDialect::updatesAttrName, param.getNameAttr());
      returned.push_back(values[io.value]);
      continue;
    }
    unsigned state = cast<BlockArgument>(values[io.name]).getArgNumber();
    describeResult(HacDialect::stateAttrName, func.getArgAttr(state, HacDialect::stateAttrName),
                   func.getArgAttr(state, HacDialect::argumentAttrName), io);
  }
  func::ReturnOp::create(builder, func.getLoc(), returned);
  if (failed(verify(func)))
    return {};
  markChecked();
  return func;
}

} // namespace

func::FuncOp importBlob(const Blob &blob, ModuleOp module, bool marked) {
  return Importer(blob, module, marked).run();
}

} // namespace hac::import
