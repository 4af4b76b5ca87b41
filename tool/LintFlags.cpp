#include "LintFlags.h"

namespace heaplight {
namespace {

/// What a script's unset variable leaves of an option is no wish to do without it.
const CLI::Validator notEmpty(refuseNothing, "");

void addPolicy(CLI::App &app, LintOptions &options) {
  auto *group = app.add_option_group("What is held to what");
  group
      ->add_option(
          "--rules", options.policy.rules,
          "Globs of rules, with commas between; - before one takes away; added to those of "
          "the policy")
      ->type_name("GLOBS");
  group
      ->add_option("--warnings-as-errors", options.policy.warningsAsErrors,
                   "Globs of the rules whose findings are errors")
      ->type_name("GLOBS");
  group
      ->add_option("--header-filter", options.policy.headerFilter,
                   "Of your headers, only those [default: all but system headers]")
      ->type_name("REGEX")
      ->check(CLI::Validator(checkExpression, ""));
  group
      ->add_option("--config-file", options.configFile,
                   "The policy [default: .heaplight.yaml, the nearest above each source]")
      ->type_name("FILE")
      ->check(notEmpty);
  auto addTask = [&](const char *name, LintTask task, const char *help) {
    group->add_flag_callback(name, [&options, task] { options.task = task; }, help);
  };
  addTask("--dump-config", LintTask::DumpConfig,
          "Print the policy in force, as a file would say it");
  addTask("--verify-config", LintTask::VerifyConfig, "Only say what is wrong with the policy");
  addTask("--list-rules", LintTask::ListRules, "List the rules that are on");
  group
      ->add_option_function<std::string>(
          "--explain-rule",
          [&options](const std::string &rule) {
            options.task = LintTask::ExplainRule;
            options.rule = rule;
          },
          "Say what a rule finds, and what to do about it")
      ->type_name("RULE");
}

void addSelection(CLI::App &app, LintOptions &options) {
  auto *group = app.add_option_group("Which findings count");
  group->add_option("--baseline", options.baseline, "What stands in this file is known already")
      ->type_name("FILE")
      ->check(notEmpty);
  group
      ->add_option("--write-baseline", options.writeBaseline,
                   "Write what is found to this file; from then on it is known")
      ->type_name("FILE")
      ->check(notEmpty);
  group->add_flag("--prune-baseline", options.pruneBaseline,
                  "Take what is gone out of the baseline");
  group
      ->add_option(
          "--since", options.since,
          "Only lines that changed since this revision of git's, and what comes to the heap "
          "through them")
      ->type_name("REV")
      ->check(notEmpty);
  group
      ->add_option("--line-filter", options.lineFilter,
                   "Only these lines: [{\"name\": \"a.cpp\", \"lines\": [[1, 9]]}]")
      ->type_name("JSON")
      ->check(notEmpty);
  addChoice<FailOn>(
      *group, "--fail-on", options.failOn,
      {{"warning", FailOn::Warning}, {"error", FailOn::Error}, {"never", FailOn::Never}},
      "Findings of which severity make the exit status 1 [default: warning]");
  group->add_flag_callback(
      "--exit-zero", [&options] { options.failOn = FailOn::Never; },
      "Findings leave the exit status 0; the same as --fail-on never");
}

void addOutput(CLI::App &app, LintOptions &options) {
  auto *group = app.add_option_group("How it is told");
  addChoice<LintFormat>(*group, "--format", options.format,
                        {{"text", LintFormat::Text},
                         {"json", LintFormat::Json},
                         {"sarif", LintFormat::Sarif},
                         {"github", LintFormat::Github},
                         {"rdjsonl", LintFormat::Rdjsonl},
                         {"junit", LintFormat::Junit},
                         {"gitlab", LintFormat::Gitlab},
                         {"remarks", LintFormat::Remarks},
                         {"html", LintFormat::Html},
                         {"ce", LintFormat::CompilerExplorer}},
                        "[default: text]");
  group->add_option("-o", options.output, "Write it to this file, whole or not at all")
      ->type_name("FILE")
      ->check(notEmpty);
  group->add_flag("--fix", options.fix, "Mend what can be mended safely, in the files themselves");
  addColor(*group, options.inputs.color);
  group->add_flag("--ascii", options.text.ascii, "Only ASCII characters");
}

} // namespace

CLI::App *addLint(CLI::App &app, LintOptions &options) {
  CLI::App *lint =
      app.add_subcommand("lint", "Say where code breaks a promise to keep away from the heap");
  lint->formatter(
      std::make_shared<UsageFormatter>("lint [FILE...] [OPTIONS] [-- COMPILER FLAGS...]"));
  lint->add_option("files", options.inputs.files,
                   "C, C++ and Rust sources, LLVM IR, summaries, objects, archives, shared objects "
                   "[default: all units of -p]")
      ->type_name(" ");
  addCompilation(*lint, options.inputs);
  addProgram(*lint, options.inputs, options.world);
  addPolicy(*lint, options);
  addSelection(*lint, options);
  addOutput(*lint, options);
  addRunning(*lint, options.inputs);
  return lint;
}

Options finish(LintOptions options) {
  if (options.pruneBaseline && options.baseline.empty())
    return refuse("it is not said which baseline to prune", "add --baseline FILE");
  if (!options.since.empty() && !options.lineFilter.empty())
    return refuse("--since and --line-filter each say which lines count", "leave one of them out");
  bool needsInputs = options.task == LintTask::Findings;
  if (needsInputs && !namesInputs(options.inputs))
    return refuse("no source file is given",
                  "try heaplight lint FILE, or -p DIR for all of a build");
  if (options.format == LintFormat::Html)
    options.inputs.assembly = AssemblySyntax::Att;
  return options;
}

} // namespace heaplight
