#include "read/Module.h"

#include "read/PendingCalls.h"
#include "read/StandIns.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

#include <algorithm>

namespace heaplight {

ModuleReader::ModuleReader(const Models &models, Syntax &syntax, Unit &unit,
                           const llvm::Triple &triple,
                           std::function<std::string(const llvm::DIFile &)> pathOf)
    : sites_(models, triple), syntax_(syntax), unit_(unit), dispatches_(sites_, unit),
      pathOf_(std::move(pathOf)) {}

StringId ModuleReader::symbolOf(const llvm::DISubprogram &subprogram) {
  auto [place, added] = symbols_.try_emplace(&subprogram);
  if (added) {
    llvm::StringRef linkage = subprogram.getLinkageName();
    place->second =
        unit_.names.intern(std::string_view(linkage.empty() ? subprogram.getName() : linkage));
    rememberName(place->second); // In IR that was optimized it may be no function any more.
  }
  return place->second;
}

StringId ModuleReader::symbolOf(const llvm::Function &function) {
  auto renamed = renamed_.find(&function);
  return renamed == renamed_.end() ? unit_.names.intern(std::string_view(function.getName()))
                                   : renamed->second;
}

/// The optimizer lets a local function take the name of its alias, and drops that. The frames of
/// its code still have its own.
void ModuleReader::findRenamed(const llvm::Module &module) {
  renamed_.clear();
  for (const Alias &alias : unit_.aliases) {
    const llvm::Function *function = module.getFunction(unit_.names.text(alias.name));
    const llvm::DISubprogram *subprogram = function ? function->getSubprogram() : nullptr;
    if (subprogram && symbolOf(*subprogram) == alias.target)
      renamed_[function] = alias.target;
  }
}

StringId ModuleReader::fileOf(const llvm::DIFile *file) {
  if (!file)
    return 0;
  auto [place, added] = files_.try_emplace(file);
  if (added)
    place->second = unit_.names.intern(pathOf_(*file));
  return place->second;
}

void ModuleReader::rememberNames(const llvm::Module &module) {
  for (const llvm::Function &function : module)
    if (!function.isDeclaration())
      rememberName(unit_.names.intern(std::string_view(function.getName())));
}

FrameId ModuleReader::frameOf(const llvm::DILocation &location) {
  auto known = frames_.find(&location);
  if (known != frames_.end())
    return known->second;
  const llvm::DISubprogram &subprogram = *location.getScope()->getSubprogram();
  Frame frame;
  frame.function = symbolOf(subprogram);
  frame.file = fileOf(location.getFile());
  frame.line = location.getLine();
  frame.column = location.getColumn();
  if (const llvm::DILocation *outer = location.getInlinedAt())
    frame.in = frameOf(*outer);
  FrameId id = unit_.names.intern(frame);
  frames_[&location] = id;
  return id;
}

FrameId ModuleReader::frameOf(const llvm::Function &function) {
  Frame frame;
  const llvm::DISubprogram *subprogram = function.getSubprogram();
  frame.function =
      subprogram ? symbolOf(*subprogram) : unit_.names.intern(std::string_view(function.getName()));
  frame.file = subprogram ? fileOf(subprogram->getFile()) : 0;
  return unit_.names.intern(frame);
}

bool ModuleReader::isUser(const Frame &frame) const {
  return frame.file && frame.line && !unit_.systemFiles.count(frame.file);
}

void ModuleReader::rememberName(StringId symbol) {
  auto [place, added] = unit_.readable.try_emplace(symbol);
  if (added)
    place->second = unit_.names.intern(syntax_.function(unit_.names.text(symbol)).name);
}

void ModuleReader::addSyntax(PendingCall &pending, bool inUserFunction) {
  Call &call = pending.call;
  const Frame frame = unit_.names.frame(call.frame);
  bool wanted = pending.allocates || (inUserFunction && stage_ == Stage::Written);
  const PlaceSyntax *place =
      wanted ? syntax_.place(unit_.names.text(frame.function), frame.line, frame.column) : nullptr;
  if (!place)
    return;
  if (!place->subject.empty() && stage_ == Stage::Written)
    unit_.subjects[{frame.function, frame.line, frame.column}] = unit_.names.intern(place->subject);
  if (!pending.allocates || place->type.empty())
    return;
  call.type = unit_.names.intern(place->type);
  if (call.bytes || !place->typeBytes || !*place->typeBytes)
    return;
  // Whether it is an array is told by the code as written; the optimizer folds the multiplication.
  auto &made = llvm::cast<llvm::CallBase>(*pending.instruction);
  bool array = place->array || sites_.sizeFactor(made) % *place->typeBytes == 0;
  Place at{frame.function, frame.line, frame.column};
  if (array)
    arrays_.insert(at);
  if (arrays_.count(at))
    call.elementBytes = place->typeBytes;
}

/// The lines of `function`'s own that hold code of it, or a call that was inlined.
static std::vector<uint32_t> linesOf(const llvm::Function &function) {
  std::set<uint32_t> lines;
  const llvm::DILocation *last = nullptr;
  for (const llvm::Instruction &instruction : llvm::instructions(function)) {
    const llvm::DILocation *at = instruction.getDebugLoc();
    if (!at || at == last)
      continue;
    last = at;
    while (at->getInlinedAt())
      at = at->getInlinedAt();
    lines.insert(at->getLine());
  }
  return {lines.begin(), lines.end()};
}

void ModuleReader::describe(Body &body, Summary &summary) {
  Function function;
  function.symbol = symbolOf(*body.function);
  function.defined = true;
  function.linkage = linkageOf(*body.function);
  function.replaceable = body.function->isInterposable();
  if (const llvm::DISubprogram *subprogram = body.function->getSubprogram()) {
    function.file = fileOf(subprogram->getFile());
    function.line = subprogram->getLine();
  }
  bool user = function.file && !unit_.systemFiles.count(function.file);
  // Of IR without debug info nobody knows which functions are the user's: all are listed.
  bool listed = unit_.language == "ir" && !function.file;
  if (!body.relevant && !user && !listed)
    return;
  rememberName(function.symbol);
  if (user) {
    function.endLine = syntax_.function(body.function->getName()).endLine;
    function.lines = linesOf(*body.function);
  }
  if (auto phase = phases_.find(function.symbol); phase != phases_.end())
    function.phase = phase->second;
  if (const Model *model = sites_.model(*body.function)) {
    function.modelled = true;
    function.own = model->own;
  }
  if (body.relevant) {
    function.guards = std::move(body.guards);
    complete(body);
    for (PendingCall &pending : body.pending) {
      pending.call.frame = pending.location ? frameOf(*pending.location) : frameOf(*body.function);
      pending.call.dispatch = unit_.names.intern(pending.dispatch);
      addSyntax(pending, user);
      function.calls.push_back(std::move(pending.call));
    }
  }
  summary.functions.push_back(std::move(function));
}

static std::set<StringId> symbolsOf(const Summary &summary) {
  std::set<StringId> symbols;
  for (const Function &function : summary.functions)
    symbols.insert(function.symbol);
  return symbols;
}

/// What is called but not defined here.
void ModuleReader::describeCallees(const std::vector<Body> &bodies, Summary &summary) {
  std::set<StringId> known = symbolsOf(summary);
  for (const Body &body : bodies)
    for (const PendingCall &pending : body.pending) {
      if (!pending.call.callee)
        continue;
      rememberName(pending.call.callee);
      if (!pending.callee || !known.insert(pending.call.callee).second)
        continue;
      Function function;
      function.symbol = pending.call.callee;
      const Model *model = sites_.model(*pending.callee);
      if (auto *call = llvm::dyn_cast<llvm::CallBase>(pending.instruction);
          call && pending.call.origin == Origin::Call)
        function.own = sites_.own(*call);
      else if (model)
        function.own = model->own;
      function.modelled = model;
      if (!pending.callee->isDeclaration() && pending.callee->isInterposable()) {
        function.linkage = linkageOf(*pending.callee);
        function.replaceable = true;
      }
      // A body that was left out does nothing.
      function.defined = model || !function.own.empty() || !pending.callee->isDeclaration() ||
                         innocent_.count(pending.callee->getName());
      summary.functions.push_back(std::move(function));
    }
}

/// A function that was left out so far: it does nothing, or its body is not here.
Function ModuleReader::leftOut(const llvm::Function &found) {
  Function function;
  function.symbol = symbolOf(found);
  rememberName(function.symbol);
  function.linkage = linkageOf(found);
  function.replaceable = found.isInterposable();
  if (const Model *model = sites_.model(found)) {
    function.modelled = true;
    function.own = model->own;
  }
  function.defined =
      function.modelled || !found.isDeclaration() || innocent_.count(found.getName());
  return function;
}

/// What only a pointer or a vtable leads to.
void ModuleReader::describeCandidates(const llvm::Module &module, Summary &summary) {
  std::set<StringId> known = symbolsOf(summary);
  for (const Function &conversion : dispatches_.conversions())
    if (known.insert(conversion.symbol).second)
      summary.functions.push_back(conversion);
  for (const Candidate &candidate : unit_.candidates) {
    const llvm::Function *found = module.getFunction(unit_.names.text(candidate.function));
    if (found && known.insert(candidate.function).second)
      summary.functions.push_back(leftOut(*found));
  }
}

/// Names that stand for functions, as functions that call these.
void ModuleReader::describeStandIns(const llvm::Module &module, Summary &summary) {
  std::set<StringId> known = symbolsOf(summary);
  for (const StandIn &standIn : standInsOf(module)) {
    Function function;
    function.symbol = unit_.names.intern(std::string_view(standIn.name->getName()));
    rememberName(function.symbol);
    function.defined = true;
    function.linkage = linkageOf(*standIn.name);
    function.replaceable = standIn.name->isInterposable();
    Call call;
    call.frame = unit_.names.intern(Frame{function.symbol});
    bool one = standIn.complete && standIn.functions.size() == 1;
    call.inFunction = one ? Certainty::Always : Certainty::Sometimes;
    call.levels.push_back({call.inFunction, false, Phase::Run});
    for (const llvm::Function *target : standIn.functions) {
      call.callee = symbolOf(*target);
      function.calls.push_back(call);
      if (known.insert(call.callee).second)
        summary.functions.push_back(leftOut(*target));
    }
    if (!standIn.complete) {
      call.callee = 0;
      call.reason = unit_.names.intern("chosen when loaded: " + unit_.names.text(function.symbol));
      function.calls.push_back(call);
    }
    summary.functions.push_back(std::move(function));
  }
}

Summary ModuleReader::read(llvm::Module &module, Stage stage) {
  stage_ = stage;
  if (stage == Stage::Written) {
    for (const llvm::Function &function : module)
      if (const llvm::DISubprogram *subprogram = function.getSubprogram())
        symbols_[subprogram] = unit_.names.intern(std::string_view(function.getName()));
    sites_.noteBodies(module);
    findPhases(module);
    findShared(module);
  }
  readLocalNames(module, unit_);
  dispatches_.readCoroutines(module);
  findRenamed(module);
  findEndings(module);
  std::vector<Body> bodies;
  for (llvm::Function &function : module)
    if (!function.isDeclaration())
      bodies.push_back(scan(function));
  keepRelevant(bodies);
  judgeConstants(bodies);

  Summary summary;
  summary.stage = stage;
  for (Body &body : bodies) {
    if (stage == Stage::Written && !body.relevant && !sites_.model(*body.function))
      innocent_.insert(body.function->getName());
    describe(body, summary);
  }
  describeCallees(bodies, summary);
  describeCandidates(module, summary);
  describeStandIns(module, summary);
  std::sort(summary.functions.begin(), summary.functions.end(),
            [this](const Function &left, const Function &right) {
              return unit_.names.text(left.symbol) < unit_.names.text(right.symbol);
            });
  return summary;
}

} // namespace heaplight
