#include "read/Command.h"

#include "clang/Options/Options.h"
#include "clang/Tooling/CompilationDatabase.h"
#include "clang/Tooling/JSONCompilationDatabase.h"
#include "clang/Tooling/Tooling.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Option/Arg.h"
#include "llvm/Option/ArgList.h"
#include "llvm/Option/OptTable.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Support/VirtualFileSystem.h"

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

/// A database and where it was found.
struct Database {
  std::unique_ptr<CompilationDatabase> commands;
  std::string path;
};

llvm::Error notADatabase(const std::string &file, llvm::StringRef complaint) {
  return llvm::createStringError(
      file + ": is no compile database: " + complaint.trim().split('\n').first.str() +
      "; make it anew, or give the flags after --");
}

/// The reader of databases prints what it can't parse; so it is only given what parses.
llvm::Error checkJson(const std::string &file) {
  auto buffer = llvm::MemoryBuffer::getFile(file, /*IsText=*/true);
  if (!buffer)
    return notADatabase(file, buffer.getError().message());
  llvm::StringRef text = (*buffer)->getBuffer();
  if (!llvm::json::isUTF8(text))
    return notADatabase(file, "it is not UTF-8");
  llvm::Expected<llvm::json::Value> value = llvm::json::parse(text);
  if (!value)
    return notADatabase(file, llvm::toString(value.takeError()));
  return llvm::Error::success();
}

llvm::Expected<Database> loadDatabase(const std::string &file) {
  std::string complaint;
  Database database;
  database.path = file;
  if (path::filename(file) == "compile_flags.txt") {
    database.commands = clang::tooling::FixedCompilationDatabase::loadFromFile(file, complaint);
    if (!database.commands)
      return notADatabase(file, complaint);
    return database;
  }
  if (llvm::Error broken = checkJson(file))
    return std::move(broken);
  auto json = clang::tooling::JSONCompilationDatabase::loadFromFile(
      file, complaint, clang::tooling::JSONCommandLineSyntax::AutoDetect);
  if (!json)
    return notADatabase(file, complaint);
  if (json->getAllCompileCommands().empty())
    return llvm::createStringError(file + ": holds no compile command; build the project once, "
                                          "or give the flags after --");
  database.commands =
      clang::tooling::expandResponseFiles(std::move(json), llvm::vfs::getRealFileSystem());
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
    for (const std::string &place : {folder.str(), folder.str() + "/build"})
      if (std::string found = databaseIn(place); !found.empty())
        return loadDatabase(found);
  return Database();
}

/// Folders in a database are meant from where it lies.
std::string below(llvm::StringRef folder, llvm::StringRef file) {
  llvm::SmallString<256> whole(file);
  path::make_absolute(folder, whole);
  path::remove_dots(whole, /*remove_dot_dot=*/true);
  return std::string(whole);
}

/// The database's own command for the file, or one guessed from a like file's, with a note.
llvm::Expected<CompileCommand> lookUp(Database database, const std::string &file,
                                      std::vector<std::string> &notes) {
  std::string databasePath = database.path;
  std::vector<CompileCommand> commands = database.commands->getCompileCommands(file);
  std::string folder = path::parent_path(databasePath).str();
  if (commands.empty())
    for (CompileCommand &other : database.commands->getAllCompileCommands())
      if (below(below(folder, other.Directory), other.Filename) == file)
        commands.push_back(std::move(other));
  if (!commands.empty()) {
    commands.front().Directory = below(folder, commands.front().Directory);
    return commands.front();
  }
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
                      options::OPT__serialize_diags,
                      options::OPT__DASH_DASH,
                      options::OPT_gsplit_dwarf,
                      options::OPT_gsplit_dwarf_EQ,
                      options::OPT_ftime_trace,
                      options::OPT_ftime_trace_EQ,
                      options::OPT_pipe,
                      options::OPT_v,
                      options::OPT_ftime_report,
                      options::OPT_ftime_report_EQ})
    if (option.matches(id))
      return true;
  return false;
}

/// Only has a meaning when the linker makes the code.
bool wantsLinker(const llvm::opt::Arg &argument) {
  const llvm::opt::Option &option = argument.getOption();
  return option.matches(options::OPT_flto) || option.matches(options::OPT_flto_EQ) ||
         option.matches(options::OPT_fwhole_program_vtables) ||
         option.matches(options::OPT_fvirtual_function_elimination) ||
         option.matches(options::OPT_fsplit_lto_unit);
}

/// Clang would print an answer and compile nothing.
bool asksClang(llvm::StringRef flag) {
  llvm::StringRef name = flag.ltrim('-');
  return name.starts_with("print-") || name.starts_with("help") || name == "version" ||
         name == "###" || name == "dumpversion" || name == "dumpmachine";
}

/// Leaves of `arguments` (without the compiler's name) what shapes the code.
llvm::Expected<std::vector<std::string>> keepFlags(const std::vector<std::string> &arguments,
                                                   Source source, unsigned visibility,
                                                   const std::string &file,
                                                   std::vector<std::string> &notes) {
  std::vector<const char *> raw;
  for (const std::string &argument : arguments)
    raw.push_back(argument.c_str());
  unsigned missingIndex = 0, missingCount = 0;
  llvm::opt::InputArgList list = clang::getDriverOptTable().ParseArgs(
      raw, missingIndex, missingCount, llvm::opt::Visibility(visibility));
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
    if (argument->getOption().matches(options::OPT_INPUT)) {
      if (source == Source::CommandLine)
        return llvm::createStringError(
            llvm::StringRef(argument->getValue()) +
            ": stands after --, where only flags do; name sources before it");
      continue;
    }
    if (asksClang(argument->getSpelling()))
      return llvm::createStringError("the flag '" + argument->getAsString(list) +
                                     "' asks clang about itself; leave it out");
    if (concernsOutput(*argument) || wantsLinker(*argument))
      continue;
    if (argument->getOption().matches(options::OPT_fsanitize_EQ)) {
      // Control-flow integrity is checked by what the linker makes.
      std::vector<std::string> checks(argument->getValues().begin(), argument->getValues().end());
      std::erase_if(checks, [](const std::string &name) { return name.starts_with("cfi"); });
      if (!checks.empty())
        kept.push_back("-fsanitize=" + llvm::join(checks, ","));
      continue;
    }
    llvm::opt::ArgStringList rendered;
    argument->renderAsInput(list, rendered);
    kept.insert(kept.end(), rendered.begin(), rendered.end());
  }
  return kept;
}

/// Replaces each @FILE by the flags that it holds.
llvm::Error expandResponseFiles(std::vector<std::string> &flags) {
  llvm::SmallVector<const char *> raw;
  for (const std::string &flag : flags)
    raw.push_back(flag.c_str());
  llvm::BumpPtrAllocator storage;
  llvm::cl::ExpansionContext context(storage, llvm::cl::TokenizeGNUCommandLine);
  if (llvm::Error error = context.expandResponseFiles(raw))
    return error;
  std::vector<std::string> expanded(raw.begin(), raw.end());
  for (const std::string &flag : expanded)
    if (flag.starts_with("@"))
      return llvm::createStringError("the response file '" + flag.substr(1) + "' cannot be read");
  flags = std::move(expanded);
  return llvm::Error::success();
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
  std::vector<std::string> flags{"-O2", isC(command.file) ? "-std=gnu17" : "-std=c++20"};
  Source source = Source::CommandLine;
  if (request.flags) {
    flags = *request.flags;
  } else {
    llvm::Expected<Database> database = findDatabase(request, absolute(request.file));
    if (!database)
      return database.takeError();
    std::string databasePath = database->path;
    if (database->commands) {
      llvm::Expected<CompileCommand> found =
          lookUp(std::move(*database), absolute(request.file), command.notes);
      if (!found)
        return found.takeError();
      command.directory = found->Directory;
      compiled = command.notes.empty() ? found->Filename : absolute(request.file);
      if (found->CommandLine.size() < 2)
        return llvm::createStringError(databasePath + ": the command of " + request.file +
                                       " is empty; give its flags after --");
      compiler = found->CommandLine.front();
      flags.assign(found->CommandLine.begin() + 1, found->CommandLine.end());
      source = Source::Database;
    }
  }
  if (llvm::Error error = expandResponseFiles(flags))
    return std::move(error);
  llvm::InitializeAllTargetInfos();
  // A compiler's name may tell its language and its target, as in aarch64-linux-gnu-g++.
  command.arguments.push_back(compiler);
  clang::tooling::addTargetAndModeForProgramName(command.arguments, compiler);
  bool cl = llvm::is_contained(command.arguments, "--driver-mode=cl");
  llvm::Expected<std::vector<std::string>> kept = keepFlags(
      flags, source, cl ? options::CLOption : options::ClangOption, request.file, command.notes);
  if (!kept)
    return kept.takeError();
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
