#include "Summarize.h"

#include "read/InputKind.h"
#include "read/Library.h"
#include "read/SummaryFile.h"

#include <llvm/Support/FileSystem.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/raw_ostream.h>

namespace heaplight {
namespace {

constexpr int failed = 2;

struct Summarized {
  std::optional<Unit> unit; ///< None where that was told already.
  std::vector<std::string> files;
};

/// A name in make's syntax. GNU make's manual, "Rule Syntax" and "What Makefiles Contain".
std::string escaped(llvm::StringRef file) {
  std::string text;
  for (char letter : file) {
    if (letter == ' ' || letter == '#' || letter == '\\' || letter == ':')
      text += '\\';
    if (letter == '$')
      text += '$';
    text += letter;
  }
  return text;
}

std::string ruleFor(const std::string &target, const std::vector<std::string> &files) {
  std::string rule = escaped(target) + ":";
  for (const std::string &file : files)
    rule += " \\\n  " + escaped(file);
  rule += "\n";
  // So that a header that is gone is no error of the build.
  for (const std::string &file : files)
    rule += "\n" + escaped(file) + ":\n";
  return rule;
}

/// Relative to the working folder where it lies below.
std::string shortened(const std::string &file) {
  llvm::SmallString<256> folder, whole(file);
  llvm::sys::fs::current_path(folder);
  llvm::sys::path::remove_dots(whole, /*remove_dot_dot=*/true);
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
    return {readMachine(file), {file}};
  options.linkLibraries = LibraryUse::No;
  options.listFiles = true;
  std::optional<ReadInputs> inputs = readInputs(options, program);
  if (!inputs || inputs->units.empty())
    return {};
  Summarized summary{std::move(inputs->units.front()), std::move(inputs->files)};
  for (std::string &read : summary.files)
    read = shortened(read);
  summary.files.insert(summary.files.end(), options.modelFiles.begin(), options.modelFiles.end());
  return summary;
}

/// Whole or not at all.
bool write(const std::string &file, const std::string &bytes) {
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
  if (!summary.unit || !write(options.output, writeSummary(*summary.unit)))
    return failed;
  if (!options.depfile.empty() && !write(options.depfile, ruleFor(options.output, summary.files)))
    return failed;
  return 0;
}

} // namespace heaplight
