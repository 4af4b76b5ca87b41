// Summaries for the tests of reach/, written by hand: functions, their calls, and the effects that
// come of them as words. Files called user… are the user's; all others are a library's.
#pragma once

#include "reach/Lines.h"
#include "report/Words.h"

#include <memory>

namespace heaplight::test {

/// A frame as people write it.
struct At {
  std::string function;
  std::string file;
  uint32_t line = 0;
  uint32_t column = 1;
};

/// One function of a summary. Its calls happen always, unless a test says otherwise.
class FunctionBuilder {
public:
  FunctionBuilder(Names &names, Function &function) : names_(names), function_(function) {}

  /// `chain` is innermost first; it ends in this function.
  Call &call(const std::string &callee, const std::vector<At> &chain);
  Function *operator->() { return &function_; }
  Function &function() { return function_; }

private:
  Names &names_;
  Function &function_;
};

/// The summary of one unit.
class Code {
public:
  Names names;
  std::set<StringId> destructors;
  std::map<Place, StringId> subjects;

  StringId id(const std::string &text) { return names.intern(text); }
  FunctionBuilder define(const std::string &symbol, const std::string &file = "lib.h",
                         uint32_t line = 1);
  /// A function without a body, of which a model says `own`.
  void model(const std::string &symbol, const std::vector<OwnEffect> &own);
  /// malloc always allocates, free always frees.
  void addHeap();
  /// A function without a body, of which nothing is known.
  void declare(const std::string &symbol);
  IsUserFile isUser() const;
  Summary summary(Stage stage = Stage::Written) const;

private:
  std::map<std::string, Function> functions_;
};

/// What can be known of a `Code`, which must outlive it.
class Reached {
public:
  explicit Reached(Code &code);

  const Effects &effects() const { return effects_; }
  /// "allocate sometimes malloc", sorted by key.
  std::vector<std::string> of(const std::string &symbol) const;
  /// "user.cpp:3 lib.h:7": the frames from the function's first effect of `kind` to its site.
  std::string path(const std::string &symbol, Kind kind = Kind::Allocate) const;
  /// "user.cpp:3 allocate always malloc"; with `facts`, as the built stage.
  std::vector<std::string> lines(const WrittenFacts *facts = nullptr) const;
  std::vector<LineEffect> lineEffects(const WrittenFacts *facts = nullptr) const;
  LineTable table(const WrittenFacts *facts = nullptr) const;
  /// What this code tells if it is the written stage.
  WrittenFacts facts() const;

private:
  Code &code_;
  Summary summary_;
  Program program_;
  Effects effects_;
};

std::string spell(const Names &names, const std::vector<FrameId> &path);
std::string spell(const Names &names, const LineEffect &effect);

// Defined here, since tests are found by the name of their file.

inline Call &FunctionBuilder::call(const std::string &callee, const std::vector<At> &chain) {
  Call call;
  call.callee = names_.intern(callee);
  call.inFunction = Certainty::Always;
  for (size_t level = chain.size(); level-- > 0;) {
    const At &at = chain[level];
    call.frame = names_.intern(
        Frame{names_.intern(at.function), names_.intern(at.file), at.line, at.column, call.frame});
  }
  call.levels.assign(chain.size(), Level{Certainty::Always, false, Phase::Run});
  function_.calls.push_back(std::move(call));
  return function_.calls.back();
}

inline FunctionBuilder Code::define(const std::string &symbol, const std::string &file,
                                    uint32_t line) {
  Function &function = functions_[symbol];
  function.symbol = id(symbol);
  function.file = id(file);
  function.line = line;
  function.defined = true;
  return {names, function};
}

inline void Code::model(const std::string &symbol, const std::vector<OwnEffect> &own) {
  declare(symbol);
  functions_[symbol].defined = functions_[symbol].modelled = true;
  functions_[symbol].own = own;
}

inline void Code::addHeap() {
  model("malloc", {{Kind::Allocate, Certainty::Always}});
  model("free", {{Kind::Deallocate, Certainty::Always}});
}

inline void Code::declare(const std::string &symbol) { functions_[symbol].symbol = id(symbol); }

inline IsUserFile Code::isUser() const {
  return [this](StringId file) { return names.text(file).starts_with("user"); };
}

inline Summary Code::summary(Stage stage) const {
  Summary summary{stage, {}};
  for (const auto &[symbol, function] : functions_)
    summary.functions.push_back(function);
  return summary;
}

inline Reached::Reached(Code &code)
    : code_(code), summary_(code.summary()), program_(code.names, {&summary_}),
      effects_(program_, code.destructors, code.isUser()) {}

inline std::vector<std::string> Reached::of(const std::string &symbol) const {
  std::vector<std::string> spelled;
  for (const FunctionEffect &effect : effects_.of(program_.find(code_.id(symbol)))) {
    std::string text = std::string(word(effect.key.kind)) + " " + word(effect.certainty);
    text += effect.key.throughUser ? " through user" : " " + code_.names.text(effect.key.callee);
    if (effect.key.reason)
      text += code_.names.text(effect.key.reason);
    spelled.push_back(text);
  }
  return spelled;
}

inline std::string Reached::path(const std::string &symbol, Kind kind) const {
  uint32_t index = program_.find(code_.id(symbol));
  for (const FunctionEffect &effect : effects_.of(index))
    if (effect.key.kind == kind) {
      const Call &call = program_.function(index).calls[effect.call];
      std::vector<FrameId> inner = code_.names.chain(call.frame);
      std::vector<FrameId> path(inner.rbegin(), inner.rend());
      effects_.appendPath(effect.inner, path);
      return spell(code_.names, path);
    }
  return "none";
}

inline LineTable Reached::table(const WrittenFacts *facts) const {
  return heaplight::lineEffects(effects_, summary_, code_.subjects, facts);
}

inline std::vector<LineEffect> Reached::lineEffects(const WrittenFacts *facts) const {
  return table(facts).lines;
}

inline std::vector<std::string> Reached::lines(const WrittenFacts *facts) const {
  std::vector<std::string> spelled;
  for (const LineEffect &effect : lineEffects(facts))
    spelled.push_back(spell(code_.names, effect));
  return spelled;
}

inline WrittenFacts Reached::facts() const { return factsOf(summary_, code_.names, lineEffects()); }

inline std::string spell(const Names &names, const std::vector<FrameId> &path) {
  std::string text;
  for (FrameId frame : path)
    text += (text.empty() ? "" : " ") + names.text(names.frame(frame).file) + ":" +
            std::to_string(names.frame(frame).line);
  return text;
}

inline std::string spell(const Names &names, const LineEffect &effect) {
  return names.text(effect.file) + ":" + std::to_string(effect.line) + " " + word(effect.key.kind) +
         " " + word(effect.certainty) + " " +
         (effect.reason ? names.text(effect.reason) : names.text(effect.callee));
}

} // namespace heaplight::test
