#include "Summarize.h"

#include "Output.h"
#include "read/InputKind.h"
#include "read/SummaryFile.h"
#include "read/machine/Library.h"

#include <llvm/ADT/STLExtras.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/Path.h>

#include <set>

namespace heaplight {
namespace {

constexpr int failed = 2;

struct Summarized {
  std::optional<Unit> unit;       ///< None where that was told already.
  std::vector<std::string> files; ///< Beside the input itself.
};

/// A name in make's syntax. GNU make's manual, "Rule Syntax" and "What Makefiles Contain"; ninja
/// reads the same.
std::string escaped(llvm::StringRef file) {
  std::string text;
  size_t slashes = 0; // Just before: in front of a blank each would escape the next.
  for (char letter : file) {
    if (letter == ' ' || letter == '\t')
      text += std::string(slashes + 1, '\\');
    if (letter == '#' || letter == ':')
      text += '\\';
    if (letter == '$')
      text += '$';
    text += letter;
    slashes = letter == '\\' ? slashes + 1 : 0;
  }
  return text;
}

/// Make takes such a name for a variable, a pattern or a group where it stands first on a line.
bool startsLine(llvm::StringRef name) {
  return name.find_first_of("=%") == llvm::StringRef::npos && !name.ends_with("&");
}

/// Whether make's syntax can hold a name at all: for these there is no escape. Tried with GNU make.
bool fitsInRule(llvm::StringRef name) {
  bool controls = llvm::any_of(name, [](unsigned char letter) { return letter < ' '; });
  return !controls && name.find_first_of(";|") == llvm::StringRef::npos && !name.ends_with(" ") &&
         !name.ends_with("\\");
}

struct DependencyRule {
  const std::string &target;
  const std::string &input;
  const std::vector<std::string> &files;
};

/// Says which name of the rule make could not read.
bool canBeWritten(const DependencyRule &rule) {
  const std::string *bad = nullptr;
  // `target: NAME=VALUE` would set a variable.
  if (!startsLine(rule.target) || !fitsInRule(rule.target))
    bad = &rule.target;
  else if (!fitsInRule(rule.input) || llvm::is_contained(rule.input, '='))
    bad = &rule.input;
  else if (auto file = llvm::find_if_not(rule.files, fitsInRule); file != rule.files.end())
    bad = &*file;
  if (bad)
    complain(*bad + ": make has no way to write that name in a depfile; rename it or leave "
                    "--depfile out");
  return !bad;
}

std::string textOf(const DependencyRule &rule) {
  std::string text = escaped(rule.target) + ": " + escaped(rule.input);
  for (const std::string &file : rule.files)
    text += " \\\n  " + escaped(file);
  text += "\n";
  // So that a header that is gone is no error of the build.
  for (const std::string &file : rule.files)
    if (startsLine(file))
      text += "\n" + escaped(file) + ":\n";
  return text;
}

/// As short as a build would write it: relative to the working folder where it lies below, without
/// dots where these lead nowhere else.
std::string shortened(const std::string &file) {
  llvm::SmallString<256> folder, whole(file);
  llvm::sys::fs::current_path(folder);
  llvm::sys::path::remove_dots(whole, /*remove_dot_dot=*/true);
  if (!llvm::sys::fs::equivalent(whole, file))
    whole = file;
  llvm::StringRef text = whole;
  if (text.consume_front(folder) && text.consume_front("/"))
    return text.str();
  return std::string(whole);
}

std::optional<Unit> readMachine(const std::string &file) {
  auto buffer = llvm::MemoryBuffer::getFile(file, /*IsText=*/false,
                                            /*RequiresNullTerminator=*/false);
  if (!buffer) {
    complain(file + ": cannot be read: " + buffer.getError().message());
    return std::nullopt;
  }
  llvm::Expected<Unit> unit =
      readLibrary({llvm::MemoryBufferRef((*buffer)->getBuffer(), file), nullptr});
  if (!unit) {
    complain(llvm::toString(unit.takeError()));
    return std::nullopt;
  }
  for (const std::string &text : unit->notes)
    note(text);
  return std::move(*unit);
}

Summarized readInput(InputOptions options, const char *program) {
  const std::string file = options.files.front();
  llvm::Expected<InputKind> kind = kindOfInput(file);
  if (!kind) {
    complain(llvm::toString(kind.takeError()));
    return {};
  }
  if (*kind == InputKind::Summary) {
    complain(file + ": is a summary already");
    return {};
  }
  if (*kind == InputKind::Machine)
    return {readMachine(file), {}};
  options.linkLibraries = LibraryUse::No;
  options.listFiles = true;
  std::optional<ReadInputs> inputs = readInputs(options, program);
  if (!inputs || inputs->units.empty())
    return {};
  std::set<std::string> files;
  for (const std::string &read : inputs->files)
    if (!llvm::sys::fs::equivalent(read, file))
      files.insert(shortened(read));
  files.insert(options.modelFiles.begin(), options.modelFiles.end());
  return {std::move(inputs->units.front()), {files.begin(), files.end()}};
}

/// What is written must be none of what was read. Says so.
bool isRead(const std::string &output, const Summarized &summary, const std::string &input) {
  std::vector<std::string> files = summary.files;
  files.push_back(input);
  llvm::Error error = checkUnread(output, files);
  bool is = bool(error);
  if (is)
    complain(llvm::toString(std::move(error)));
  return is;
}

} // namespace

int summarize(const SummarizeOptions &options, const char *program) {
  const std::string &input = options.inputs.files.front();
  bool wantsRule = !options.depfile.empty();
  if (wantsRule && nameTheSame(options.output, options.depfile)) {
    complain(options.depfile + ": is named by -o and by --depfile; give each a file of its own");
    return failed;
  }
  Summarized summary = readInput(options.inputs, program);
  if (!summary.unit || isRead(options.output, summary, input) ||
      (wantsRule && isRead(options.depfile, summary, input)))
    return failed;
  DependencyRule rule{options.output, input, summary.files};
  if (wantsRule && !canBeWritten(rule))
    return failed;
  // The summary last: a build that finds it has all of it.
  bool fresh = !llvm::sys::fs::exists(options.depfile);
  if (wantsRule && !writeWhole(options.depfile, textOf(rule)))
    return failed;
  FileFacts facts;
  std::vector<SourceFact> sources;
  if (!isMachine(*summary.unit))
    sources = sourcesOf(*summary.unit, facts);
  if (writeWhole(options.output, writeSummary(*summary.unit, sources)))
    return 0;
  if (wantsRule && fresh)
    llvm::sys::fs::remove(options.depfile);
  return failed;
}

} // namespace heaplight
