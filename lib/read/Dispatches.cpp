#include "read/Dispatches.h"

#include "read/StandIns.h"
#include "read/rust/RustVtables.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Analysis/TypeMetadataUtils.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Intrinsics.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/ModuleUtils.h"

#include <algorithm>

namespace heaplight {

Linkage linkageOf(const llvm::GlobalValue &function) {
  if (function.isDeclaration())
    return Linkage::Declared;
  if (function.hasLocalLinkage())
    return Linkage::Local;
  if (function.hasAvailableExternallyLinkage())
    return Linkage::Spare;
  if (function.hasLinkOnceLinkage() || function.hasWeakODRLinkage())
    return Linkage::Once;
  return function.hasWeakLinkage() ? Linkage::Weak : Linkage::Strong;
}

namespace {

constexpr llvm::Intrinsic::ID typeTests[] = {llvm::Intrinsic::type_test,
                                             llvm::Intrinsic::public_type_test};

/// A type of member functions, by which Clang marks single slots for calls through a pointer to a
/// member. A call of such a pointer is known by its function type.
bool isMemberType(const llvm::Metadata &id) {
  auto *name = llvm::dyn_cast<llvm::MDString>(&id);
  return name && name->getString().ends_with(".virtual");
}

/// The identifier of a node of `!type`, and the offset that it holds at.
const llvm::Metadata &identifierOf(const llvm::MDNode &type) { return *type.getOperand(1); }
uint64_t offsetOf(const llvm::MDNode &type) {
  return llvm::mdconst::extract<llvm::ConstantInt>(type.getOperand(0))->getZExtValue();
}

llvm::SmallVector<llvm::MDNode *, 4> typesOf(const llvm::GlobalObject &object) {
  llvm::SmallVector<llvm::MDNode *, 4> types;
  object.getMetadata(llvm::LLVMContext::MD_type, types);
  return types;
}

/// The calls of the type tests of `module`, in the order of its functions.
llvm::MapVector<llvm::Function *, std::vector<llvm::CallInst *>> testsOf(llvm::Module &module) {
  llvm::MapVector<llvm::Function *, std::vector<llvm::CallInst *>> tests;
  for (llvm::Intrinsic::ID id : typeTests)
    if (llvm::Function *test = llvm::Intrinsic::getDeclarationIfExists(&module, id))
      for (llvm::User *user : test->users())
        if (auto *call = llvm::dyn_cast<llvm::CallInst>(user))
          tests[call->getFunction()].push_back(call);
  return tests;
}

/// Whether `call` only stores that argument, such as for the end of the program or the thread: no
/// code of the program gets it back.
bool isOnlyKept(const llvm::CallBase &call, const llvm::Use &argument, const Sites &sites) {
  const llvm::Function *callee = call.getCalledFunction();
  const Model *model = callee ? sites.model(*callee) : nullptr;
  if (!model || !call.isArgOperand(&argument))
    return false;
  unsigned number = call.getArgOperandNo(&argument);
  bool atExit = model->registers && model->registers->phase == Phase::Exit;
  return llvm::is_contained(model->keeps, number) ||
         (atExit && llvm::is_contained(model->registers->functions, number));
}

enum class Vtables : uint8_t { Count, Skip };

/// Whether a run of the program can come to hold the address of `constant`, other than by calling
/// it or by a virtual call. Aliases lead on to it, as do constants that hold it.
bool isAddressTaken(const llvm::Constant &constant, Vtables vtables, const Sites &sites) {
  return llvm::any_of(constant.uses(), [&](const llvm::Use &use) {
    const llvm::User *user = use.getUser();
    if (auto *call = llvm::dyn_cast<llvm::CallBase>(user))
      return !call->isCallee(&use) && !isOnlyKept(*call, use, sites);
    if (auto *variable = llvm::dyn_cast<llvm::GlobalVariable>(user))
      return variable->hasMetadata(llvm::LLVMContext::MD_type) || isRustVtable(*variable)
                 ? vtables == Vtables::Count
                 : !variable->getName().starts_with("llvm.");
    if (llvm::isa<llvm::Function, llvm::GlobalIFunc, llvm::BlockAddress>(user))
      return false; // How it unwinds, what chooses another: nothing that code reads.
    auto *holder = llvm::dyn_cast<llvm::Constant>(user);
    return !holder || isAddressTaken(*holder, vtables, sites);
  });
}

/// From an address point to the end of the vtable of its own: in a group of vtables each is one
/// array.
struct Slots {
  uint64_t first;
  uint64_t end;
  uint64_t size; ///< Of one. All in bytes.
};

std::optional<Slots> slotsAt(const llvm::GlobalVariable &vtable, uint64_t offset) {
  const llvm::DataLayout &layout = vtable.getDataLayout();
  auto *group = llvm::dyn_cast<llvm::StructType>(vtable.getValueType());
  if (!group || offset >= layout.getTypeAllocSize(group))
    return std::nullopt;
  const llvm::StructLayout &places = *layout.getStructLayout(group);
  unsigned number = places.getElementContainingOffset(offset);
  auto *array = llvm::dyn_cast<llvm::ArrayType>(group->getElementType(number));
  if (!array)
    return std::nullopt;
  uint64_t end = places.getElementOffset(number) + layout.getTypeAllocSize(array);
  return Slots{offset, end, layout.getTypeAllocSize(array->getElementType())};
}

} // namespace

StringId Dispatches::typeOf(const llvm::Metadata &id) {
  auto [place, added] = types_.try_emplace(&id);
  if (!added)
    return place->second;
  if (auto *name = llvm::dyn_cast<llvm::MDString>(&id))
    return place->second = unit_.names.intern(std::string_view(name->getString()));
  // Clang gives a type that no other unit can name no name.
  place->second = unit_.names.distinct("a type of this unit");
  unit_.local.insert(place->second);
  return place->second;
}

const Dispatch *Dispatches::of(const llvm::CallBase &call) const {
  auto found = calls_.find(&call);
  return found == calls_.end() ? nullptr : &found->second;
}

void Dispatches::readTypeTests(llvm::Module &module) {
  for (auto &[function, tests] : testsOf(module)) {
    llvm::DominatorTree dominators(*function);
    for (const llvm::CallInst *test : tests) {
      llvm::SmallVector<llvm::DevirtCallSite, 1> sites;
      llvm::SmallVector<llvm::CallInst *, 1> assumes;
      llvm::findDevirtualizableCallsForTypeTest(sites, assumes, test, dominators);
      const llvm::Metadata *id =
          llvm::cast<llvm::MetadataAsValue>(test->getArgOperand(1))->getMetadata();
      for (const llvm::DevirtCallSite &site : sites)
        calls_[&site.CB] = {typeOf(*id), uint32_t(site.Offset), false, {}, {}};
    }
  }
}

void Dispatches::readCalls(llvm::Module &module) {
  for (const llvm::Function &function : module)
    for (const llvm::Instruction &instruction : llvm::instructions(function)) {
      const llvm::MDNode *types = instruction.getMetadata(llvm::LLVMContext::MD_callee_type);
      // Of several types, as a merged call has them, none is chosen.
      if (!types || types->getNumOperands() != 1)
        continue;
      const auto &type = *llvm::cast<llvm::MDNode>(types->getOperand(0));
      calls_.try_emplace(llvm::cast<llvm::CallBase>(&instruction),
                         Dispatch{typeOf(identifierOf(type)), Dispatch::noSlot, false, {}, {}});
    }
}

void Dispatches::addCandidate(StringId type, uint32_t slot, const llvm::Function &function) {
  // What stands in a vtable for a pure virtual function ends the program: no call means it.
  const Model *model = sites_.model(function);
  if (slot != Dispatch::noSlot && model && model->returns == Returns::Never)
    return;
  unit_.candidates.push_back(
      {type, slot, unit_.names.intern(std::string_view(function.getName()))});
}

void Dispatches::readVtable(llvm::GlobalVariable &vtable, llvm::Module &module) {
  for (const llvm::MDNode *type : typesOf(vtable)) {
    const llvm::Metadata &id = identifierOf(*type);
    // A nameless type says nothing of what it is; but all calls that it could serve are here.
    bool wanted = llvm::isa<llvm::MDString>(id) ? !isMemberType(id) : types_.count(&id);
    std::optional<Slots> slots = wanted ? slotsAt(vtable, offsetOf(*type)) : std::nullopt;
    if (!slots)
      continue;
    for (uint64_t at = slots->first; at < slots->end; at += slots->size)
      if (const llvm::Function *function =
              llvm::getFunctionAtVTableOffset(&vtable, at, module).first)
        addCandidate(typeOf(id), uint32_t(at - slots->first), *function);
  }
}

void Dispatches::readFunction(const llvm::Function &function) {
  if (function.isIntrinsic() || !isAddressTaken(function, Vtables::Count, sites_))
    return;
  bool taken = isAddressTaken(function, Vtables::Skip, sites_);
  llvm::SmallVector<llvm::MDNode *, 4> types = typesOf(function);
  untyped_ |= taken && types.empty();
  for (const llvm::MDNode *type : types) {
    // A pointer to a member leads to virtual functions as well. Where all calls of a type are
    // here these count, so that nothing is missing; elsewhere they would be far too many.
    const llvm::Metadata &id = identifierOf(*type);
    if (taken || !llvm::isa<llvm::MDString>(id))
      addCandidate(typeOf(id), Dispatch::noSlot, function);
  }
}

/// Adds what stands for code that a run finds by name, if it can: a function that nobody has.
void Dispatches::readFinders(const llvm::Module &module) {
  findsCode_ = llvm::any_of(module, [&](const llvm::Function &function) {
    const Model *model = function.isIntrinsic() ? nullptr : sites_.model(function);
    return model && model->findsCode && !function.use_empty();
  });
  if (!findsCode_)
    return;
  Function &found = conversions_.emplace_back();
  found.symbol = unit_.names.intern("code that is found by name");
  unit_.readable[found.symbol] = found.symbol;
}

void Dispatches::readCast(const FunctionCast &cast, const llvm::Module &module) {
  Names &names = unit_.names;
  StringId to = names.intern(cast.to);
  if (!cast.function.empty()) {
    const llvm::Function *function = module.getFunction(cast.function);
    if (function && isAddressTaken(*function, Vtables::Skip, sites_))
      addCandidate(to, Dispatch::noSlot, *function);
    return;
  }
  if (cast.from.empty()) {
    if (findsCode_)
      unit_.candidates.push_back({to, Dispatch::noSlot, conversions_.front().symbol});
    return;
  }
  // What has the pointer's own type may be in other units.
  Function conversion;
  conversion.symbol = names.intern(cast.from + " as " + cast.to);
  unit_.readable[conversion.symbol] = names.intern("a cast of a pointer to " + cast.readable);
  conversion.defined = true;
  conversion.linkage = Linkage::Once;
  Call call;
  call.frame = names.intern(Frame{conversion.symbol});
  call.levels.push_back({call.inFunction, false, Phase::Run});
  call.reason = names.intern("call through a pointer: " + cast.readable);
  call.dispatch = names.intern(Dispatch{names.intern(cast.from), Dispatch::noSlot, false, {}, {}});
  conversion.calls.push_back(std::move(call));
  unit_.candidates.push_back({to, Dispatch::noSlot, conversion.symbol});
  conversions_.push_back(std::move(conversion));
}

/// A type without a name has all its candidates here, and with none it has code that wasn't seen.
void Dispatches::close() {
  for (auto &[call, dispatch] : calls_) {
    Candidate first{dispatch.type, dispatch.slot, 0};
    auto found = std::lower_bound(unit_.candidates.begin(), unit_.candidates.end(), first);
    bool known = found != unit_.candidates.end() && found->type == dispatch.type &&
                 found->slot == dispatch.slot;
    bool complete = dispatch.slot != Dispatch::noSlot || !untyped_;
    dispatch.closed = known && complete && unit_.local.count(dispatch.type);
  }
}

void Dispatches::readRust(llvm::Module &module) {
  for (const llvm::Function &function : module) {
    for (const llvm::Instruction &instruction : llvm::instructions(function))
      if (auto *call = llvm::dyn_cast<llvm::CallBase>(&instruction);
          call && sites_.target(*call).pointer)
        readRustCall(*call);
    if (!function.isIntrinsic() && isAddressTaken(function, Vtables::Skip, sites_))
      addCandidate(unit_.names.intern(rustPointerType(*function.getFunctionType())),
                   Dispatch::noSlot, function);
  }
  for (llvm::GlobalVariable &vtable : module.globals()) {
    if (!vtable.hasInitializer() || !isRustVtable(vtable))
      continue;
    uint64_t end = vtable.getDataLayout().getTypeAllocSize(vtable.getValueType());
    uint64_t size = vtable.getDataLayout().getPointerSize();
    for (uint64_t at = 0; at + size <= end; at += size)
      if (const llvm::Function *function =
              llvm::getFunctionAtVTableOffset(&vtable, at, module).first)
        for (TraitOf trait : {TraitOf::Crate, TraitOf::Closures, TraitOf::Others})
          if (mayServe(vtable, trait))
            addCandidate(unit_.names.intern(rustMethodType(*function->getFunctionType(), trait)),
                         uint32_t(at), *function);
  }
}

void Dispatches::readRustCall(const llvm::CallBase &call) {
  const llvm::FunctionType &type = *call.getFunctionType();
  std::optional<uint32_t> slot = vtableSlot(call);
  if (!slot) {
    StringId name = unit_.names.intern(rustPointerType(type));
    calls_.try_emplace(&call, Dispatch{name, Dispatch::noSlot, false, {}, {}});
    return;
  }
  TraitOf trait = traitOf(call, *call.getModule());
  StringId name = unit_.names.intern(rustMethodType(type, trait));
  // Vtables in machine code have no names.
  if (trait == TraitOf::Others)
    unit_.candidates.push_back({name, *slot, notGiven});
  calls_.try_emplace(&call, Dispatch{name, *slot, false, {}, {}});
}

void Dispatches::read(llvm::Module &module, const std::set<FunctionCast> &casts) {
  if (unit_.language == "rust") {
    readRust(module);
    return sortCandidates();
  }
  readTypeTests(module);
  readCalls(module);
  for (llvm::GlobalVariable &variable : module.globals())
    if (variable.hasInitializer() && variable.hasMetadata(llvm::LLVMContext::MD_type))
      readVtable(variable, module);
  for (const llvm::Function &function : module)
    readFunction(function);
  readFinders(module);
  for (const FunctionCast &cast : casts)
    readCast(cast, module);
  sortCandidates();
  close();
}

void Dispatches::sortCandidates() {
  llvm::sort(unit_.candidates);
  unit_.candidates.erase(std::unique(unit_.candidates.begin(), unit_.candidates.end()),
                         unit_.candidates.end());
}

// A frame is to its handle what a vtable is to an object: it holds the functions at fixed slots. No
// class has this name for its type.
Dispatch Dispatches::of(CoroutinePart part) {
  Dispatch dispatch;
  dispatch.type = unit_.names.intern("a coroutine");
  if (part != CoroutinePart::Either)
    dispatch.slot = uint32_t(part);
  return dispatch;
}

void Dispatches::readCoroutines(const llvm::Module &module) {
  for (const llvm::Function &function : module)
    if (std::optional<CoroutinePart> part = partOf(function))
      for (CoroutinePart asked : {*part, CoroutinePart::Either}) {
        Dispatch dispatch = of(asked);
        addCandidate(dispatch.type, dispatch.slot, function);
      }
  sortCandidates();
}

static void removeTypeTest(llvm::CallInst &test) {
  for (llvm::User *user : llvm::make_early_inc_range(test.users()))
    llvm::cast<llvm::Instruction>(user)->eraseFromParent();
  // For a pointer to a member Clang computes the slot's address once more.
  auto *address = llvm::dyn_cast<llvm::GetElementPtrInst>(test.getArgOperand(0));
  test.eraseFromParent();
  if (address && address->use_empty())
    address->eraseFromParent();
}

static void removeTypeTests(llvm::Module &module) {
  for (auto &[function, tests] : testsOf(module))
    for (llvm::CallInst *test : tests)
      removeTypeTest(*test);
  for (llvm::Intrinsic::ID id :
       {typeTests[0], typeTests[1], llvm::Intrinsic::ID(llvm::Intrinsic::assume)})
    if (llvm::Function *test = llvm::Intrinsic::getDeclarationIfExists(&module, id))
      if (test->use_empty())
        test->eraseFromParent();
  // Clang keeps the vtables of other units, which only tell what they hold, for later steps.
  llvm::removeFromUsedLists(module, [](llvm::Constant *used) {
    auto *variable = llvm::dyn_cast<llvm::GlobalVariable>(used->stripPointerCasts());
    return variable && variable->hasAvailableExternallyLinkage() &&
           variable->hasMetadata(llvm::LLVMContext::MD_type);
  });
}

void removeTypeMarks(llvm::Module &module, const TypeMarks &marks) {
  if (marks.tests)
    removeTypeTests(module);
  if (marks.vtables)
    for (llvm::GlobalVariable &variable : module.globals())
      variable.eraseMetadata(llvm::LLVMContext::MD_type);
  if (!marks.functions)
    return;
  for (llvm::Function &function : module) {
    function.eraseMetadata(llvm::LLVMContext::MD_type);
    for (llvm::Instruction &instruction : llvm::instructions(function))
      if (llvm::isa<llvm::CallBase>(instruction))
        instruction.setMetadata(llvm::LLVMContext::MD_callee_type, nullptr);
  }
}

void readLocalNames(const llvm::Module &module, Unit &unit) {
  auto name = [&](const llvm::GlobalValue &value) {
    StringId id = unit.names.intern(std::string_view(value.getName()));
    if (value.hasLocalLinkage())
      unit.local.insert(id);
    return id;
  };
  for (const llvm::Function &function : module)
    if (function.hasLocalLinkage())
      name(function);
  for (const llvm::GlobalIFunc &chosen : module.ifuncs())
    name(chosen);
  for (const llvm::GlobalAlias &alias : module.aliases()) {
    const llvm::GlobalObject *object = alias.getAliaseeObject();
    if (object && llvm::isa<llvm::Function, llvm::GlobalIFunc>(object) && !isStandIn(alias))
      unit.aliases.push_back({name(alias), name(*object), linkageOf(alias)});
  }
  llvm::sort(unit.aliases, [](const Alias &left, const Alias &right) {
    return std::tie(left.name, left.target) < std::tie(right.name, right.target);
  });
  unit.aliases.erase(std::unique(unit.aliases.begin(), unit.aliases.end()), unit.aliases.end());
}

} // namespace heaplight
