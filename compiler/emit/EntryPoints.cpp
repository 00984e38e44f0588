// EntryPoints.cpp: the descriptor `<name>_model` as constants and the functions of the header as
// calls into the runtime. The structs are those of runtime/abi/abi.h, member by member.
#include "compiler/emit/EntryPoints.h"

#include "compiler/emit/ArgsLayout.h"
#include "runtime/abi/abi.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/TargetParser/Triple.h"

namespace hac::emit {

namespace {

using llvm::ArrayRef;
using llvm::Constant;
using llvm::StringRef;

/// Builds the tables of one model. Every table is a private constant, so it leaves no symbol.
class DescriptorBuilder {
public:
  DescriptorBuilder(llvm::Module &module, const Model &model)
      : module(module), model(model), context(module.getContext()),
        pointer(llvm::PointerType::getUnqual(context)) {}

  llvm::GlobalVariable *build();

private:
  // In the order of abi.h.
  Constant *dim(const Dim &value, std::vector<Constant *> &terms);
  Constant *function(const Function &function, std::vector<Constant *> &groups);
  Constant *group(const Group &group, std::vector<Constant *> &terms);
  Constant *parameter(const Parameter &parameter);
  Constant *packing(const Packing &packing);
  Constant *isaLevel(const IsaLevel &level);

  Constant *i8(uint64_t value) { return integer(8, value); }
  Constant *i16(uint64_t value) { return integer(16, value); }
  Constant *i32(uint64_t value) { return integer(32, value); }
  Constant *i64(uint64_t value) { return integer(64, value); }
  Constant *f64(double value) {
    return llvm::ConstantFP::get(llvm::Type::getDoubleTy(context), value);
  }
  Constant *zeros(unsigned words) {
    return Constant::getNullValue(llvm::ArrayType::get(llvm::Type::getInt64Ty(context), words));
  }
  Constant *integer(unsigned bits, uint64_t value) {
    return llvm::ConstantInt::get(context, llvm::APInt(64, value).trunc(bits));
  }
  Constant *text(StringRef value);
  Constant *row(ArrayRef<Constant *> members, size_t bytes);
  Constant *table(ArrayRef<Constant *> rows);
  Constant *symbol(StringRef name);

  llvm::Module &module;
  const Model &model;
  llvm::LLVMContext &context;
  llvm::PointerType *pointer;
  llvm::StringMap<Constant *> texts;
};

Constant *DescriptorBuilder::text(StringRef value) {
  Constant *&known = texts[value];
  if (!known) {
    Constant *data = llvm::ConstantDataArray::getString(context, value);
    auto *global = new llvm::GlobalVariable(module, data->getType(), true,
                                            llvm::GlobalValue::PrivateLinkage, data, ".text");
    global->setUnnamedAddr(llvm::GlobalValue::UnnamedAddr::Global);
    global->setAlignment(llvm::Align(1));
    known = global;
  }
  return known;
}

/// A struct constant; `bytes` is the size that the C compiler gave the same struct.
Constant *DescriptorBuilder::row(ArrayRef<Constant *> members, size_t bytes) {
  Constant *value = llvm::ConstantStruct::getAnon(context, members);
  if (module.getDataLayout().getTypeAllocSize(value->getType()) != bytes)
    llvm::reportFatalInternalError("a row of the descriptor differs from runtime/abi/abi.h");
  return value;
}

Constant *DescriptorBuilder::table(ArrayRef<Constant *> rows) {
  if (rows.empty())
    return llvm::ConstantPointerNull::get(pointer);
  Constant *data =
      llvm::ConstantArray::get(llvm::ArrayType::get(rows.front()->getType(), rows.size()), rows);
  auto *global = new llvm::GlobalVariable(module, data->getType(), true,
                                          llvm::GlobalValue::PrivateLinkage, data, ".table");
  global->setAlignment(llvm::Align(8));
  return global;
}

Constant *DescriptorBuilder::symbol(StringRef name) {
  llvm::Function *function = module.getFunction(name);
  if (!function || function->isDeclaration())
    llvm::reportFatalInternalError("the module does not define " + name);
  return function;
}

/// Appends the dim's terms to the function's table.
Constant *DescriptorBuilder::dim(const Dim &value, std::vector<Constant *> &terms) {
  Constant *first = i32(terms.size());
  for (const Dim::Term &term : value.terms)
    terms.push_back(row({i64(term.factor), i32(term.atom), i32(0)}, sizeof(hac_term)));
  return row({i64(value.constant), first, i32(value.terms.size())}, sizeof(hac_dim));
}

Constant *DescriptorBuilder::group(const Group &group, std::vector<Constant *> &terms) {
  return row({text(group.name), text(group.tile), text(group.file), dim(group.flops, terms),
              dim(group.bytes, terms), f64(group.gflops), f64(group.gbytes), i32(group.function),
              i32(group.isa), i32(group.line), i32(group.lastLine), i32(group.maxLanes), i32(0),
              zeros(2)},
             sizeof(hac_group));
}

/// Fills the rows of the function's groups: their formulas are in its table of terms.
Constant *DescriptorBuilder::function(const Function &function, std::vector<Constant *> &groups) {
  ArgsLayout layout = argsLayout(function);
  std::vector<Constant *> terms, symbols, atoms, arguments, checks;
  for (auto [value, offset] : llvm::zip_equal(function.symbols, layout.symbols))
    symbols.push_back(row({text(value.name), text(value.file), i64(value.min), i64(value.max),
                           i64(value.multipleOf), i32(value.line), i32(offset)},
                          sizeof(hac_symbol)));
  for (const Atom &atom : function.atoms) {
    bool isSymbol = atom.kind == blob::atom_kind::symbol;
    atoms.push_back(row({i32(uint32_t(atom.kind)), i32(isSymbol ? atom.symbol : atom.left),
                         i32(atom.right), i32(0), dim(atom.dividend, terms), i64(atom.divisor)},
                        sizeof(hac_atom)));
  }
  for (auto [value, offset] : llvm::zip_equal(function.arguments, layout.arguments)) {
    std::vector<Constant *> dims;
    for (const Dim &size : value.dims)
      dims.push_back(dim(size, terms));
    arguments.push_back(row({text(value.name), table(dims), dim(value.range.lo, terms),
                             dim(value.range.hi, terms), i32(value.range.status), i32(offset),
                             i32(value.line), i8(value.kind), i8(uint32_t(value.dtype)),
                             i8(value.dims.size()), i8(isPlain(value))},
                            sizeof(hac_arg)));
  }
  for (const Check &check : function.checks)
    checks.push_back(row({dim(check.left, terms), dim(check.right, terms), i32(check.line), i32(0)},
                         sizeof(hac_check)));
  for (auto [value, out] : llvm::zip_equal(model.groups, groups))
    if (&model.functions[value.function] == &function)
      out = group(value, terms);
  std::vector<Constant *> codes;
  for (auto [code, isa] : llvm::zip_equal(function.codes, model.isas))
    codes.push_back(row({symbol(code.kernel), symbol(code.arenaBytes)}, sizeof(hac_code)));
  return row({text(function.name), text(function.file), table(symbols), table(atoms), table(terms),
              table(arguments), table(checks), table(codes), i32(symbols.size()), i32(atoms.size()),
              i32(arguments.size()), i32(checks.size()), i32(function.line), i32(layout.bytes),
              i32(function.trains ? HAC_FN_TRAINS : 0), i32(0), zeros(1)},
             sizeof(hac_fn));
}

Constant *DescriptorBuilder::parameter(const Parameter &parameter) {
  std::vector<Constant *> shape;
  for (int64_t size : parameter.shape)
    shape.push_back(i64(size));
  return row({text(parameter.name), table(shape), f64(parameter.a), f64(parameter.b),
              i8(uint32_t(parameter.dtype)), i8(parameter.shape.size()),
              i8(parameter.state ? HAC_PARAM_STATE : parameter.buffer ? HAC_PARAM_BUFFER : HAC_PARAM_PLAIN),
              i8(parameter.trainable), i32(uint32_t(parameter.init)), zeros(2)},
             sizeof(hac_param));
}

Constant *DescriptorBuilder::packing(const Packing &packing) {
  std::vector<Constant *> axes;
  for (const Packing::Axis &axis : packing.axes)
    axes.push_back(
        row({i64(axis.extent), i64(axis.stride), i32(axis.source), i32(0)}, sizeof(hac_pack_axis)));
  return row({table(axes), i64(packing.offset), i32(packing.parameter), i32(axes.size())},
             sizeof(hac_pack));
}

Constant *DescriptorBuilder::isaLevel(const IsaLevel &level) {
  std::vector<Constant *> packs;
  for (const Packing &value : level.packings)
    packs.push_back(packing(value));
  int number = llvm::StringSwitch<int>(level.name)
                   .Case("x86-64-v3", HAC_ISA_X86_64_V3)
                   .Case("x86-64-v4", HAC_ISA_X86_64_V4)
                   .Case("x86-64-v4-bf16", HAC_ISA_X86_64_V4_BF16)
                   .Case("znver4", HAC_ISA_ZNVER4)
                   .Case("znver5", HAC_ISA_ZNVER5)
                   .Case("aarch64-neon", HAC_ISA_AARCH64_NEON)
                   .Case("aarch64-bf16", HAC_ISA_AARCH64_BF16)
                   .Default(0);
  if (!number)
    llvm::reportFatalInternalError(llvm::Twine("the ABI has no ISA level ") + level.name);
  return row({text(level.name), table(packs), i64(level.weightsBytes), i32(packs.size()),
              i32(number)},
             sizeof(hac_isa));
}

llvm::GlobalVariable *DescriptorBuilder::build() {
  std::vector<Constant *> functions, parameters, isas, groups(model.groups.size());
  for (const Function &value : model.functions)
    functions.push_back(function(value, groups));
  for (const Parameter &value : model.parameters)
    parameters.push_back(parameter(value));
  for (const IsaLevel &value : model.isas)
    isas.push_back(isaLevel(value));
  Constant *data =
      row({i32(sizeof(hac_model)), i16(HAC_ABI_MAJOR), i16(HAC_ABI_MINOR), i64(model.signature),
           i64(model.buildHash), text(model.name), text(model.build), table(functions),
           table(parameters), table(groups), table(isas), i32(functions.size()), i32(parameters.size()),
           i32(groups.size()), i32(isas.size()), zeros(6)},
          sizeof(hac_model));
  auto *global = new llvm::GlobalVariable(module, data->getType(), true,
                                          llvm::GlobalValue::ExternalLinkage, data,
                                          model.name + "_model");
  global->setAlignment(llvm::Align(8));
  return global;
}

/// Writes the functions of the header.
class EntryBuilder {
public:
  EntryBuilder(llvm::Module &module, const Model &model, llvm::GlobalVariable *descriptor)
      : module(module), prefix(model.name + "_"), descriptor(descriptor),
        builder(module.getContext()) {}

  /// `<name>_<suffix>(parameters)` returns runtime(descriptor, parameters).
  void forward(StringRef suffix, StringRef runtime, llvm::Type *result,
               ArrayRef<llvm::Type *> parameters);
  void unload();
  void arenaBytes(const Function &function, uint32_t number);
  void run(const Function &function, uint32_t number);

private:
  llvm::Function *begin(const llvm::Twine &suffix, llvm::Type *result,
                        ArrayRef<llvm::Type *> parameters);
  llvm::Value *call(StringRef runtime, llvm::Type *result, ArrayRef<llvm::Value *> arguments);
  llvm::Value *room(llvm::Type *element, size_t count);

  llvm::Module &module;
  std::string prefix;
  llvm::GlobalVariable *descriptor;
  llvm::IRBuilder<> builder;
};

llvm::Function *EntryBuilder::begin(const llvm::Twine &suffix, llvm::Type *result,
                                    ArrayRef<llvm::Type *> parameters) {
  auto *function = llvm::Function::Create(llvm::FunctionType::get(result, parameters, false),
                                          llvm::GlobalValue::ExternalLinkage, prefix + suffix,
                                          module);
  function->setDoesNotThrow();
  // Runs before the CPU has been looked at, so no instruction beyond the architecture's first.
  function->addFnAttr("target-cpu",
                      module.getTargetTriple().isX86_64() ? "x86-64" : "generic");
  builder.SetInsertPoint(llvm::BasicBlock::Create(module.getContext(), "entry", function));
  return function;
}

llvm::Value *EntryBuilder::call(StringRef runtime, llvm::Type *result,
                                ArrayRef<llvm::Value *> arguments) {
  std::vector<llvm::Type *> types;
  for (llvm::Value *argument : arguments)
    types.push_back(argument->getType());
  llvm::FunctionCallee callee =
      module.getOrInsertFunction(runtime, llvm::FunctionType::get(result, types, false));
  llvm::CallInst *instruction = builder.CreateCall(callee, arguments);
  instruction->setDoesNotThrow();
  return instruction;
}

/// An array on the stack; null where it would be empty.
llvm::Value *EntryBuilder::room(llvm::Type *element, size_t count) {
  if (count == 0)
    return llvm::ConstantPointerNull::get(builder.getPtrTy());
  return builder.CreateAlloca(llvm::ArrayType::get(element, count));
}

void EntryBuilder::forward(StringRef suffix, StringRef runtime, llvm::Type *result,
                           ArrayRef<llvm::Type *> parameters) {
  llvm::Function *function = begin(suffix, result, parameters);
  std::vector<llvm::Value *> arguments = {descriptor};
  for (llvm::Argument &argument : function->args())
    arguments.push_back(&argument);
  builder.CreateRet(call(runtime, result, arguments));
}

void EntryBuilder::unload() {
  llvm::Function *function = begin("unload", builder.getVoidTy(), {builder.getPtrTy()});
  call("hac_rt1_unload", builder.getVoidTy(), {function->getArg(0)});
  builder.CreateRetVoid();
}

void EntryBuilder::arenaBytes(const Function &info, uint32_t number) {
  llvm::Type *i64 = builder.getInt64Ty();
  size_t symbols = info.symbols.size();
  std::vector<llvm::Type *> parameters(symbols + 1, i64); // and the lanes
  llvm::Function *function = begin(info.name + "_arena_bytes", i64, parameters);
  llvm::Value *values = room(i64, symbols);
  for (size_t i = 0; i < symbols; ++i)
    builder.CreateStore(function->getArg(i), builder.CreateConstInBoundsGEP1_64(i64, values, i));
  builder.CreateRet(call("hac_rt1_arena_bytes", i64,
                         {descriptor, builder.getInt32(number), values,
                          function->getArg(symbols)}));
}

void EntryBuilder::run(const Function &info, uint32_t number) {
  llvm::Type *pointer = builder.getPtrTy();
  llvm::Function *function =
      begin(info.name, builder.getInt32Ty(), {pointer, pointer, pointer, pointer});
  llvm::Value *words = room(pointer, info.arguments.size() + info.atoms.size());
  builder.CreateRet(call("hac_rt1_run", builder.getInt32Ty(),
                         {descriptor, builder.getInt32(number), function->getArg(0),
                          function->getArg(1), function->getArg(2), function->getArg(3),
                          words}));
}

} // namespace

void makeInternal(llvm::Module &module) {
  for (llvm::GlobalValue &value : module.global_values())
    if (!value.isDeclaration() && !value.hasLocalLinkage() &&
        !value.getName().starts_with("llvm.")) { // LLVM's own tables keep their linkage
      if (auto *object = llvm::dyn_cast<llvm::GlobalObject>(&value))
        object->setComdat(nullptr);
      value.setVisibility(llvm::GlobalValue::DefaultVisibility);
      value.setLinkage(llvm::GlobalValue::InternalLinkage);
    }
}

void emitEntryPoints(llvm::Module &module, const Model &model) {
  makeInternal(module); // before the entries, which alone stay visible
  llvm::GlobalVariable *descriptor = DescriptorBuilder(module, model).build();
  EntryBuilder entries(module, model, descriptor);
  llvm::LLVMContext &context = module.getContext();
  llvm::Type *pointer = llvm::PointerType::getUnqual(context);
  llvm::Type *i32 = llvm::Type::getInt32Ty(context), *i64 = llvm::Type::getInt64Ty(context);
  entries.forward("weights_bytes", "hac_rt1_weights_bytes", i64, {i32});
  entries.forward("load", "hac_rt1_load", i32, {pointer, pointer, pointer, pointer});
  entries.forward("load_memory", "hac_rt1_load_memory", i32,
                  {pointer, i64, pointer, pointer, pointer});
  entries.unload();
  if (model.trains())
    entries.forward("save", "hac_rt1_save", i32, {pointer, pointer, i32, pointer});
  for (auto [number, function] : llvm::enumerate(model.functions)) {
    entries.arenaBytes(function, number);
    entries.run(function, number);
  }
}

} // namespace hac::emit
