#include "judge/Contracts.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"

#include <algorithm>

namespace heaplight {
namespace {

constexpr llvm::StringLiteral commentMark = "heaplight:";

/// What `none` and the attributes leave out: that a destructor runs is no use of the heap.
const std::set<Kind> heapKinds = {Kind::Allocate, Kind::Deallocate, Kind::Unknown};

class Collector {
public:
  explicit Collector(const ContractSources &sources)
      : sources_(sources), linked_(sources.linked), functions_(userFunctions(sources)) {}

  Contracts collect() {
    for (const Promise &promise : linked_.promises)
      addPromise(promise);
    for (const auto &[file, comments] : sources_.comments)
      for (const Comment &comment : comments)
        addComment(file, comment);
    for (const UserFunction &function : functions_)
      addPolicies(function);
    auto byPlace = [](const auto &left, const auto &right) { return left.at < right.at; };
    std::stable_sort(contracts_.comments.begin(), contracts_.comments.end(), byPlace);
    std::stable_sort(contracts_.bad.begin(), contracts_.bad.end(), byPlace);
    return std::move(contracts_);
  }

private:
  // ——— attributes, and comments over declarations

  void addPromise(const Promise &promise) {
    FilePlace at{linked_.names.text(promise.file), promise.line, promise.column};
    const std::string &text = linked_.names.text(promise.text);
    if (!promise.comment)
      return add({{heapKinds, {}}, Severity::Warning, text, at}, promise.function);
    overFunctions_.insert({at.file, at.line});
    read(text, at, [&](const Expectation &expectation) {
      if (isPlainNone(expectation))
        add({{heapKinds, {}}, Severity::Warning, "// heaplight: none", at}, promise.function);
      else
        contracts_.comments.push_back({expectation, at, promise.function, {}});
    });
  }

  static bool isPlainNone(const Expectation &expectation) {
    return !expectation.kind && expectation.stage == Stage::Built;
  }

  template <typename Sink> void read(llvm::StringRef text, const FilePlace &at, Sink sink) {
    if (text.trim().starts_with("allow(")) // A suppression.
      return;
    llvm::Expected<std::vector<Expectation>> expectations = parseExpectations(text);
    if (!expectations) {
      BadComment bad{at, llvm::toString(expectations.takeError())};
      if (!llvm::any_of(contracts_.bad, [&](const BadComment &known) { return known.at == at; }))
        contracts_.bad.push_back(std::move(bad));
      return;
    }
    for (const Expectation &expectation : *expectations)
      sink(expectation);
  }

  void add(const Contract &contract, StringId function) {
    std::vector<uint32_t> &known = contracts_.byFunction[function];
    auto same = [&](uint32_t number) { return contracts_.all[number] == contract; };
    if (llvm::any_of(known, same))
      return;
    known.push_back(number(contract));
  }

  uint32_t number(const Contract &contract) {
    if (contracts_.all.empty() || contracts_.all.back() != contract)
      contracts_.all.push_back(contract);
    return uint32_t(contracts_.all.size() - 1);
  }

  // ——— comments beside code

  void addComment(const std::string &file, const Comment &comment) {
    llvm::StringRef text = llvm::StringRef(comment.text).ltrim();
    if (!text.consume_front(commentMark) || overFunctions_.count({file, comment.line}))
      return;
    FilePlace at{file, comment.line, comment.start};
    uint32_t lineNumber = comment.alone ? comment.nextLine : comment.line;
    StringId id = fileId(file);
    std::vector<StringId> whole;
    if (comment.alone && id)
      whole = functionsAt(id, lineNumber);
    read(text, at, [&](const Expectation &expectation) {
      Contract none{{heapKinds, {}}, Severity::Warning, "// heaplight: none", at};
      SourceLine line{id, lineNumber};
      for (StringId function : whole)
        if (isPlainNone(expectation))
          add(none, function);
        else
          contracts_.comments.push_back({expectation, at, function, {}});
      if (!whole.empty())
        return;
      if (isPlainNone(expectation))
        contracts_.byLine[line].push_back(number(none));
      else
        contracts_.comments.push_back({expectation, at, 0, line});
    });
  }

  /// Of code without a syntax tree: functions that begin at the line beneath the comment.
  std::vector<StringId> functionsAt(StringId file, uint32_t line) const {
    std::vector<StringId> found;
    for (const UserFunction &user : functions_)
      if (user.function->file == file && user.function->line == line)
        found.push_back(user.function->symbol);
    return found;
  }

  /// 0 for a file that no code is of.
  StringId fileId(const std::string &file) {
    if (fileIds_.empty())
      findFiles();
    auto found = fileIds_.find(file);
    return found == fileIds_.end() ? 0 : found->second;
  }

  void findFiles() {
    for (const UserFunction &user : functions_)
      fileIds_.try_emplace(linked_.names.text(user.function->file), user.function->file);
    std::vector<bool> seen(linked_.names.stringCount());
    for (FrameId id = 0; id < linked_.names.frameCount(); ++id) {
      StringId file = linked_.names.frame(id).file;
      if (!seen[file])
        fileIds_.try_emplace(linked_.names.text(file), file);
      seen[file] = true;
    }
  }

  // ——— policies

  void addPolicies(const UserFunction &user) {
    const std::string &file = linked_.names.text(user.function->file);
    for (const PolicyContract *contract :
         fits_.of(sources_.policyOf(file)).contractsOf(user.name, file))
      if (!contract->forbidden.kinds.empty())
        add({contract->forbidden, contract->severity, "the policy", contract->place},
            user.function->symbol);
  }

  const ContractSources &sources_;
  const Linked &linked_;
  std::vector<UserFunction> functions_;
  std::set<std::pair<std::string, uint32_t>> overFunctions_; ///< Comments that the parser gave out.
  std::map<std::string, StringId> fileIds_;
  PolicyFits fits_;
  Contracts contracts_;
};

} // namespace

const PolicyFit &PolicyFits::of(const Policy &policy) {
  return fits_.try_emplace(&policy, policy).first->second;
}

std::vector<UserFunction> userFunctions(const ContractSources &sources) {
  std::vector<UserFunction> functions;
  std::set<StringId> seen;
  for (const Summary *summary : {&sources.linked.built, &sources.linked.written})
    for (const Function &function : summary->functions)
      if (function.defined && function.file && sources.isUserFile(function.file) &&
          seen.insert(function.symbol).second)
        functions.push_back({&function, sources.linked.readableName(function.symbol)});
  return functions;
}

Contracts contractsOf(const ContractSources &sources) { return Collector(sources).collect(); }

} // namespace heaplight
