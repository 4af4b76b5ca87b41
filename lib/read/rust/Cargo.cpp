#include "read/rust/Cargo.h"

#include "read/BuildStep.h"
#include "read/ChildProcess.h"
#include "read/rust/RustFlags.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"

namespace heaplight {

char CargoError::ID = 0;

void CargoError::log(llvm::raw_ostream &stream) const { stream << message; }

std::error_code CargoError::convertToErrorCode() const { return llvm::inconvertibleErrorCode(); }

namespace {

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;
using Words = std::vector<std::string>;

/// What cargo runs in place of rustc for the crates of a workspace. It notes where it runs, the
/// command and the environment, each word behind the other with a zero between them, and runs it.
/// Crates call each other by the symbols that each was built with, so these are to be as they are
/// when the crates are read.
constexpr llvm::StringLiteral wrapper = R"(#!/bin/sh
name= extra= last=
for word; do
  [ "$last" = --crate-name ] && name=$word
  case $word in extra-filename=*) extra=${word#extra-filename=} ;; esac
  last=$word
done
if [ -n "$name" ] && [ "$name" != ___ ]; then
  note=$HEAPLIGHT_NOTES/$name$extra
  { printf '%s\0' "$PWD" "$@" ''; env -0; } > "$note.part$$" && mv "$note.part$$" "$note.note"
  set -- "$@" -C symbol-mangling-version=v0
fi
exec "$@"
)";

constexpr llvm::StringLiteral notesVariable = "HEAPLIGHT_NOTES";

std::string joined(llvm::StringRef folder, llvm::StringRef name) {
  llvm::SmallString<256> whole(folder);
  path::append(whole, name);
  return std::string(whole);
}

llvm::Error failure(const CargoRequest &request, const std::string &message,
                    const std::string &diagnostics = {}) {
  return llvm::make_error<CargoError>(request.folder + ": " + message, diagnostics);
}

/// A command of rustc's, as cargo gave it.
struct Noted {
  Command command; ///< Its file is absolute.
  std::string file;
  std::string extra; ///< What its outputs' names end in.
  llvm::sys::TimePoint<> when;
};

/// Of cargo's own doing while it runs: it hands out turns by pipes that nobody else has, and writes
/// where nothing is left then.
bool isOfTheRun(llvm::StringRef variable) {
  llvm::StringRef name = variable.split('=').first;
  return name == notesVariable || name.ends_with("MAKEFLAGS") || name == "MFLAGS" ||
         name == "TMPDIR" || name == "_";
}

/// What the build sets for a crate: what this process's own environment has not.
Words addedTo(const Words &environment) {
  llvm::StringSet<> own;
  for (char **variable = environ; variable && *variable; ++variable)
    own.insert(*variable);
  Words added;
  for (llvm::StringRef variable : environment)
    if (!own.contains(variable) && !isOfTheRun(variable))
      added.push_back(variable.str());
  llvm::sort(added);
  return added;
}

std::optional<Noted> readNote(const std::string &file) {
  auto buffer = llvm::MemoryBuffer::getFile(file, /*IsText=*/false,
                                            /*RequiresNullTerminator=*/false);
  if (!buffer)
    return std::nullopt;
  llvm::SmallVector<llvm::StringRef, 0> words;
  (*buffer)->getBuffer().split(words, '\0');
  auto *end = llvm::find(words, "");
  if (end - words.begin() < 3)
    return std::nullopt;
  Noted noted;
  Words arguments(words.begin() + 1, end), environment(end + 1, words.end());
  noted.command.directory = words.front().str();
  noted.command.arguments = {arguments.front()};
  noted.extra = codegenOption(arguments, "extra-filename");
  auto input = llvm::find_if(llvm::drop_begin(arguments), [](const std::string &word) {
    return !word.starts_with("-") && path::extension(word) == ".rs";
  });
  if (input == arguments.end())
    return std::nullopt;
  const std::string source = *input;
  noted.file = pathFrom(noted.command.directory, source);
  arguments.erase(arguments.begin());
  llvm::append_range(noted.command.arguments, keepRustFlags(arguments));
  noted.command.arguments.push_back(source);
  noted.command.environment = addedTo(environment);
  fs::file_status status;
  if (!fs::status(file, status))
    noted.when = status.getLastModificationTime();
  return noted;
}

std::vector<Noted> readNotes(const std::string &folder) {
  std::vector<Noted> notes;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
    if (path::extension(at->path()) == ".note")
      if (std::optional<Noted> noted = readNote(at->path()))
        notes.push_back(std::move(*noted));
  // Of several for one source, from builds before, the last counts.
  llvm::sort(notes, [](const Noted &left, const Noted &right) { return left.when > right.when; });
  return notes;
}

/// What cargo tells of a crate that it built or found built.
struct Artifact {
  std::string source;
  std::string manifest;
  Words kinds; ///< "lib", "bin", "proc-macro", "custom-build".
  Words files;

  bool is(llvm::StringRef kind) const { return llvm::is_contained(kinds, kind); }
};

Words wordsOf(const llvm::json::Array *array) {
  Words words;
  if (array)
    for (const llvm::json::Value &value : *array)
      if (auto text = value.getAsString())
        words.push_back(text->str());
  return words;
}

std::vector<Artifact> artifactsIn(llvm::StringRef output) {
  std::vector<Artifact> artifacts;
  while (!output.empty()) {
    auto [line, rest] = output.split('\n');
    output = rest;
    llvm::Expected<llvm::json::Value> value = llvm::json::parse(line);
    if (!value) {
      llvm::consumeError(value.takeError()); // What a build script prints.
      continue;
    }
    const llvm::json::Object *object = value->getAsObject();
    const llvm::json::Object *target = object ? object->getObject("target") : nullptr;
    if (!target || object->getString("reason") != "compiler-artifact")
      continue;
    Artifact artifact;
    artifact.source = target->getString("src_path").value_or("").str();
    artifact.manifest = object->getString("manifest_path").value_or("").str();
    artifact.kinds = wordsOf(target->getArray("kind"));
    artifact.files = wordsOf(object->getArray("filenames"));
    artifacts.push_back(std::move(artifact));
  }
  return artifacts;
}

class Package {
public:
  Package(const CargoRequest &request, const CargoRunner &run) : request_(request), run_(run) {}

  llvm::Expected<CargoBuild> build() {
    if (llvm::Error error = prepare())
      return std::move(error);
    llvm::Expected<ChildResult> result = run_({arguments(), request_.folder, environment()});
    if (!result)
      return failure(request_, llvm::toString(result.takeError()));
    if (result->status)
      return failure(request_, "cargo does not build it", result->errors);
    return take(artifactsIn(result->output));
  }

private:
  llvm::Error prepare() {
    if (!fs::is_directory(request_.folder))
      return failure(request_, "is no folder; name that of a Cargo.toml");
    llvm::ErrorOr<std::string> cargo = llvm::sys::findProgramByName("cargo");
    if (!cargo)
      return failure(request_, "no cargo is on PATH; install one (on Debian: apt install "
                               "cargo-web)");
    cargo_ = *cargo;
    llvm::Expected<RustToolchain> rust = findRust(request_.rustc, request_.folder);
    if (!rust)
      return failure(request_, llvm::toString(rust.takeError()));
    rust_ = std::move(*rust);
    // Each profile has its own notes, as it has its own crates.
    notes_ = joined(request_.outputFolder,
                    request_.profile == CargoProfile::Release ? "notes-release" : "notes-dev");
    wrapper_ = joined(request_.outputFolder, "rustc-noted");
    if (std::error_code error = fs::create_directories(notes_))
      return failure(request_, notes_ + ": cannot be made: " + error.message());
    return writeWrapper();
  }

  /// Cargo builds all anew where it has changed.
  llvm::Error writeWrapper() {
    auto known = llvm::MemoryBuffer::getFile(wrapper_);
    if (known && (*known)->getBuffer() == wrapper)
      return llvm::Error::success();
    std::error_code error;
    llvm::raw_fd_ostream stream(wrapper_, error);
    stream << wrapper;
    stream.close();
    if (!error)
      error = fs::setPermissions(wrapper_, fs::all_read | fs::owner_write | fs::all_exe);
    if (error)
      return failure(request_, wrapper_ + ": cannot be written: " + error.message());
    return llvm::Error::success();
  }

  Words arguments() const {
    Words words{cargo_, "build", "--offline", "--message-format=json-render-diagnostics",
                "--target-dir=" + joined(request_.outputFolder, "target")};
    if (request_.profile == CargoProfile::Release)
      words.push_back("--release");
    if (!request_.package.empty())
      words.push_back("--package=" + request_.package);
    if (!request_.target.empty())
      words.push_back("--target=" + request_.target);
    return words;
  }

  Words environment() const {
    Words variables{"RUSTC_WORKSPACE_WRAPPER=" + wrapper_, notesVariable.str() + "=" + notes_,
                    "RUSTC=" + rust_->rustc};
    if (!request_.scratch.empty())
      variables.push_back("TMPDIR=" + request_.scratch);
    return variables;
  }

  static const Noted *noteOf(const Artifact &artifact, const std::vector<Noted> &notes) {
    auto made = [&](const Noted &noted) {
      return !noted.extra.empty() && llvm::any_of(artifact.files, [&](const std::string &file) {
        return llvm::StringRef(path::stem(file)).ends_with(noted.extra);
      });
    };
    const Noted *last = nullptr;
    for (const Noted &noted : notes) {
      if (!fs::equivalent(noted.file, artifact.source))
        continue;
      if (made(noted))
        return &noted;
      last = last ? last : &noted;
    }
    return last;
  }

  CargoBuild take(const std::vector<Artifact> &artifacts) {
    CargoBuild build;
    std::vector<Noted> notes = readNotes(notes_);
    Words elsewhere;
    for (const Artifact &artifact : artifacts) {
      // What runs while the program is compiled is no part of it.
      if (artifact.is("custom-build") || artifact.is("proc-macro"))
        continue;
      if (const Noted *noted = noteOf(artifact, notes)) {
        build.commands.push_back(commandOf(*noted));
        continue;
      }
      elsewhere.push_back(path::parent_path(artifact.manifest).str());
      llvm::copy_if(artifact.files, std::back_inserter(build.libraries),
                    [](const std::string &file) { return path::extension(file) == ".rlib"; });
    }
    for (Command &command : build.commands)
      command.systemFolders = elsewhere;
    return build;
  }

  Command commandOf(const Noted &noted) const {
    Command command = noted.command;
    llvm::SmallString<256> working;
    fs::current_path(working);
    llvm::StringRef file = noted.file;
    if (file.consume_front(working))
      file.consume_front("/");
    command.file = file.str();
    command.rust = rust_;
    command.arguments.front() = rust_->rustc;
    return command;
  }

  const CargoRequest &request_;
  const CargoRunner &run_;
  std::string cargo_;
  std::optional<RustToolchain> rust_;
  std::string notes_;
  std::string wrapper_;
};

} // namespace

llvm::Expected<CargoBuild> buildPackage(const CargoRequest &request, const CargoRunner &run) {
  return Package(request, run).build();
}

} // namespace heaplight
