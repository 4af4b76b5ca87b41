#include "read/LinkPlan.h"

#include "read/Invocation.h"

#include "clang/Basic/DiagnosticOptions.h"
#include "clang/Driver/Compilation.h"
#include "clang/Driver/Driver.h"
#include "clang/Driver/Job.h"
#include "clang/Driver/Tool.h"
#include "clang/Driver/ToolChain.h"
#include "clang/Driver/Types.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/TextDiagnosticBuffer.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/VirtualFileSystem.h"
#include "llvm/TargetParser/Host.h"

namespace heaplight {
namespace {

namespace path = llvm::sys::path;
namespace types = clang::driver::types;

/// Stands for the program's own code; never there.
constexpr llvm::StringLiteral ownObject = "heaplight-own.o";

/// Whether clang++ would link it: by the last -x, else by the file's ending.
bool isCxx(const Command &command) {
  types::ID language =
      types::lookupTypeForExtension(path::extension(command.arguments.back()).ltrim('.'));
  for (size_t index = 1; index + 1 < command.arguments.size(); ++index) {
    llvm::StringRef flag = command.arguments[index];
    if (!flag.consume_front("-x"))
      continue;
    std::string name = flag.empty() ? command.arguments[index + 1] : flag.str();
    if (types::ID named = types::lookupTypeForTypeSpecifier(name.c_str()))
      language = named;
  }
  return types::isCXX(language);
}

std::vector<std::string> driverArguments(const Command &command, const std::string &clangBinary) {
  std::vector<std::string> arguments{clangBinary};
  for (size_t index = 1; index + 1 < command.arguments.size(); ++index) {
    llvm::StringRef flag = command.arguments[index];
    // Which linker it is changes no library, and the driver refuses one that isn't installed.
    if (!flag.starts_with("-fuse-ld=") && !flag.starts_with("--ld-path="))
      arguments.push_back(flag.str());
  }
  if (isCxx(command))
    arguments.push_back("--driver-mode=g++");
  for (llvm::StringRef argument :
       {llvm::StringRef("-x"), llvm::StringRef("none"), llvm::StringRef(ownObject)})
    arguments.push_back(argument.str());
  return arguments;
}

/// Reads the arguments of a linker that understands those of GNU ld.
class LinkerArguments {
public:
  LinkerArguments(LinkPlan &plan, const std::string &directory)
      : plan_(plan), directory_(directory) {}

  void read(llvm::ArrayRef<const char *> arguments) {
    for (size_t index = 0; index < arguments.size(); ++index) {
      llvm::StringRef argument = arguments[index];
      llvm::StringRef next = index + 1 < arguments.size() ? arguments[index + 1] : "";
      if (readWithNext(argument, next))
        ++index;
      else
        readAlone(argument);
    }
  }

private:
  /// Of a flag whose value is the next argument; false for any other.
  bool readWithNext(llvm::StringRef flag, llvm::StringRef value) {
    static const llvm::StringSet<> others{"-o",
                                          "-m",
                                          "-z",
                                          "-h",
                                          "-soname",
                                          "--soname",
                                          "-T",
                                          "-e",
                                          "-u",
                                          "-y",
                                          "-a",
                                          "-A",
                                          "-b",
                                          "-plugin",
                                          "--plugin",
                                          "-plugin-opt",
                                          "-Map",
                                          "--version-script",
                                          "--dynamic-list",
                                          "-rpath-link",
                                          "--rpath-link",
                                          "--defsym",
                                          "--wrap",
                                          "-init",
                                          "-fini",
                                          "-F",
                                          "-f"};
    if (!flag.starts_with("-"))
      return false;
    llvm::StringRef name = flag.starts_with("--") ? flag.drop_front() : flag;
    if (name == "-dynamic-linker")
      plan_.loader = value.str();
    else if (name == "-rpath")
      addRuntimeFolders(value);
    else if (flag == "-L" || name == "-library-path")
      addFolder(value);
    else if (flag == "-l" || name == "-library")
      addLibrary(value);
    else
      return others.contains(flag);
    return true;
  }
  void readAlone(llvm::StringRef flag) {
    if (!flag.starts_with("-"))
      plan_.inputs.push_back({pathFrom(directory_, flag), false});
    else if (flag.consume_front("-dynamic-linker=") || flag.consume_front("--dynamic-linker="))
      plan_.loader = flag.str();
    else if (flag.consume_front("-rpath=") || flag.consume_front("--rpath="))
      addRuntimeFolders(flag);
    else if (flag.consume_front("--library-path=") || flag.consume_front("-L"))
      addFolder(flag);
    else if (flag.consume_front("--library=") || flag.consume_front("-l"))
      addLibrary(flag);
    else if (flag.consume_front("--sysroot="))
      plan_.sysroot = pathFrom(directory_, flag);
    else
      readMode(flag);
  }
  void readMode(llvm::StringRef flag) {
    static const llvm::StringSet<> archives{"-Bstatic", "-dn", "-non_shared", "-static"};
    static const llvm::StringSet<> any{"-Bdynamic", "-dy", "-call_shared"};
    if (archives.contains(flag))
      archivesOnly_ = true;
    else if (any.contains(flag))
      archivesOnly_ = false;
    else if (flag == "--push-state")
      pushed_.push_back(archivesOnly_);
    else if (flag == "--pop-state" && !pushed_.empty())
      archivesOnly_ = pushed_.pop_back_val();
  }
  void addFolder(llvm::StringRef folder) {
    bool inSysroot = folder.consume_front("=") || folder.consume_front("$SYSROOT");
    plan_.folders.push_back(inSysroot ? plan_.sysroot + folder.str()
                                      : pathFrom(directory_, folder));
  }
  void addRuntimeFolders(llvm::StringRef list) {
    for (llvm::StringRef folder : llvm::split(list, ':'))
      if (path::is_absolute(folder)) // $ORIGIN is the program's; it isn't made.
        plan_.runtimeFolders.push_back(folder.str());
  }
  void addLibrary(llvm::StringRef name) {
    plan_.inputs.push_back({"-l" + name.str(), archivesOnly_});
  }

  LinkPlan &plan_;
  const std::string &directory_;
  bool archivesOnly_ = false;
  llvm::SmallVector<bool> pushed_;
};

/// Where a linker looks by itself, after all that it's told.
void addOwnFolders(LinkPlan &plan, const std::string &multiarch) {
  for (llvm::StringRef folder : {"/usr/local/lib/", "/lib/", "/usr/lib/"})
    plan.folders.push_back(plan.sysroot + folder.str() + multiarch);
  for (llvm::StringRef folder :
       {"/usr/local/lib64", "/lib64", "/usr/lib64", "/usr/local/lib", "/lib", "/usr/lib"})
    plan.folders.push_back(plan.sysroot + folder.str());
}

/// Reads the plan of the driver's last job, the linker's.
void readJobs(const clang::driver::Compilation &compilation, const Command &command,
              LinkPlan &plan) {
  const clang::driver::ToolChain &tools = compilation.getDefaultToolChain();
  const clang::driver::Driver &driver = compilation.getDriver();
  plan.target = tools.getTriple();
  if (!plan.target.isOSBinFormatELF()) {
    plan.complaint = "libraries are only read where they are ELF files";
    return;
  }
  plan.sysroot = tools.computeSysRoot();
  LinkerArguments arguments(plan, command.directory);
  bool linked = false;
  for (const clang::driver::Command &job : compilation.getJobs())
    if (job.getCreator().isLinkJob() && (linked = true))
      arguments.read(job.getArguments());
  if (!linked)
    plan.complaint = "its flags leave nothing to link";
  std::erase_if(plan.inputs, [](const LinkInput &input) {
    return llvm::StringRef(input.name).ends_with(ownObject);
  });
  addOwnFolders(plan, tools.getMultiarchTriple(driver, plan.target, plan.sysroot));
}

} // namespace

LinkPlan planLink(const Command &command) {
  setUpTargets();
  LinkPlan plan;
  std::string clangBinary = findClang();
  if (clangBinary.empty()) {
    plan.complaint = "clang 22 is nowhere to be found; install clang-22";
    return plan;
  }
  llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> files = llvm::vfs::createPhysicalFileSystem();
  if (std::error_code error = files->setCurrentWorkingDirectory(command.directory)) {
    plan.complaint = command.directory + ": " + error.message();
    return plan;
  }
  clang::DiagnosticOptions quiet;
  quiet.IgnoreWarnings = true;
  clang::TextDiagnosticBuffer complaints;
  auto diagnostics = clang::CompilerInstance::createDiagnostics(*files, quiet, &complaints,
                                                                /*ShouldOwnClient=*/false);
  clang::driver::Driver driver(clangBinary, llvm::sys::getDefaultTargetTriple(), *diagnostics,
                               "heaplight", files);
  driver.setCheckInputsExist(false);
  std::vector<std::string> arguments = driverArguments(command, clangBinary);
  std::vector<const char *> raw;
  for (const std::string &argument : arguments)
    raw.push_back(argument.c_str());
  std::unique_ptr<clang::driver::Compilation> compilation(driver.BuildCompilation(raw));
  // What it refuses of a link may be of no concern to its libraries: only without jobs there is
  // nothing to read.
  if (compilation)
    readJobs(*compilation, command, plan);
  if (plan.inputs.empty() && complaints.err_begin() != complaints.err_end())
    plan.complaint = "clang refuses its flags: " + complaints.err_begin()->second;
  return plan;
}

} // namespace heaplight
