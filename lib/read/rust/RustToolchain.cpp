#include "read/rust/RustToolchain.h"

#include "read/ChildProcess.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"

namespace heaplight {
namespace {

constexpr llvm::StringLiteral nextStep =
    "install one (on Debian: apt install rustc-web), or name it with --rustc";

llvm::Expected<std::string> findProgram(const std::string &named) {
  llvm::StringRef name = named.empty() ? llvm::StringRef("rustc") : llvm::StringRef(named);
  llvm::ErrorOr<std::string> found = llvm::sys::findProgramByName(name);
  if (found && llvm::sys::fs::can_execute(*found))
    return *found;
  return llvm::createStringError(named.empty()
                                     ? "no rustc is on PATH; " + nextStep.str()
                                     : named + ": is no program that can be run; name a rustc");
}

/// Which rustc, and where.
struct Asked {
  std::string rustc;
  std::string folder;
};

/// What it prints for `arguments`. Fails where it isn't a rustc that works.
llvm::Expected<std::string> ask(const Asked &asked, const std::vector<std::string> &arguments) {
  const std::string &rustc = asked.rustc;
  std::vector<std::string> all{rustc};
  llvm::append_range(all, arguments);
  llvm::Expected<ChildResult> result = runChild({all, asked.folder, {}});
  if (!result)
    return result.takeError();
  llvm::StringRef said = llvm::StringRef(result->errors).trim();
  if (result->status)
    return llvm::createStringError(rustc + ": does not work as a rustc: " +
                                   (said.empty() ? "exit status " + std::to_string(result->status)
                                                 : said.split('\n').first.str()) +
                                   "; " + nextStep.str());
  return llvm::StringRef(result->output).trim().str();
}

/// "-O  Equivalent to -C opt-level=3"
std::string fastLevelIn(llvm::StringRef help) {
  constexpr llvm::StringLiteral mark = "Equivalent to -C opt-level=";
  size_t at = help.find(mark);
  return at == llvm::StringRef::npos ? "2" : help.substr(at + mark.size(), 1).str();
}

llvm::Error checkLlvm(const RustToolchain &rust) {
  std::string text = versionField(rust.version, "LLVM version");
  unsigned major = 0;
  if (llvm::StringRef(text).split('.').first.getAsInteger(10, major))
    return llvm::createStringError(rust.rustc + ": does not say which LLVM it uses; " +
                                   nextStep.str());
  if (major <= LLVM_VERSION_MAJOR)
    return llvm::Error::success();
  return llvm::createStringError(rust.rustc + ": makes code for LLVM " + text +
                                 ", which LLVM " LLVM_VERSION_STRING
                                 " cannot read; name an older rustc with --rustc");
}

} // namespace

std::string versionField(const std::string &version, const std::string &key) {
  llvm::StringRef rest = version;
  while (!rest.empty()) {
    auto [line, next] = rest.split('\n');
    if (line.consume_front(key) && line.consume_front(":"))
      return line.trim().str();
    rest = next;
  }
  return {};
}

llvm::Expected<RustToolchain> findRust(const std::string &named, const std::string &folder) {
  llvm::Expected<std::string> rustc = findProgram(named);
  if (!rustc)
    return rustc.takeError();
  // What the user names lies where the user is.
  if (!folder.empty()) {
    llvm::SmallString<256> whole(*rustc);
    llvm::sys::fs::make_absolute(whole);
    *rustc = std::string(whole);
  }
  llvm::Expected<std::string> version = ask({*rustc, folder}, {"-vV"});
  if (!version)
    return version.takeError();
  RustToolchain rust{*rustc, *version, versionField(*version, "host"), {}, {}};
  if (llvm::Error error = checkLlvm(rust))
    return std::move(error);
  llvm::Expected<std::string> sysroot = ask({*rustc, folder}, {"--print", "sysroot"});
  if (!sysroot)
    return sysroot.takeError();
  rust.sysroot = std::move(*sysroot);
  llvm::Expected<std::string> help = ask({*rustc, folder}, {"--help"});
  if (!help)
    return help.takeError();
  rust.fastLevel = fastLevelIn(*help);
  return rust;
}

std::vector<std::string> standardLibraries(const RustToolchain &rust, const std::string &target) {
  namespace path = llvm::sys::path;
  llvm::SmallString<256> folder(rust.sysroot);
  path::append(folder, "lib", "rustlib", target.empty() ? rust.host : target, "lib");
  std::vector<std::string> shared, archives;
  std::error_code error;
  for (llvm::sys::fs::directory_iterator at(folder, error), end; !error && at != end;
       at.increment(error)) {
    llvm::StringRef extension = path::extension(at->path());
    if (extension == ".so")
      shared.push_back(at->path());
    else if (extension == ".rlib")
      archives.push_back(at->path());
  }
  // The shared object holds the same crates as the archives that a program gets by default, in one
  // file whose parts are linked already.
  std::vector<std::string> &found = shared.empty() ? archives : shared;
  llvm::sort(found);
  return std::move(found);
}

} // namespace heaplight
