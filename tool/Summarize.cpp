#include "Summarize.h"

#include "read/InputKind.h"
#include "read/SummaryFile.h"
#include "read/machine/Library.h"

#include <llvm/ADT/STLExtras.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/raw_ostream.h>

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

struct Rule {
  const std::string &target;
  const std::string &input;
  const std::vector<std::string> &files;
};

std::string textOf(const Rule &rule) {
  std::string text = escaped(rule.target) + ": " + escaped(rule.input);
  for (const std::string &file : rule.files)
    text += " \\\n  " + escaped(file);
  text += "\n";
  // So that a header that is gone is no error of the build.
  for (const std::string &file : rule.files)
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
  if (unit)
    return std::move(*unit);
  complain(llvm::toString(unit.takeError()));
  return std::nullopt;
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

/// What is written must be none of what was read.
bool isRead(const std::string &output, const Summarized &summary, const std::string &input) {
  bool is = llvm::sys::fs::equivalent(output, input) ||
            llvm::any_of(summary.files, [&](const std::string &file) {
              return llvm::sys::fs::equivalent(output, file);
            });
  if (is)
    complain(output + ": is read for the summary; name another file to be written");
  return is;
}

/// Into what is no file of its own, as a pipe.
bool writeInto(const std::string &file, const std::string &bytes) {
  std::error_code error;
  llvm::raw_fd_ostream stream(file, error, llvm::sys::fs::CD_OpenExisting);
  if (!error) {
    stream << bytes;
    stream.close();
    error = stream.error();
    stream.clear_error();
  }
  if (!error)
    return true;
  complain(file + ": cannot be written: " + error.message());
  return false;
}

/// A file is written whole or not at all; a link stays, and what it leads to is written.
bool write(const std::string &name, const std::string &bytes) {
  llvm::SmallString<256> real;
  bool exists = !llvm::sys::fs::real_path(name, real);
  const std::string file = exists ? std::string(real) : name;
  llvm::sys::fs::file_status status;
  if (exists && !llvm::sys::fs::status(file, status) && llvm::sys::fs::is_other(status))
    return writeInto(file, bytes);
  llvm::Error error = llvm::writeToOutput(file, [&](llvm::raw_ostream &stream) {
    stream << bytes;
    return llvm::Error::success();
  });
  if (!error)
    return true;
  complain(file + ": cannot be written: " + llvm::toString(std::move(error)));
  return false;
}

} // namespace

int summarize(const SummarizeOptions &options, const char *program) {
  Summarized summary = readInput(options.inputs, program);
  const std::string &input = options.inputs.files.front();
  if (!summary.unit || isRead(options.output, summary, input) ||
      (!options.depfile.empty() && isRead(options.depfile, summary, input)))
    return failed;
  // The summary last: a build that finds it has all of it.
  bool fresh = !llvm::sys::fs::exists(options.depfile);
  if (!options.depfile.empty() &&
      !write(options.depfile, textOf({options.output, input, summary.files})))
    return failed;
  if (write(options.output, writeSummary(*summary.unit)))
    return 0;
  if (!options.depfile.empty() && fresh)
    llvm::sys::fs::remove(options.depfile);
  return failed;
}

} // namespace heaplight
