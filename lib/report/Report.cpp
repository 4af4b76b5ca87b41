#include "report/Report.h"

#include "reach/Stages.h"
#include "report/Source.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Regex.h"

#include <algorithm>

namespace heaplight {
namespace {

/// Numbers the frames that the report speaks of, in the order in which it first does.
class FrameTable {
public:
  FrameTable(const Unit &unit, std::vector<ReportFrame> &frames) : unit_(unit), frames_(frames) {}

  uint32_t operator[](FrameId id) {
    auto known = numbers_.find(id);
    if (known != numbers_.end())
      return known->second;
    const Frame &frame = unit_.names.frame(id);
    ReportFrame shown;
    if (frame.in != noFrame)
      shown.in = (*this)[frame.in];
    shown.function = readable(frame.function);
    shown.file = unit_.names.text(frame.file);
    shown.line = frame.line;
    shown.column = frame.column;
    uint32_t number = uint32_t(frames_.size());
    frames_.push_back(std::move(shown));
    numbers_[id] = number;
    return number;
  }

  const std::string &readable(StringId symbol) const {
    auto name = unit_.readable.find(symbol);
    return unit_.names.text(name == unit_.readable.end() ? symbol : name->second);
  }

private:
  const Unit &unit_;
  std::vector<ReportFrame> &frames_;
  std::unordered_map<FrameId, uint32_t> numbers_;
};

class Reporter {
public:
  Reporter(Unit unit, const ReportOptions &options)
      : unit_(std::move(unit)), header_(options.headerFilter), function_(options.functionFilter),
        filterHeaders_(!options.headerFilter.empty()),
        filterFunctions_(!options.functionFilter.empty()), frames_(unit_, report_.frames) {}

  ReportUnit make() {
    report_.source = unit_.source;
    report_.language = unit_.language;
    report_.target = unit_.target;
    report_.optimization = unit_.optimization;
    report_.standard = unit_.standard;
    report_.notes = unit_.notes;
    IsUserFile isUser = [this](StringId file) { return isUserFile(file); };
    Program written({&unit_.written});
    // What the optimizer dropped after inlining it, a library's own template instance, still has
    // the body that was written.
    Program built({&unit_.built, &unit_.written});
    Effects writtenEffects(written, unit_.names, unit_.destructors, isUser);
    Effects builtEffects(built, unit_.names, unit_.destructors, isUser);
    LineTable writtenLines = lineEffects(writtenEffects, unit_.written, unit_.subjects, nullptr);
    WrittenFacts facts = factsOf(unit_.written, unit_.names, writtenLines.lines);
    LineTable builtLines = lineEffects(builtEffects, unit_.built, unit_.subjects, &facts);
    StageLines lines = joinStages(std::move(writtenLines), std::move(builtLines), unit_.names);
    addFunctions(unit_.written, Stage::Written, writtenEffects);
    addFunctions(unit_.built, Stage::Built, builtEffects);
    finishFunctions();
    addLines(lines, writtenEffects, builtEffects);
    addAssembly(builtEffects, lines);
    addTexts();
    addTotals(writtenEffects, builtEffects);
    return std::move(report_);
  }

private:
  bool isUserFile(StringId file) {
    auto [place, added] = userFiles_.try_emplace(file, false);
    if (added) {
      const std::string &path = unit_.names.text(file);
      place->second = file && !unit_.systemFiles.count(file) && !path.starts_with("<") &&
                      (path == unit_.source || !filterHeaders_ || header_.match(path));
    }
    return place->second;
  }

  bool isWanted(const std::string &function) const {
    return !filterFunctions_ || function_.match(function);
  }

  ReportEffect describe(const EffectKey &key, Stage stage, Certainty certainty,
                        const std::vector<FrameId> &path) {
    ReportEffect effect;
    effect.kind = key.kind;
    effect.stage = stage;
    effect.certainty = certainty;
    effect.direct = !key.throughUser;
    effect.callee = key.callee ? frames_.readable(key.callee) : std::string();
    effect.type = unit_.names.text(key.type);
    effect.bytes = key.bytes;
    effect.elementBytes = key.elementBytes;
    for (FrameId frame : path)
      effect.path.push_back(frames_[frame]);
    return effect;
  }

  void setReason(ReportEffect &effect, StringId reason) {
    if (effect.kind == Kind::Unknown)
      effect.reason = reason ? unit_.names.text(reason) : "no body: " + effect.callee;
  }

  void addFunctions(const Summary &summary, Stage stage, const Effects &effects) {
    for (const Function &function : summary.functions) {
      if (!function.file || !isUserFile(function.file) || !function.line)
        continue;
      const std::string &name = frames_.readable(function.symbol);
      if (!isWanted(name))
        continue;
      ReportFunction &shown = functions_[function.symbol];
      shown.name = name;
      shown.symbol = unit_.names.text(function.symbol);
      shown.file = unit_.names.text(function.file);
      shown.line = function.line;
      shown.endLine = std::max({shown.endLine, function.endLine, function.line});
      shown.phase = function.phase;
      uint32_t index = effects.program().find(function.symbol);
      for (const FunctionEffect &found : effects.of(index))
        addFunctionEffect(shown, function, found, stage, effects);
    }
  }

  void addFunctionEffect(ReportFunction &shown, const Function &function,
                         const FunctionEffect &found, Stage stage, const Effects &effects) {
    const Call &call = function.calls[found.call];
    std::vector<FrameId> path = unit_.names.chain(call.frame);
    std::reverse(path.begin(), path.end());
    effects.appendPath(call, found.inner, path);
    const Call &last = effects.lastCall(call, found.inner);
    EffectKey key = found.key;
    key.callee = last.callee;
    Allocated allocated = effects.allocated(effects.program().find(function.symbol));
    if (key.throughUser && key.kind == Kind::Allocate && allocated.sizes == Allocated::Sizes::One) {
      key.type = allocated.type;
      key.bytes = allocated.bytes;
      key.elementBytes = allocated.elementBytes;
    }
    ReportEffect effect = describe(key, stage, found.certainty, path);
    setReason(effect, last.reason);
    effect.phase = function.phase;
    effect.mattersToHeap = key.kind != Kind::Destroy || touchesHeap(key.callee, effects);
    effect.subject = unit_.names.text(key.subject);
    effect.inLoop = call.levels.back().inLoop;
    shown.effects.push_back(std::move(effect));
  }

  void finishFunctions() {
    for (auto &[symbol, function] : functions_) {
      std::stable_sort(function.effects.begin(), function.effects.end(), comesFirst);
      report_.functions.push_back(function);
    }
    std::sort(report_.functions.begin(), report_.functions.end(),
              [](const ReportFunction &left, const ReportFunction &right) {
                return std::tie(left.file, left.line, left.symbol) <
                       std::tie(right.file, right.line, right.symbol);
              });
  }

  static bool comesFirst(const ReportEffect &left, const ReportEffect &right) {
    return std::tie(left.kind, left.stage, left.callee, left.reason, left.type, left.subject,
                    left.bytes) < std::tie(right.kind, right.stage, right.callee, right.reason,
                                           right.type, right.subject, right.bytes);
  }

  /// Whether a destructor does more than to run.
  static bool touchesHeap(StringId destructor, const Effects &effects) {
    uint32_t index = effects.program().find(destructor);
    return index == Program::none || !effects.program().function(index).defined ||
           llvm::any_of(effects.of(index), [](const FunctionEffect &effect) {
             return effect.key.kind != Kind::Destroy;
           });
  }

  void addLines(const StageLines &lines, const Effects &written, const Effects &built) {
    std::map<std::pair<std::string, uint32_t>, std::vector<ReportEffect>> byLine;
    auto add = [&](const LineEffect &found, Stage stage, bool elided) {
      if (!isWanted(frames_.readable(unit_.names.frame(found.path.front()).function)))
        return;
      EffectKey key = found.key;
      key.callee = found.callee;
      ReportEffect effect = describe(key, stage, found.certainty, found.path);
      setReason(effect, found.reason);
      effect.phase = found.phase;
      effect.inLoop = found.inLoop;
      effect.subject = unit_.names.text(found.subject);
      effect.elided = elided;
      effect.mattersToHeap = found.key.kind != Kind::Destroy ||
                             touchesHeap(found.callee, stage == Stage::Written ? written : built);
      byLine[{unit_.names.text(found.file), found.line}].push_back(std::move(effect));
    };
    for (size_t index = 0; index < lines.written.size(); ++index)
      add(lines.written[index], Stage::Written, lines.elided[index]);
    for (const LineEffect &found : lines.built)
      add(found, Stage::Built, false);
    for (auto &[place, effects] : byLine) {
      std::stable_sort(effects.begin(), effects.end(), comesFirst);
      report_.lines.push_back({place.first, place.second, std::move(effects)});
    }
  }

  void addAssembly(const Effects &effects, const StageLines &lines) {
    for (AssemblyLine &line : unit_.assembly) {
      const std::string &function = frames_.readable(line.symbol);
      if (!isWanted(function))
        continue;
      ReportAssembly shown;
      shown.text = std::move(line.text);
      shown.symbol = unit_.names.text(line.symbol);
      shown.function = function;
      shown.callee = frames_.readable(line.callee);
      shown.label = line.label;
      if (line.frame != noFrame) {
        auto merged = lines.lineOfMerged.find(line.frame);
        shown.frame = frames_[merged == lines.lineOfMerged.end() ? line.frame : merged->second];
      }
      if (line.call)
        shown.effect = effectOf(line, effects);
      placeAssembly(shown);
      report_.assembly.push_back(std::move(shown));
    }
    // A label stands for what comes behind it; a function's own stays where that begins.
    for (size_t next = report_.assembly.size(); next-- > 1;) {
      ReportAssembly &line = report_.assembly[next - 1];
      if (!line.label || line.symbol != report_.assembly[next].symbol ||
          line.text == line.symbol + ":")
        continue;
      line.file = report_.assembly[next].file;
      line.line = report_.assembly[next].line;
    }
  }

  void placeAssembly(ReportAssembly &shown) {
    const ReportAssembly *before = report_.assembly.empty() ? nullptr : &report_.assembly.back();
    for (std::optional<uint32_t> at = shown.frame; at; at = report_.frames[*at].in) {
      const ReportFrame &frame = report_.frames[*at];
      if (!frame.line || !isUserFile(unit_.names.intern(frame.file)))
        continue;
      shown.file = frame.file;
      shown.line = frame.line;
      return;
    }
    auto function = functions_.find(unit_.names.intern(shown.symbol));
    if (before && before->symbol == shown.symbol && before->line) {
      shown.file = before->file;
      shown.line = before->line;
    } else if (function != functions_.end()) {
      shown.file = function->second.file;
      shown.line = function->second.line;
    }
  }

  /// The gravest thing that a call instruction can do: what allocates before what frees.
  std::optional<Kind> effectOf(const AssemblyLine &line, const Effects &effects) const {
    Call call;
    call.callee = line.callee;
    call.destroys = effects.isDestructor(line.callee);
    if (line.callee && effects.program().find(line.callee) == Program::none)
      return std::nullopt; // The summary left it out: it does nothing.
    std::optional<Kind> gravest;
    for (const CallEffect &effect : effects.of(call)) {
      auto rank = [](Kind kind) {
        return kind == Kind::Allocate ? 3 : kind == Kind::Deallocate ? 2 : kind == Kind::Unknown;
      };
      if (!gravest || rank(effect.key.kind) > rank(*gravest))
        gravest = effect.key.kind;
    }
    return gravest;
  }

  void addTexts() {
    std::set<std::string> files{report_.source};
    for (const ReportLine &line : report_.lines)
      files.insert(line.file);
    for (const ReportFunction &function : report_.functions)
      files.insert(function.file);
    report_.userFiles.assign(files.begin(), files.end());
    for (const std::string &file : files)
      if (std::optional<std::vector<std::string>> text = readSource(file))
        report_.texts[file] = std::make_shared<const std::vector<std::string>>(std::move(*text));
  }

  static bool counts(const ReportEffect &effect, Kind kind) {
    return effect.kind == kind && effect.stage == Stage::Built &&
           effect.certainty != Certainty::Exceptional;
  }

  /// Calls of functions that allocate by themselves.
  static uint32_t allocatingSites(const Summary &summary, const Program &program) {
    uint32_t sites = 0;
    for (const Function &function : summary.functions)
      for (const Call &call : function.calls) {
        uint32_t callee = call.callee ? program.find(call.callee) : Program::none;
        sites += call.origin == Origin::Call && callee != Program::none &&
                 llvm::any_of(program.function(callee).own,
                              [](const OwnEffect &own) { return own.kind == Kind::Allocate; });
      }
    return sites;
  }

  void addTotals(const Effects &written, const Effects &built) {
    ReportTotals &totals = report_.totals;
    for (const auto &[file, text] : report_.texts)
      totals.sourceLines += uint32_t(text->size());
    for (const ReportLine &line : report_.lines) {
      auto does = [&](Kind kind) {
        return llvm::any_of(line.effects,
                            [&](const ReportEffect &effect) { return counts(effect, kind); });
      };
      totals.allocatingLines += does(Kind::Allocate);
      totals.freeingLines += does(Kind::Deallocate);
      totals.unknownLines += does(Kind::Unknown);
    }
    for (const ReportFunction &function : report_.functions)
      totals.heapFunctions += llvm::any_of(function.effects, [](const ReportEffect &effect) {
        return effect.kind != Kind::Destroy && counts(effect, effect.kind);
      });
    totals.functions = uint32_t(report_.functions.size());
    totals.writtenSites = allocatingSites(unit_.written, written.program());
    totals.builtSites = allocatingSites(unit_.built, built.program());
  }

  Unit unit_;
  ReportUnit report_;
  llvm::Regex header_;
  llvm::Regex function_;
  bool filterHeaders_;
  bool filterFunctions_;
  FrameTable frames_;
  std::map<StringId, bool> userFiles_;
  std::map<StringId, ReportFunction> functions_;
};

} // namespace

ReportUnit makeReport(Unit unit, const ReportOptions &options) {
  return Reporter(std::move(unit), options).make();
}

} // namespace heaplight
