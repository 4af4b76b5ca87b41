#include "read/Module.h"

#include "read/ControlFlow.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"

#include <algorithm>

namespace heaplight {

/// An instruction that may have an effect, before it is known whether it has one.
struct ModuleReader::Candidate {
  const llvm::Instruction *instruction;
  const llvm::DILocation *location; ///< Of the call; of the inlined call for what is left of one.
  const llvm::Function *callee;
  Call call;
  bool allocates = false; ///< By itself, not through a body.
};

struct ModuleReader::Body {
  llvm::Function *function;
  std::vector<Candidate> candidates;
  bool relevant = false;
};

ModuleReader::ModuleReader(const Models &models, Syntax &syntax, Unit &unit,
                           const llvm::Triple &triple,
                           std::function<std::string(const llvm::DIFile &)> pathOf)
    : sites_(models, triple), syntax_(syntax), unit_(unit), pathOf_(std::move(pathOf)) {}

// Names and frames.

StringId ModuleReader::symbolOf(const llvm::DISubprogram &subprogram) {
  auto [place, added] = symbols_.try_emplace(&subprogram);
  if (added) {
    llvm::StringRef linkage = subprogram.getLinkageName();
    place->second =
        unit_.names.intern(std::string_view(linkage.empty() ? subprogram.getName() : linkage));
  }
  return place->second;
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

// Candidates.

std::string ModuleReader::reasonAt(const llvm::CallBase &call, llvm::StringRef fallback) {
  if (const llvm::DILocation *at = call.getDebugLoc()) {
    const std::string &symbol = unit_.names.text(symbolOf(*at->getScope()->getSubprogram()));
    const PlaceSyntax *place = syntax_.place(symbol, at->getLine(), at->getColumn());
    if (place && !place->target.empty())
      return place->target;
  }
  return fallback.str();
}

void ModuleReader::scanCall(llvm::CallBase &call, Body &body) {
  Target target = sites_.target(call);
  auto add = [&](Origin origin, const llvm::Function *callee, std::string reason) -> Call & {
    Candidate candidate{&call, call.getDebugLoc().get(), callee, {}};
    candidate.call.origin = origin;
    if (callee)
      candidate.call.callee = unit_.names.intern(std::string_view(callee->getName()));
    candidate.call.reason = unit_.names.intern(reason);
    body.candidates.push_back(std::move(candidate));
    return body.candidates.back().call;
  };
  // What a destructor that is to run later will be called with.
  auto addObject = [&](Call &later, const llvm::CallBase &call) {
    const std::string &symbol = unit_.names.text(later.callee);
    const Model *model = sites_.model(*target.function);
    if (later.origin != Origin::Registered || !destructor(symbol))
      return;
    later.destroys = true;
    later.type = unit_.names.intern(syntax_.function(symbol).destroyedType);
    if (!model->registers->object || *model->registers->object >= call.arg_size())
      return;
    const llvm::Value *object = call.getArgOperand(*model->registers->object)->stripPointerCasts();
    if (std::optional<VariableSyntax> variable = syntax_.global(object->getName())) {
      later.subject = unit_.names.intern(variable->name);
      later.type = unit_.names.intern(variable->type);
    }
  };
  auto addArgument = [&](Origin origin, unsigned number) {
    if (number >= call.arg_size())
      return;
    const llvm::Value *argument = call.getArgOperand(number)->stripPointerCastsAndAliases();
    if (auto *function = llvm::dyn_cast<llvm::Function>(argument))
      addObject(add(origin, function, ""), call);
    else if (!llvm::isa<llvm::ConstantPointerNull>(argument))
      add(origin, nullptr,
          "call through a pointer: argument " + std::to_string(number + 1) + " of " +
              target.function->getName().str());
  };
  if (!target.reason.empty()) {
    bool pointer = target.reason == "call through a pointer";
    add(Origin::Call, nullptr, pointer ? reasonAt(call, target.reason) : target.reason);
    return;
  }
  if (!target.function)
    return;
  const Model *model = sites_.model(*target.function);
  if (target.function->isInterposable() && !target.function->isDeclaration() && !model)
    add(Origin::Call, nullptr,
        "another body may replace it: " + syntax_.function(target.function->getName()).name);
  if (model) {
    for (unsigned number : model->calls)
      addArgument(Origin::Handed, number);
    if (model->registers)
      addArgument(Origin::Registered, model->registers->function);
  }
  bool destroys = destructor(target.function->getName());
  if (!destroys && model && model->own.empty())
    return;
  if (!destroys && target.function->isDeclaration() && innocent_.count(target.function->getName()))
    return;
  add(Origin::Call, target.function, "");
  Call &added = body.candidates.back().call;
  added.destroys = destroys;
  body.candidates.back().allocates = llvm::any_of(
      sites_.own(call), [](const OwnEffect &own) { return own.kind == Kind::Allocate; });
  if (body.candidates.back().allocates)
    added.bytes = sites_.bytes(call);
  const Tag *tag = destroys && call.getDebugLoc() ? tagAt(*call.getDebugLoc()) : nullptr;
  if (tag) {
    added.subject = tag->subject;
    added.type = tag->type;
    added.destroys = tag->reported;
  }
}

void ModuleReader::scanInlinedDestructors(llvm::Instruction &instruction, Body &body) {
  for (const llvm::DILocation *at = instruction.getDebugLoc(); at && at->getInlinedAt();
       at = at->getInlinedAt()) {
    const llvm::DILocation *outer = at->getInlinedAt();
    const Tag *tag = tagAt(*outer);
    StringId callee = symbolOf(*at->getScope()->getSubprogram());
    if (!tag || !tag->reported || !destructor(unit_.names.text(callee)))
      continue;
    bool known = llvm::any_of(body.candidates, [&](const Candidate &candidate) {
      return candidate.location == outer && candidate.call.origin == Origin::Inlined;
    });
    if (known)
      continue;
    Candidate candidate{&instruction, outer, nullptr, {}};
    candidate.call.origin = Origin::Inlined;
    candidate.call.callee = callee;
    candidate.call.destroys = true;
    candidate.call.subject = tag->subject;
    candidate.call.type = tag->type;
    body.candidates.push_back(std::move(candidate));
  }
}

ModuleReader::Body ModuleReader::scan(llvm::Function &function) {
  Body body{&function, {}, false};
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
  auto isBase = [&](const Candidate &candidate) {
    if (!candidate.callee || candidate.call.destroys)
      return true;
    return !bodyOf.count(candidate.callee) || sites_.model(*candidate.callee);
  };
  for (Body &body : bodies)
    for (const Candidate &candidate : body.candidates) {
      if (isBase(candidate))
        mark(body);
      else
        callers[candidate.callee].push_back(&body);
    }
  while (!open.empty()) {
    const llvm::Function *function = open.back()->function;
    open.pop_back();
    for (Body *caller : callers[function])
      mark(*caller);
  }
  for (Body &body : bodies)
    std::erase_if(body.candidates, [&](const Candidate &candidate) {
      return !isBase(candidate) && !bodyOf[candidate.callee]->relevant;
    });
}

// Details of one function.

/// Which blocks hold instructions of a line at one level of inlining.
class ModuleReader::Details {
public:
  Details(ModuleReader &reader, Body &body)
      : reader_(reader), body_(body), flow_(*body.function, [&reader](const llvm::CallBase &call) {
          return reader.returnsOf(call);
        }) {
    for (const Candidate &candidate : body.candidates)
      for (const llvm::DILocation *at = candidate.location; at; at = at->getInlinedAt())
        if (isUser(*at))
          lines_.try_emplace(keyOf(*at));
    if (!lines_.empty())
      gatherBlocks();
  }

  void complete(Candidate &candidate) {
    const llvm::BasicBlock &block = *candidate.instruction->getParent();
    Call &call = candidate.call;
    bool exceptional = flow_.exceptional(block);
    call.inFunction = exceptional                     ? Certainty::Exceptional
                      : flow_.alwaysInFunction(block) ? Certainty::Always
                                                      : Certainty::Sometimes;
    for (const llvm::DILocation *at = candidate.location; at; at = at->getInlinedAt())
      call.levels.push_back(levelAt(*at, block, exceptional));
    if (!candidate.location)
      call.levels.push_back({call.inFunction, false, Phase::Run});
    if (call.origin == Origin::Registered)
      for (Level &level : call.levels)
        level.phase = Phase::Exit;
  }

private:
  /// A line of one inlined instance of a function.
  using Key = std::tuple<const llvm::DILocation *, const llvm::DISubprogram *, unsigned>;

  static Key keyOf(const llvm::DILocation &at) {
    return {at.getInlinedAt(), at.getScope()->getSubprogram(), at.getLine()};
  }

  bool isUser(const llvm::DILocation &at) const {
    return reader_.isUser(reader_.unit_.names.frame(reader_.frameOf(at)));
  }

  void gatherBlocks() {
    llvm::DenseMap<const llvm::DILocation *,
                   llvm::SmallVector<std::vector<const llvm::BasicBlock *> *, 2>>
        known;
    for (const llvm::BasicBlock &block : *body_.function)
      for (const llvm::Instruction &instruction : block) {
        const llvm::DILocation *location = instruction.getDebugLoc();
        // A phi stands where control already has been; it executes nothing.
        if (!location || llvm::isa<llvm::PHINode>(instruction))
          continue;
        auto [place, added] = known.try_emplace(location);
        if (added)
          for (const llvm::DILocation *at = location; at; at = at->getInlinedAt())
            if (auto line = lines_.find(keyOf(*at)); line != lines_.end())
              place->second.push_back(&line->second);
        for (std::vector<const llvm::BasicBlock *> *blocks : place->second)
          if (blocks->empty() || blocks->back() != &block)
            blocks->push_back(&block);
      }
  }

  Level levelAt(const llvm::DILocation &at, const llvm::BasicBlock &block, bool exceptional) const {
    Level level;
    auto phase = reader_.phases_.find(reader_.symbolOf(*at.getScope()->getSubprogram()));
    if (phase != reader_.phases_.end())
      level.phase = phase->second;
    auto line = lines_.find(keyOf(at));
    if (exceptional)
      level.certainty = Certainty::Exceptional;
    else if (line != lines_.end() && flow_.always(block, line->second))
      level.certainty = Certainty::Always;
    level.inLoop = line != lines_.end() && inLoop(at, block);
    return level;
  }

  /// A loop belongs to the instance of the function whose code takes it round.
  bool inLoop(const llvm::DILocation &at, const llvm::BasicBlock &block) const {
    for (const llvm::Loop *loop = flow_.loops().getLoopFor(&block); loop;
         loop = loop->getParentLoop()) {
      const llvm::DILocation *turn = turnOf(*loop);
      if (turn && turn->getInlinedAt() == at.getInlinedAt() &&
          turn->getScope()->getSubprogram() == at.getScope()->getSubprogram())
        return true;
    }
    return false;
  }

  static const llvm::DILocation *turnOf(const llvm::Loop &loop) {
    llvm::SmallVector<llvm::BasicBlock *, 4> latches;
    loop.getLoopLatches(latches);
    for (const llvm::BasicBlock *latch : latches)
      if (const llvm::DILocation *at = latch->getTerminator()->getDebugLoc())
        return at;
    return loop.getHeader()->getTerminator()->getDebugLoc();
  }

  ModuleReader &reader_;
  Body &body_;
  ControlFlow flow_;
  std::map<Key, std::vector<const llvm::BasicBlock *>> lines_;
};

void ModuleReader::addSyntax(Candidate &candidate, bool inUserFunction) {
  Call &call = candidate.call;
  const Frame frame = unit_.names.frame(call.frame);
  bool wanted = candidate.allocates || (inUserFunction && stage_ == Stage::Written);
  const PlaceSyntax *place =
      wanted ? syntax_.place(unit_.names.text(frame.function), frame.line, frame.column) : nullptr;
  if (!place)
    return;
  if (!place->subject.empty() && stage_ == Stage::Written)
    unit_.subjects[{frame.function, frame.line, frame.column}] = unit_.names.intern(place->subject);
  if (!candidate.allocates || place->type.empty())
    return;
  call.type = unit_.names.intern(place->type);
  if (call.bytes || !place->typeBytes || !*place->typeBytes)
    return;
  // Whether it is an array is told by the code as written; the optimizer folds the multiplication.
  auto &made = llvm::cast<llvm::CallBase>(*candidate.instruction);
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
  function.symbol = unit_.names.intern(std::string_view(body.function->getName()));
  function.defined = true;
  function.replaceable = body.function->isInterposable();
  if (const llvm::DISubprogram *subprogram = body.function->getSubprogram()) {
    function.file = fileOf(subprogram->getFile());
    function.line = subprogram->getLine();
  }
  bool user = function.file && !unit_.systemFiles.count(function.file);
  if (!body.relevant && !user)
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
    Details details(*this, body);
    for (Candidate &candidate : body.candidates) {
      candidate.call.frame =
          candidate.location ? frameOf(*candidate.location) : frameOf(*body.function);
      details.complete(candidate);
      addSyntax(candidate, user);
      function.calls.push_back(std::move(candidate.call));
    }
  }
  summary.functions.push_back(std::move(function));
}

/// What is called but not defined here.
void ModuleReader::describeCallees(const std::vector<Body> &bodies, Summary &summary) {
  std::set<StringId> known;
  for (const Function &function : summary.functions)
    known.insert(function.symbol);
  for (const Body &body : bodies)
    for (const Candidate &candidate : body.candidates) {
      if (!candidate.call.callee)
        continue;
      rememberName(candidate.call.callee);
      if (!candidate.callee || !known.insert(candidate.call.callee).second)
        continue;
      Function function;
      function.symbol = candidate.call.callee;
      const Model *model = sites_.model(*candidate.callee);
      if (auto *call = llvm::dyn_cast<llvm::CallBase>(candidate.instruction);
          call && candidate.call.origin == Origin::Call)
        function.own = sites_.own(*call);
      else if (model)
        function.own = model->own;
      function.modelled = model;
      // A body that was left out does nothing.
      function.defined = model || !function.own.empty() || !candidate.callee->isDeclaration() ||
                         innocent_.count(candidate.callee->getName());
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
  }
  findEndings(module);
  std::vector<Body> bodies;
  for (llvm::Function &function : module)
    if (!function.isDeclaration())
      bodies.push_back(scan(function));
  keepRelevant(bodies);

  Summary summary;
  summary.stage = stage;
  for (Body &body : bodies) {
    if (stage == Stage::Written && !body.relevant && !sites_.model(*body.function))
      innocent_.insert(body.function->getName());
    describe(body, summary);
  }
  describeCallees(bodies, summary);
  std::sort(summary.functions.begin(), summary.functions.end(),
            [this](const Function &left, const Function &right) {
              return unit_.names.text(left.symbol) < unit_.names.text(right.symbol);
            });
  return summary;
}

} // namespace heaplight
