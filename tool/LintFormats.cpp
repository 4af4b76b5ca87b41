#include "LintFormats.h"

#include "Annotate.h"
#include "Policies.h"
#include "show/CompilerExplorer.h"
#include "show/Github.h"
#include "show/Gitlab.h"
#include "show/Html.h"
#include "show/Junit.h"
#include "show/LintJson.h"
#include "show/LintText.h"
#include "show/Rdjsonl.h"
#include "show/Remarks.h"
#include "show/Sarif.h"

#include <fmt/format.h>

#include <unistd.h>

namespace heaplight {
namespace {

constexpr int failed = 2;

std::string ruleIds(const Policy &policy) {
  std::string text;
  for (size_t number = 0; number < ruleCount; ++number)
    if (const RuleFacts &facts = factsOf(Rule(number)); policy.rules.has(facts.rule))
      text += fmt::format("{:<24} {}\n", facts.id, facts.title);
  return text;
}

int explain(const std::string &id, llvm::raw_ostream &output) {
  std::optional<Rule> rule = ruleOf(id);
  if (!rule) {
    std::vector<std::string> ids;
    for (size_t number = 0; number < ruleCount; ++number)
      ids.push_back(idOf(Rule(number)));
    std::string near = nearestWord(id, ids);
    complain("--explain-rule: '" + id + "' is no rule" +
             (near.empty() ? "; --list-rules --rules='*' lists them all"
                           : "; did you mean '" + near + "'?"));
    return failed;
  }
  const RuleFacts &facts = factsOf(*rule);
  output << facts.id << ": " << facts.title << "\n\n" << facts.help << "\n";
  return 0;
}

} // namespace

void showFindings(const LintReport &report, const LintView &view, llvm::raw_ostream &stream) {
  switch (view.format) {
  case LintFormat::Text:
    return showText(report, view.text, stream);
  case LintFormat::Json:
    return showJson(report, HEAPLIGHT_VERSION, stream);
  case LintFormat::Sarif:
    return showSarif(report, {HEAPLIGHT_VERSION}, stream);
  case LintFormat::Github:
    return showGithub(report, stream);
  case LintFormat::Rdjsonl:
    return showRdjsonl(report, stream);
  case LintFormat::Junit:
    return showJunit(report, stream);
  case LintFormat::Gitlab:
    return showGitlab(report, stream);
  case LintFormat::Remarks:
    return showRemarks(report, stream);
  case LintFormat::Html:
    return showHtml({view.report, &report, view.text, HEAPLIGHT_VERSION}, stream);
  case LintFormat::CompilerExplorer:
    return showCompilerExplorer(report, view.source, stream);
  }
}

bool namesRepositoryPaths(LintFormat format) {
  return format == LintFormat::Sarif || format == LintFormat::Github ||
         format == LintFormat::Junit || format == LintFormat::Gitlab;
}

int tellRules(const LintOptions &options) {
  llvm::raw_fd_ostream output(STDOUT_FILENO, /*shouldClose=*/false);
  if (options.task == LintTask::ExplainRule) {
    int status = explain(options.rule, output);
    return status ? status : finishOutput(output, {});
  }
  Policies policies(options.configFile, options.policy);
  std::string source = options.inputs.files.empty() ? Policies::here : options.inputs.files.front();
  const Policy &policy = policies.of(source);
  if (!policies.usable())
    return failed;
  output << ruleIds(policy);
  return finishOutput(output, {});
}

} // namespace heaplight
