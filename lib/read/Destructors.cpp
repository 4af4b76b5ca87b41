// What each destructor call of a module destroys, and how it stays known.
//
// Several objects die at one `}`: the same line, the same column, and after inlining no variable
// in sight. But a location can carry a discriminator, a number meant for profiles, which inlining
// keeps in the chain. So each destructor call is numbered while the module is as written and its
// operand still is the variable's stack slot.
#include "read/Module.h"

#include "llvm/IR/DebugInfoMetadata.h"
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

} // namespace

ModuleReader::Tag ModuleReader::tagOf(const llvm::CallBase &call, llvm::StringRef function) {
  llvm::StringRef destructor = call.getCalledFunction()->getName();
  const FunctionSyntax &destroyed = syntax_.function(destructor);
  bool inLibrary = syntax_.function(function).system;
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
    take(syntax_.field(function, address->getName()), "member");
  } else if (isThis(*object)) {
    std::optional<VariableSyntax> first = syntax_.firstField(function, destroyed.destroyedType);
    take(first, first ? "member" : "base");
  } else if (const PlaceSyntax *place =
                 at ? syntax_.place(function, at.getLine(), at.getCol()) : nullptr;
             place && !place->subject.empty() && !inLibrary) {
    subject = place->subject;
  }
  Tag tag;
  tag.reported = !inLibrary || subject == "element" || !destroyed.system;
  tag.subject = unit_.names.intern(subject);
  tag.type = unit_.names.intern(type);
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

void ModuleReader::tagDestructors(llvm::Module &module) {
  for (llvm::Function &function : module) {
    for (llvm::Instruction &instruction : llvm::instructions(function)) {
      auto *call = llvm::dyn_cast<llvm::CallBase>(&instruction);
      const llvm::Function *callee = call ? call->getCalledFunction() : nullptr;
      if (call && !llvm::isa<llvm::IntrinsicInst>(call))
        placeRegistration(*call);
      if (!callee || !callee->arg_size() || !call->getDebugLoc() || !destructor(callee->getName()))
        continue;
      tags_.push_back(tagOf(*call, function.getName()));
      const llvm::DILocation *location = call->getDebugLoc();
      call->setDebugLoc(location->cloneWithDiscriminator(unsigned(tags_.size())));
    }
  }
}

const ModuleReader::Tag *ModuleReader::tagAt(const llvm::DILocation &location) const {
  unsigned number = location.getDiscriminator();
  return number && number <= tags_.size() ? &tags_[number - 1] : nullptr;
}

bool ModuleReader::destructor(llvm::StringRef symbol) {
  auto [place, added] = destructors_.try_emplace(symbol);
  if (added && (place->second = isDestructor(symbol)))
    unit_.destructors.insert(unit_.names.intern(std::string_view(symbol)));
  return place->second;
}

} // namespace heaplight
