#include "read/Command.h"

#include "read/Flags.h"
#include "read/InputKind.h"

#include "clang/Driver/Types.h"
#include "clang/Tooling/Tooling.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/TargetSelect.h"

namespace heaplight {
namespace {

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

std::string absolute(llvm::StringRef file) {
  llvm::SmallString<256> whole(file);
  fs::make_absolute(whole);
  path::remove_dots(whole, /*remove_dot_dot=*/true);
  return std::string(whole);
}

bool isC(llvm::StringRef file) {
  llvm::StringRef extension = path::extension(file);
  return extension == ".c" || extension == ".i";
}

bool isHeader(llvm::StringRef file) {
  return llvm::StringSwitch<bool>(path::extension(file).lower())
      .Cases({".h", ".hh", ".hpp", ".hxx", ".h++", ".inc", ".ipp", ".tpp"}, true)
      .Default(false);
}

llvm::Error checkReadable(const std::string &file) {
  if (file.empty())
    return llvm::createStringError("an empty file name is given; name a source file");
  fs::file_status status;
  if (std::error_code error = fs::status(file, status))
    return llvm::createStringError(file + ": " + error.message());
  if (fs::is_directory(status))
    return llvm::createStringError(file + ": is a directory; name the source files in it");
  if (!fs::is_regular_file(status))
    return llvm::createStringError(file + ": is not a regular file");
  auto buffer = llvm::MemoryBuffer::getFile(file);
  if (!buffer)
    return llvm::createStringError(file + ": cannot be read: " + buffer.getError().message());
  if ((*buffer)->getBuffer().trim().empty())
    return llvm::createStringError(file + ": is empty; there is nothing to annotate");
  return llvm::Error::success();
}

/// What is to be compiled and how, as it was found.
struct Found {
  BuildStep step; ///< Its file as the compiler shall be told it.
  FlagSource source = FlagSource::CommandLine;
  std::vector<const BuildStep *> others; ///< That compile the same file.
  std::string database;                  ///< Where it stands; empty where in none.
  std::vector<std::string> notes;
};

/// Those that suit the file, where nothing else says how it is made. IR is taken as it is.
std::vector<std::string> plainFlags(const std::string &file) {
  if (isIr(file))
    return {};
  return {"-O2", isC(file) ? "-std=gnu17" : "-std=c++20"};
}

/// Build systems hand linters the compiler's whole command: c++ -O2 -o a.o -c a.cpp. It names the
/// file, which flags don't, so that a flag without its dash is no compiler.
bool isWholeCommand(const std::vector<std::string> &words, const std::string &file) {
  namespace types = clang::driver::types;
  if (words.size() < 2 || words.front().empty() || llvm::is_contained({'-', '@'}, words[0][0]))
    return false;
  llvm::StringRef extension = path::extension(words.front());
  if (types::lookupTypeForExtension(extension.drop_front(!extension.empty())) != types::TY_INVALID)
    return false;
  return llvm::any_of(llvm::drop_begin(words), [&](const std::string &word) {
    return word == file || (!word.starts_with("-") && fs::equivalent(word, file));
  });
}

/// Without a database: the user's flags, or those that suit the file.
Found findPlain(const CommandRequest &request) {
  Found found;
  // Spelled as a plain compile would, so that __FILE__ and messages are the same.
  found.step = {absolute("."), request.file, {}};
  found.step.arguments = request.flags ? *request.flags : plainFlags(request.file);
  if (isWholeCommand(found.step.arguments, request.file)) {
    found.source = FlagSource::Database;
    return found;
  }
  found.step.arguments.insert(found.step.arguments.begin(),
                              isC(request.file) ? "clang" : "clang++");
  return found;
}

/// In a database, which may guess; but IR was made by a command already, and no other source's
/// fits.
llvm::Expected<Found> findIn(Database &database, const CommandRequest &request) {
  std::string file = absolute(request.file);
  llvm::Expected<FoundStep> step = database.find(file);
  if ((!step || step->guessed) && isIr(request.file)) {
    llvm::consumeError(step.takeError());
    return findPlain(request);
  }
  if (!step)
    return step.takeError();
  if (step->step.arguments.size() < 2)
    return llvm::createStringError(database.path() + ": the command of " + request.file +
                                   " is empty; give its flags after --");
  Found found;
  found.step = std::move(step->step);
  found.source = FlagSource::Database;
  found.others = std::move(step->others);
  found.database = database.path();
  if (step->guessed) {
    found.step.file = file;
    found.notes.push_back(
        file + " is not in " + database.path() + "; " +
        (step->guess.empty() ? "its flags are guessed" : "its flags are " + step->guess));
  }
  return found;
}

llvm::Expected<Found> find(const CommandRequest &request, Databases &databases) {
  if (request.flags)
    return findPlain(request);
  llvm::Expected<Database *> database = request.buildFolder.empty()
                                            ? databases.above(absolute(request.file))
                                            : databases.at(request.buildFolder);
  if (!database)
    return database.takeError();
  return *database ? findIn(**database, request) : findPlain(request);
}

/// The compiler's name with what that says of language and target (aarch64-linux-gnu-g++), and of
/// the flags those that shape the code.
struct Compiler {
  std::vector<std::string> name;
  Flags flags;
  std::vector<std::string> files; ///< Response files.
};

llvm::Expected<Compiler> readStep(const BuildStep &step, FlagSource source) {
  FlagRequest request;
  request.flags.assign(step.arguments.begin() + 1, step.arguments.end());
  request.source = source;
  request.file = step.file;
  llvm::Expected<std::vector<std::string>> files =
      expandResponseFiles(request.flags, step.directory);
  if (!files)
    return files.takeError();
  Compiler compiler;
  compiler.files = std::move(*files);
  compiler.name.push_back(step.arguments.front());
  clang::tooling::addTargetAndModeForProgramName(compiler.name, step.arguments.front());
  request.cl = llvm::is_contained(compiler.name, "--driver-mode=cl");
  llvm::Expected<Flags> flags = keepFlags(request);
  if (!flags)
    return flags.takeError();
  compiler.flags = std::move(*flags);
  return compiler;
}

/// A build may compile one file in several ways; all but the first are left out.
void noteOtherWays(const Found &found, const Compiler &first, Command &command) {
  bool differ = llvm::any_of(found.others, [&](const BuildStep *other) {
    llvm::Expected<Compiler> compiler = readStep(*other, found.source);
    bool same =
        compiler && compiler->name == first.name && compiler->flags.kept == first.flags.kept;
    llvm::consumeError(compiler.takeError());
    return !same;
  });
  if (differ)
    command.notes.push_back(command.file + ": stands " + std::to_string(found.others.size() + 1) +
                            " times in " + found.database +
                            " with different flags; the first ones count");
}

} // namespace

llvm::Expected<Command> findCommand(const CommandRequest &request, Databases &databases) {
  if (llvm::Error unreadable = checkReadable(request.file))
    return std::move(unreadable);
  llvm::Expected<Found> found = find(request, databases);
  if (!found)
    return found.takeError();
  llvm::InitializeAllTargetInfos();
  std::string compiled = found->step.file;
  found->step.file = request.file;
  llvm::Expected<Compiler> compiler = readStep(found->step, found->source);
  if (!compiler)
    return compiler.takeError();
  Command command{request.file, found->step.directory, compiler->name, found->notes,
                  compiler->files};
  if (!found->database.empty())
    command.files.push_back(found->database);
  llvm::append_range(command.notes, compiler->flags.notes);
  noteOtherWays(*found, *compiler, command);
  llvm::append_range(command.arguments, request.extraBefore);
  llvm::append_range(command.arguments, compiler->flags.kept);
  llvm::append_range(command.arguments, request.extraAfter);
  if (!request.target.empty())
    command.arguments.push_back("--target=" + request.target);
  bool named = llvm::any_of(command.arguments,
                            [](const std::string &flag) { return flag.starts_with("-x"); });
  // A header by itself is compiled as the code that it holds, not as one to be precompiled.
  if (isHeader(command.file) && !named)
    command.arguments.push_back("-xc++");
  if (isIr(command.file) && !named)
    command.arguments.push_back("-xir");
  command.arguments.push_back(compiled);
  return command;
}

llvm::Expected<Command> commandOf(const Unit &unit, const CommandRequest &request) {
  BuildStep step{absolute("."),
                 unit.source,
                 {unit.language == "c++" || unit.language == "ir" ? "clang++" : "clang"}};
  llvm::append_range(step.arguments, request.extraBefore);
  if (!unit.target.empty())
    step.arguments.push_back("--target=" + unit.target);
  if (request.flags)
    llvm::append_range(step.arguments, *request.flags);
  llvm::append_range(step.arguments, request.extraAfter);
  if (!request.target.empty())
    step.arguments.push_back("--target=" + request.target);
  llvm::InitializeAllTargetInfos();
  llvm::Expected<Compiler> compiler = readStep(step, FlagSource::CommandLine);
  if (!compiler)
    return compiler.takeError();
  Command command{unit.source, step.directory, compiler->name, {}, compiler->files};
  llvm::append_range(command.arguments, compiler->flags.kept);
  command.arguments.push_back(unit.source);
  return command;
}

llvm::Expected<Command> findCommand(const CommandRequest &request) {
  Databases databases;
  return findCommand(request, databases);
}

} // namespace heaplight
