#include "read/rust/Rust.h"

#include "read/BuildStep.h"
#include "read/ChildProcess.h"
#include "read/Compile.h"
#include "read/rust/RustFlags.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

namespace heaplight {
namespace {

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

/// A folder that is there as long as this is.
class TemporaryFolder {
public:
  explicit TemporaryFolder(const std::string &scratch) {
    llvm::SmallString<128> name(scratch);
    path::append(name, "heaplight-rust");
    error_ = fs::createUniqueDirectory(name, folder_);
  }
  ~TemporaryFolder() {
    if (!error_)
      fs::remove_directories(folder_);
  }
  TemporaryFolder(const TemporaryFolder &) = delete;
  TemporaryFolder &operator=(const TemporaryFolder &) = delete;

  std::error_code error() const { return error_; }
  std::string path() const { return std::string(folder_); }
  /// The file in it that has this ending; "" where none has.
  std::string fileWith(llvm::StringRef ending) const {
    std::error_code error;
    for (fs::directory_iterator at(folder_, error), end; !error && at != end; at.increment(error))
      if (path::extension(at->path()) == ending)
        return at->path();
    return {};
  }

private:
  llvm::SmallString<128> folder_;
  std::error_code error_;
};

llvm::Error failure(const Command &command, const std::string &message,
                    const std::string &diagnostics = {}) {
  return llvm::make_error<CompileError>(command.file + ": " + message, diagnostics);
}

/// The command with all that makes it give out what is read here, and nothing else. Lines and
/// variables change none of the instructions; one code unit is what can be read as one program.
std::vector<std::string> argumentsOf(const Command &command, const std::string &folder,
                                     const RustOptions &options) {
  std::vector<std::string> arguments(command.arguments.begin(), command.arguments.end() - 1);
  // By default symbols hold hashes in place of type arguments, which people can't read.
  if (codegenOption(arguments, "symbol-mangling-version").empty())
    llvm::append_range(arguments, std::vector<std::string>{"-C", "symbol-mangling-version=v0"});
  for (llvm::StringRef option :
       {"debuginfo=2", "codegen-units=1", "lto=off", "no-prepopulate-passes"})
    arguments.insert(arguments.end(), {"-C", option.str()});
  arguments.push_back("--emit=llvm-bc,dep-info");
  arguments.push_back("--out-dir=" + folder);
  arguments.push_back(options.color ? "--color=always" : "--color=never");
  arguments.push_back(command.arguments.back());
  return arguments;
}

/// One line of make's syntax that names a file by itself: "src/my\ file.rs:". Empty for others.
std::string fileNamedBy(llvm::StringRef line) {
  if (!line.consume_back(":") || line.empty())
    return {};
  std::string name;
  for (size_t at = 0; at < line.size(); ++at) {
    if (line[at] == '\\' && at + 1 < line.size() && (line[at + 1] == ' ' || line[at + 1] == '\\'))
      ++at;
    name += line[at];
  }
  return name;
}

void readDependencies(const std::string &file, const Command &command, RustModule &module) {
  auto buffer = llvm::MemoryBuffer::getFile(file);
  if (!buffer) {
    module.readsEnvironment = true; // What it hangs on isn't known.
    return;
  }
  llvm::StringRef rest = (*buffer)->getBuffer();
  while (!rest.empty()) {
    auto [line, next] = rest.split('\n');
    rest = next;
    module.readsEnvironment |= line.starts_with("# env-dep:");
    if (std::string name = fileNamedBy(line); !name.empty())
      module.files.push_back(pathFrom(command.directory, name));
  }
  for (const std::string &crate : externFiles(command.arguments))
    module.files.push_back(pathFrom(command.directory, crate));
  llvm::sort(module.files);
  module.files.erase(llvm::unique(module.files), module.files.end());
}

/// rustc's number for a program without `main`.
bool lacksMain(const ChildResult &result) {
  return result.status && llvm::StringRef(result.errors).contains("[E0601]");
}

bool saysWhatItIs(const Command &command) {
  return !longOption(command.arguments, "crate-type").empty() ||
         llvm::is_contained(command.arguments, "--test");
}

} // namespace

llvm::Expected<RustModule> makeRustModule(const Command &command, const RustOptions &options) {
  TemporaryFolder folder(options.scratch);
  if (folder.error())
    return failure(command, "no temporary folder can be made: " + folder.error().message());
  RustModule module;
  ChildRequest request{argumentsOf(command, folder.path(), options), command.directory,
                       command.environment};
  // Its own temporary files, which it leaves behind where it is killed.
  request.environment.push_back("TMPDIR=" + folder.path());
  llvm::Expected<ChildResult> result = runChild(request);
  if (result && lacksMain(*result) && !saysWhatItIs(command)) {
    module.library = true;
    request.arguments.insert(request.arguments.end() - 1, "--crate-type=lib");
    result = runChild(request);
  }
  if (!result)
    return failure(command, llvm::toString(result.takeError()));
  if (result->status)
    return failure(command, "does not compile", result->errors);
  auto bitcode = llvm::MemoryBuffer::getFile(folder.fileWith(".bc"), /*IsText=*/false,
                                             /*RequiresNullTerminator=*/false,
                                             /*IsVolatile=*/true);
  if (!bitcode)
    return failure(command, "rustc makes no code of it, as it does of a macro's crate",
                   result->errors);
  module.bitcode = std::move(*bitcode);
  readDependencies(folder.fileWith(".d"), command, module);
  return module;
}

} // namespace heaplight
