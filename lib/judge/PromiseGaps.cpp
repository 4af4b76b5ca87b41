#include "judge/PromiseGaps.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"

namespace heaplight {
namespace {

class Casts {
public:
  Casts(const Linked &linked, const Effects &built)
      : linked_(linked), effects_(built), program_(built.program()) {}

  std::vector<Finding> find() {
    for (const UnprovenPromise &cast : linked_.unproven)
      if (effects_.isUserFile(cast.file))
        judge(cast);
    return std::move(findings_);
  }

private:
  /// Why a cast is told.
  struct Gap {
    Rule rule;
    std::string what;   ///< Behind "this cast promises …".
    std::string reason; ///< Of what can't be seen.
  };

  void judge(const UnprovenPromise &cast) {
    if (!cast.function)
      return add(cast,
                 {Rule::Unknown, "for a function that can't be seen", "call through a pointer"});
    uint32_t index = program_.find(cast.function);
    std::string name = linked_.readableName(cast.function);
    std::string who = "for '" + plainName(name) + "', ";
    if (index == Program::none || !program_.function(index).defined)
      return add(cast,
                 {Rule::Unknown, who + "whose body is not among the inputs", "no body: " + name});
    const Function &function = program_.function(index);
    if (!function.machine && !function.modelled && function.file &&
        effects_.isUserFile(function.file))
      return;
    for (Kind kind : {Kind::Allocate, Kind::Deallocate})
      if (canDo(index, kind))
        return add(cast, {ruleFor(kind, Certainty::Sometimes),
                          who + "which may " + verbOf(kind).plain, ""});
    if (canDo(index, Kind::Unknown))
      add(cast, {Rule::Unknown, who + "which " + verbOf(Kind::Unknown).does, "called by " + name});
  }

  bool canDo(uint32_t index, Kind kind) const {
    if (llvm::any_of(program_.function(index).own,
                     [&](const OwnEffect &own) { return own.kind == kind; }))
      return true;
    return llvm::any_of(effects_.of(index), [&](const FunctionEffect &effect) {
      return effect.key.kind == kind && effect.certainty != Certainty::Exceptional;
    });
  }

  void add(const UnprovenPromise &cast, const Gap &gap) {
    Finding finding;
    finding.rule = gap.rule;
    finding.place = {linked_.names.text(cast.file), cast.line, cast.column};
    finding.message = "this cast promises " + linked_.names.text(cast.text) + " " + gap.what;
    finding.reason = gap.reason;
    findings_.push_back(std::move(finding));
  }

  const Linked &linked_;
  const Effects &effects_;
  const Program &program_;
  std::vector<Finding> findings_;
};

class Declarations {
public:
  Declarations(const Linked &linked, const IsUserFile &isUserFile, const CodeAt &codeAt)
      : linked_(linked), isUserFile_(isUserFile), codeAt_(codeAt) {}

  std::vector<Finding> find() {
    for (const Promise &promise : linked_.promises)
      if (promise.silentFile && isUserFile_(promise.silentFile) && saysSomething(promise))
        add(promise);
    std::vector<Finding> found;
    for (auto &entry : findings_)
      found.push_back(std::move(entry.second));
    return found;
  }

private:
  const std::string &text(StringId id) const { return linked_.names.text(id); }

  /// Comments that silence findings, or can't be read, are no promise.
  bool saysSomething(const Promise &promise) const {
    if (!promise.comment)
      return true;
    if (llvm::StringRef(text(promise.text)).starts_with("allow("))
      return false;
    llvm::Expected<std::vector<Expectation>> read = parseExpectations(text(promise.text));
    if (read)
      return true;
    llvm::consumeError(read.takeError());
    return false;
  }

  /// The bodies of a constructor, and the instances of a template, have one declaration; several
  /// functions may begin at one place.
  void add(const Promise &promise) {
    FilePlace at{text(promise.silentFile), promise.silentLine, promise.silentColumn};
    std::string name = plainName(linked_.readableName(promise.function));
    auto [place, added] = findings_.try_emplace({at, text(promise.text), name});
    if (!added)
      return;
    Finding &finding = place->second;
    finding.rule = Rule::Contract;
    finding.place = at;
    finding.code = codeAt_(at.file, at.line);
    finding.function = linked_.readableName(promise.function);
    finding.symbol = text(promise.function);
    finding.promise = (promise.comment ? "// heaplight: " : "") + text(promise.text);
    finding.promisedAt = {text(promise.file), promise.line, promise.column};
    finding.message = "'" + name + "' promises '" + text(promise.text) + "' in " +
                      text(promise.file) + ", but its first declaration says nothing";
    finding.mend = "say so here, where those who call it look";
    if (std::optional<Edit> edit = mendOf(promise, at, finding.code);
        edit && mended_.insert(edit->place).second)
      finding.fixes.push_back(std::move(*edit));
  }

  /// The comment once more, as the line above; none where something else begins the line.
  std::optional<Edit> mendOf(const Promise &promise, const FilePlace &at, llvm::StringRef line) {
    if (!promise.comment && !promise.mend)
      return std::nullopt;
    if (!promise.comment)
      return Edit{{at.file, promise.mendLine, promise.mendColumn}, 0, text(promise.mend)};
    llvm::StringRef indent =
        line.take_while([](char letter) { return letter == ' ' || letter == '\t'; });
    llvm::StringRef said = text(promise.text);
    if (line.empty() || at.column != indent.size() + 1 ||
        said.find_first_of("\r\n") != llvm::StringRef::npos)
      return std::nullopt;
    std::string written = codeAt_(text(promise.file), promise.line);
    // Where C has no other comments, its author wrote none.
    bool block = llvm::StringRef(written).substr(promise.column - 1).starts_with("/*");
    std::string comment = (block ? "/* heaplight: " : "// heaplight: ") + said.str();
    return Edit{{at.file, at.line, 1}, 0, indent.str() + comment + (block ? " */\n" : "\n")};
  }

  const Linked &linked_;
  const IsUserFile &isUserFile_;
  const CodeAt &codeAt_;
  std::map<std::tuple<FilePlace, std::string, std::string>, Finding> findings_;
  std::set<FilePlace> mended_;
};

} // namespace

std::vector<Finding> unprovenPromises(const Linked &linked, const Effects &built) {
  return Casts(linked, built).find();
}

std::vector<Finding> silentDeclarations(const Linked &linked, const IsUserFile &isUserFile,
                                        const CodeAt &codeAt) {
  return Declarations(linked, isUserFile, codeAt).find();
}

} // namespace heaplight
