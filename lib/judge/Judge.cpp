#include "judge/Judge.h"

#include "judge/Breaches.h"
#include "judge/LineRules.h"
#include "judge/PromiseGaps.h"
#include "reach/Analysis.h"
#include "report/UserFiles.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/xxhash.h"

#include <algorithm>

namespace heaplight {
namespace {

/// All steps that find something, in the order in which comments are used up.
class Judging {
public:
  explicit Judging(const JudgeRequest &request)
      : request_(request), files_(request.linked, request.headerFilter),
        isUserFile_([this](StringId file) { return files_.has(file); }),
        analysis_(request.linked, request.world, isUserFile_),
        sources_{request.linked, request.policyOf, request.comments, isUserFile_},
        contracts_(contractsOf(sources_)) {
    for (const auto &[file, comments] : request.comments)
      suppressions_.add(file, comments, request.policyOf(file).rules);
  }

  std::vector<Finding> find() {
    const Linked &linked = request_.linked;
    const std::vector<LineEffect> &lines = analysis_.lines().built;
    Accuser accuser({linked, request_.mends, request_.codeAt, isUserFile_});
    findings_ =
        breachesOf({linked, analysis_, contracts_, request_.policyOf, accuser, suppressions_});
    add(shapesOf(lines, linked.names, accuser));
    add(untrueComments(contracts_, linked, analysis_));
    add(overdrawnBudgets(lines, sources_));
    add(unprovenPromises(linked, analysis_.effects(Stage::Built)));
    add(silentDeclarations(linked, isUserFile_, request_.codeAt));
    llvm::append_range(findings_, suppressions_.findings());
    return std::move(findings_);
  }

  /// Functions and lines that promise something.
  size_t promises() const { return contracts_.byFunction.size() + contracts_.byLine.size(); }

private:
  /// Of steps that look at no comments and, but for the ways of some, at no text.
  void add(std::vector<Finding> found) {
    for (Finding &finding : found) {
      if (finding.code.empty())
        finding.code = request_.codeAt(finding.place.file, finding.place.line);
      suppressions_.silence(finding);
      findings_.push_back(std::move(finding));
    }
  }

  const JudgeRequest &request_;
  UserFiles files_;
  IsUserFile isUserFile_;
  Analysis analysis_;
  ContractSources sources_;
  Contracts contracts_;
  Suppressions suppressions_;
  std::vector<Finding> findings_;
};

/// Which rules hold where, and how grave what they find is.
void applyPolicies(std::vector<Finding> &findings, const PolicyOf &policyOf) {
  llvm::erase_if(findings, [&](const Finding &finding) {
    return !policyOf(finding.place.file).rules.has(finding.rule);
  });
  for (Finding &finding : findings)
    if (policyOf(finding.place.file).warningsAsErrors.has(finding.rule))
      finding.severity = Severity::Error;
}

/// By rule, file, function and message, and by their number among those that are alike.
void addFingerprints(std::vector<Finding> &findings) {
  std::map<std::string, uint32_t> alike;
  for (Finding &finding : findings) {
    std::string text;
    for (const std::string &part :
         {std::string(idOf(finding.rule)), finding.place.file, finding.function, finding.message})
      text += part + '\0';
    uint32_t number = alike[text]++;
    text += std::to_string(number);
    llvm::XXH128_hash_t hash = llvm::xxh3_128bits(llvm::arrayRefFromStringRef(text));
    finding.fingerprint = llvm::utohexstr(hash.high64, /*LowerCase=*/true, 16) +
                          llvm::utohexstr(hash.low64, /*LowerCase=*/true, 16);
  }
}

/// A library's template that several units made, or that stands under two contracts, is told once.
void dropCopies(std::vector<Finding> &findings) {
  auto rank = [](const Finding &finding) {
    return std::tie(finding.place, finding.rule, finding.message);
  };
  llvm::stable_sort(findings, [&](const Finding &left, const Finding &right) {
    return rank(left) < rank(right);
  });
  findings.erase(std::unique(findings.begin(), findings.end(),
                             [&](const Finding &left, const Finding &right) {
                               return rank(left) == rank(right);
                             }),
                 findings.end());
}

} // namespace

LintReport judge(const JudgeRequest &request) {
  Judging judging(request);
  LintReport report;
  report.units = uint32_t(request.linked.inputs.size());
  report.promises = uint32_t(judging.promises());
  report.findings = judging.find();
  applyPolicies(report.findings, request.policyOf);
  dropCopies(report.findings);
  addFingerprints(report.findings);
  return report;
}

std::vector<std::string> userFilesOf(const Linked &linked, const std::string &headerFilter) {
  UserFiles files(linked, headerFilter);
  std::set<std::string> found;
  std::vector<bool> seen(linked.names.stringCount());
  for (FrameId id = 0; id < linked.names.frameCount(); ++id) {
    StringId file = linked.names.frame(id).file;
    if (!seen[file] && files.has(file))
      found.insert(linked.names.text(file));
    seen[file] = true;
  }
  for (const LinkedInput &input : linked.inputs)
    found.insert(input.source);
  return {found.begin(), found.end()};
}

PolicyTargets policyTargets(const Linked &linked, const std::string &headerFilter) {
  UserFiles files(linked, headerFilter);
  PolicyTargets targets;
  targets.files = userFilesOf(linked, headerFilter);
  for (const Summary *summary : {&linked.built, &linked.written})
    for (const Function &function : summary->functions)
      if (function.defined && function.file && files.has(function.file))
        targets.functions.push_back(linked.readableName(function.symbol));
  llvm::sort(targets.functions);
  targets.functions.erase(std::unique(targets.functions.begin(), targets.functions.end()),
                          targets.functions.end());
  return targets;
}

} // namespace heaplight
