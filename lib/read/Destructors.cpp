// What each destructor call of a module destroys, and how it stays known.
//
// Several objects die at one `}`: the same line, the same column, and after inlining no variable
// in sight. But a location can carry a discriminator, a number meant for profiles, which inlining
// keeps in the chain. So each destructor call is numbered while the module is as written and its
// operand still is the variable's stack slot.
#include "read/Module.h"
#include "read/rust/RustNames.h"
#include "read/rust/RustVtables.h"

#include "llvm/IR/DebugInfo.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/DebugProgramInstruction.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"

namespace heaplight {
namespace {

/// The object pointer that a member function was called with, before optimization.
bool isThis(const llvm::Value &value) { return value.getName().starts_with("this"); }

/// No name in C++ holds a dot: the slot is the compiler's own, for a temporary.
bool isCompilerSlot(llvm::StringRef name) { return name.contains('.') && !name.contains(".addr"); }

/// The local array that a loop over its elements has come to; null for anything else.
const llvm::Value *arrayOf(const llvm::Value &element) {
  const llvm::Value *at = &element;
  constexpr unsigned steps = 4; // An element's address, the loop's phi, the array's end.
  for (unsigned step = 0; step < steps; ++step) {
    if (auto *address = llvm::dyn_cast<llvm::GetElementPtrInst>(at))
      at = address->getPointerOperand();
    else if (auto *phi = llvm::dyn_cast<llvm::PHINode>(at))
      at = phi->getIncomingValue(0);
    if (llvm::isa<llvm::AllocaInst>(at))
      return at == &element ? nullptr : at;
  }
  return nullptr;
}

/// What the debug info of IR calls the variable in a stack slot; "" where it doesn't tell.
std::string debugName(const llvm::Value &slot) {
  for (const llvm::DbgVariableRecord *record :
       llvm::findDVRDeclares(const_cast<llvm::Value *>(&slot)))
    return record->getVariable()->getName().str();
  return {};
}

/// As `debugName`, of what drop glue is called with.
std::string droppedName(const llvm::Value &object) {
  if (!llvm::isa<llvm::AllocaInst, llvm::Argument>(object))
    return "element";
  std::string name = debugName(object);
  return name.empty() && llvm::isa<llvm::AllocaInst>(object) ? "temporary" : name;
}

} // namespace

bool ModuleReader::isSystem(const llvm::CallBase &call) {
  const llvm::Function &function = *call.getFunction();
  const llvm::DISubprogram *subprogram = function.getSubprogram();
  if (syntax_.attached() || !subprogram)
    return syntax_.function(function.getName()).system;
  return unit_.systemFiles.count(fileOf(subprogram->getFile()));
}

ModuleReader::Tag ModuleReader::tagOf(const llvm::CallBase &call, llvm::StringRef function) {
  llvm::StringRef destructor = call.getCalledFunction()->getName();
  const FunctionSyntax &destroyed = syntax_.function(destructor);
  bool inLibrary = isSystem(call);
  std::string subject = "element", type = destroyed.destroyedType;
  auto take = [&](const std::optional<VariableSyntax> &variable, llvm::StringRef word) {
    subject = variable ? (word.empty() ? "" : word.str() + " ") + variable->name : word.str();
    if (variable)
      type = variable->type;
  };
  const llvm::DebugLoc &at = call.getDebugLoc();
  const llvm::Value *object = call.getArgOperand(0)->stripPointerCasts();
  auto *address = llvm::dyn_cast<llvm::GetElementPtrInst>(object);
  if (llvm::isa<llvm::AllocaInst, llvm::Argument>(object)) {
    std::optional<VariableSyntax> variable;
    if (!isCompilerSlot(object->getName()) && !inLibrary)
      variable =
          syntax_.variable(function, object->getName(), destroyed.destroyedType, at.getLine());
    take(variable, variable ? "" : "temporary");
  } else if (llvm::isa<llvm::GlobalVariable>(object)) {
    take(syntax_.global(object->getName()), "");
  } else if (address && isThis(*address->getPointerOperand()->stripPointerCasts())) {
    std::optional<VariableSyntax> field = syntax_.field(function, address->getName());
    take(field ? field : syntax_.firstField(function, destroyed.destroyedType), "member");
  } else if (const llvm::Value *array = arrayOf(*object); array && !inLibrary) {
    std::optional<VariableSyntax> variable =
        syntax_.variable(function, array->getName(), destroyed.destroyedType, at.getLine());
    if (variable)
      subject = "element of " + variable->name;
  } else if (isThis(*object)) {
    std::optional<VariableSyntax> first = syntax_.firstField(function, destroyed.destroyedType);
    take(first, first ? "member" : "base");
  } else if (const PlaceSyntax *place =
                 at ? syntax_.place(function, at.getLine(), at.getCol()) : nullptr;
             place && !place->subject.empty() && !inLibrary) {
    subject = place->subject;
  }
  // All that a name in IR suggests may be otherwise there.
  if (!syntax_.attached())
    subject = isDropGlue(destructor)                ? droppedName(*object)
              : llvm::isa<llvm::AllocaInst>(object) ? debugName(*object)
                                                    : "";
  Tag tag;
  tag.reported = !inLibrary || subject == "element" || !destroyed.system;
  tag.subject = unit_.names.intern(subject);
  tag.type = unit_.names.intern(type);
  return tag;
}

ModuleReader::Tag ModuleReader::tagOf(const llvm::CallBase &call, const Dispatch &dispatch) {
  Tag tag;
  tag.reported = false;
  tag.dispatch = unit_.names.intern(dispatch);
  if (unit_.language == "rust" && dispatch.slot != Dispatch::noSlot)
    tag.type = unit_.names.intern(dynTypeOf(call));
  return tag;
}

void ModuleReader::placeRegistration(llvm::CallBase &call) {
  const llvm::Function *callee = sites_.target(call).function;
  const Model *model = callee ? sites_.model(*callee) : nullptr;
  const llvm::DILocation *at = call.getDebugLoc();
  if (!model || !model->registers || !model->registers->object || !at || at->getLine() ||
      *model->registers->object >= call.arg_size())
    return;
  const llvm::Value *object = call.getArgOperand(*model->registers->object)->stripPointerCasts();
  const std::optional<VariableSyntax> &variable = syntax_.global(object->getName());
  if (!variable || !variable->line)
    return;
  llvm::LLVMContext &context = call.getContext();
  llvm::DIScope *scope = at->getScope();
  if (scope->getFilename() != variable->file)
    scope = llvm::DILexicalBlockFile::get(
        context, scope, llvm::DIFile::get(context, variable->file, scope->getDirectory()), 0);
  call.setDebugLoc(llvm::DILocation::get(context, variable->line, variable->column, scope));
}

void ModuleReader::findDispatches(llvm::Module &module) {
  std::vector<const llvm::GlobalValue *> emitted;
  for (const llvm::GlobalObject &object : module.global_objects())
    emitted.push_back(&object);
  dispatches_.read(module, syntax_.functionCasts(emitted));
}

/// Of the locations of its code, and of those that they were inlined at.
static unsigned greatestDiscriminator(const llvm::Module &module) {
  unsigned greatest = 0;
  for (const llvm::Function &function : module)
    for (const llvm::Instruction &instruction : llvm::instructions(function))
      for (const llvm::DILocation *at = instruction.getDebugLoc(); at; at = at->getInlinedAt())
        greatest = std::max(greatest, at->getDiscriminator());
  return greatest;
}

void ModuleReader::tagCalls(llvm::Module &module) {
  tagsFrom_ = greatestDiscriminator(module);
  auto number = [this](llvm::CallBase &call, const Tag &tag) {
    tags_.push_back(tag);
    const llvm::DILocation *location = call.getDebugLoc();
    call.setDebugLoc(location->cloneWithDiscriminator(tagsFrom_ + unsigned(tags_.size())));
  };
  for (llvm::Function &function : module) {
    for (llvm::Instruction &instruction : llvm::instructions(function)) {
      auto *call = llvm::dyn_cast<llvm::CallBase>(&instruction);
      const llvm::Function *callee = call ? call->getCalledFunction() : nullptr;
      if (call && !llvm::isa<llvm::IntrinsicInst>(call))
        placeRegistration(*call);
      if (!call || !call->getDebugLoc())
        continue;
      if (const Dispatch *dispatch = callee ? nullptr : dispatches_.of(*call))
        number(*call, tagOf(*call, *dispatch));
      else if (callee && callee->arg_size() && destructor(callee->getName()))
        number(*call, tagOf(*call, function.getName()));
    }
  }
}

const ModuleReader::Tag *ModuleReader::tagAt(const llvm::DILocation &location) const {
  const Tag *tag = anyTagAt(location);
  return tag && !tag->dispatch ? tag : nullptr;
}

const ModuleReader::Tag *ModuleReader::anyTagAt(const llvm::DILocation &location) const {
  unsigned number = location.getDiscriminator();
  bool tagged = number > tagsFrom_ && number - tagsFrom_ <= tags_.size();
  return tagged ? &tags_[number - tagsFrom_ - 1] : nullptr;
}

Dispatch ModuleReader::dispatchOf(const llvm::CallBase &call) const {
  const Tag *tag = call.getDebugLoc() ? anyTagAt(*call.getDebugLoc()) : nullptr;
  return tag ? unit_.names.dispatch(tag->dispatch) : Dispatch();
}

bool ModuleReader::destructor(llvm::StringRef symbol) {
  auto [place, added] = destructors_.try_emplace(symbol);
  if (added && (place->second = isDestructor(symbol) || isDropGlue(symbol)))
    unit_.destructors.insert(unit_.names.intern(std::string_view(symbol)));
  return place->second;
}

} // namespace heaplight
