#include "report/Explanation.h"

#include "reach/Analysis.h"
#include "report/Advice.h"
#include "report/Named.h"
#include "report/Source.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"

#include <algorithm>

namespace heaplight {
namespace {

/// Of one name.
constexpr size_t mostFunctions = 5;

class Explainer {
public:
  Explainer(const Linked &linked, const ReportOptions &options)
      : linked_(linked), files_(linked, options.headerFilter),
        analysis_(linked, options.world, [this](StringId file) { return files_.has(file); }),
        built_(analysis_.effects(Stage::Built)) {}

  /// `typed` is all that was typed.
  llvm::Expected<Explanation> line(const FileLine &asked, const std::string &typed) {
    llvm::Expected<StringId> file = findFile(linked_, files_, asked.file);
    if (!file)
      return file.takeError();
    Explained explained;
    explained.file = linked_.names.text(*file);
    explained.line = asked.line;
    if (const Text &text = textOf(explained.file); text && asked.line > text->size())
      return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                     typed + ": " + lengthOf(*text));
    explained.code = codeAt(explained.file, asked.line);
    explainLine({*file, asked.line}, explained);
    Explanation explanation;
    explanation.subjects.push_back(std::move(explained));
    return explanation;
  }

  llvm::Expected<Explanation> functions(const FunctionQuestion &question) {
    llvm::Expected<std::vector<StringId>> symbols = findFunctions(linked_, files_, question);
    if (!symbols)
      return symbols.takeError();
    using Rank = std::tuple<uint32_t, std::string, StringId>;
    std::vector<Rank> ranked;
    for (StringId symbol : *symbols)
      ranked.push_back({nearestEffect(symbol), linked_.readableName(symbol), symbol});
    std::sort(ranked.begin(), ranked.end());
    Explanation explanation;
    for (const auto &[length, name, symbol] : ranked)
      if (explanation.subjects.size() < mostFunctions)
        explanation.subjects.push_back(explainFunction(symbol));
      else
        explanation.others.push_back(otherFunction(symbol));
    llvm::sort(explanation.others);
    return explanation;
  }

private:
  // ——— texts

  using Text = std::optional<std::vector<std::string>>;

  const Text &textOf(const std::string &file) {
    auto [place, added] = texts_.try_emplace(file);
    if (added)
      place->second = readSource(file);
    return place->second;
  }

  static std::string lengthOf(const std::vector<std::string> &text) {
    if (text.empty())
      return "the file is empty";
    return "the file has only " + std::to_string(text.size()) +
           (text.size() == 1 ? " line" : " lines");
  }

  std::string codeAt(const std::string &file, uint32_t line) {
    const Text &text = textOf(file);
    return text && line && line <= text->size() ? llvm::StringRef((*text)[line - 1]).trim().str()
                                                : std::string();
  }

  ExplainedStep describe(const PathStep &step) {
    const Frame &frame = linked_.names.frame(step.frame);
    ExplainedStep shown;
    shown.entry = step.entry;
    shown.function = linked_.readableName(frame.function);
    shown.file = linked_.names.text(frame.file);
    shown.line = frame.line;
    shown.column = frame.column;
    shown.user = files_.has(frame.file);
    if (frame.line)
      shown.code = codeAt(shown.file, frame.line);
    return shown;
  }

  ExplainedWay describe(const Way &way) {
    ExplainedWay shown;
    shown.certainty = way.certainty;
    shown.inLoop = way.inLoop;
    for (const PathStep &step : way.steps)
      shown.steps.push_back(describe(step));
    shown.end = way.end;
    const Call &last = *way.last;
    shown.callee = last.callee ? linked_.readableName(last.callee) : std::string();
    if (way.kind == Kind::Allocate) {
      shown.type = linked_.names.text(last.type);
      shown.bytes = last.bytes;
      shown.elementBytes = last.elementBytes;
    }
    if (way.kind == Kind::Unknown) {
      shown.reason = reasonOf({last.callee, last.reason}, program(), linked_);
      shown.advice = adviceOn(way, program(), linked_);
    }
    return shown;
  }

  // ——— lines

  void explainLine(const SourceLine &line, Explained &explained) {
    Ways ways = waysFrom(line, linked_.built, built_);
    explained.leftOut = ways.leftOut;
    std::map<std::pair<Kind, Phase>, Certainty> certain;
    std::set<Kind> found;
    for (const LineEffect &effect : analysis_.lines().built)
      if (effect.file == line.file && effect.line == line.line) {
        Certainty &best =
            certain.try_emplace({effect.key.kind, effect.phase}, effect.certainty).first->second;
        best = std::max(best, effect.certainty);
      }
    for (Way &way : ways.ways) {
      // What the stages together say of the line is more than a call can know.
      if (auto best = certain.find({way.kind, way.phase}); best != certain.end())
        way.certainty = std::min(way.certainty, best->second);
      found.insert(way.kind);
      add(way.kind, way.phase, describe(way), explained);
    }
    for (const LineEffect &effect : analysis_.lines().built)
      if (effect.file == line.file && effect.line == line.line && isMissing(effect, found))
        add(effect.key.kind, effect.phase, describe(effect), explained);
    finish(explained);
    addRemoved(line, explained);
    explained.hasCode = !explained.effects.empty() || !explained.removed.empty() || hasCode(line);
  }

  /// Objects that die, and what stands for calls that were merged with those of other lines.
  bool isMissing(const LineEffect &effect, const std::set<Kind> &found) const {
    if (effect.key.kind == Kind::Destroy)
      return effect.direct && built_.touchesHeap(effect.callee);
    return !found.count(effect.key.kind);
  }

  ExplainedWay describe(const LineEffect &effect) {
    Way way;
    way.kind = effect.key.kind;
    way.certainty = effect.certainty;
    way.inLoop = effect.inLoop;
    FrameId before = noFrame;
    for (FrameId id : effect.path) {
      Entry entry = linked_.names.frame(id).in == before ? Entry::Inlined : Entry::Called;
      way.steps.push_back({id, before == noFrame ? Entry::Start : entry});
      before = id;
    }
    Call last;
    last.callee = effect.callee;
    last.reason = effect.reason;
    last.type = effect.key.type;
    last.bytes = effect.key.bytes;
    last.elementBytes = effect.key.elementBytes;
    way.last = &last;
    ExplainedWay shown = describe(way);
    shown.type = linked_.names.text(effect.key.type);
    shown.subject = linked_.names.text(effect.subject);
    return shown;
  }

  void addRemoved(const SourceLine &line, Explained &explained) {
    std::set<Kind> removed;
    const StageLines &lines = analysis_.lines();
    for (size_t index = 0; index < lines.written.size(); ++index) {
      const LineEffect &effect = lines.written[index];
      bool here = effect.file == line.file && effect.line == line.line && lines.elided[index];
      bool dies = effect.key.kind == Kind::Destroy;
      if (here && effect.certainty != Certainty::Exceptional &&
          (!dies ||
           (effect.direct && analysis_.effects(Stage::Written).touchesHeap(effect.callee))))
        removed.insert(effect.key.kind);
    }
    setRemoved(removed, explained);
  }

  static void setRemoved(const std::set<Kind> &written, Explained &explained) {
    for (Kind kind : explainedKinds)
      if (written.count(kind) && llvm::none_of(explained.effects, [&](const ExplainedEffect &left) {
            return left.kind == kind;
          }))
        explained.removed.push_back(kind);
  }

  bool hasCode(const SourceLine &line) const {
    for (const Summary *summary : {&linked_.written, &linked_.built})
      for (const Function &function : summary->functions)
        if (function.file == line.file &&
            (function.line == line.line || llvm::binary_search(function.lines, line.line)))
          return true;
    for (FrameId id = 0; id < linked_.names.frameCount(); ++id)
      if (const Frame &frame = linked_.names.frame(id);
          frame.file == line.file && frame.line == line.line)
        return true;
    return false;
  }

  // ——— functions

  const Program &program() const { return analysis_.program(Stage::Built); }

  uint32_t nearestEffect(StringId symbol) const {
    uint32_t nearest = ~uint32_t(0);
    for (const FunctionEffect &effect : built_.of(program().find(symbol)))
      nearest = std::min(nearest, effect.length);
    return nearest;
  }

  OtherFunction otherFunction(StringId symbol) const {
    const Function &function = program().function(program().find(symbol));
    return {linked_.readableName(symbol), linked_.names.text(symbol),
            linked_.names.text(function.file), function.line};
  }

  Explained explainFunction(StringId symbol) {
    uint32_t index = program().find(symbol);
    const Function &function = program().function(index);
    Explained explained;
    explained.function = linked_.readableName(symbol);
    explained.symbol = linked_.names.text(symbol);
    explained.file = linked_.names.text(function.file);
    explained.line = function.line;
    explained.code = codeAt(explained.file, function.line);
    auto isBody = [&](const Function &body) { return body.symbol == symbol && body.defined; };
    explained.asWritten = !function.machine && llvm::none_of(linked_.built.functions, isBody);
    explained.modelled = function.modelled;
    for (const OwnEffect &own : function.own)
      add(own.kind, Phase::Run, describe(own, symbol), explained);
    Ways ways = waysFrom(index, built_);
    explained.leftOut = ways.leftOut;
    for (const Way &way : ways.ways)
      add(way.kind, way.phase, describe(way), explained);
    for (const FunctionEffect &effect : built_.of(index))
      if (effect.key.kind == Kind::Destroy && !effect.key.throughUser &&
          built_.touchesHeap(effect.key.callee))
        add(Kind::Destroy, function.phase, describe(function, effect), explained);
    finish(explained);
    std::set<Kind> written;
    uint32_t before = analysis_.program(Stage::Written).find(symbol);
    if (before != Program::none)
      for (const FunctionEffect &effect : analysis_.effects(Stage::Written).of(before))
        if (effect.certainty != Certainty::Exceptional && effect.key.kind != Kind::Destroy)
          written.insert(effect.key.kind);
    setRemoved(written, explained);
    return explained;
  }

  ExplainedWay describe(const Function &function, const FunctionEffect &effect) {
    LineEffect line;
    line.key = effect.key;
    line.certainty = effect.certainty;
    line.subject = effect.key.subject;
    const Call &call = function.calls[effect.call];
    line.callee = built_.lastCall(call, effect.inner).callee;
    line.path = linked_.names.chain(call.frame);
    std::reverse(line.path.begin(), line.path.end());
    built_.appendPath(effect.inner, line.path);
    return describe(line);
  }

  /// What a function does by itself has no way.
  ExplainedWay describe(const OwnEffect &own, StringId symbol) const {
    ExplainedWay shown;
    shown.certainty = own.certainty;
    shown.end = Entry::Start;
    shown.callee = linked_.readableName(symbol);
    return shown;
  }

  // ——— groups

  /// Ways that need no tree of their own beside each other.
  static std::string groupOf(Kind kind, const ExplainedWay &way) {
    switch (kind) {
    case Kind::Allocate:
      return way.type;
    case Kind::Unknown:
      return way.reason;
    case Kind::Destroy:
      return way.subject + ": " + way.type + way.callee;
    case Kind::Deallocate:
      break;
    }
    return {};
  }

  static void add(Kind kind, Phase phase, ExplainedWay way, Explained &explained) {
    for (ExplainedEffect &effect : explained.effects)
      if (effect.kind == kind && effect.phase == phase &&
          groupOf(kind, effect.ways.front()) == groupOf(kind, way)) {
        effect.ways.push_back(std::move(way));
        return;
      }
    explained.effects.push_back({kind, phase, {}});
    explained.effects.back().ways.push_back(std::move(way));
  }

  static void finish(Explained &explained) {
    auto rank = [](const ExplainedEffect &effect) {
      const ExplainedWay &best = effect.ways.front();
      return std::tuple(llvm::find(explainedKinds, effect.kind) - std::begin(explainedKinds),
                        effect.phase, -int(best.certainty), best.steps.size());
    };
    llvm::stable_sort(explained.effects,
                      [&](const ExplainedEffect &left, const ExplainedEffect &right) {
                        return rank(left) < rank(right);
                      });
  }

  const Linked &linked_;
  UserFiles files_;
  Analysis analysis_;
  const Effects &built_;
  std::map<std::string, Text> texts_;
};

} // namespace

llvm::Expected<Explanation> explain(const Linked &linked, const Question &question) {
  Explainer explainer(linked, question.options);
  const Asked &asked = question.asked;
  return asked.place ? explainer.line(*asked.place, asked.text)
                     : explainer.functions({asked.text, question.tokens});
}

} // namespace heaplight
