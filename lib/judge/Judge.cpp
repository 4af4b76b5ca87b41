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

/// A block of several elements is moved as it grows; one of a fixed size is another one.
void tellMove(Finding &finding) {
  size_t at = finding.message.rfind("allocate");
  if (at == std::string::npos)
    return;
  bool grows = finding.size.find("× n") != std::string::npos || finding.size.empty();
  if (grows)
    finding.message.insert(at, "re");
  else
    finding.message += finding.message.ends_with("s") ? " and frees" : " and free";
  if (grows && finding.mend.empty())
    finding.mend =
        finding.inLoop ? "make the room before the loop" : "make the room before this code runs";
}

/// What allocates and frees at one place by one call moves its block: that is one thing to mend.
void joinMoves(std::vector<Finding> &findings) {
  auto key = [](const Finding &finding) { return std::tuple(finding.place, finding.standing); };
  std::set<std::tuple<FilePlace, Standing>> allocating;
  for (const Finding &finding : findings)
    if (finding.rule == Rule::Allocate && !finding.path.empty())
      allocating.insert(key(finding));
  std::map<std::tuple<FilePlace, Standing>, Severity> moving;
  llvm::erase_if(findings, [&](const Finding &finding) {
    bool joins =
        finding.rule == Rule::Deallocate && !finding.path.empty() && allocating.count(key(finding));
    if (joins) {
      Severity &severity = moving[key(finding)];
      severity = std::max(severity, finding.severity);
    }
    return joins;
  });
  for (Finding &finding : findings) {
    auto moved = moving.find(key(finding));
    if (finding.rule != Rule::Allocate || finding.path.empty() || moved == moving.end())
      continue;
    finding.severity = std::max(finding.severity, moved->second);
    tellMove(finding);
  }
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
  UserFiles files(request.linked, request.headerFilter);
  auto isUserFile = [&files](StringId file) { return files.has(file); };
  Analysis analysis(request.linked, request.world, isUserFile);
  Suppressions suppressions;
  for (const auto &[file, comments] : request.comments)
    suppressions.add(file, comments, request.policyOf(file).rules);
  Contracts contracts =
      contractsOf({request.linked, request.policyOf, request.comments, isUserFile});
  Accuser accuser(request, isUserFile);
  BreachRequest all{request, analysis, contracts, accuser, suppressions, isUserFile};
  LintReport report;
  report.units = uint32_t(request.linked.inputs.size());
  report.promises = uint32_t(contracts.byFunction.size() + contracts.byLine.size());
  for (auto step : {breachesOf, shapesOf, untrueComments, overdrawnBudgets, unprovenPromises,
                    silentDeclarations})
    llvm::append_range(report.findings, step(all));
  llvm::append_range(report.findings, suppressions.findings());
  llvm::erase_if(report.findings, [&](const Finding &finding) {
    return !request.policyOf(finding.place.file).rules.has(finding.rule);
  });
  for (Finding &finding : report.findings)
    if (request.policyOf(finding.place.file).warningsAsErrors.has(finding.rule))
      finding.severity = Severity::Error;
  // Of findings that count at all, each as grave as it is.
  joinMoves(report.findings);
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
