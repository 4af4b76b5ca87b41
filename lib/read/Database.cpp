#include "read/Database.h"

#include "read/InputFile.h"
#include "read/JsonDepth.h"

#include "clang/Tooling/CompilationDatabase.h"
#include "clang/Tooling/JSONCompilationDatabase.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/BinaryFormat/Magic.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

namespace heaplight {
namespace {

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;
using clang::tooling::CompilationDatabase;
using clang::tooling::CompileCommand;

llvm::Error notADatabase(const std::string &file, llvm::StringRef complaint) {
  return llvm::createStringError(
      file + ": is no compile database: " + complaint.trim().split('\n').first.str() +
      "; make it anew, or give the flags after --");
}

/// The reader of databases prints what it can't parse; so it is only given what parses.
llvm::Error checkJson(const std::string &file, llvm::StringRef text) {
  if (!llvm::json::isUTF8(text))
    return notADatabase(file, "it is not UTF-8");
  if (nestsTooDeep(text))
    return notADatabase(file, "more than 50 brackets lie in each other");
  llvm::Expected<llvm::json::Value> value = llvm::json::parse(text);
  if (!value)
    return notADatabase(file, llvm::toString(value.takeError()));
  return llvm::Error::success();
}

llvm::Expected<std::unique_ptr<CompilationDatabase>> readCommands(const std::string &file) {
  // Clang would wait for a pipe.
  llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>> text = readInputFile(file);
  if (!text)
    return text.takeError();
  std::string complaint;
  std::unique_ptr<CompilationDatabase> commands;
  if (path::filename(file) == "compile_flags.txt") {
    commands = clang::tooling::FixedCompilationDatabase::loadFromFile(file, complaint);
  } else {
    if (llvm::Error broken = checkJson(file, (*text)->getBuffer()))
      return std::move(broken);
    commands = clang::tooling::JSONCompilationDatabase::loadFromFile(
        file, complaint, clang::tooling::JSONCommandLineSyntax::AutoDetect);
  }
  if (!commands)
    return notADatabase(file, complaint);
  return commands;
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

std::string workingFolder() {
  llvm::SmallString<256> folder;
  // Without one nothing lies below it.
  if (fs::current_path(folder))
    return {};
  return std::string(folder);
}

/// Folders in a database are meant from where it lies.
BuildStep stepOf(CompileCommand command, const std::string &folder) {
  return {pathFrom(folder, command.Directory), std::move(command.Filename),
          std::move(command.CommandLine)};
}

/// "a.s, b.f90, c.cu and 7 more".
std::string listed(const std::vector<std::string> &names) {
  constexpr size_t shown = 3;
  llvm::ArrayRef<std::string> first(names);
  std::string text = llvm::join(first.take_front(shown), ", ");
  if (names.size() > shown)
    text += " and " + std::to_string(names.size() - shown) + " more";
  return text;
}

/// The step was run, and its source hasn't changed since.
bool isBuilt(const std::string &object, const std::string &source) {
  fs::file_status made, from;
  llvm::file_magic kind;
  return !object.empty() && !fs::status(object, made) && fs::is_regular_file(made) &&
         !fs::status(source, from) &&
         from.getLastModificationTime() <= made.getLastModificationTime() &&
         !llvm::identify_magic(object, kind) && kind == llvm::file_magic::elf_relocatable;
}

/// As people name it who work in `folder`.
std::string shownFrom(const std::string &folder, llvm::StringRef file) {
  llvm::StringRef shown = file;
  if (!folder.empty() && shown.consume_front(folder) && shown.consume_front("/"))
    return shown.str();
  return file.str();
}

} // namespace

Database::Database() = default;
Database::~Database() = default;

llvm::Expected<std::unique_ptr<Database>> Database::load(const std::string &place) {
  bool named = !fs::is_directory(place) && fs::exists(place);
  std::string file = named ? place : databaseIn(place);
  if (file.empty())
    return llvm::createStringError(place +
                                   ": no compile_commands.json or compile_flags.txt is there; "
                                   "make one with -DCMAKE_EXPORT_COMPILE_COMMANDS=ON or bear");
  std::unique_ptr<Database> database(new Database);
  database->path_ = pathFrom(workingFolder(), file);
  llvm::Expected<std::unique_ptr<CompilationDatabase>> commands = readCommands(database->path_);
  if (!commands)
    return commands.takeError();
  database->commands_ = std::move(*commands);
  database->exact_ = database->commands_.get();
  std::string folder = path::parent_path(database->path_).str();
  for (CompileCommand &command : database->exact_->getAllCompileCommands())
    database->steps_.push_back(compilerStep(stepOf(std::move(command), folder)));
  // A file of plain flags has none, and suits any file.
  if (database->steps_.empty() && path::filename(file) != "compile_flags.txt")
    return llvm::createStringError(database->path_ +
                                   ": holds no compile command; build the project once, "
                                   "or give the flags after --");
  for (const BuildStep &step : database->steps_)
    database->of_[pathFrom(step.directory, step.file)].push_back(&step);
  return database;
}

llvm::Expected<FoundStep> Database::find(const std::string &file) {
  if (auto found = of_.find(file); found != of_.end()) {
    std::vector<const BuildStep *> compiling;
    llvm::copy_if(found->second, std::back_inserter(compiling),
                  [](const BuildStep *step) { return sourceOf(*step) != StepSource::None; });
    if (compiling.empty()) // Whatever it is, the build says no more of the file.
      return FoundStep{*found->second.front(), {}, false, {}};
    return FoundStep{*compiling.front(), {compiling.begin() + 1, compiling.end()}, false, {}};
  }
  std::string folder = path::parent_path(path_).str();
  // Clang knows a file by other names as well.
  if (std::vector<CompileCommand> commands = exact_->getCompileCommands(file); !commands.empty())
    return FoundStep{compilerStep(stepOf(std::move(commands.front()), folder)), {}, false, {}};
  if (!guesses_)
    commands_ = clang::tooling::inferMissingCompileCommands(std::move(commands_));
  guesses_ = true;
  std::vector<CompileCommand> commands = commands_->getCompileCommands(file);
  if (commands.empty())
    return llvm::createStringError(file + ": is not in " + path_ + "; give its flags after --");
  std::string guess = commands.front().Heuristic;
  return FoundStep{stepOf(std::move(commands.front()), folder), {}, true, std::move(guess)};
}

llvm::Expected<DatabaseSources> Database::sources() const {
  DatabaseSources sources;
  std::vector<std::string> foreign;
  llvm::StringSet<> seen;
  std::string working = workingFolder();
  for (const BuildStep &step : steps_) {
    StepSource source = sourceOf(step);
    if (source != StepSource::Own && source != StepSource::Foreign)
      continue;
    std::string file = pathFrom(step.directory, step.file);
    if (!seen.insert(file).second)
      continue;
    if (source == StepSource::Own)
      sources.files.push_back(shownFrom(working, file));
    else if (std::string object = objectOf(step); isBuilt(object, file))
      sources.objects.push_back(shownFrom(working, object));
    else
      foreign.push_back(shownFrom(working, file));
  }
  if (sources.files.empty())
    return llvm::createStringError(path_ + ": names no source of C or C++; name the files to "
                                           "annotate");
  if (!foreign.empty())
    sources.notes.push_back(path_ + ": " + listed(foreign) +
                            (foreign.size() == 1 ? " is" : " are") +
                            " left out: neither C nor C++, and not built, or built before " +
                            (foreign.size() == 1 ? "it" : "they") + " changed");
  return sources;
}

DatabaseLibraries Database::libraries() const {
  DatabaseLibraries libraries;
  llvm::StringSet<> seen;
  for (const BuildStep &step : steps_) {
    if (!linksProgram(step))
      continue;
    llvm::Expected<std::vector<std::string>> names = librariesOf(step);
    if (!names) {
      libraries.notes.push_back(
          path_ + ": a link command is left out: " + llvm::toString(names.takeError()));
      continue;
    }
    for (std::string &name : *names)
      if (seen.insert(name).second)
        libraries.names.push_back(std::move(name));
  }
  return libraries;
}

llvm::Expected<Database *> Databases::at(const std::string &place) {
  auto [entry, fresh] = loaded_.try_emplace(place);
  Loaded &loaded = entry->second;
  if (fresh) {
    if (llvm::Expected<std::unique_ptr<Database>> database = Database::load(place))
      loaded.database = std::move(*database);
    else
      loaded.complaint = llvm::toString(database.takeError());
  }
  if (!loaded.database)
    return llvm::createStringError(loaded.complaint);
  return loaded.database.get();
}

llvm::Expected<Database *> Databases::above(llvm::StringRef file) {
  for (llvm::StringRef folder = path::parent_path(file); !folder.empty();
       folder = path::parent_path(folder))
    for (const std::string &place : {folder.str(), folder.str() + "/build"})
      if (std::string found = databaseIn(place); !found.empty())
        return at(found);
  return nullptr;
}

} // namespace heaplight
