// Registration, and the text form of #hac.tape.
#include "compiler/hac/HacDialect.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"

using namespace hac;

#include "compiler/hac/HacDialect.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "compiler/hac/HacAttrs.cpp.inc"

void HacDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "compiler/hac/HacAttrs.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "compiler/hac/HacOps.cpp.inc"
      >();
}

static constexpr llvm::StringLiteral kindNames[] = {"i", "f", "b"};

// <vars = 4, reads = 1 from 0, result = 5, [var i 0, ..., ld i 0 (0), lt b 3 4]>
void TapeAttr::print(AsmPrinter &printer) const {
  Tape tape = decodeTape(getWords());
  printer << "<vars = " << tape.variables << ", reads = " << tape.reads << " from " << tape.firstRead
          << ", result = " << tape.result << ", [";
  llvm::interleaveComma(tape.ops, printer, [&](const TapeOp &op) {
    printer << tapeOpName(op.op) << ' ' << kindNames[unsigned(op.kind)];
    switch (op.op) {
    case blob::tape_op::var:
    case blob::tape_op::ci:
      printer << ' ' << int64_t(op.constant);
      break;
    case blob::tape_op::cf:
      printer << ' ' << FloatAttr::get(Float64Type::get(getContext()),
                                       llvm::bit_cast<double>(op.constant));
      break;
    case blob::tape_op::ld:
      printer << ' ' << int64_t(op.constant);
      break;
    default:
      break;
    }
    for (unsigned i = 0; i < tapeOperands(op); i++)
      printer << (op.op == blob::tape_op::ld && i == 0 ? " at " : " ") << op.registers[i];
  });
  printer << "]>";
}

static ParseResult parseTapeOp(AsmParser &parser, TapeOp &op) {
  StringRef name, kind;
  llvm::SMLoc loc = parser.getCurrentLocation();
  if (parser.parseKeyword(&name) || parser.parseKeyword(&kind))
    return failure();
  unsigned number = 0;
  while (number < blob::tape_op_count && tapeOpName(blob::tape_op(number)) != name)
    number++;
  auto *found = llvm::find(kindNames, kind);
  if (number == blob::tape_op_count || found == std::end(kindNames))
    return parser.emitError(loc, "expected an operation and a kind, got ") << name << " " << kind;
  op = {blob::tape_op(number), blob::tape_kind(found - kindNames), {0, 0, 0, 0}, 0, 0};
  if (op.op == blob::tape_op::cf) {
    FloatAttr value;
    if (parser.parseAttribute(value))
      return failure();
    op.constant = llvm::bit_cast<uint64_t>(value.getValueAsDouble());
    return success();
  }
  if (op.op == blob::tape_op::var || op.op == blob::tape_op::ci || op.op == blob::tape_op::ld) {
    int64_t value;
    if (parser.parseInteger(value))
      return failure();
    op.constant = uint64_t(value);
    if (op.op != blob::tape_op::ld || failed(parser.parseOptionalKeyword("at")))
      return success();
  }
  unsigned operands = op.op == blob::tape_op::ld ? 4 : tapeOperands(op);
  for (unsigned i = 0; i < operands; i++) {
    OptionalParseResult parsed = parser.parseOptionalInteger(op.registers[i]);
    if (!parsed.has_value())
      break;
    if (failed(*parsed))
      return failure();
    op.count += op.op == blob::tape_op::ld;
  }
  return success();
}

Interval hac::boundsOfSymbol(FunctionOpInterface function, unsigned argument) {
  auto symbol = function.getArgAttrOfType<SymbolAttr>(argument, HacDialect::symbolAttrName);
  if (!symbol || symbol.getMultipleOf() < 1)
    return {0, blob::max_symbol};
  return {llvm::divideCeilSigned(symbol.getMin(), symbol.getMultipleOf()),
          llvm::divideFloorSigned(symbol.getMax(), symbol.getMultipleOf())};
}

Attribute TapeAttr::parse(AsmParser &parser, Type) {
  Tape tape{};
  auto number = [&](StringRef key, unsigned &value) {
    return failed(parser.parseKeyword(key)) || parser.parseEqual() || parser.parseInteger(value);
  };
  if (parser.parseLess() || number("vars", tape.variables) || parser.parseComma() ||
      number("reads", tape.reads) || parser.parseKeyword("from") || parser.parseInteger(tape.firstRead) ||
      parser.parseComma() || number("result", tape.result) || parser.parseComma() ||
      parser.parseCommaSeparatedList(
          AsmParser::Delimiter::Square,
          [&] { return parseTapeOp(parser, tape.ops.emplace_back()); }) ||
      parser.parseGreater())
    return {};
  if (tape.ops.size() > blob::max_tape_ops)
    return parser.emitError(parser.getNameLoc(), "a lambda has at most ")
               << blob::max_tape_ops << " operations, got " << tape.ops.size() << " [hac-E023]",
           Attribute();
  if (tape.result >= tape.ops.size())
    return parser.emitError(parser.getNameLoc(), "tape result out of range"), Attribute();
  tape.kind = tape.ops[tape.result].kind;
  return TapeAttr::get(parser.getContext(), encodeTape(tape));
}
