#include "read/Libraries.h"

#include "read/SummaryFile.h"
#include "read/machine/Library.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/xxhash.h"

#include <algorithm>

namespace heaplight {
namespace {

/// Names that never return, in all that was read so far, in short.
std::string digestOf(const llvm::StringSet<> &names) {
  std::vector<llvm::StringRef> sorted;
  for (const auto &name : names)
    sorted.push_back(name.getKey());
  llvm::sort(sorted);
  return llvm::utohexstr(llvm::xxh3_64bits(llvm::join(sorted, "\n")));
}

llvm::Expected<Unit> readOne(const std::string &path, const llvm::StringSet<> &neverReturning,
                             const LibraryContext &context) {
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/false,
                                            /*RequiresNullTerminator=*/false);
  if (!buffer)
    return llvm::createStringError(path + ": cannot be read: " + buffer.getError().message());
  llvm::MemoryBufferRef bytes((*buffer)->getBuffer(), path);
  std::string key =
      context.tool + "\n" + path + "\n" + buildIdOf(bytes) + "\n" + digestOf(neverReturning);
  if (context.cache)
    if (std::unique_ptr<llvm::MemoryBuffer> kept = context.cache->get(key)) {
      llvm::Expected<Unit> unit = readSummary(kept->getMemBufferRef());
      if (unit)
        return unit;
      llvm::consumeError(unit.takeError());
    }
  llvm::Expected<Unit> unit = readLibrary({bytes, &neverReturning});
  if (unit && context.cache)
    context.cache->put(key, writeSummary(*unit));
  return unit;
}

/// In a program each thread's variables lie where the linker knows them to: it takes the calls out
/// that ask for their place.
void takeIn(Unit &unit) {
  constexpr llvm::StringLiteral asksForPlace = "__tls_get_addr"; // ELF Handling For TLS, 3.4
  for (Function &function : unit.built.functions)
    llvm::erase_if(function.calls, [&](const Call &call) {
      return call.callee && unit.names.text(call.callee) == asksForPlace;
    });
}

void addNeverReturning(const Unit &unit, llvm::StringSet<> &names) {
  for (const Function &function : unit.built.functions)
    if (!function.returns && !unit.local.count(function.symbol))
      names.insert(unit.names.text(function.symbol));
}

} // namespace

ReadLibraries readLibraries(const std::vector<std::string> &paths, const LibraryContext &context) {
  ReadLibraries libraries;
  llvm::StringSet<> neverReturning;
  for (const std::string &path : llvm::reverse(paths)) {
    llvm::Expected<Unit> unit = readOne(path, neverReturning, context);
    if (!unit) {
      libraries.unread.emplace_back(path, llvm::toString(unit.takeError()));
      continue;
    }
    addNeverReturning(*unit, neverReturning);
    applyModels(context.models, *unit);
    if (llvm::is_contained(context.linkedIn, path))
      takeIn(*unit);
    libraries.units.push_back(std::move(*unit));
  }
  std::reverse(libraries.units.begin(), libraries.units.end());
  return libraries;
}

namespace {

class ModelsOverMachineCode {
public:
  ModelsOverMachineCode(const Models &models, Unit &unit) : models_(models), unit_(unit) {
    for (const Alias &alias : unit.aliases)
      names_[alias.target].push_back(alias.name);
  }

  void apply() {
    std::set<StringId> called;
    for (Function &function : unit_.built.functions) {
      if (const Model *model = modelOf(function.symbol))
        replace(function, *model);
      for (const Call &call : function.calls)
        called.insert(call.callee);
    }
    for (const Function &function : unit_.built.functions)
      called.erase(function.symbol);
    for (const Alias &alias : unit_.aliases)
      called.erase(alias.name);
    for (StringId symbol : called)
      if (const Model *model = symbol ? modelOf(symbol) : nullptr) {
        Function &function = unit_.built.functions.emplace_back();
        function.symbol = symbol;
        function.machine = true;
        replace(function, *model);
      }
    for (Function &function : unit_.built.functions)
      addHandedOver(function);
    sort();
  }

private:
  /// By name, as they were but for those that were added.
  void sort() {
    auto byName = [this](const Function &left, const Function &right) {
      return unit_.names.text(left.symbol) < unit_.names.text(right.symbol);
    };
    std::vector<Function> &functions = unit_.built.functions;
    auto added = std::is_sorted_until(functions.begin(), functions.end(), byName);
    std::sort(added, functions.end(), byName);
    std::inplace_merge(functions.begin(), added, functions.end(), byName);
  }

  /// By any of the function's names that others know.
  const Model *modelOf(StringId symbol) {
    auto [known, isNew] = known_.try_emplace(symbol);
    if (isNew)
      known->second = find(symbol);
    return known->second;
  }

  const Model *find(StringId symbol) const {
    if (!unit_.local.count(symbol))
      if (const Model *model = models_.find(unit_.names.text(symbol)))
        return model;
    auto aliases = names_.find(symbol);
    if (aliases != names_.end())
      for (StringId name : aliases->second)
        if (const Model *model = models_.find(unit_.names.text(name)))
          return model;
    return nullptr;
  }

  static void replace(Function &function, const Model &model) {
    function.defined = function.modelled = true;
    function.own = model.own;
    function.calls.clear();
  }

  /// What a function is handed by machine code to be called can't be seen.
  void addHandedOver(Function &function) {
    for (size_t index = 0, size = function.calls.size(); index < size; ++index) {
      StringId callee = function.calls[index].callee;
      const Model *model = callee ? modelOf(callee) : nullptr;
      if (!model || model->calls.empty())
        continue;
      Call call = function.calls[index];
      call.callee = 0;
      call.reason =
          unit_.names.intern("call through a pointer handed to " + unit_.names.text(callee));
      function.calls.push_back(std::move(call));
    }
  }

  const Models &models_;
  Unit &unit_;
  std::map<StringId, std::vector<StringId>> names_; ///< Other names of a symbol.
  llvm::DenseMap<StringId, const Model *> known_;
};

} // namespace

void applyModels(const Models &models, Unit &unit) { ModelsOverMachineCode(models, unit).apply(); }

} // namespace heaplight
