#include "Lint.h"

#include "Annotate.h"
#include "Git.h"
#include "Installed.h"
#include "LintFormats.h"
#include "Output.h"
#include "Policies.h"
#include "judge/Baseline.h"
#include "judge/Fixes.h"
#include "judge/Judge.h"
#include "judge/LineFilter.h"
#include "read/Comments.h"
#include "read/InputFile.h"
#include "report/Source.h"

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/SmallString.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/raw_ostream.h>

#include <unistd.h>

namespace heaplight {
namespace {

constexpr int clean = 0, found = 1, failed = 2;

/// The texts of the user's files, each read once.
class Sources {
public:
  const std::vector<std::string> &lines(const std::string &file) {
    auto [place, added] = lines_.try_emplace(file);
    if (added)
      if (std::optional<std::vector<std::string>> text = readSource(file))
        place->second = std::move(*text);
    return place->second;
  }
  std::string line(const std::string &file, uint32_t number) {
    const std::vector<std::string> &all = lines(file);
    return number && number <= all.size() ? all[number - 1] : std::string();
  }

private:
  std::map<std::string, std::vector<std::string>> lines_;
};

/// The comments of each file that say something to Heaplight.
CommentsByFile commentsIn(const std::vector<std::string> &files) {
  CommentsByFile comments;
  for (const std::string &file : files) {
    auto buffer = llvm::MemoryBuffer::getFile(file);
    if (!buffer)
      continue; // IR and summaries have sources that may be elsewhere.
    std::vector<Comment> of =
        commentsWith((*buffer)->getBuffer(), {"NOLINT", "heaplight"}, languageOfFile(file));
    if (!of.empty())
      comments[file] = std::move(of);
  }
  return comments;
}

std::string workingFolder() {
  llvm::SmallString<256> folder;
  // readInputs has told already where there is none.
  return llvm::sys::fs::current_path(folder) ? std::string("/") : std::string(folder);
}

/// Both filters of what changed; none where they can't be had, which was told.
std::optional<LineFilter> lineFilterOf(const LintOptions &options, const std::string &prefix) {
  if (!options.lineFilter.empty()) {
    llvm::Expected<LineFilter> filter = LineFilter::parseJson(options.lineFilter, workingFolder());
    if (filter)
      return std::move(*filter);
    complain("--line-filter: " + llvm::toString(filter.takeError()));
    return std::nullopt;
  }
  if (options.since.empty())
    return LineFilter();
  llvm::Expected<Changes> changes = changesSince(options.since);
  if (!changes) {
    complain("--since " + options.since + ": " + llvm::toString(changes.takeError()));
    return std::nullopt;
  }
  llvm::Expected<LineFilter> filter = LineFilter::parseDiff(changes->diff, prefix);
  if (!filter) {
    complain("--since " + options.since + ": " + llvm::toString(filter.takeError()));
    return std::nullopt;
  }
  for (const std::string &file : changes->added)
    filter->addWhole(file, prefix);
  return std::move(*filter);
}

std::optional<std::string> readText(const std::string &file) {
  llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>> buffer = readInputFile(file);
  if (buffer)
    return (*buffer)->getBuffer().str();
  complain(llvm::toString(buffer.takeError()));
  return std::nullopt;
}

std::optional<Mends> readMends(const char *program) {
  std::string file = mendsFile(program);
  std::optional<std::string> text = readText(file);
  if (!text)
    return std::nullopt;
  llvm::Expected<Mends> mends = parseMends(*text, file);
  if (mends)
    return std::move(*mends);
  complain(llvm::toString(mends.takeError()));
  return std::nullopt;
}

BaselineFolders foldersOf(const std::string &baseline) {
  std::string working = workingFolder();
  llvm::SmallString<256> folder(baseline);
  llvm::sys::path::make_absolute(working, folder);
  llvm::sys::path::remove_dots(folder, /*remove_dot_dot=*/true);
  llvm::sys::path::remove_filename(folder);
  return {std::string(folder), working};
}

/// False where the baseline can't be used, which was told.
bool useBaseline(const LintOptions &options, const std::vector<std::string> &files,
                 LintReport &report) {
  if (!llvm::sys::fs::exists(options.baseline)) {
    complain(options.baseline + ": no such file; make it by --write-baseline " + options.baseline);
    return false;
  }
  std::optional<std::string> text = readText(options.baseline);
  if (!text)
    return false;
  BaselineFolders folders = foldersOf(options.baseline);
  llvm::Expected<Baseline> baseline = parseBaseline(*text, options.baseline, folders);
  if (!baseline) {
    std::string message = llvm::toString(baseline.takeError());
    bool saysWhatNext = message.find("--write-baseline") != std::string::npos;
    complain(message + (saysWhatNext ? "" : "; mend it, or write it anew by --write-baseline"));
    return false;
  }
  apply(*baseline, {files.begin(), files.end()}, report);
  if (!options.pruneBaseline || report.gone.empty())
    return true;
  return writeWhole(options.baseline, writeBaseline(pruned(*baseline, report.gone), folders));
}

/// Edits go to places that were found when the inputs were read. Says so where that was long ago.
bool areAsRead(const ReadInputs &inputs) {
  if (inputs.stale)
    complain("--fix changed nothing, for a summary's sources aren't what it was made of; make it "
             "again with heaplight summarize");
  return !inputs.stale;
}

/// Changes the files; what was mended is no finding any more.
bool mend(LintReport &report) {
  for (const auto &[file, edits] : editsByFile(report)) {
    std::optional<std::string> text = readText(file);
    if (!text)
      return false;
    llvm::Expected<std::string> changed = withEdits(*text, edits);
    if (!changed) {
      complain(llvm::toString(changed.takeError()));
      return false;
    }
    if (!writeWhole(file, *changed))
      return false;
    note(file + ": mended");
  }
  llvm::erase_if(report.findings, [](const Finding &finding) {
    return finding.standing != Standing::Suppressed && !finding.fixes.empty();
  });
  return true;
}

int statusOf(const LintReport &report, FailOn failOn) {
  if (!report.problems.empty())
    return failed;
  uint32_t counted = countOf(report, Severity::Error);
  if (failOn == FailOn::Warning)
    counted += countOf(report, Severity::Warning);
  return failOn == FailOn::Never || !counted ? clean : found;
}

/// By the name that findings have for it, which may not be how it was given.
std::string firstOf(const Linked &linked) {
  return linked.inputs.empty() ? std::string() : linked.inputs.front().source;
}

/// Where people read it, a run that found nothing leaves the output empty and closes on the error
/// stream: build systems that run linters show each line of output as something to look at.
int streamFor(const LintReport &report, LintFormat format) {
  bool quiet = report.problems.empty() && !countOf(report, Severity::Error) &&
               !countOf(report, Severity::Warning);
  return quiet && format == LintFormat::Text ? STDERR_FILENO : STDOUT_FILENO;
}

/// What was judged, and the report that a page shows around the findings.
struct Judged {
  std::string first;              ///< Of the inputs.
  std::vector<std::string> files; ///< The user's.
  Report report;                  ///< Without units unless it is to be shown.
};

int print(const LintReport &report, const LintOptions &options, const Judged &judged) {
  if (!options.output.empty()) {
    TextOptions text = options.text;
    text.color = options.inputs.color == ColorChoice::Always;
    std::string bytes;
    llvm::raw_string_ostream stream(bytes);
    showFindings(report, {options.format, text, judged.first, judged.report}, stream);
    return writeWhole(options.output, bytes) ? statusOf(report, options.failOn) : failed;
  }
  llvm::raw_fd_ostream output(streamFor(report, options.format), /*shouldClose=*/false);
  TextOptions text = fitted(options.text, options.inputs.color);
  showFindings(report, {options.format, text, judged.first, judged.report}, output);
  return finishOutput(output, {}) == clean ? statusOf(report, options.failOn) : failed;
}

/// Code that the build compiles in another way may keep a promise here that it breaks there.
void tellUnguided(const std::vector<std::string> &files) {
  if (files.empty())
    return;
  std::string others =
      files.size() == 1 ? "" : " and " + std::to_string(files.size() - 1) + " more";
  note(files.front() + others +
       ": no compile database lies above, so -O2 and C++20 or C17 are assumed; say by -p DIR or "
       "behind -- how the build compiles it");
}

/// What stands behind the inputs: filters, the baseline, mends, output.
int report(const LintOptions &options, const Judged &judged, LintReport &report) {
  // To ask git costs more than to judge a small unit.
  if (!options.since.empty() || namesRepositoryPaths(options.format))
    report.repositoryPrefix = repositoryPrefix().value_or("");
  std::optional<LineFilter> filter = lineFilterOf(options, report.repositoryPrefix);
  if (!filter)
    return failed;
  report.onlySomeLines = !options.since.empty() || !options.lineFilter.empty();
  llvm::erase_if(report.findings, [&](const Finding &finding) { return !filter->passes(finding); });
  if (!options.baseline.empty() && !useBaseline(options, judged.files, report))
    return failed;
  if (!options.writeBaseline.empty()) {
    if (!writeWhole(options.writeBaseline,
                    writeBaseline(baselineOf(report), foldersOf(options.writeBaseline))))
      return failed;
    for (Finding &finding : report.findings)
      if (finding.standing == Standing::Counts)
        finding.standing = Standing::Known;
  }
  if (options.fix && !mend(report))
    return failed;
  return print(report, options, judged);
}

/// False where what is to be written is one of `files` or of one name with something else that
/// is, which is told.
bool mayWrite(const LintOptions &options, const std::vector<std::string> &files) {
  if (!options.output.empty() && !options.writeBaseline.empty() &&
      nameTheSame(options.output, options.writeBaseline)) {
    complain(options.output +
             ": is named by -o and by --write-baseline; give each a file of its own");
    return false;
  }
  for (const std::string &output : {options.output, options.writeBaseline})
    if (llvm::Error error = checkUnread(output, files)) {
      complain(llvm::toString(std::move(error)));
      return false;
    }
  // A baseline may be written anew over the one that was known.
  if (llvm::Error error = checkUnread(options.output, {options.baseline})) {
    complain(llvm::toString(std::move(error)));
    return false;
  }
  return true;
}

std::vector<std::string> namedFiles(const LintOptions &options) {
  std::vector<std::string> files = filesNamedBy(options.inputs);
  files.push_back(options.configFile);
  return files;
}

} // namespace

int lint(const LintOptions &options, const char *program) {
  if (options.task == LintTask::ListRules || options.task == LintTask::ExplainRule)
    return tellRules(options);
  Policies policies(options.configFile, options.policy);
  if (options.task != LintTask::Findings && !namesInputs(options.inputs))
    return policies.tell(options.task, Policies::here);
  std::optional<Mends> mends = readMends(program);
  if (!mends || !mayWrite(options, namedFiles(options)))
    return failed;
  std::optional<ReadInputs> inputs = readInputs(options.inputs, program);
  if (!inputs || (options.fix && !areAsRead(*inputs)))
    return failed;
  tellUnguided(inputs->unguided);
  bool whole = inputs->whole;
  World world = worldOf(inputs->units, options.world);
  std::vector<ReportProblem> problems = std::move(inputs->problems);
  Linked linked = link(std::move(inputs->units));
  std::string headerFilter = policies.headerFilter(linked);
  if (!policies.check(linked, headerFilter, whole))
    return failed;
  std::vector<std::string> read = userFilesOf(linked, {});
  llvm::append_range(read, policies.files());
  if (!mayWrite(options, read))
    return failed;
  if (options.task != LintTask::Findings)
    return policies.tell(options.task,
                         linked.inputs.empty() ? Policies::here : linked.inputs.front().source);
  Sources sources;
  JudgeRequest request{linked, world, headerFilter, {}, {}, {}, std::move(*mends)};
  request.policyOf = [&](const std::string &file) -> const Policy & { return policies.of(file); };
  request.comments = commentsIn(userFilesOf(linked, headerFilter));
  request.codeAt = [&](const std::string &file, uint32_t line) { return sources.line(file, line); };
  LintReport findings = judge(request);
  for (ReportProblem &problem : problems)
    findings.problems.push_back({std::move(problem.source), std::move(problem.message)});
  Judged judged{firstOf(linked), userFilesOf(linked, {}), {}};
  if (options.format == LintFormat::Html)
    judged.report.units = makeReport(std::move(linked), {headerFilter, {}, world});
  return report(options, judged, findings);
}

} // namespace heaplight
