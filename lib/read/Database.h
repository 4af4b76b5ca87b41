// compile database → how a build makes each source file, and the libraries that it links. Compiles
// nothing, and asks only for the files that the database names.
#pragma once

#include "read/BuildStep.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace clang::tooling {
class CompilationDatabase;
} // namespace clang::tooling

namespace heaplight {

/// How a build makes one file.
struct FoundStep {
  BuildStep step;
  std::vector<const BuildStep *> others; ///< That make it as well, in the database's order.
  bool guessed = false;                  ///< The file isn't there; another's command stands in.
  std::string guess;                     ///< From which one; may be empty.
};

/// The sources that a build compiles.
struct DatabaseSources {
  std::vector<std::string> files; ///< Each once, in the database's order; relative to the working
                                  ///< folder where they lie below it.
  /// Machine code that stands for sources of other languages, assembly above all: named as `files`
  /// are. Each is there, and no older than its source.
  std::vector<std::string> objects;
  std::vector<std::string> notes; ///< What is left out, as it's neither C nor C++ nor built.
};

/// The libraries that a build's link commands name.
struct DatabaseLibraries {
  std::vector<std::string>
      names; ///< Each once, in the database's order: absolute paths, -LDIR with
             ///< absolute DIR, -lNAME, and -l:FILE for an archive asked for.
  std::vector<std::string> notes;
};

class Database {
public:
  /// Reads compile_commands.json or compile_flags.txt: that file, or the one in that folder. Fails
  /// where none is there, and where it is broken or empty.
  static llvm::Expected<std::unique_ptr<Database>> load(const std::string &place);
  ~Database();

  const std::string &path() const { return path_; } ///< Absolute.
  /// The command of a file, given by its absolute path. Fails where there is none, nor any to guess
  /// it from.
  llvm::Expected<FoundStep> find(const std::string &file);
  /// Fails where the database names no source of C or C++.
  llvm::Expected<DatabaseSources> sources() const;
  /// Of all link commands, should the database hold any: most hold none.
  DatabaseLibraries libraries() const;

private:
  Database();

  std::string path_;
  std::vector<BuildStep> steps_;                       ///< In the database's order.
  llvm::StringMap<std::vector<const BuildStep *>> of_; ///< By absolute path.
  /// Clang's view of it: as it is, and, once a file was missing, with guesses.
  std::unique_ptr<clang::tooling::CompilationDatabase> commands_;
  clang::tooling::CompilationDatabase *exact_ = nullptr; ///< In `commands_`.
  bool guesses_ = false;
};

/// The databases of one run, each read once.
class Databases {
public:
  /// Of a folder or a file that the user names.
  llvm::Expected<Database *> at(const std::string &place);
  /// The nearest above a file, given by its absolute path, or in a folder `build` there. Null where
  /// there is none.
  llvm::Expected<Database *> above(llvm::StringRef file);

private:
  struct Loaded {
    std::unique_ptr<Database> database;
    std::string complaint;
  };
  std::map<std::string, Loaded> loaded_; ///< By place.
};

} // namespace heaplight
