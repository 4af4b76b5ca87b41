#include "Options.h"

#include <CLI/CLI.hpp>
#include <llvm/ADT/StringRef.h>
#include <llvm/Support/Regex.h>

#include <cstdio>

namespace heaplight {
namespace {

constexpr int badUsage = 2;

std::string checkExpression(const std::string &text) {
  std::string complaint;
  if (llvm::Regex(text).isValid(complaint))
    return {};
  return "'" + text + "' is no regular expression: " + complaint;
}

std::string checkCount(const std::string &text) {
  unsigned count = 0;
  bool number = !llvm::StringRef(text).getAsInteger(10, count);
  return number ? "" : "'" + text + "' is no number of lines";
}

template <typename Value>
CLI::Option *addChoice(CLI::App &app, const std::string &name, Value &value,
                       const std::map<std::string, Value> &words, const std::string &help) {
  std::string list;
  for (const auto &[word, meaning] : words)
    list += (list.empty() ? "" : "|") + word;
  CLI::Option *option = app.add_option(name, value, help);
  auto toNumber = [words, list](std::string &text) -> std::string {
    auto found = words.find(text);
    if (found == words.end())
      return "'" + text + "' is none of " + list;
    text = std::to_string(unsigned(found->second));
    return {};
  };
  return option->transform(CLI::Validator(toNumber, ""))->type_name(list)->take_last();
}

void addCompilation(CLI::App &app, AnnotateOptions &options) {
  auto *group = app.add_option_group("How the files are compiled");
  group
      ->add_option("-p", options.command.buildFolder,
                   "Folder of compile_commands.json or compile_flags.txt, or that file; without "
                   "FILE, all its sources [default: the nearest above each source]")
      ->type_name("DIR");
  group->add_option("--extra-arg", options.command.extraAfter, "Compiler flag to add at the end")
      ->type_name("FLAG")
      ->take_all()
      ->expected(1)
      ->allow_extra_args(false);
  group
      ->add_option("--extra-arg-before", options.command.extraBefore,
                   "Compiler flag to add at the start")
      ->type_name("FLAG")
      ->take_all()
      ->expected(1)
      ->allow_extra_args(false);
  group->add_option("--target", options.command.target, "Compile for this target")
      ->type_name("TRIPLE");
  group
      ->add_option("--models", options.modelFiles,
                   "What your own functions do to the heap; docs/models.md has the form")
      ->type_name("FILE")
      ->take_all()
      ->expected(1)
      ->allow_extra_args(false);
}

/// What stands behind `--` is no option of the library's, so its usage line would leave that out.
class UsageFormatter : public CLI::Formatter {
public:
  std::string make_usage(const CLI::App *, std::string) const override {
    return "Usage: heaplight annotate FILE... [OPTIONS] [-- COMPILER FLAGS...]\n";
  }
};

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
  group
      ->add_option("--header-filter", options.report.headerFilter,
                   "Of your headers, only those [default: all but system headers]")
      ->type_name("REGEX")
      ->check(CLI::Validator(checkExpression, ""));
  group
      ->add_option("--context", options.text.context,
                   "Lines around a mark that are shown too [default: 3]")
      ->type_name("N")
      ->check(CLI::Validator(checkCount, ""));
  group->add_flag("--asm", switches.assembly, "Show the assembly beneath each source line");
  addChoice<AssemblySyntax>(*group, "--syntax", switches.syntax,
                            {{"att", AssemblySyntax::Att}, {"intel", AssemblySyntax::Intel}},
                            "Of the assembly, on x86 [default: att]");
  addChoice<Format>(*group, "--format", options.format,
                    {{"text", Format::Text}, {"json", Format::Json}}, "[default: text]");
  addChoice<ColorChoice>(
      *group, "--color", options.color,
      {{"auto", ColorChoice::Auto}, {"always", ColorChoice::Always}, {"never", ColorChoice::Never}},
      "auto: on a terminal, unless NO_COLOR is set [default: auto]");
  group->add_flag("--ascii", options.text.ascii, "Only ASCII characters in marks and lines");
}

/// The library's own messages run over several lines; people want one.
Finished complain(const std::string &message, const std::string &next) {
  std::string line = message.substr(0, message.find('\n'));
  std::fprintf(stderr, "heaplight: error: %s; %s\n", line.c_str(), next.c_str());
  return {badUsage};
}

} // namespace

Options readOptions(int count, const char *const *arguments) {
  std::vector<std::string> own(arguments + 1, arguments + count);
  std::optional<std::vector<std::string>> flags;
  auto dashes = std::find(own.begin(), own.end(), "--");
  if (dashes != own.end()) {
    flags.emplace(dashes + 1, own.end());
    own.erase(dashes, own.end());
  }
  CLI::App app("Shows which lines of a program touch the heap.", "heaplight");
  app.set_version_flag("--version", "heaplight " HEAPLIGHT_VERSION);
  app.failure_message(
      [](const CLI::App *, const CLI::Error &error) { return std::string(error.what()); });
  AnnotateOptions options;
  Switches switches;
  CLI::App *annotate =
      app.add_subcommand("annotate", "Mark each line of C or C++ files that reaches the heap");
  annotate->formatter(std::make_shared<UsageFormatter>());
  annotate->add_option("files", options.files, "Source files")->type_name(" ");
  addCompilation(*annotate, options);
  addView(*annotate, options, switches);
  try {
    std::vector<std::string> reversed(own.rbegin(), own.rend());
    app.parse(reversed);
  } catch (const CLI::Success &asked) {
    return Finished{app.exit(asked)};
  } catch (const CLI::ParseError &error) {
    return complain(error.what(),
                    annotate->parsed() ? "see heaplight annotate --help" : "see heaplight --help");
  }
  if (!annotate->parsed())
    return complain("no command is given", "try heaplight annotate FILE");
  if (options.files.empty() && options.command.buildFolder.empty())
    return complain("no source file is given", "try heaplight annotate FILE");
  if (flags && !options.command.buildFolder.empty())
    return complain("-p and flags after -- each say how the files are compiled",
                    "leave one of them out, or add single flags by --extra-arg");
  options.command.flags = std::move(flags);
  if (switches.assembly)
    options.assembly = switches.syntax;
  return options;
}

} // namespace heaplight
