#include "report/Report.h"

#include "reach/Analysis.h"
#include "report/Lineless.h"
#include "report/OneStage.h"
#include "report/Source.h"
#include "report/Totals.h"
#include "report/UserFiles.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Regex.h"

#include <algorithm>

namespace heaplight {
namespace {

std::string tell(const Conflict &conflict, const std::string &name) {
  std::string meant = conflict.meant == Meant::First
                          ? "calls from elsewhere are taken to mean the first"
                          : "which one a call means is up to the linker: it may be either";
  return name + " has one body in " + conflict.first + " and another in " + conflict.second + "; " +
         meant;
}

/// Numbers the frames that the report speaks of, in the order in which it first does.
class FrameTable {
public:
  FrameTable(const Linked &linked, std::vector<ReportFrame> &frames)
      : linked_(linked), frames_(frames) {}

  uint32_t operator[](FrameId id) {
    auto known = numbers_.find(id);
    if (known != numbers_.end())
      return known->second;
    const Frame &frame = linked_.names.frame(id);
    ReportFrame shown;
    if (frame.in != noFrame)
      shown.in = (*this)[frame.in];
    shown.function = linked_.readableName(frame.function);
    shown.file = linked_.names.text(frame.file);
    shown.line = frame.line;
    shown.column = frame.column;
    uint32_t number = uint32_t(frames_.size());
    frames_.push_back(std::move(shown));
    numbers_[id] = number;
    return number;
  }

private:
  const Linked &linked_;
  std::vector<ReportFrame> &frames_;
  std::unordered_map<FrameId, uint32_t> numbers_;
};

/// One input's report while it is made.
struct Part {
  explicit Part(const Linked &linked) : frames(linked, report.frames) {}

  ReportUnit report;
  FrameTable frames;
  std::map<StringId, ReportFunction> functions;
  std::map<StringId, ReportFunction> unplaced;
};

class Reporter {
public:
  Reporter(Linked linked, const ReportOptions &options)
      : linked_(std::move(linked)), world_(options.world),
        userFiles_(linked_, options.headerFilter), function_(options.functionFilter),
        filterFunctions_(!options.functionFilter.empty()) {}

  std::vector<ReportUnit> make() {
    for (const LinkedInput &input : linked_.inputs)
      addPart(input);
    Analysis analysis(linked_, world_, [this](StringId file) { return userFiles_.has(file); });
    const Effects &writtenEffects = analysis.effects(Stage::Written);
    const Effects &builtEffects = analysis.effects(Stage::Built);
    const StageLines &lines = analysis.lines();
    addFunctions(linked_.written, Stage::Written, writtenEffects);
    addFunctions(linked_.built, Stage::Built, builtEffects);
    addLines(lines, writtenEffects, builtEffects);
    for (uint32_t input = 0; input < parts_.size(); ++input) {
      finishFunctions(parts_[input]);
      addAssembly(input, builtEffects, lines);
      addTexts(parts_[input].report);
    }
    addSites(linked_.written, analysis.program(Stage::Written), &ReportTotals::writtenSites);
    addSites(linked_.built, analysis.program(Stage::Built), &ReportTotals::builtSites);
    std::vector<ReportUnit> reports;
    for (Part &part : parts_) {
      addSums(part.report);
      reports.push_back(std::move(part.report));
    }
    return reports;
  }

private:
  void addPart(const LinkedInput &input) {
    ReportUnit &report = parts_.emplace_back(linked_).report;
    report.source = input.source;
    report.language = input.language;
    report.target = input.target;
    report.optimization = input.optimization;
    report.standard = input.standard;
    report.notes = input.notes;
    report.only = input.only;
    for (const Conflict &conflict : linked_.conflicts)
      if (conflict.second == input.source)
        report.notes.push_back(tell(conflict, readable(linked_.names.intern(conflict.symbol))));
  }

  /// The part that a file or a function belongs to.
  Part &partOf(StringId fileOrFunction) {
    uint32_t input =
        fileOrFunction < linked_.inputOf.size() ? linked_.inputOf[fileOrFunction] : Linked::nobody;
    return parts_[input == Linked::nobody ? 0 : input];
  }

  const std::string &readable(StringId symbol) const { return linked_.readableName(symbol); }

  bool isWanted(const std::string &function) const {
    return !filterFunctions_ || function_.match(function);
  }

  ReportEffect describe(const EffectKey &key, Stage stage, Certainty certainty,
                        const std::vector<FrameId> &path, FrameTable &frames) {
    ReportEffect effect;
    effect.kind = key.kind;
    effect.stage = stage;
    effect.certainty = certainty;
    effect.direct = !key.throughUser;
    effect.callee = key.callee ? readable(key.callee) : std::string();
    effect.type = linked_.names.text(key.type);
    effect.bytes = key.bytes;
    effect.elementBytes = key.elementBytes;
    for (FrameId frame : path)
      effect.path.push_back(frames[frame]);
    return effect;
  }

  void setReason(ReportEffect &effect, const UnseenCall &last, const Effects &effects) {
    if (effect.kind == Kind::Unknown)
      effect.reason = reasonOf(last, effects.program(), linked_);
  }

  void addFunctions(const Summary &summary, Stage stage, const Effects &effects) {
    for (const Function &function : summary.functions) {
      if (isUnplaced(function))
        addUnplaced(function, stage, effects);
      if (!function.file || !userFiles_.has(function.file))
        continue;
      if (stage == Stage::Written && isLineless(function, effects))
        noteWithoutLine(function);
      if (!function.line)
        continue;
      const std::string &name = readable(function.symbol);
      if (!isWanted(name))
        continue;
      Part &part = partOf(function.symbol);
      ReportFunction &shown = part.functions[function.symbol];
      shown.name = name;
      shown.symbol = linked_.names.text(function.symbol);
      shown.file = linked_.names.text(function.file);
      shown.line = function.line;
      shown.endLine = std::max({shown.endLine, function.endLine, function.line});
      shown.phase = function.phase;
      addEffects(function.symbol, stage, effects, shown);
    }
  }

  void addEffects(StringId symbol, Stage stage, const Effects &effects, ReportFunction &shown) {
    const Program &program = effects.program();
    uint32_t index = program.find(symbol);
    Part &part = partOf(symbol);
    for (const FunctionEffect &found : effects.of(index))
      shown.effects.push_back(describe(program.function(index), found, stage, effects, part));
  }

  /// Of IR without debug info the functions are all that there is. What is declared only, or stands
  /// in a source's unit without a place, was made by a compiler.
  bool isUnplaced(const Function &function) {
    return !function.file && function.defined && !function.modelled &&
           function.linkage != Linkage::Declared && partOf(function.symbol).report.language == "ir";
  }

  void addUnplaced(const Function &function, Stage stage, const Effects &effects) {
    const std::string &name = readable(function.symbol);
    if (!isWanted(name))
      return;
    ReportFunction &shown = partOf(function.symbol).unplaced[function.symbol];
    shown.name = name;
    shown.symbol = linked_.names.text(function.symbol);
    shown.phase = function.phase;
    addEffects(function.symbol, stage, effects, shown);
  }

  ReportEffect describe(const Function &function, const FunctionEffect &found, Stage stage,
                        const Effects &effects, Part &part) {
    const Call &call = function.calls[found.call];
    std::vector<FrameId> path = linked_.names.chain(call.frame);
    std::reverse(path.begin(), path.end());
    effects.appendPath(found.inner, path);
    const Call &last = effects.lastCall(call, found.inner);
    EffectKey key = found.key;
    key.callee = last.callee;
    Allocated allocated = effects.allocated(effects.program().find(function.symbol));
    if (key.throughUser && key.kind == Kind::Allocate && allocated.sizes == Allocated::Sizes::One) {
      key.type = allocated.type;
      key.bytes = allocated.bytes;
      key.elementBytes = allocated.elementBytes;
    }
    ReportEffect effect = describe(key, stage, found.certainty, path, part.frames);
    setReason(effect, {last.callee, last.reason}, effects);
    effect.phase = function.phase;
    effect.mattersToHeap = key.kind != Kind::Destroy || effects.touchesHeap(key.callee);
    effect.subject = linked_.names.text(key.subject);
    effect.inLoop = !call.levels.empty() && call.levels.back().inLoop;
    return effect;
  }

  /// What stands at no line can't be marked: that is told instead.
  void noteWithoutLine(const Function &function) {
    ReportUnit &report = partOf(function.symbol).report;
    const std::string &name = readable(function.symbol);
    report.notes.push_back(linked_.names.text(function.file) + ": " + name +
                           " reaches the heap at no line of the source; heaplight explain '" +
                           name + "' " + report.source + " shows how");
  }

  static void finishFunctions(Part &part) {
    part.report.functions = sorted(part.functions);
    part.report.unplaced = sorted(part.unplaced);
    leaveAbsentStageOut(part.report);
    if (!part.report.functions.empty())
      llvm::erase_if(part.report.unplaced, isHarmless);
  }

  /// Beside functions with a place such a one is a compiler's, as what calls terminate.
  static bool isHarmless(const ReportFunction &function) {
    return llvm::none_of(function.effects, [](const ReportEffect &effect) {
      return effect.certainty != Certainty::Exceptional;
    });
  }

  static std::vector<ReportFunction> sorted(const std::map<StringId, ReportFunction> &found) {
    std::vector<ReportFunction> functions;
    for (const auto &[symbol, function] : found) {
      functions.push_back(function);
      std::vector<ReportEffect> &effects = functions.back().effects;
      std::stable_sort(effects.begin(), effects.end(), comesFirst);
    }
    std::sort(functions.begin(), functions.end(),
              [](const ReportFunction &left, const ReportFunction &right) {
                return std::tie(left.file, left.line, left.symbol) <
                       std::tie(right.file, right.line, right.symbol);
              });
    return functions;
  }

  static bool comesFirst(const ReportEffect &left, const ReportEffect &right) {
    return std::tie(left.kind, left.stage, left.callee, left.reason, left.type, left.subject,
                    left.bytes) < std::tie(right.kind, right.stage, right.callee, right.reason,
                                           right.type, right.subject, right.bytes);
  }

  enum class Fate { Kept, Elided };

  void addLines(const StageLines &lines, const Effects &written, const Effects &built) {
    using FileLine = std::pair<StringId, uint32_t>;
    std::map<FileLine, std::vector<ReportEffect>> byLine;
    auto add = [&](const LineEffect &found, Stage stage, Fate fate) {
      if (!isWanted(readable(linked_.names.frame(found.path.front()).function)))
        return;
      EffectKey key = found.key;
      key.callee = found.callee;
      ReportEffect effect =
          describe(key, stage, found.certainty, found.path, partOf(found.file).frames);
      const Effects &effects = stage == Stage::Written ? written : built;
      setReason(effect, {found.callee, found.reason}, effects);
      effect.phase = found.phase;
      effect.inLoop = found.inLoop;
      effect.subject = linked_.names.text(found.subject);
      effect.elided = fate == Fate::Elided;
      effect.mattersToHeap = found.key.kind != Kind::Destroy || effects.touchesHeap(found.callee);
      byLine[{found.file, found.line}].push_back(std::move(effect));
    };
    for (size_t index = 0; index < lines.written.size(); ++index)
      add(lines.written[index], Stage::Written, lines.elided[index] ? Fate::Elided : Fate::Kept);
    for (const LineEffect &found : lines.built)
      add(found, Stage::Built, Fate::Kept);
    for (auto &[place, effects] : byLine) {
      std::stable_sort(effects.begin(), effects.end(), comesFirst);
      partOf(place.first)
          .report.lines.push_back(
              {linked_.names.text(place.first), place.second, std::move(effects)});
    }
    for (Part &part : parts_)
      std::sort(part.report.lines.begin(), part.report.lines.end(),
                [](const ReportLine &left, const ReportLine &right) {
                  return std::tie(left.file, left.line) < std::tie(right.file, right.line);
                });
  }

  void addAssembly(uint32_t input, const Effects &effects, const StageLines &lines) {
    Part &part = parts_[input];
    std::vector<ReportAssembly> &assembly = part.report.assembly;
    for (AssemblyLine &line : linked_.inputs[input].assembly) {
      const std::string &function = readable(line.symbol);
      if (!isWanted(function))
        continue;
      ReportAssembly shown;
      shown.text = std::move(line.text);
      shown.symbol = linked_.names.text(line.symbol);
      shown.function = function;
      shown.callee = readable(line.callee);
      shown.label = line.label;
      if (line.frame != noFrame) {
        auto merged = lines.lineOfMerged.find(line.frame);
        shown.frame = part.frames[merged == lines.lineOfMerged.end() ? line.frame : merged->second];
      }
      if (line.call)
        shown.effect = effectOf(line, effects);
      placeAssembly(shown, line.symbol, part);
      assembly.push_back(std::move(shown));
    }
    // A label stands for what comes behind it; a function's own stays where that begins.
    for (size_t next = assembly.size(); next-- > 1;) {
      ReportAssembly &line = assembly[next - 1];
      if (!line.label || line.symbol != assembly[next].symbol || line.text == line.symbol + ":")
        continue;
      line.file = assembly[next].file;
      line.line = assembly[next].line;
    }
  }

  void placeAssembly(ReportAssembly &shown, StringId symbol, const Part &part) {
    const ReportUnit &report = part.report;
    const ReportAssembly *before = report.assembly.empty() ? nullptr : &report.assembly.back();
    for (std::optional<uint32_t> at = shown.frame; at; at = report.frames[*at].in) {
      const ReportFrame &frame = report.frames[*at];
      if (!frame.line || !userFiles_.has(linked_.names.intern(frame.file)))
        continue;
      shown.file = frame.file;
      shown.line = frame.line;
      return;
    }
    auto function = part.functions.find(symbol);
    if (before && before->symbol == shown.symbol && before->line) {
      shown.file = before->file;
      shown.line = before->line;
    } else if (function != part.functions.end()) {
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

  void addTexts(ReportUnit &report) {
    std::set<std::string> files;
    if (report.language != "ir") // Its lines are those of sources.
      files.insert(report.source);
    for (const ReportLine &line : report.lines)
      files.insert(line.file);
    for (const ReportFunction &function : report.functions)
      files.insert(function.file);
    report.userFiles.assign(files.begin(), files.end());
    for (const std::string &file : files)
      if (std::optional<std::vector<std::string>> text = readSource(file))
        report.texts[file] = std::make_shared<const std::vector<std::string>>(std::move(*text));
  }

  /// Counts the calls of functions that allocate by themselves.
  void addSites(const Summary &summary, const Program &program, uint32_t ReportTotals::*sites) {
    for (const Function &function : summary.functions)
      for (const Call &call : function.calls) {
        uint32_t callee = call.callee ? program.find(call.callee) : Program::none;
        partOf(function.symbol).report.totals.*sites +=
            call.origin == Origin::Call && callee != Program::none &&
            llvm::any_of(program.function(callee).own,
                         [](const OwnEffect &own) { return own.kind == Kind::Allocate; });
      }
  }

  Linked linked_;
  World world_;
  std::deque<Part> parts_; ///< By input.
  UserFiles userFiles_;
  llvm::Regex function_;
  bool filterFunctions_;
};

} // namespace

std::string reasonOf(const UnseenCall &last, const Program &program, const Linked &linked) {
  if (last.reason)
    return linked.names.text(last.reason);
  uint32_t callee = program.find(last.callee);
  bool replaced = callee != Program::none && program.function(callee).defined;
  return (replaced ? "another body may replace it: " : "no body: ") +
         linked.readableName(last.callee);
}

std::vector<ReportUnit> makeReport(Linked linked, const ReportOptions &options) {
  return Reporter(std::move(linked), options).make();
}

} // namespace heaplight
