// one command of a build → what it does: which source it compiles, which libraries it links. Judges
// by the words of the command alone; runs nothing.
#pragma once

#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace heaplight {

struct BuildStep {
  std::string directory;              ///< Absolute; where it runs.
  std::string file;                   ///< What it's made from, as the build spells it.
  std::vector<std::string> arguments; ///< The program's name first.

  friend bool operator==(const BuildStep &, const BuildStep &) = default;
};

/// Of a command that stands for several (`cd sub && c++ …`, `launcher … -- c++ …`), the compiler's
/// own. One without a compiler's name stays as it is.
BuildStep compilerStep(BuildStep step);

enum class StepSource {
  None,    ///< No source is compiled.
  Own,     ///< C or C++.
  Header,  ///< To be precompiled: its code is made where it's included.
  Foreign, ///< Another language.
};
StepSource sourceOf(const BuildStep &step);

/// What the step writes, by its last -o: an absolute path. Empty where it doesn't say.
std::string objectOf(const BuildStep &step);

/// It makes a program or a shared object.
bool linksProgram(const BuildStep &step);

/// The libraries that a link names, in its order: absolute paths, -LDIR with absolute DIR, -lNAME,
/// and -l:FILE for an archive that's asked for. Fails where flags lie in a file that can't be read.
llvm::Expected<std::vector<std::string>> librariesOf(const BuildStep &step);

/// `file` as meant from `folder`: absolute, without `.` and `..`.
std::string pathFrom(llvm::StringRef folder, llvm::StringRef file);

} // namespace heaplight
