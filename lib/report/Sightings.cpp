#include "report/Sightings.h"

#include "report/Quantities.h"
#include "report/Words.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/Path.h"

#include <chrono>

namespace heaplight {
namespace {

namespace fs = llvm::sys::fs;

/// Of a file that isn't there any more, what its path says without dots.
std::string realPath(const std::string &file) {
  llvm::SmallString<256> real, whole(file);
  if (!fs::real_path(file, real))
    return std::string(real);
  fs::make_absolute(whole);
  llvm::sys::path::remove_dots(whole, /*remove_dot_dot=*/true);
  return std::string(whole);
}

void add(RecordedCounts &sum, const RecordedCounts &more) {
  for (uint64_t RecordedCounts::*count :
       {&RecordedCounts::allocations, &RecordedCounts::bytes, &RecordedCounts::frees,
        &RecordedCounts::freedBytes, &RecordedCounts::lostBlocks, &RecordedCounts::lostBytes})
    sum.*count = llvm::SaturatingAdd(sum.*count, more.*count);
}

RecordedCounts countsAt(const Sightings::Lines *lines, uint32_t line) {
  if (!lines)
    return {};
  auto found = lines->find(line);
  return found == lines->end() ? RecordedCounts() : found->second;
}

uint64_t seen(Kind kind, const RecordedCounts &counts) {
  return kind == Kind::Allocate ? counts.allocations : kind == Kind::Deallocate ? counts.frees : 0;
}

/// How a report speaks of one thing that a line was seen to do.
enum class Marked : uint8_t { No, Elided, Yes };

Marked markOf(Kind kind, const std::vector<ReportEffect> &effects) {
  Marked marked = Marked::No;
  for (const ReportEffect &effect : effects)
    if (effect.kind == kind || effect.kind == Kind::Unknown)
      marked = std::max(marked, effect.elided ? Marked::Elided : Marked::Yes);
  return marked;
}

/// Of all units: a header may have its functions in one and its lines in another, and a file two
/// names.
class Marks {
public:
  explicit Marks(const std::vector<ReportUnit> &units) {
    std::map<std::string, std::string> real;
    for (const ReportUnit &unit : units)
      for (const ReportLine &line : unit.lines) {
        auto [known, added] = real.try_emplace(line.file);
        if (added)
          known->second = realPath(line.file);
        byLine_[{known->second, line.line}].push_back(&line.effects);
      }
  }

  Marked of(Kind kind, const std::string &file, uint32_t line) const {
    Marked marked = Marked::No;
    auto found = byLine_.find({file, line});
    if (found != byLine_.end())
      for (const std::vector<ReportEffect> *effects : found->second)
        marked = std::max(marked, markOf(kind, *effects));
    return marked;
  }

private:
  std::map<std::pair<std::string, uint32_t>, std::vector<const std::vector<ReportEffect> *>>
      byLine_;
};

/// As the totals count it.
bool counts(const ReportEffect &effect, Stage stage) {
  return effect.stage == stage && effect.certainty != Certainty::Exceptional;
}

std::string namesOf(const std::vector<ObservedRun> &runs) {
  std::string names;
  for (const ObservedRun &run : runs)
    names += (names.empty() ? "" : ", ") + run.source;
  return names;
}

/// What all units are held against.
struct Known {
  const Sightings &sightings;
  const Marks &marks;
  std::string runs; ///< Their names.
};

/// One unit against the runs.
class Holder {
public:
  Holder(const Known &known, ReportUnit &unit) : known_(known), unit_(unit) {}

  void holdLines() {
    const std::string *file = nullptr; // Lines stand by file: each is looked for once.
    const Sightings::Lines *seenLines = nullptr;
    for (ReportLine &line : unit_.lines) {
      if (!file || *file != line.file)
        seenLines = known_.sightings.linesOf(line.file);
      file = &line.file;
      line.observed = countsAt(seenLines, line.line);
      unit_.totals.seenAllocatingLines +=
          line.observed->allocations && does(line.effects, Kind::Allocate);
      unit_.totals.seenFreeingLines += line.observed->frees && does(line.effects, Kind::Deallocate);
      for (Kind kind : {Kind::Allocate, Kind::Deallocate})
        elided_ += seen(kind, *line.observed) && markOf(kind, line.effects) == Marked::Elided;
    }
    if (elided_)
      note(known_.runs + ": " + grouped(elided_) + (elided_ == 1 ? " line" : " lines") +
           " came to the heap where the optimizer leaves "
           "nothing of that: the run was of code built with other flags");
  }

  void findUnmarked(const std::string &file) {
    const Sightings::Lines *lines = known_.sightings.linesOf(file);
    if (!lines)
      return;
    if (std::string doubt = known_.sightings.doubtOf(file); !doubt.empty())
      note(doubt);
    auto text = unit_.texts.find(file);
    uint32_t last = text == unit_.texts.end() ? UINT32_MAX : uint32_t(text->second->size());
    uint32_t beyond = 0;
    std::string real = realPath(file);
    for (const auto &[number, counts] : *lines) {
      std::vector<Kind> kinds;
      for (Kind kind : {Kind::Allocate, Kind::Deallocate})
        if (seen(kind, counts) && known_.marks.of(kind, real, number) == Marked::No)
          kinds.push_back(kind);
      if (kinds.empty())
        continue;
      if (number <= last)
        unit_.unmarked.push_back({file, number, std::move(kinds), counts});
      else if (!beyond)
        beyond = number;
    }
    if (beyond)
      note(known_.runs + ": tells of " + file + ":" + std::to_string(beyond) +
           ", but the file has " + std::to_string(last) + (last == 1 ? " line" : " lines") +
           ": the run was of other code");
  }

  void noteUnmarked() {
    if (unit_.unmarked.empty())
      return;
    const ReportUnmarked &first = unit_.unmarked.front();
    size_t others = unit_.unmarked.size() - 1;
    std::string where = first.file + ":" + std::to_string(first.line);
    if (others)
      where += " and " + grouped(others) + (others == 1 ? " other line" : " other lines");
    note(where + " came to the heap in " + known_.runs +
         " without a mark: either Heaplight missed something there, or the run was of other code");
  }

private:
  bool does(const std::vector<ReportEffect> &effects, Kind kind) const {
    return llvm::any_of(effects, [&](const ReportEffect &effect) {
      return effect.kind == kind && counts(effect, lastStage(unit_));
    });
  }

  void note(const std::string &text) { unit_.notes.push_back(text); }

  const Known &known_;
  ReportUnit &unit_;
  uint32_t elided_ = 0;
};

std::string nothingMatches(const std::vector<ObservedRun> &runs) {
  return namesOf(runs) + (runs.size() > 1 ? ": tell" : ": tells") +
         " of none of this report's files; was the program built with -g, of these sources, and is "
         "this the folder that it was run in?";
}

} // namespace

Sightings::Sightings(const std::vector<ObservedRun> &runs) : runs_(runs) {
  std::map<std::string, std::string> real;
  for (const ObservedRun &run : runs)
    for (const ObservedLine &line : run.lines) {
      auto [known, added] = real.try_emplace(line.file);
      if (added)
        known->second = realPath(line.file);
      add(byFile_[known->second][line.line], line.counts);
    }
}

const Sightings::Lines *Sightings::linesOf(const std::string &file) const {
  auto found = byFile_.find(realPath(file));
  return found == byFile_.end() ? nullptr : &found->second;
}

RecordedCounts Sightings::at(const std::string &file, uint32_t line) const {
  return countsAt(linesOf(file), line);
}

std::string Sightings::doubtOf(const std::string &file) const {
  fs::file_status status;
  if (fs::status(file, status))
    return {};
  int64_t changed = std::chrono::duration_cast<std::chrono::seconds>(
                        status.getLastModificationTime().time_since_epoch())
                        .count();
  for (const ObservedRun &run : runs_)
    if (run.written && changed > run.written)
      return file + ": is newer than " + run.source +
             ", so its lines may be others than those that ran";
  return {};
}

std::vector<std::string> Sightings::gaps() const {
  std::vector<std::string> gaps;
  for (const ObservedRun &run : runs_)
    if (run.missed)
      gaps.push_back(run.source + ": of " + grouped(run.missed) +
                     (run.missed == 1 ? " event" : " events") +
                     " it doesn't know the lines, so what is not seen may have happened");
  return gaps;
}

void addObserved(Report &report, const std::vector<ObservedRun> &runs,
                 const ReportOptions &options) {
  if (runs.empty() || report.units.empty())
    return;
  for (const ObservedRun &run : runs)
    report.runs.push_back({run.source, run.program});
  Sightings sightings(runs);
  Marks marks(report.units);
  Known known{sightings, marks, namesOf(runs)};
  std::set<std::string> held; // A file is held against them in the first unit that has it.
  bool matches = false;
  for (ReportUnit &unit : report.units) {
    Holder holder(known, unit);
    holder.holdLines();
    for (const std::string &file : unit.userFiles) {
      matches |= sightings.linesOf(file) != nullptr;
      if (options.functionFilter.empty() && held.insert(realPath(file)).second)
        holder.findUnmarked(file);
    }
    holder.noteUnmarked();
  }
  std::vector<std::string> &notes = report.units.front().notes;
  for (std::string &gap : sightings.gaps())
    notes.push_back(std::move(gap));
  if (!matches)
    notes.push_back(nothingMatches(runs));
}

std::vector<std::string> addObserved(Explanation &explanation,
                                     const std::vector<ObservedRun> &runs) {
  std::vector<std::string> notes;
  if (runs.empty())
    return notes;
  Sightings sightings(runs);
  for (Explained &explained : explanation.subjects) {
    if (!explained.function.empty()) {
      notes.push_back("--observed tells of lines alone; ask for FILE:LINE to see what was seen");
      return notes;
    }
    explained.observed = sightings.at(explained.file, explained.line);
    for (Kind kind : {Kind::Allocate, Kind::Deallocate}) {
      bool told = llvm::any_of(explained.effects, [&](const ExplainedEffect &effect) {
        return effect.kind == kind || effect.kind == Kind::Unknown;
      });
      if (seen(kind, *explained.observed) && !told && !llvm::is_contained(explained.removed, kind))
        explained.unmarked.push_back(kind);
    }
    if (!sightings.linesOf(explained.file))
      notes.push_back(nothingMatches(runs));
    else if (std::string doubt = sightings.doubtOf(explained.file); !doubt.empty())
      notes.push_back(doubt);
  }
  for (std::string &gap : sightings.gaps())
    notes.push_back(std::move(gap));
  return notes;
}

} // namespace heaplight
