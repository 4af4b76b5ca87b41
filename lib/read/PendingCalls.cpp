// Functions of a module → the calls in them that can touch the heap.
#include "read/PendingCalls.h"

#include "read/HandedCode.h"
#include "read/StructFields.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

namespace heaplight {

std::string ModuleReader::reasonAt(const llvm::CallBase &call, llvm::StringRef fallback) {
  if (const llvm::DILocation *at = call.getDebugLoc()) {
    const std::string &symbol = unit_.names.text(symbolOf(*at->getScope()->getSubprogram()));
    const PlaceSyntax *place = syntax_.place(symbol, at->getLine(), at->getColumn());
    if (place && place->promised)
      unit_.promisedCalls.insert({unit_.names.intern(symbol), at->getLine(), at->getColumn()});
    if (place && !place->target.empty())
      return place->target;
  }
  return fallback.str();
}

StringId ModuleReader::reasonOfMethod(const llvm::CallBase &call) {
  const Tag *tag = call.getDebugLoc() ? anyTagAt(*call.getDebugLoc()) : nullptr;
  std::string of = tag && tag->type ? ": " + unit_.names.text(tag->type) : "";
  return unit_.names.intern("call through a vtable" + of);
}

ModuleReader::PendingCall &ModuleReader::add(Body &body, const llvm::CallBase &call, Origin origin,
                                             const llvm::Function *callee) {
  PendingCall pending{&call, call.getDebugLoc().get(), callee, {}, {}};
  pending.call.origin = origin;
  if (callee)
    pending.call.callee = symbolOf(*callee);
  body.pending.push_back(std::move(pending));
  return body.pending.back();
}

void ModuleReader::addUnseen(Body &body, const llvm::CallBase &call, Origin origin,
                             const std::string &reason) {
  add(body, call, origin, nullptr).call.reason = unit_.names.intern(reason);
}

/// A null pointer or a number in its place, such as SIG_IGN, stands for no function, nor does what
/// was never set.
static bool isNoCode(const llvm::Value &argument) {
  auto *expression = llvm::dyn_cast<llvm::ConstantExpr>(&argument);
  return llvm::isa<llvm::ConstantPointerNull, llvm::UndefValue>(argument) ||
         (expression && expression->getOpcode() == llvm::Instruction::IntToPtr &&
          llvm::isa<llvm::ConstantInt>(expression->getOperand(0)));
}

/// What `call` hands over as its argument `number` to be called, whether it can be seen or not.
/// Null where that is no function.
ModuleReader::PendingCall *ModuleReader::addArgument(Body &body, const llvm::CallBase &call,
                                                     Origin origin, unsigned number) {
  if (number >= call.arg_size())
    return nullptr;
  return addHanded(body, call, origin, {number, call.getArgOperand(number)});
}

/// As `addArgument`, of a value that comes with an argument.
ModuleReader::PendingCall *ModuleReader::addHanded(Body &body, const llvm::CallBase &call,
                                                   Origin origin, const HandedValue &handed) {
  const llvm::Value *value = handed.value ? handed.value->stripPointerCastsAndAliases() : nullptr;
  if (auto *function = llvm::dyn_cast_or_null<llvm::Function>(value))
    return &add(body, call, origin, function);
  if (value && isNoCode(*value))
    return nullptr;
  addUnseen(body, call, origin,
            "call through a pointer: argument " + std::to_string(handed.argument) + " of " +
                sites_.target(call).function->getName().str());
  return &body.pending.back();
}

/// The values that `call` hands over as its argument `number`: that one, or those in its fields.
/// Null for what can't be seen.
std::vector<const llvm::Value *> ModuleReader::handedOver(const llvm::CallBase &call,
                                                          const Registration &registration,
                                                          unsigned number) const {
  if (number >= call.arg_size())
    return {};
  if (registration.fields.empty())
    return {call.getArgOperand(number)};
  auto storesNone = [this](const llvm::CallBase &other) {
    const llvm::Function *callee = sites_.target(other).function;
    return callee && sites_.model(*callee);
  };
  llvm::SmallSetVector<const llvm::Value *, 8> values;
  if (!isNoCode(*call.getArgOperand(number)))
    for (unsigned field : registration.fields) {
      FieldValues found = valuesOf(call, {number, field}, storesNone);
      for (const llvm::Value *value : found.values)
        values.insert(llvm::isa<llvm::Constant>(value) ? value : nullptr);
      if (!found.complete)
        values.insert(nullptr);
    }
  return {values.begin(), values.end()};
}

/// What is stored now and runs later; a destructor is stored with its object.
void ModuleReader::addRegistered(Body &body, const llvm::CallBase &call,
                                 const Registration &registration) {
  for (unsigned number : registration.functions)
    for (const llvm::Value *value : handedOver(call, registration, number)) {
      PendingCall *added = addHanded(body, call, Origin::Registered, {number, value});
      if (!added)
        continue;
      added->later = registration.phase;
      added->runs = registration.certainty;
      if (destructor(unit_.names.text(added->call.callee)))
        describeDestruction(added->call, call, registration);
    }
}

/// Says of which object `later` is the destructor that `call` stores.
void ModuleReader::describeDestruction(Call &later, const llvm::CallBase &call,
                                       const Registration &registration) {
  later.destroys = true;
  later.type = unit_.names.intern(syntax_.function(unit_.names.text(later.callee)).destroyedType);
  if (!registration.object || *registration.object >= call.arg_size())
    return;
  const llvm::Value *object = call.getArgOperand(*registration.object)->stripPointerCasts();
  if (const std::optional<VariableSyntax> &variable = syntax_.global(object->getName())) {
    later.subject = unit_.names.intern(variable->name);
    later.type = unit_.names.intern(variable->type);
  }
}

void ModuleReader::addKnown(Body &body, const llvm::CallBase &call, const llvm::Function &callee) {
  PendingCall &added = add(body, call, Origin::Call, &callee);
  added.call.destroys = destructor(callee.getName());
  added.allocates = llvm::any_of(sites_.own(call),
                                 [](const OwnEffect &own) { return own.kind == Kind::Allocate; });
  if (added.allocates)
    added.call.bytes = sites_.bytes(call);
  const Tag *tag = added.call.destroys && call.getDebugLoc() ? tagAt(*call.getDebugLoc()) : nullptr;
  if (!tag)
    return;
  added.call.subject = tag->subject;
  added.call.type = tag->type;
  added.call.destroys = tag->reported;
}

void ModuleReader::scanCall(llvm::CallBase &call, Body &body) {
  Target target = sites_.target(call);
  if (!target.reason.empty()) {
    addUnseen(body, call, Origin::Call,
              target.pointer ? reasonAt(call, target.reason) : target.reason);
    if (target.pointer) {
      Dispatch &dispatch = body.pending.back().dispatch;
      dispatch = dispatchOf(call);
      if (dispatch.slot != Dispatch::noSlot && unit_.language == "rust")
        body.pending.back().call.reason = reasonOfMethod(call);
    }
    if (target.part)
      body.pending.back().dispatch = dispatches_.of(*target.part);
    return;
  }
  if (!target.standIn.empty()) {
    add(body, call, Origin::Call, nullptr).call.callee =
        unit_.names.intern(std::string_view(target.standIn));
    return;
  }
  if (!target.function)
    return;
  const llvm::Function &callee = *target.function;
  const Model *model = sites_.model(callee);
  if (model) {
    for (unsigned number : model->calls)
      addArgument(body, call, Origin::Handed, number);
    if (model->registers)
      addRegistered(body, call, *model->registers);
  }
  bool harmless = (model && model->own.empty()) || sites_.freesNothing(call) ||
                  (callee.isDeclaration() && innocent_.count(callee.getName()));
  if (!harmless || destructor(callee.getName()))
    addKnown(body, call, callee);
  if (!harmless && !model && callee.isDeclaration() && unit_.language == "rust")
    addLent(body, call);
}

/// The callee is code that can't be read, or machine code: whom that calls through a pointer is
/// told by what it was given.
void ModuleReader::addLent(Body &body, const llvm::CallBase &call) {
  for (const llvm::Function *function : codeLentBy(call))
    if (!function->isDeclaration())
      add(body, call, Origin::Handed, function);
}

void ModuleReader::scanInlinedDestructors(llvm::Instruction &instruction, Body &body) {
  for (const llvm::DILocation *at = instruction.getDebugLoc(); at && at->getInlinedAt();
       at = at->getInlinedAt()) {
    const llvm::DILocation *outer = at->getInlinedAt();
    const Tag *tag = tagAt(*outer);
    StringId callee = symbolOf(*at->getScope()->getSubprogram());
    if (!tag || !tag->reported || !destructor(unit_.names.text(callee)))
      continue;
    bool known = llvm::any_of(body.pending, [&](const PendingCall &pending) {
      return pending.location == outer && pending.call.origin == Origin::Inlined;
    });
    if (known)
      continue;
    PendingCall pending{&instruction, outer, nullptr, {}, {}};
    pending.call.origin = Origin::Inlined;
    pending.call.callee = callee;
    pending.call.destroys = true;
    pending.call.subject = tag->subject;
    pending.call.type = tag->type;
    body.pending.push_back(std::move(pending));
  }
}

ModuleReader::Body ModuleReader::scan(llvm::Function &function) {
  Body body{&function, {}, false, {}};
  const llvm::DILocation *last = nullptr;
  for (llvm::Instruction &instruction : llvm::instructions(function)) {
    auto *call = llvm::dyn_cast<llvm::CallBase>(&instruction);
    if (call)
      scanCall(*call, body);
    const llvm::DILocation *location = instruction.getDebugLoc();
    if (location && location != last && location->getInlinedAt())
      scanInlinedDestructors(instruction, body);
    last = location;
  }
  return body;
}

/// Whether the linker may choose another input's body that does more. Of the user's inline
/// functions that asks what ships alone: as written there are too many calls of them, and seldom
/// two bodies.
bool ModuleReader::mayBeAnothers(const llvm::Function &callee) {
  if (callee.isInterposable())
    return true;
  const llvm::DISubprogram *subprogram = callee.getSubprogram();
  return stage_ == Stage::Built && linkageOf(callee) == Linkage::Once && subprogram &&
         !unit_.systemFiles.count(fileOf(subprogram->getFile()));
}

/// Leaves what can touch the heap: first every call that does so by itself or can't be seen
/// through, then what calls such functions, to the end.
void ModuleReader::keepRelevant(std::vector<Body> &bodies) {
  llvm::DenseMap<const llvm::Function *, Body *> bodyOf;
  for (Body &body : bodies)
    bodyOf[body.function] = &body;
  llvm::DenseMap<const llvm::Function *, std::vector<Body *>> callers;
  std::vector<Body *> open;
  auto mark = [&](Body &body) {
    if (!std::exchange(body.relevant, true))
      open.push_back(&body);
  };
  auto isBase = [&](const PendingCall &pending) {
    if (!pending.callee || pending.call.destroys)
      return true;
    return !bodyOf.count(pending.callee) || sites_.model(*pending.callee) ||
           mayBeAnothers(*pending.callee);
  };
  for (Body &body : bodies)
    for (const PendingCall &pending : body.pending) {
      if (isBase(pending))
        mark(body);
      else
        callers[pending.callee].push_back(&body);
    }
  while (!open.empty()) {
    const llvm::Function *function = open.back()->function;
    open.pop_back();
    for (Body *caller : callers[function])
      mark(*caller);
  }
  for (Body &body : bodies)
    std::erase_if(body.pending, [&](const PendingCall &pending) {
      return !isBase(pending) && !bodyOf[pending.callee]->relevant;
    });
}

} // namespace heaplight
