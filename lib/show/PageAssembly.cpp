#include "show/PageAssembly.h"

#include "show/PageColumns.h"

#include "llvm/Demangle/Demangle.h"
#include "llvm/Support/raw_ostream.h"

namespace heaplight {
namespace {

bool isOfSymbol(char letter) {
  return std::isalnum(static_cast<unsigned char>(letter)) || letter == '_' || letter == '.' ||
         letter == '$';
}

/// Mangled names of a unit's assembly, each with what people read for it.
class ReadableNames {
public:
  void add(const ReportAssembly &line) {
    if (!line.symbol.empty() && !line.function.empty() && line.function != line.symbol)
      names_.try_emplace(line.symbol, line.function);
    llvm::StringRef rest = line.text;
    for (size_t at; (at = rest.find("_Z")) != llvm::StringRef::npos;) {
      llvm::StringRef symbol = rest.substr(at).take_while(isOfSymbol);
      rest = rest.substr(at + symbol.size());
      auto [place, added] = names_.try_emplace(symbol);
      if (added)
        place->second = llvm::demangle(symbol);
    }
    // Of a direct call the compiler's front end knows better, as of Rust's.
    llvm::StringRef operand = llvm::StringRef(line.text).trim().rsplit('\t').second;
    llvm::StringRef called = operand.take_while(isOfSymbol);
    if (!line.callee.empty() && !called.empty() && line.callee != called)
      names_[called] = line.callee;
  }

  void write(JsonWriter &json) const {
    std::map<std::string, std::string> sorted;
    for (const auto &name : names_)
      if (name.first() != name.second)
        sorted.emplace(name.first().str(), name.second);
    json.attributeArray("readable", [&] {
      for (const auto &[symbol, name] : sorted) {
        json.value(utf8Of(symbol));
        json.value(utf8Of(name));
      }
    });
  }

private:
  llvm::StringMap<std::string> names_;
};

class Writer {
public:
  void add(const ReportAssembly &line) {
    text_ += utf8Of(line.text);
    text_ += '\n';
    frame_.add(line.frame);
    if (!count_ || line.symbol != symbol_) {
      symbol_ = line.symbol;
      symbolFrom_.add(count_);
      symbolName_.add(strings_.orNone(line.symbol));
    }
    if (!count_ || line.line != line_ || line.file != file_) {
      line_ = line.line;
      file_ = line.file;
      placeFrom_.add(count_);
      placeFile_.add(strings_.orNone(file_));
      placeLine_.add(int64_t(line_));
    }
    if (line.effect) {
      effectAt_.add(count_);
      effectKind_.add(int64_t(*line.effect));
    }
    if (line.label)
      label_.add(count_);
    readable_.add(line);
    ++count_;
  }

  std::vector<PageChunk> finish(size_t number) {
    std::string columns;
    llvm::raw_string_ostream stream(columns);
    JsonWriter json(stream);
    json.object([&] {
      json.attribute("count", count_);
      frame_.write("frame", json);
      symbolFrom_.write("symbol_from", json);
      symbolName_.write("symbol", json);
      placeFrom_.write("place_from", json);
      placeFile_.write("place_file", json);
      placeLine_.write("place_line", json);
      effectAt_.write("effect_at", json);
      effectKind_.write("effect", json);
      label_.write("label", json);
      readable_.write(json);
      strings_.write("strings", json);
    });
    if (!text_.empty())
      text_.pop_back();
    std::string suffix = "/" + std::to_string(number);
    return {{"columns" + suffix, std::move(columns)}, {"assembly" + suffix, std::move(text_)}};
  }

private:
  std::string text_;
  int64_t count_ = 0;
  std::string symbol_;
  std::string file_;
  uint32_t line_ = 0;
  PageStrings strings_;
  PageColumn frame_;
  PageColumn symbolFrom_, symbolName_;           ///< Of each run of lines of one function.
  PageColumn placeFrom_, placeFile_, placeLine_; ///< Of each run that one line was made for.
  PageColumn effectAt_, effectKind_, label_;
  ReadableNames readable_;
};

} // namespace

std::vector<PageChunk> pageAssembly(const ReportUnit &unit, size_t number) {
  if (unit.assembly.empty())
    return {};
  Writer writer;
  for (const ReportAssembly &line : unit.assembly)
    writer.add(line);
  return writer.finish(number);
}

} // namespace heaplight
