#include "RunFlags.h"

#include "read/run/ProgramBuild.h"

#include <llvm/Support/Allocator.h>
#include <llvm/Support/CommandLine.h>
#include <llvm/Support/StringSaver.h>

namespace heaplight {
namespace {

constexpr const char *usage = "run [OPTIONS] PROGRAM [ARGS...]\n"
                              "       heaplight run FILE.c|FILE.cpp|FILE.rs [OPTIONS] [-- ARGS...]";

std::string checkRows(const std::string &text) {
  unsigned count = 0;
  bool number = !llvm::StringRef(text).getAsInteger(10, count);
  return number ? "" : "'" + text + "' is no number of lines";
}

/// Words as a shell would make them of `text`.
std::vector<std::string> wordsOf(const std::string &text) {
  llvm::BumpPtrAllocator memory;
  llvm::StringSaver saver(memory);
  llvm::SmallVector<const char *> words;
  llvm::cl::TokenizeGNUCommandLine(text, saver, words);
  return {words.begin(), words.end()};
}

void addBuild(CLI::App &app, RunOptions &options) {
  auto *group = app.add_option_group("How a source file is built");
  group
      ->add_option_function<std::vector<std::string>>(
          "--cflags",
          [&options](const std::vector<std::string> &texts) {
            options.build.flags.emplace();
            for (const std::string &text : texts)
              for (std::string &word : wordsOf(text))
                options.build.flags->push_back(std::move(word));
          },
          "The compiler's flags, in one word: \"-O3 -DX -lm\" [default: those of the compile "
          "database, else -O2]")
      ->type_name("FLAGS")
      ->take_all()
      ->expected(1)
      ->allow_extra_args(false);
  addCompiler(*group, options.build, options.rustc);
}

void addShown(CLI::App &app, RunOptions &options) {
  auto *group = app.add_option_group("What is shown");
  addChoice<RunFormat>(*group, "--format", options.format,
                       {{"text", RunFormat::Text},
                        {"json", RunFormat::Json},
                        {"folded", RunFormat::Folded},
                        {"pprof", RunFormat::Pprof}},
                       "[default: text]");
  group
      ->add_option("-o", options.output,
                   "Write it to this file, whole or not at all; - is standard output [default: "
                   "standard error]")
      ->type_name("FILE")
      ->check(CLI::Validator(refuseNothing, ""));
  group->add_option("--lines", options.rows, "The most lines that are listed [default: 10]")
      ->type_name("N")
      ->check(CLI::Validator(checkRows, ""));
  addChoice<RunWeight>(*group, "--count", options.weight,
                       {{"allocations", RunWeight::Allocations},
                        {"bytes", RunWeight::Bytes},
                        {"lost", RunWeight::Lost},
                        {"lost-bytes", RunWeight::LostBytes}},
                       "What folded stacks count [default: allocations]");
  addColor(*group, options.color);
  group->add_flag("--ascii", options.text.ascii, "Only ASCII characters");
}

/// Whether the word behind `option`, which begins with a dash, is its value.
bool takesNext(const CLI::App &run, const std::string &option) {
  bool isLong = option.starts_with("--");
  if (isLong ? option.find('=') != std::string::npos : option.size() > 2)
    return false;
  const CLI::Option *known = run.get_option_no_throw(option);
  return known && known->get_items_expected_max() > 0;
}

} // namespace

CLI::App *addRun(CLI::App &app, RunOptions &options) {
  CLI::App *run = app.add_subcommand("run", "Run a program and count what it does to the heap");
  run->formatter(std::make_shared<UsageFormatter>(usage));
  run->add_flag_callback(
      "--follow", [&options] { options.follow = FollowChildren::Yes; },
      "Also the processes that the program starts");
  addShown(*run, options);
  addBuild(*run, options);
  run->footer(
      "The program keeps its standard streams, and its exit status becomes Heaplight's;\n"
      "where it can't be run or recorded, that is 2, and a line on standard error says why.");
  return run;
}

void takeProgram(const CLI::App &run, std::vector<std::string> &words, RunOptions &options) {
  size_t place = 1;
  for (; place < words.size(); ++place) {
    const std::string &word = words[place];
    if (word == "--" || !word.starts_with("-") || word == "-")
      break;
    place += takesNext(run, word);
  }
  if (place >= words.size())
    return;
  auto first = words.begin() + ptrdiff_t(place);
  if (*first == "--" && (first = words.erase(first)) == words.end())
    return;
  options.program = *first;
  first = words.erase(first);
  // A source may have options behind it, for its program's arguments are marked.
  auto last = isProgramSource(options.program) ? std::find(first, words.end(), "--") : first;
  bool marked = last != words.end() && *last == "--" && isProgramSource(options.program);
  options.arguments.assign(marked ? last + 1 : last, words.end());
  words.erase(last, words.end());
}

Options finish(RunOptions options) {
  if (options.program.empty())
    return refuse("no program is given", "try heaplight run ./PROGRAM, or heaplight run FILE.cpp");
  bool built = isProgramSource(options.program);
  const CommandRequest &build = options.build;
  bool builds = build.flags || !build.buildFolder.empty() || !build.extraBefore.empty() ||
                !build.extraAfter.empty() || !options.rustc.empty();
  if (builds && !built)
    return refuse(options.program + " is run as it is, so that flags of a compiler have no use",
                  "leave them out, or name a source file");
  if (build.flags && !build.buildFolder.empty())
    return refuse("-p and --cflags each say how the file is compiled",
                  "leave one of them out, or add single flags by --extra-arg");
  if (options.format != RunFormat::Folded && options.weight != RunWeight::Allocations)
    return refuse("--count says what folded stacks count", "add --format folded");
  if (options.format != RunFormat::Text && options.output.empty())
    return refuse("it is not said where to write the report, as standard output is the program's",
                  "add -o FILE, or -o - to have it behind the program's output");
  options.build.file = options.program;
  return options;
}

} // namespace heaplight
