#include "Inputs.h"

#include "Compiling.h"
#include "Installed.h"
#include "Packages.h"
#include "read/InputKind.h"
#include "read/Libraries.h"
#include "read/LinkLine.h"
#include "read/SummaryFile.h"
#include "read/rust/RustCommand.h"
#include "show/Canvas.h"

#include <llvm/Support/FileSystem.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/raw_ostream.h>

#include <cstdlib>
#include <unistd.h>

namespace heaplight {
namespace {

/// An input twice is no second definition of all that it holds.
std::vector<std::string> eachOnce(const std::vector<std::string> &files) {
  std::vector<std::string> kept;
  std::map<std::string, std::string> seen;
  for (const std::string &file : files) {
    auto [first, added] = seen.try_emplace(realPath(file), file);
    if (added)
      kept.push_back(file);
    else if (first->second == file)
      note(file + ": is given more than once; it is read once");
    else
      note(file + ": is " + first->second + " by another name; it is read once");
  }
  return kept;
}

/// What all inputs are read with.
struct Reading {
  const InputOptions &options;
  Models models;
  std::string identity;
  CargoBuild cargo; ///< Commands of sources among the inputs.
};

class Reader {
public:
  explicit Reader(Reading reading)
      : options_(reading.options), models_(std::move(reading.models)),
        identity_(std::move(reading.identity)), cargo_(std::move(reading.cargo)),
        compiling_(options_, models_, identity_), places_(options_.files.size()) {}

  ReadInputs read() {
    for (size_t place = 0; place < places_.size(); ++place)
      open(place);
    if (hasLines()) {
      compileMissing();
      readLibraries();
    }
    if (std::string unkept = compiling_.unkept(); !unkept.empty())
      note(unkept);
    return result();
  }

private:
  /// What became of one of the files.
  struct Place {
    std::optional<Command> command;
    std::optional<Unit> unit;
    std::string problem;
  };

  void fail(size_t place, const std::string &message) {
    complain(message);
    places_[place].problem = message;
  }

  void open(size_t place) {
    const std::string &file = options_.files[place];
    llvm::Expected<InputKind> kind = kindOfInput(file);
    if (!kind)
      return fail(place, llvm::toString(kind.takeError()));
    if (*kind == InputKind::Summary)
      return openSummary(place);
    if (*kind == InputKind::Machine) {
      given_.push_back(file);
      return;
    }
    llvm::Expected<Command> command = commandFor(file);
    if (!command)
      return fail(place, llvm::toString(command.takeError()));
    for (const std::string &text : command->notes)
      note(text);
    files_.insert(command->files.begin(), command->files.end());
    partOfBuild_ |= !command->files.empty();
    if (!options_.command.flags && command->files.empty() && !isIr(file) && !command->rust)
      unguided_.push_back(file);
    places_[place].unit = compiling_.known(*command);
    places_[place].command = std::move(*command);
  }

  llvm::Expected<Command> commandFor(const std::string &file) {
    for (const Command &command : cargo_.commands)
      if (command.file == file)
        return command;
    CommandRequest request = options_.command;
    request.file = file;
    if (!isRust(file))
      return findCommand(request, databases_);
    llvm::Expected<RustToolchain> rust = toolchain();
    if (!rust)
      return llvm::createStringError(file + ": " + llvm::toString(rust.takeError()));
    return rustCommand(request, *rust);
  }

  /// Asked for once, and only where there is Rust.
  llvm::Expected<RustToolchain> toolchain() {
    for (const Command &command : cargo_.commands)
      rust_ = command.rust;
    if (!rust_ && rustProblem_.empty()) {
      llvm::Expected<RustToolchain> found = findRust(options_.rustc);
      if (found)
        rust_ = std::move(*found);
      else
        rustProblem_ = llvm::toString(found.takeError());
    }
    if (rust_)
      return *rust_;
    return llvm::createStringError(rustProblem_);
  }

  void openSummary(size_t place) {
    const std::string &file = options_.files[place];
    auto buffer = llvm::MemoryBuffer::getFile(file, /*IsText=*/false,
                                              /*RequiresNullTerminator=*/false);
    if (!buffer)
      return fail(place, file + ": cannot be read: " + buffer.getError().message());
    llvm::Expected<SummaryFile> summary =
        readSummaryFile(llvm::MemoryBufferRef((*buffer)->getBuffer(), file));
    if (!summary)
      return fail(place, llvm::toString(summary.takeError()));
    if (isMachine(summary->unit))
      applyModels(models_, summary->unit);
    if (std::string stale = staleness(summary->sources, facts_); !stale.empty()) {
      summary->unit.notes.push_back(file + ": " + stale);
      note(summary->unit.notes.back());
      stale_ = true;
    }
    places_[place].unit = std::move(summary->unit);
  }

  /// Whether there is anything to be marked. Says so where all that is there is machine code.
  bool hasLines() {
    bool machine = !given_.empty();
    for (const Place &place : places_) {
      if (place.command || !place.problem.empty() || (place.unit && !isMachine(*place.unit)))
        return true;
      machine |= place.unit.has_value();
    }
    if (machine)
      fail(0, options_.files.front() +
                  ": is machine code, in which no line can be marked; name the sources, LLVM IR or "
                  "summaries that use it as well");
    return false;
  }

  void compileMissing() {
    std::vector<size_t> missing;
    std::vector<const Command *> commands;
    for (size_t place = 0; place < places_.size(); ++place)
      if (places_[place].command && !places_[place].unit) {
        missing.push_back(place);
        commands.push_back(&*places_[place].command);
      }
    std::vector<Compiling::Result> results = compiling_.compile(commands);
    for (size_t job = 0; job < missing.size(); ++job) {
      places_[missing[job]].unit = std::move(results[job].unit);
      places_[missing[job]].problem = std::move(results[job].problem);
    }
  }

  /// Of several languages in one program, whose compiler links it.
  static unsigned linkRank(const Unit &unit) {
    return unit.language == "rust" ? 0 : unit.language == "c" ? 1 : 2;
  }

  /// The command whose link tells the libraries: a C++ one where there is any. A summary has no
  /// command, but tells its language and its target.
  llvm::Expected<std::optional<Command>> linkCommand() {
    const Place *chosen = nullptr;
    for (const Place &place : places_) {
      if (!place.unit || isMachine(*place.unit))
        continue;
      if (!chosen || linkRank(*chosen->unit) < linkRank(*place.unit))
        chosen = &place;
    }
    if (!chosen)
      return std::nullopt;
    if (chosen->command && chosen->unit->language == "ir")
      return aimed(*chosen->command, chosen->unit->target);
    if (chosen->command)
      return chosen->command->rust ? rustLinkCommand(*chosen->command) : chosen->command;
    CommandRequest request = options_.command;
    if (chosen->unit->language == "rust")
      request = {}; // Its flags are rustc's.
    return commandOf(*chosen->unit, request);
  }

  /// What a program with Rust in it is linked with beside the system's libraries.
  std::vector<std::string> rustLibraries() {
    const Unit *made = nullptr;
    for (const Place &place : places_)
      if (place.unit && place.unit->language == "rust")
        made = &*place.unit;
    if (!made)
      return {};
    llvm::Expected<RustToolchain> rust = toolchain();
    if (!rust) {
      note("the standard library of Rust is not read: " + llvm::toString(rust.takeError()));
      return {};
    }
    std::vector<std::string> found = standardLibraries(*rust, made->target);
    if (found.empty())
      note("the standard library of Rust for " + made->target +
           " is not installed, so it is not "
           "read");
    return found;
  }

  /// IR says itself what machine it is for, and libraries of another are none of its own.
  static Command aimed(Command command, const std::string &target) {
    command.arguments.insert(command.arguments.begin() + 1, "--target=" + target);
    return command;
  }

  llvm::Expected<std::vector<std::string>> findLinked() {
    llvm::Expected<std::optional<Command>> command = linkCommand();
    if (!command)
      return command.takeError();
    if (!*command || options_.linkLibraries == LibraryUse::No)
      return given_;
    LinkRequest request{**command, given_, fromBuild()};
    for (const std::string &library : rustLibraries()) {
      request.fromBuild.push_back(library);
      rustPaths_.push_back(realPath(library));
    }
    request.fromBuild.insert(request.fromBuild.end(), cargo_.libraries.begin(),
                             cargo_.libraries.end());
    request.libraries.insert(request.libraries.end(), options_.libraries.begin(),
                             options_.libraries.end());
    llvm::Expected<LinkedLibraries> found = findLibraries(request);
    if (!found)
      return found.takeError();
    for (const std::string &text : found->notes)
      note(text);
    return std::move(found->paths);
  }

  /// One of the files that the user named, by whatever name.
  bool isGiven(const std::string &path) const {
    return std::any_of(given_.begin(), given_.end(), [&path](const std::string &file) {
      return llvm::sys::fs::equivalent(file, path);
    });
  }

  void readLibraries() {
    llvm::Expected<std::vector<std::string>> paths = findLinked();
    if (!paths) {
      std::string message = llvm::toString(paths.takeError());
      complain(message);
      std::string source = message.substr(0, message.find(": "));
      problems_.push_back({source, message});
      return;
    }
    ReadLibraries read = heaplight::readLibraries(
        *paths, {models_, compiling_.cache(), identity_, std::move(rustPaths_)});
    for (const auto &[path, text] : read.unread)
      if (!isGiven(path)) {
        note(text);
      } else {
        complain(text);
        problems_.push_back({path, text});
      }
    for (const Unit &unit : read.units)
      for (const std::string &text : unit.notes)
        note(text);
    libraries_ = std::move(read.units);
  }

  std::vector<std::string> fromBuild() {
    if (options_.command.buildFolder.empty())
      return {};
    llvm::Expected<Database *> database = databases_.at(options_.command.buildFolder);
    if (!database) {
      llvm::consumeError(database.takeError()); // Told when its first file was asked for.
      return {};
    }
    DatabaseLibraries libraries = (*database)->libraries();
    for (const std::string &text : libraries.notes)
      note(text);
    return libraries.names;
  }

  /// What no linker would make one program of is read as one all the same, so that a build for
  /// several machines can be.
  static void noteOtherMachines(std::vector<Unit> &units) {
    std::vector<Unit *> others;
    for (Unit &unit : units)
      if (!linkTogether(units.front().target, unit.target))
        others.push_back(&unit);
    if (others.empty())
      return;
    const Unit &first = units.front();
    std::string more =
        others.size() == 1 ? "" : " (and " + std::to_string(others.size() - 1) + " more)";
    others.front()->notes.push_back(
        others.front()->source + more + ": is made for " + others.front()->target + ", but " +
        first.source + " for " + first.target +
        ": a linker refuses to make one program of them, so what either does through the other is "
        "not to be trusted; give the inputs of one machine");
    note(others.front()->notes.back());
  }

  ReadInputs result() {
    ReadInputs inputs;
    for (size_t place = 0; place < places_.size(); ++place) {
      if (places_[place].unit)
        inputs.units.push_back(std::move(*places_[place].unit));
      if (!places_[place].problem.empty())
        inputs.problems.push_back({options_.files[place], places_[place].problem});
    }
    for (Unit &unit : libraries_)
      inputs.units.push_back(std::move(unit));
    noteOtherMachines(inputs.units);
    inputs.unguided = std::move(unguided_);
    // Whoever names files beside a build, or brings flags along as its tools do, means a part.
    inputs.whole = !partOfBuild_ && !options_.command.flags && options_.command.buildFolder.empty();
    inputs.stale = stale_;
    inputs.problems.insert(inputs.problems.end(), problems_.begin(), problems_.end());
    for (const std::string &file : compiling_.files())
      files_.insert(file);
    inputs.files.assign(files_.begin(), files_.end());
    return inputs;
  }

  const InputOptions &options_;
  Models models_;
  std::string identity_;
  CargoBuild cargo_;
  Compiling compiling_;
  Databases databases_;
  std::optional<RustToolchain> rust_;
  std::string rustProblem_;            ///< Why there is none.
  std::vector<std::string> rustPaths_; ///< Of its standard library.
  FileFacts facts_;
  std::vector<Place> places_;
  std::vector<std::string> given_; ///< Machine code among the files.
  std::vector<std::string> unguided_;
  std::vector<Unit> libraries_;
  std::vector<ReportProblem> problems_; ///< That are no single file's.
  std::set<std::string> files_;         ///< That were read for the commands.
  bool partOfBuild_ = false;            ///< A database or the like knows more than was given.
  bool stale_ = false;                  ///< A summary was made of other sources.
};

} // namespace

std::string realPath(const std::string &file) {
  llvm::SmallString<256> real;
  return llvm::sys::fs::real_path(file, real) ? file : std::string(real);
}

void note(const std::string &message) {
  llvm::errs() << "heaplight: note: " << printable(message) << '\n';
}

void complain(const std::string &message) {
  llvm::errs() << "heaplight: error: " << printable(message) << '\n';
}

bool wantsColor(ColorChoice choice, int descriptor) {
  if (choice != ColorChoice::Auto)
    return choice == ColorChoice::Always;
  const char *refused = std::getenv("NO_COLOR");
  const char *terminal = std::getenv("TERM");
  bool dumb = terminal && std::string_view(terminal) == "dumb";
  return !(refused && *refused) && !dumb && isatty(descriptor);
}

llvm::Expected<Models> readModels(const std::vector<std::string> &files, const char *program) {
  Models models;
  if (llvm::Error error = models.readFolder(modelsFolder(program)))
    return std::move(error);
  for (const std::string &file : files)
    if (llvm::Error error = models.readFile(file))
      return std::move(error);
  return models;
}

std::optional<ReadInputs> readInputs(const InputOptions &options, const char *program) {
  llvm::Expected<Models> models = readModels(options.modelFiles, program);
  if (!models) {
    complain(llvm::toString(models.takeError()));
    return std::nullopt;
  }
  llvm::SmallString<256> folder;
  if (std::error_code error = llvm::sys::fs::current_path(folder)) {
    complain("the working folder cannot be read: " + error.message());
    return std::nullopt;
  }
  InputOptions whole = options;
  CargoFolder cargoFolder(options.package);
  CargoBuild cargo;
  if (!options.package.empty()) {
    std::optional<CargoBuild> build = buildWithCargo(options, cargoFolder.path());
    if (!build)
      return std::nullopt;
    cargo = std::move(*build);
    for (const Command &command : cargo.commands)
      whole.files.push_back(command.file);
  } else if (whole.files.empty()) {
    Databases databases;
    llvm::Expected<Database *> database = databases.at(options.command.buildFolder);
    if (!database) {
      complain(llvm::toString(database.takeError()));
      return std::nullopt;
    }
    llvm::Expected<DatabaseSources> sources = (*database)->sources();
    if (!sources) {
      complain(llvm::toString(sources.takeError()));
      return std::nullopt;
    }
    for (const std::string &text : sources->notes)
      note(text);
    whole.files = std::move(sources->files);
    whole.files.insert(whole.files.end(), sources->objects.begin(), sources->objects.end());
  }
  whole.files = eachOnce(whole.files);
  ReadInputs inputs =
      Reader({whole, std::move(*models), identityOf(program), std::move(cargo)}).read();
  inputs.whole |= options.files.empty();
  return inputs;
}

} // namespace heaplight
