// What the tests of judge/ begin with: code of one unit written by hand, the text of user.cpp with
// its comments, promises and a policy; and all that the judge's steps make of it.
#pragma once

#include "OneUnit.h"

#include "judge/Judge.h"
#include "judge/Suppressions.h"
#include "reach/Analysis.h"
#include "report/UserFiles.h"

namespace heaplight::test {

inline Policy readPolicy(const std::string &text) {
  llvm::Expected<PolicyFile> file = parsePolicy(text, ".heaplight.yaml");
  if (file)
    return llvm::cantFail(combine({*file}, {}));
  ADD_FAILURE() << llvm::toString(file.takeError());
  return llvm::cantFail(combine({}, {}));
}

inline std::vector<Unit> alone(Unit unit) {
  std::vector<Unit> units;
  units.push_back(std::move(unit));
  return units;
}

/// What a court judges beside the code.
struct CaseFile {
  std::map<uint32_t, std::string> lines; ///< Of user.cpp; all others are empty.
  std::string policy;
  Mends mends;
};

/// Code, and what each step gets of it.
class Court {
public:
  Court(Unit unit, const CaseFile &file)
      : linked(link(alone(std::move(unit)))), lines(file.lines), policy(readPolicy(file.policy)),
        mends(file.mends),
        policyOf([this](const std::string &) -> const Policy & { return policy; }),
        codeAt([this](const std::string &, uint32_t line) { return lines[line]; }),
        comments({{"user.cpp", commentsWith(text(), {"heaplight:", "NOLINT"})}}), files(linked, ""),
        isUserFile([this](StringId id) { return files.has(id); }),
        analysis(linked, World::Open, isUserFile), sources{linked, policyOf, comments, isUserFile},
        contracts(contractsOf(sources)), accuser({linked, mends, codeAt, isUserFile}) {
    suppressions.add("user.cpp", comments["user.cpp"], policy.rules);
  }
  Court(const Court &) = delete;

  StringId id(const std::string &name) { return linked.names.intern(name); }
  const std::vector<LineEffect> &builtLines() const { return analysis.lines().built; }

  Linked linked;
  std::map<uint32_t, std::string> lines;
  Policy policy;
  Mends mends;
  PolicyOf policyOf;
  CodeAt codeAt;
  CommentsByFile comments;
  UserFiles files;
  IsUserFile isUserFile;
  Analysis analysis;
  ContractSources sources;
  Contracts contracts;
  Suppressions suppressions;
  Accuser accuser;

private:
  std::string text() const {
    std::string text;
    uint32_t last = lines.empty() ? 0 : lines.rbegin()->first;
    for (uint32_t line = 1; line <= last; ++line)
      text += (lines.count(line) ? lines.at(line) : "") + "\n";
    return text;
  }
};

class CourtTest : public OneUnitTest {
protected:
  /// An attribute at line 1 of user.cpp, or a comment over a function there.
  Promise promise(const std::string &symbol, const std::string &said = "[[clang::nonblocking]]") {
    Promise promise;
    promise.function = code.id(symbol);
    promise.text = code.id(said);
    promise.file = code.id("user.cpp");
    promise.line = promise.column = 1;
    promise.comment = !said.starts_with("[[");
    return promise;
  }
  void promises(const std::string &symbol) { unit.promises.insert(promise(symbol)); }

  /// Takes the code.
  Court court() { return Court(take(), file); }

  CaseFile file;
};

/// "3 heap-allocate", in the order of `findings`.
inline std::vector<std::string> placesOf(const std::vector<Finding> &findings) {
  std::vector<std::string> places;
  for (const Finding &finding : findings)
    places.push_back(std::to_string(finding.place.line) + " " + idOf(finding.rule));
  return places;
}

} // namespace heaplight::test
