#include "show/PageUnit.h"

#include "report/Words.h"
#include "show/Phrases.h"

namespace heaplight {
namespace {

/// Bits of an effect's `flags`.
enum Flag : uint8_t { Direct = 1, InLoop = 2, Elided = 4, MattersToHeap = 8 };

int64_t flagsOf(const ReportEffect &effect) {
  return (effect.direct ? Direct : 0) | (effect.inLoop ? InLoop : 0) |
         (effect.elided ? Elided : 0) | (effect.mattersToHeap ? MattersToHeap : 0);
}

/// Effects of whatever they are of, one after the other.
class EffectColumns {
public:
  explicit EffectColumns(PageStrings &strings) : strings_(strings) {}

  void add(const std::vector<ReportEffect> &effects) {
    for (const ReportEffect &effect : effects)
      add(effect);
  }

  void write(JsonWriter &json) const {
    json.attributeObject("effects", [&] {
      kind_.write("kind", json);
      stage_.write("stage", json);
      certainty_.write("certainty", json);
      phase_.write("phase", json);
      flags_.write("flags", json);
      callee_.write("callee", json);
      reason_.write("reason", json);
      type_.write("type", json);
      subject_.write("subject", json);
      bytes_.write("bytes", json);
      elementBytes_.write("element_bytes", json);
      steps_.write("steps", json);
      path_.write("path", json);
    });
  }

private:
  void add(const ReportEffect &effect) {
    kind_.add(int64_t(effect.kind));
    stage_.add(int64_t(effect.stage));
    certainty_.add(int64_t(effect.certainty));
    phase_.add(int64_t(effect.phase));
    flags_.add(flagsOf(effect));
    callee_.add(strings_.orNone(effect.callee));
    reason_.add(strings_.orNone(effect.reason));
    type_.add(strings_.orNone(effect.type));
    subject_.add(strings_.orNone(effect.subject));
    bytes_.add(effect.bytes);
    elementBytes_.add(effect.elementBytes);
    steps_.add(int64_t(effect.path.size()));
    for (uint32_t frame : effect.path)
      path_.add(int64_t(frame));
  }

  PageStrings &strings_;
  PageColumn kind_, stage_, certainty_, phase_, flags_, callee_, reason_, type_, subject_;
  PageCounts bytes_, elementBytes_;
  PageColumn steps_, path_; ///< How many frames each path has, and the frames of all.
};

/// What was seen at lines.
class ObservedColumns {
public:
  void add(const RecordedCounts &counts) {
    allocations_.add(counts.allocations);
    bytes_.add(counts.bytes);
    frees_.add(counts.frees);
    freedBytes_.add(counts.freedBytes);
    lostBlocks_.add(counts.lostBlocks);
    lostBytes_.add(counts.lostBytes);
  }

  void write(JsonWriter &json) const {
    json.attributeObject("observed", [&] {
      allocations_.write("allocations", json);
      bytes_.write("bytes", json);
      frees_.write("frees", json);
      freedBytes_.write("freed_bytes", json);
      lostBlocks_.write("lost_blocks", json);
      lostBytes_.write("lost_bytes", json);
    });
  }

private:
  PageCounts allocations_, bytes_, frees_, freedBytes_, lostBlocks_, lostBytes_;
};

class Writer {
public:
  Writer(const ReportUnit &unit, const PageTables &tables)
      : unit_(unit), json_(tables.json), strings_(tables.strings), text_(tables.text),
        effects_(tables.strings) {}

  void write() {
    writeHead();
    writeFunctions("functions", unit_.functions);
    writeFunctions("unplaced", unit_.unplaced);
    writeLines();
    effects_.write(json_); // Functions', those without a place', lines'.
    json_.attributeObject("phrases", [&] {
      writePhrases("written", StageView::Written);
      writePhrases("built", StageView::Built);
      writePhrases("both", StageView::Both);
    });
    writeUnmarked();
    writeFrames();
  }

private:
  void writeHead() {
    json_.text("source", unit_.source);
    json_.text("language", unit_.language);
    json_.text("target", unit_.target);
    json_.text("optimization", unit_.optimization);
    json_.textIfAny("standard", unit_.standard);
    if (unit_.only)
      json_.text("absent_stage", word(*unit_.only == Stage::Built ? Stage::Written : Stage::Built));
    json_.attributeArray("notes", [&] {
      for (const std::string &note : unit_.notes)
        json_.value(utf8Of(note));
    });
    json_.attributeArray("user_files", [&] {
      for (const std::string &file : unit_.userFiles)
        json_.value(utf8Of(file));
    });
    const ReportTotals &totals = unit_.totals;
    json_.attributeObject("totals", [&] {
      json_.attribute("source_lines", totals.sourceLines);
      json_.attribute("allocating_lines", totals.allocatingLines);
      json_.attribute("freeing_lines", totals.freeingLines);
      json_.attribute("unknown_lines", totals.unknownLines);
      json_.attribute("functions", totals.functions);
      json_.attribute("heap_functions", totals.heapFunctions);
      json_.attribute("written_sites", totals.writtenSites);
      json_.attribute("built_sites", totals.builtSites);
    });
  }

  void writeFunctions(llvm::StringRef key, const std::vector<ReportFunction> &functions) {
    PageColumn name, symbol, file, line, end, phase, count;
    for (const ReportFunction &function : functions) {
      name.add(strings_(function.name));
      symbol.add(strings_(function.symbol));
      file.add(strings_.orNone(function.file));
      line.add(int64_t(function.line));
      end.add(int64_t(function.endLine));
      phase.add(int64_t(function.phase));
      count.add(int64_t(function.effects.size()));
      effects_.add(function.effects);
    }
    json_.attributeObject(key, [&] {
      name.write("name", json_);
      symbol.write("symbol", json_);
      file.write("file", json_);
      line.write("line", json_);
      end.write("end_line", json_);
      phase.write("phase", json_);
      count.write("effects", json_);
    });
  }

  void writeLines() {
    PageColumn file, number, count;
    ObservedColumns observed;
    bool seen = false;
    for (const ReportLine &line : unit_.lines) {
      file.add(strings_(line.file));
      number.add(int64_t(line.line));
      count.add(int64_t(line.effects.size()));
      effects_.add(line.effects);
      seen |= line.observed.has_value();
      observed.add(line.observed.value_or(RecordedCounts()));
    }
    json_.attributeObject("lines", [&] {
      file.write("file", json_);
      number.write("line", json_);
      count.write("effects", json_);
      if (seen)
        observed.write(json_);
    });
  }

  /// Of each line in turn, as the text view words them.
  void writePhrases(llvm::StringRef key, StageView stage) {
    TextOptions options = text_;
    options.stage = stage;
    PageColumn count, kind, tone, text;
    for (const ReportLine &line : unit_.lines) {
      std::vector<Phrase> phrases = phrasesOf(line, unit_, options);
      count.add(int64_t(phrases.size()));
      for (const Phrase &phrase : phrases) {
        kind.add(int64_t(phrase.kind));
        tone.add(int64_t(phrase.tone));
        text.add(strings_(phrase.text));
      }
    }
    json_.attributeObject(key, [&] {
      count.write("count", json_);
      kind.write("kind", json_);
      tone.write("tone", json_);
      text.write("text", json_);
    });
  }

  void writeUnmarked() {
    PageColumn file, number, allocates, frees;
    ObservedColumns observed;
    for (const ReportUnmarked &line : unit_.unmarked) {
      file.add(strings_(line.file));
      number.add(int64_t(line.line));
      auto misses = [&](Kind kind) {
        return int64_t(std::find(line.kinds.begin(), line.kinds.end(), kind) != line.kinds.end());
      };
      allocates.add(misses(Kind::Allocate));
      frees.add(misses(Kind::Deallocate));
      observed.add(line.observed);
    }
    json_.attributeObject("unmarked", [&] {
      file.write("file", json_);
      number.write("line", json_);
      allocates.write("allocate", json_);
      frees.write("deallocate", json_);
      observed.write(json_);
    });
  }

  void writeFrames() {
    PageColumn function, file, line, column, in;
    for (const ReportFrame &frame : unit_.frames) {
      function.add(strings_(frame.function));
      file.add(strings_.orNone(frame.file));
      line.add(int64_t(frame.line));
      column.add(int64_t(frame.column));
      in.add(frame.in);
    }
    json_.attributeObject("frames", [&] {
      function.write("function", json_);
      file.write("file", json_);
      line.write("line", json_);
      column.write("column", json_);
      in.write("in", json_);
    });
  }

  const ReportUnit &unit_;
  JsonWriter &json_;
  PageStrings &strings_;
  const TextOptions &text_;
  EffectColumns effects_;
};

} // namespace

void writePageUnit(const ReportUnit &unit, const PageTables &tables) {
  Writer(unit, tables).write();
}

} // namespace heaplight
