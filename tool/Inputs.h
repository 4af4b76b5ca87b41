// inputs that the user names → what was read of them, the libraries that they link included. Each
// source is compiled in a process of its own, unless the cache knows it; what can't be read is told
// and costs itself alone.
#pragma once

#include "read/Command.h"
#include "read/Compile.h"
#include "read/rust/Cargo.h"
#include "report/Report.h"

#include <chrono>

namespace heaplight {

enum class ColorChoice : uint8_t { Auto, Always, Never };
enum class CacheUse : uint8_t { Yes, No };
enum class LibraryUse : uint8_t { Yes, No };

struct InputOptions {
  std::vector<std::string> files; ///< Empty for all of the database, or of the package.
  std::string package;            ///< Folder of a package of Rust; empty for none.
  std::string member;             ///< Of its workspace; empty for what cargo builds by itself.
  CargoProfile profile = CargoProfile::Dev;
  CommandRequest command; ///< Without the file.
  std::string rustc;      ///< A path or a name; empty for that on PATH.
  std::vector<std::string> modelFiles;
  std::vector<std::string> libraries; ///< Paths, -lNAME, -LDIR.
  LibraryUse linkLibraries = LibraryUse::Yes;
  std::optional<AssemblySyntax> assembly;
  unsigned jobs = 0; ///< Processes at once; 0 for as many as there are CPUs.
  std::chrono::seconds timeout{0};
  CacheUse cache = CacheUse::Yes;
  bool listFiles = false; ///< Say which files were read; what is cached isn't used then.
  ColorChoice color = ColorChoice::Auto;
};

/// What is read by the names on the command line; what these lead to isn't known yet.
inline std::vector<std::string> filesNamedBy(const InputOptions &options) {
  std::vector<std::string> files = options.files;
  files.insert(files.end(), options.modelFiles.begin(), options.modelFiles.end());
  files.insert(files.end(), options.libraries.begin(), options.libraries.end());
  if (const std::string &build = options.command.buildFolder; !build.empty())
    for (const char *database : {"", "/compile_commands.json", "/compile_flags.txt"})
      files.push_back(build + database);
  return files;
}

/// Whether they say what to read.
inline bool namesInputs(const InputOptions &options) {
  return !options.files.empty() || !options.package.empty() || !options.command.buildFolder.empty();
}

struct ReadInputs {
  std::vector<Unit> units; ///< In the order given, then the libraries.
  std::vector<ReportProblem> problems;
  std::vector<std::string> files; ///< All that were read to compile, if asked for; sorted.
  /// Sources whose flags were told neither by the user nor by a database; as given.
  std::vector<std::string> unguided;
  bool whole = false; ///< As far as can be known nothing else belongs to the program.
  bool stale = false; ///< Some summary was made of sources that hold something else now.
};

/// Prints notes and errors as they come. None where nothing can be read at all: that was told too.
std::optional<ReadInputs> readInputs(const InputOptions &options, const char *program);

/// The models in force. Fails with one line on what is wrong with them.
llvm::Expected<Models> readModels(const std::vector<std::string> &files, const char *program);

/// A file by what it is, whatever links and dots its name has.
std::string realPath(const std::string &file);

bool wantsColor(ColorChoice choice, int descriptor);

/// One line on standard error: of what was assumed or left out, and of what failed. What a terminal
/// would obey in it, as names of files may hold, is made visible.
void note(const std::string &message);
void complain(const std::string &message);

} // namespace heaplight
