#include "Options.h"

#include "Annotate.h"
#include "LintFlags.h"
#include "RunFlags.h"

#include <llvm/ADT/StringRef.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/raw_ostream.h>

#include <sstream>
#include <unistd.h>

namespace heaplight {
namespace {

std::string checkCount(const std::string &text) {
  unsigned count = 0;
  bool number = !llvm::StringRef(text).getAsInteger(10, count);
  return number ? "" : "'" + text + "' is no number of lines";
}

void addFormat(CLI::App &app, Format &format) {
  addChoice<Format>(app, "--format", format, {{"text", Format::Text}, {"json", Format::Json}},
                    "[default: text]");
}

void addReport(CLI::App &app, ReportOptions &report) {
  app.add_option("--header-filter", report.headerFilter,
                 "Of your headers, only those [default: all but system headers]")
      ->type_name("REGEX")
      ->check(CLI::Validator(checkExpression, ""));
}

void addObserved(CLI::App &app, std::vector<std::string> &runs) {
  addEach(app, "--observed", runs,
          "What a run did, beside it: a file of heaplight run --format json; several are added up")
      ->type_name("FILE");
}

struct Switches {
  bool assembly = false;
  AssemblySyntax syntax = AssemblySyntax::Att;
};

void addView(CLI::App &app, AnnotateOptions &options, Switches &switches) {
  auto *group = app.add_option_group("What is shown");
  addChoice<StageView>(
      *group, "--stage", options.text.stage,
      {{"written", StageView::Written}, {"built", StageView::Built}, {"both", StageView::Both}},
      "Before the optimizer, after it, or both [default: both]");
  addChoice<ShowWhat>(*group, "--show", options.text.show,
                      {{"heap", ShowWhat::Heap}, {"all", ShowWhat::All}},
                      "all: destructors that leave the heap alone as well [default: heap]");
  group->add_option("--function", options.report.functionFilter, "Only functions of such a name")
      ->type_name("REGEX")
      ->check(CLI::Validator(checkExpression, ""));
  addReport(*group, options.report);
  group
      ->add_option("--context", options.text.context,
                   "Lines around a mark that are shown too [default: 3]")
      ->type_name("N")
      ->check(CLI::Validator(checkCount, ""));
  addObserved(*group, options.observed);
  group->add_flag("--asm", switches.assembly, "Show the assembly beneath each source line");
  addChoice<AssemblySyntax>(*group, "--syntax", switches.syntax,
                            {{"att", AssemblySyntax::Att}, {"intel", AssemblySyntax::Intel}},
                            "Of the assembly, on x86 [default: att]");
  addChoice<Format>(*group, "--format", options.format,
                    {{"text", Format::Text}, {"json", Format::Json}, {"html", Format::Html}},
                    "html: a page to look at, source and assembly side by side [default: text]");
  group->add_option("-o", options.output, "Write it to this file, whole or not at all")
      ->type_name("FILE")
      ->check(CLI::Validator(refuseNothing, ""));
  addColor(*group, options.inputs.color);
  group->add_flag("--ascii", options.text.ascii, "Only ASCII characters in marks and lines");
}

/// Help, or the version: an output like any other.
Finished tell(const CLI::App &app, const CLI::Success &asked) {
  std::ostringstream text, nothing;
  int status = app.exit(asked, text, nothing);
  llvm::raw_fd_ostream output(STDOUT_FILENO, /*shouldClose=*/false);
  output << text.str();
  return {status ? status : finishOutput(output, {})};
}

bool isFile(const std::string &path) { return llvm::sys::fs::is_regular_file(path); }

CLI::App *addAnnotate(CLI::App &app, AnnotateOptions &options, Switches &switches) {
  CLI::App *annotate =
      app.add_subcommand("annotate", "Mark each line of a program that reaches the heap");
  annotate->formatter(
      std::make_shared<UsageFormatter>("annotate [FILE...] [OPTIONS] [-- COMPILER FLAGS...]"));
  annotate
      ->add_option("files", options.inputs.files,
                   "C, C++ and Rust sources, LLVM IR, summaries, objects, archives, shared objects "
                   "[default: all units of -p]")
      ->type_name(" ");
  addCompilation(*annotate, options.inputs);
  addProgram(*annotate, options.inputs, options.report.world);
  addView(*annotate, options, switches);
  addRunning(*annotate, options.inputs);
  return annotate;
}

CLI::App *addExplain(CLI::App &app, ExplainOptions &options) {
  CLI::App *explain =
      app.add_subcommand("explain", "Show how a line or a function comes to the heap");
  explain->formatter(std::make_shared<UsageFormatter>(
      "explain FILE:LINE|FUNCTION [FILE...] [OPTIONS] [-- COMPILER FLAGS...]"));
  explain->add_option("what", options.asked.text, "FILE:LINE, or the name of a function")
      ->type_name(" ");
  explain
      ->add_option("files", options.inputs.files,
                   "The program's inputs [default: FILE, or all units of -p]")
      ->type_name(" ");
  addCompilation(*explain, options.inputs);
  addProgram(*explain, options.inputs, options.report.world);
  auto *group = explain->add_option_group("What is shown");
  group->add_flag("--all", options.all, "Every way to the heap, not the shortest of each kind");
  addReport(*group, options.report);
  addObserved(*group, options.observed);
  addFormat(*group, options.format);
  addColor(*group, options.inputs.color);
  group->add_flag("--ascii", options.text.ascii, "Only ASCII characters");
  addRunning(*explain, options.inputs);
  return explain;
}

CLI::App *addSummarize(CLI::App &app, SummarizeOptions &options) {
  CLI::App *summarize = app.add_subcommand(
      "summarize", "Write what one input does to a file, to be joined with others later");
  summarize->formatter(std::make_shared<UsageFormatter>(
      "summarize FILE -o FILE.hls [OPTIONS] [-- COMPILER FLAGS...]"));
  summarize
      ->add_option("file", options.inputs.files,
                   "A source, an object, an archive or a shared object")
      ->type_name(" ");
  summarize->add_option("-o", options.output, "Where to write it")->type_name("FILE.hls");
  summarize
      ->add_option("--depfile", options.depfile,
                   "Also write the files that were read, in make's syntax")
      ->type_name("FILE");
  addCompilation(*summarize, options.inputs);
  // To be refused in words of its own.
  summarize->add_option("--cargo", options.inputs.package)->group("");
  return summarize;
}

CLI::App *addModels(CLI::App &app, ModelsOptions &options) {
  CLI::App *models =
      app.add_subcommand("models", "List what is known of a library's function by hand");
  models->formatter(std::make_shared<UsageFormatter>("models NAME [OPTIONS]"));
  models->add_option("name", options.name, "A symbol or a readable name, or a glob: 'std::*'")
      ->type_name(" ");
  addEach(*models, "--models", options.modelFiles, "Your own models, read as well")
      ->type_name("FILE");
  return models;
}

/// The flags behind `--`, which are the compiler's.
std::optional<std::vector<std::string>> takeFlags(std::vector<std::string> &own) {
  auto dashes = std::find(own.begin(), own.end(), "--");
  if (dashes == own.end())
    return std::nullopt;
  std::vector<std::string> flags(dashes + 1, own.end());
  own.erase(dashes, own.end());
  return flags;
}

/// None where all is well.
std::optional<Finished> refuseTwoWays(const CommandRequest &command) {
  if (!command.flags || command.buildFolder.empty())
    return std::nullopt;
  return refuse("-p and flags after -- each say how the files are compiled",
                "leave one of them out, or add single flags by --extra-arg");
}

Options finish(AnnotateOptions options, const Switches &switches) {
  if (!namesInputs(options.inputs))
    return refuse("no source file is given",
                  "try heaplight annotate FILE, -p DIR for all of a build, or --cargo DIR");
  if (switches.assembly || options.format == Format::Html)
    options.inputs.assembly = switches.syntax;
  return options;
}

Options finish(ExplainOptions options) {
  const std::string what = options.asked.text;
  if (what.empty())
    return refuse("it is not said what to explain", "try heaplight explain FILE:LINE");
  llvm::Expected<Asked> asked = readAsked(what, isFile);
  if (!asked)
    return refuse(llvm::toString(asked.takeError()));
  options.asked = std::move(*asked);
  if (namesInputs(options.inputs))
    return options;
  if (options.asked.place) {
    options.inputs.files.push_back(options.asked.place->file);
    return options;
  }
  // A program may lie here that is called as its function.
  if (isFile(what) && llvm::sys::path::has_extension(what))
    return refuse(what + ": which line of this file is not said", "say " + what + ":LINE");
  return refuse("no source file is given",
                "name the inputs behind the function, or -p DIR for all of a build");
}

Options finish(SummarizeOptions options) {
  if (!options.inputs.package.empty())
    return refuse("a summary is of one unit, and cargo builds a package from several crates",
                  "summarize each crate's source with its own flags, or let annotate --cargo keep "
                  "what it reads of each");
  if (options.inputs.files.size() != 1)
    return refuse(options.inputs.files.empty() ? "no file is given"
                                               : "a summary is made of one file",
                  "try heaplight summarize FILE -o FILE.hls");
  if (options.output.empty())
    return refuse("it is not said where to write the summary", "add -o FILE.hls");
  return options;
}

Options finish(ModelsOptions options) {
  if (options.name.empty())
    return refuse("no name is given", "try heaplight models snprintf");
  return options;
}

/// What every subcommand reads into; the one that was named is handed on.
struct Parsed {
  AnnotateOptions annotate;
  Switches switches;
  ExplainOptions explain;
  SummarizeOptions summarize;
  ModelsOptions models;
  LintOptions lint;
  RunOptions run;
};

} // namespace

Options readOptions(int count, const char *const *arguments) {
  std::vector<std::string> own(arguments + 1, arguments + count);
  CLI::App app("Shows which lines of a program touch the heap.", "heaplight");
  app.set_version_flag("--version", "heaplight " HEAPLIGHT_VERSION);
  app.failure_message(
      [](const CLI::App *, const CLI::Error &error) { return std::string(error.what()); });
  Parsed parsed;
  CLI::App *annotate = addAnnotate(app, parsed.annotate, parsed.switches);
  CLI::App *explain = addExplain(app, parsed.explain);
  CLI::App *summarize = addSummarize(app, parsed.summarize);
  CLI::App *models = addModels(app, parsed.models);
  CLI::App *lint = addLint(app, parsed.lint);
  CLI::App *run = addRun(app, parsed.run);
  if (!own.empty() && own.front() == run->get_name())
    takeProgram(*run, own, parsed.run);
  std::optional<std::vector<std::string>> flags = takeFlags(own);
  try {
    std::vector<std::string> reversed(own.rbegin(), own.rend());
    app.parse(reversed);
  } catch (const CLI::Success &asked) {
    return tell(app, asked);
  } catch (const CLI::ParseError &error) {
    std::string name;
    for (const CLI::App *command : app.get_subcommands())
      name = command->get_name() + " ";
    return refuse(error.what(), "see heaplight " + name + "--help");
  }
  for (InputOptions *inputs : {&parsed.annotate.inputs, &parsed.explain.inputs,
                               &parsed.summarize.inputs, &parsed.lint.inputs}) {
    inputs->command.flags = flags;
    if (std::optional<Finished> refused = refuseTwoWays(inputs->command))
      return *refused;
  }
  if (annotate->parsed())
    return finish(std::move(parsed.annotate), parsed.switches);
  if (explain->parsed())
    return finish(std::move(parsed.explain));
  if (summarize->parsed())
    return finish(std::move(parsed.summarize));
  if (models->parsed())
    return finish(std::move(parsed.models));
  if (lint->parsed())
    return finish(std::move(parsed.lint));
  if (run->parsed())
    return finish(std::move(parsed.run));
  return refuse("no command is given", "try heaplight annotate FILE");
}

} // namespace heaplight
