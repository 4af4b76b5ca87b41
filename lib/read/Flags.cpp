#include "read/Flags.h"

#include "read/ReadFiles.h"

#include "clang/Options/Options.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Option/Arg.h"
#include "llvm/Option/ArgList.h"
#include "llvm/Option/OptTable.h"
#include "llvm/Support/CommandLine.h"

namespace heaplight {
namespace {

namespace options = clang::options;

/// By number: `Option::matches` looks for groups as well, which costs more than all else here.
bool isOneOf(const llvm::opt::Arg &argument, std::initializer_list<unsigned> ids) {
  return llvm::is_contained(ids, argument.getOption().getUnaliasedOption().getID());
}

/// Says where output goes or stops before code is made: of no use to a run that writes nothing.
bool concernsOutput(const llvm::opt::Arg &argument) {
  return isOneOf(argument, {options::OPT_o,
                            options::OPT_c,
                            options::OPT_S,
                            options::OPT_E,
                            options::OPT_emit_llvm,
                            options::OPT_fsyntax_only,
                            options::OPT_MD,
                            options::OPT_MMD,
                            options::OPT_M,
                            options::OPT_MM,
                            options::OPT_MF,
                            options::OPT_MT,
                            options::OPT_MQ,
                            options::OPT_MG,
                            options::OPT_MP,
                            options::OPT_MJ,
                            options::OPT_MV,
                            options::OPT_save_temps,
                            options::OPT_save_temps_EQ,
                            options::OPT__serialize_diags,
                            options::OPT__DASH_DASH,
                            options::OPT_gsplit_dwarf,
                            options::OPT_gsplit_dwarf_EQ,
                            options::OPT_ftime_trace,
                            options::OPT_ftime_trace_EQ,
                            options::OPT_pipe,
                            options::OPT_v,
                            options::OPT_ftime_report,
                            options::OPT_ftime_report_EQ});
}

/// Only has a meaning when the linker makes the code.
bool wantsLinker(const llvm::opt::Arg &argument) {
  return isOneOf(argument,
                 {options::OPT_flto, options::OPT_flto_EQ, options::OPT_fwhole_program_vtables,
                  options::OPT_fvirtual_function_elimination, options::OPT_fsplit_lto_unit});
}

/// Clang would print an answer and compile nothing.
bool asksClang(llvm::StringRef flag) {
  llvm::StringRef name = flag.ltrim('-');
  return name.starts_with("print-") || name.starts_with("help") || name == "version" ||
         name == "###" || name == "dumpversion" || name == "dumpmachine";
}

/// Control-flow integrity is checked by what the linker makes.
void keepSanitizers(const llvm::opt::Arg &argument, std::vector<std::string> &kept) {
  std::vector<std::string> checks(argument.getValues().begin(), argument.getValues().end());
  std::erase_if(checks, [](const std::string &name) { return name.starts_with("cfi"); });
  if (!checks.empty())
    kept.push_back("-fsanitize=" + llvm::join(checks, ","));
}

/// Keeps one flag, or says why it can't be.
llvm::Error keepFlag(const llvm::opt::Arg &argument, const llvm::opt::InputArgList &list,
                     const FlagRequest &request, Flags &flags) {
  bool users = request.source == FlagSource::CommandLine;
  if (isOneOf(argument, {options::OPT_UNKNOWN})) {
    if (users)
      return llvm::createStringError("clang does not know the flag '" + argument.getAsString(list) +
                                     "'; flags for the compiler stand after --, see clang --help");
    flags.notes.push_back(request.file + ": the flag " + argument.getAsString(list) +
                          " is unknown to clang and was left out");
    return llvm::Error::success();
  }
  if (isOneOf(argument, {options::OPT_INPUT})) {
    if (users)
      return llvm::createStringError(
          llvm::StringRef(argument.getValue()) +
          ": stands among the flags, and is none; name sources before them");
    return llvm::Error::success();
  }
  if (asksClang(argument.getSpelling()))
    return llvm::createStringError("the flag '" + argument.getAsString(list) +
                                   "' asks clang about itself; leave it out");
  if (concernsOutput(argument) || wantsLinker(argument))
    return llvm::Error::success();
  if (isOneOf(argument, {options::OPT_fsanitize_EQ})) {
    keepSanitizers(argument, flags.kept);
    return llvm::Error::success();
  }
  // As a flag: what the linker is told by -Wl, or -Xlinker would be an input otherwise.
  llvm::opt::ArgStringList rendered;
  argument.render(list, rendered);
  flags.kept.insert(flags.kept.end(), rendered.begin(), rendered.end());
  return llvm::Error::success();
}

} // namespace

llvm::Expected<Flags> keepFlags(const FlagRequest &request) {
  std::vector<const char *> raw;
  for (const std::string &flag : request.flags)
    raw.push_back(flag.c_str());
  unsigned missingIndex = 0, missingCount = 0;
  llvm::opt::Visibility visibility(request.cl ? options::CLOption : options::ClangOption);
  llvm::opt::InputArgList list =
      clang::getDriverOptTable().ParseArgs(raw, missingIndex, missingCount, visibility);
  if (missingCount)
    return llvm::createStringError("the flag '" + request.flags[missingIndex] +
                                   "' wants a value behind it");
  Flags flags;
  for (const llvm::opt::Arg *argument : list)
    if (llvm::Error error = keepFlag(*argument, list, request, flags))
      return std::move(error);
  return flags;
}

llvm::Expected<std::vector<std::string>> expandResponseFiles(std::vector<std::string> &flags,
                                                             const std::string &directory) {
  if (llvm::none_of(flags, [](const std::string &flag) { return flag.starts_with("@"); }))
    return std::vector<std::string>();
  llvm::SmallVector<const char *> raw;
  for (const std::string &flag : flags)
    raw.push_back(flag.c_str());
  llvm::BumpPtrAllocator storage;
  llvm::cl::ExpansionContext context(storage, llvm::cl::TokenizeGNUCommandLine);
  context.setCurrentDir(directory);
  WatchingFileSystem files(llvm::vfs::createPhysicalFileSystem());
  context.setVFS(&files);
  if (llvm::Error error = context.expandResponseFiles(raw))
    return std::move(error);
  std::vector<std::string> expanded(raw.begin(), raw.end());
  for (const std::string &flag : expanded)
    if (flag.starts_with("@"))
      return llvm::createStringError("the response file '" + flag.substr(1) + "' cannot be read");
  flags = std::move(expanded);
  std::vector<std::string> paths;
  for (const ReadFile &file : files.seen().read)
    paths.push_back(file.path);
  return paths;
}

} // namespace heaplight
