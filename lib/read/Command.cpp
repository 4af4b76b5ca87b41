#include "read/Command.h"

#include "clang/Options/Options.h"
#include "clang/Tooling/CompilationDatabase.h"
#include "clang/Tooling/JSONCompilationDatabase.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Option/Arg.h"
#include "llvm/Option/ArgList.h"
#include "llvm/Option/OptTable.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

namespace heaplight {
namespace {

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;
namespace options = clang::options;
using clang::tooling::CompilationDatabase;
using clang::tooling::CompileCommand;

enum class Source { CommandLine, Database };

std::string absolute(llvm::StringRef file) {
  llvm::SmallString<256> whole(file);
  fs::make_absolute(whole);
  path::remove_dots(whole, /*remove_dot_dot=*/true);
  return std::string(whole);
}

bool isC(llvm::StringRef file) { return path::extension(file) == ".c"; }

bool isHeader(llvm::StringRef file) {
  return llvm::StringSwitch<bool>(path::extension(file).lower())
      .Cases({".h", ".hh", ".hpp", ".hxx", ".h++", ".inc", ".ipp", ".tpp"}, true)
      .Default(false);
}

llvm::Error checkReadable(const std::string &file) {
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

/// A database and where it was found.
struct Database {
  std::unique_ptr<CompilationDatabase> commands;
  std::string path;
};

llvm::Expected<Database> loadDatabase(const std::string &file) {
  std::string complaint;
  Database database;
  database.path = file;
  if (path::filename(file) == "compile_flags.txt") {
    database.commands = clang::tooling::FixedCompilationDatabase::loadFromFile(file, complaint);
  } else {
    auto json = clang::tooling::JSONCompilationDatabase::loadFromFile(
        file, complaint, clang::tooling::JSONCommandLineSyntax::AutoDetect);
    if (json && json->getAllCompileCommands().empty())
      return llvm::createStringError(file + ": holds no compile command; build the project once, "
                                            "or give the flags after --");
    database.commands = std::move(json);
  }
  if (!database.commands)
    return llvm::createStringError(
        file + ": is no compile database: " + llvm::StringRef(complaint).trim().str() +
        "; make it anew, or give the flags after --");
  return database;
}

std::string databaseIn(llvm::StringRef folder) {
  for (llvm::StringRef name : {"compile_commands.json", "compile_flags.txt"}) {
    llvm::SmallString<256> file(folder);
    path::append(file, name);
    if (fs::exists(file))
      return std::string(file);
  }
  return {};
}

/// The database that `request` asks for, or the nearest above its file. One without commands
/// where there is none.
llvm::Expected<Database> findDatabase(const CommandRequest &request, const std::string &file) {
  if (!request.buildFolder.empty()) {
    bool named = !fs::is_directory(request.buildFolder) && fs::exists(request.buildFolder);
    std::string found = named ? request.buildFolder : databaseIn(request.buildFolder);
    if (found.empty())
      return llvm::createStringError(request.buildFolder +
                                     ": no compile_commands.json or compile_flags.txt is there; "
                                     "make one with -DCMAKE_EXPORT_COMPILE_COMMANDS=ON or bear");
    return loadDatabase(absolute(found));
  }
  for (llvm::StringRef folder = path::parent_path(file); !folder.empty();
       folder = path::parent_path(folder))
    if (std::string found = databaseIn(folder); !found.empty())
      return loadDatabase(found);
  return Database();
}

/// The database's own command for the file, or one guessed from a like file's, with a note.
llvm::Expected<CompileCommand> lookUp(Database database, const std::string &file,
                                      std::vector<std::string> &notes) {
  std::string databasePath = database.path;
  std::vector<CompileCommand> commands = database.commands->getCompileCommands(file);
  if (!commands.empty())
    return commands.front();
  std::unique_ptr<CompilationDatabase> guessing =
      clang::tooling::inferMissingCompileCommands(std::move(database.commands));
  commands = guessing->getCompileCommands(file);
  if (commands.empty())
    return llvm::createStringError(file + ": is not in " + databasePath +
                                   "; give its flags after --");
  std::string guess = commands.front().Heuristic;
  notes.push_back(file + " is not in " + database.path + "; " +
                  (guess.empty() ? "its flags are guessed" : "its flags are " + guess));
  return commands.front();
}

/// Says where output goes or stops before code is made: of no use to a run that writes nothing.
bool concernsOutput(const llvm::opt::Arg &argument) {
  const llvm::opt::Option &option = argument.getOption();
  for (unsigned id : {options::OPT_o,
                      options::OPT_c,
                      options::OPT_S,
                      options::OPT_E,
                      options::OPT_emit_llvm,
                      options::OPT_fsyntax_only,
                      options::OPT_MD,
                      options::OPT_MMD,
                      options::OPT_M,
                      options::OPT_MM,
                      options::OPT_MF,
                      options::OPT_MT,
                      options::OPT_MQ,
                      options::OPT_MG,
                      options::OPT_MP,
                      options::OPT_MJ,
                      options::OPT_MV,
                      options::OPT_save_temps,
                      options::OPT_save_temps_EQ,
                      options::OPT_flto,
                      options::OPT_flto_EQ,
                      options::OPT__serialize_diags,
                      options::OPT__DASH_DASH,
                      options::OPT_gsplit_dwarf,
                      options::OPT_gsplit_dwarf_EQ,
                      options::OPT_ftime_trace,
                      options::OPT_ftime_trace_EQ,
                      options::OPT_pipe})
    if (option.matches(id))
      return true;
  return false;
}

/// Leaves of `arguments` (without the compiler's name) what shapes the code.
llvm::Expected<std::vector<std::string>> keepFlags(const std::vector<std::string> &arguments,
                                                   Source source, const std::string &file,
                                                   std::vector<std::string> &notes) {
  std::vector<const char *> raw;
  for (const std::string &argument : arguments)
    raw.push_back(argument.c_str());
  unsigned missingIndex = 0, missingCount = 0;
  llvm::opt::InputArgList list = clang::getDriverOptTable().ParseArgs(
      raw, missingIndex, missingCount, llvm::opt::Visibility(options::ClangOption));
  if (missingCount)
    return llvm::createStringError("the flag '" + arguments[missingIndex] +
                                   "' wants a value behind it");
  std::vector<std::string> kept;
  for (llvm::opt::Arg *argument : list) {
    if (argument->getOption().matches(options::OPT_UNKNOWN)) {
      std::string flag = argument->getAsString(list);
      if (source == Source::CommandLine)
        return llvm::createStringError(
            "clang does not know the flag '" + flag +
            "'; flags for the compiler stand after --, see clang --help");
      notes.push_back(file + ": the flag " + flag + " is unknown to clang and was left out");
      continue;
    }
    if (argument->getOption().matches(options::OPT_flto_EQ))
      notes.push_back(file + ": " + argument->getAsString(list) +
                      " was left out; what only the linker inlines is not seen");
    if (argument->getOption().matches(options::OPT_INPUT) || concernsOutput(*argument))
      continue;
    llvm::opt::ArgStringList rendered;
    argument->renderAsInput(list, rendered);
    kept.insert(kept.end(), rendered.begin(), rendered.end());
  }
  return kept;
}

} // namespace

llvm::Expected<Command> findCommand(const CommandRequest &request) {
  if (llvm::Error unreadable = checkReadable(request.file))
    return std::move(unreadable);
  Command command;
  command.file = request.file;
  // Spelled as a plain compile would, so that __FILE__ and messages are the same.
  std::string compiled = request.file;
  command.directory = absolute(".");
  std::string compiler = isC(command.file) ? "clang" : "clang++";
  std::vector<std::string> flags{"-O2", isC(command.file) ? "-std=c17" : "-std=c++20"};
  Source source = Source::CommandLine;
  if (request.flags) {
    flags = *request.flags;
  } else {
    llvm::Expected<Database> database = findDatabase(request, absolute(request.file));
    if (!database)
      return database.takeError();
    if (database->commands) {
      llvm::Expected<CompileCommand> found =
          lookUp(std::move(*database), absolute(request.file), command.notes);
      if (!found)
        return found.takeError();
      command.directory = found->Directory;
      compiled = command.notes.empty() ? found->Filename : absolute(request.file);
      compiler = found->CommandLine.front();
      flags.assign(found->CommandLine.begin() + 1, found->CommandLine.end());
      source = Source::Database;
    }
  }
  llvm::Expected<std::vector<std::string>> kept =
      keepFlags(flags, source, request.file, command.notes);
  if (!kept)
    return kept.takeError();
  command.arguments.push_back(compiler);
  llvm::append_range(command.arguments, request.extraBefore);
  llvm::append_range(command.arguments, *kept);
  llvm::append_range(command.arguments, request.extraAfter);
  if (!request.target.empty())
    command.arguments.push_back("--target=" + request.target);
  // A header by itself is compiled as the code that it holds, not as one to be precompiled.
  bool named = llvm::any_of(command.arguments,
                            [](const std::string &flag) { return flag.starts_with("-x"); });
  if (isHeader(command.file) && !named)
    command.arguments.push_back("-xc++");
  command.arguments.push_back(compiled);
  return command;
}

} // namespace heaplight
