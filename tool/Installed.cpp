#include "Installed.h"

#include "read/FileFacts.h"

#include <llvm/Support/FileSystem.h>
#include <llvm/Support/Path.h>

namespace heaplight {
namespace {

int anchor; // In this program, to find its file.

/// What comes with the program: beside it where that is installed, else in the source tree.
std::string dataOf(const char *program, const char *installed, const char *source) {
  llvm::SmallString<256> path(llvm::sys::path::parent_path(
      llvm::sys::path::parent_path(llvm::sys::fs::getMainExecutable(program, &anchor))));
  llvm::sys::path::append(path, installed);
  return llvm::sys::fs::exists(path) ? std::string(path) : source;
}

} // namespace

std::string modelsFolder(const char *program) {
  return dataOf(program, HEAPLIGHT_MODELS_INSTALLED, HEAPLIGHT_MODELS_SOURCE);
}

std::string mendsFile(const char *program) {
  return dataOf(program, HEAPLIGHT_MENDS_INSTALLED, HEAPLIGHT_MENDS_SOURCE);
}

std::string recorderFile(const char *program) {
  llvm::SmallString<256> path(
      llvm::sys::path::parent_path(llvm::sys::fs::getMainExecutable(program, &anchor)));
  llvm::sys::path::append(path, HEAPLIGHT_PROBE);
  llvm::sys::path::remove_dots(path, /*remove_dot_dot=*/true);
  return std::string(path);
}

std::string identityOf(const char *program) {
  FileFacts facts;
  std::string text = HEAPLIGHT_VERSION;
  if (auto hash = facts.content(llvm::sys::fs::getMainExecutable(program, &anchor)))
    text += " " + std::to_string(hash->low) + " " + std::to_string(hash->high);
  return text;
}

} // namespace heaplight
