// command → what an earlier run made of it, if all that went into that is as it was: each file that
// was read has the same bytes, and none that was looked for in vain has come to be. What is kept is
// the caller's: bytes.
#pragma once

#include "read/Cache.h"
#include "read/Command.h"
#include "read/Compile.h"
#include "read/ReadFiles.h"

namespace heaplight {

/// Variables of the environment that change what Clang makes of a command. The caller reads them.
inline constexpr const char *compilerVariables[] = {
    "CPATH",         "C_INCLUDE_PATH",           "CPLUS_INCLUDE_PATH",
    "INCLUDE",       "EXTERNAL_INCLUDE",         "CLANG_NO_DEFAULT_CONFIG",
    "SDKROOT",       "MACOSX_DEPLOYMENT_TARGET", "IPHONEOS_DEPLOYMENT_TARGET",
    "COMPILER_PATH", "SOURCE_DATE_EPOCH",        "RC_DEBUG_PREFIX_MAP"};

/// What shapes the result of every command of a run.
struct UnitContext {
  std::string tool;                     ///< This program's version, and of what it keeps.
  std::string models;                   ///< A digest of all models that are read.
  std::string clang;                    ///< As `findClang` names it.
  std::vector<std::string> environment; ///< NAME=value of each of `compilerVariables` that is set.
  std::vector<std::string> more;        ///< Whatever else the kept bytes hang on.
};

class UnitCache {
public:
  /// `cache` is to outlive it.
  UnitCache(Cache &cache, UnitContext context) : cache_(cache), context_(std::move(context)) {}

  /// Null where nothing is kept, or something that went into it has changed. Looks at each file
  /// once, however many commands share it: one of these is for one look at the world.
  std::unique_ptr<llvm::MemoryBuffer> find(const Command &command, const CompileOptions &options);
  /// `files` are those of the compile that `bytes` come from. Keeps nothing where one of them
  /// changed meanwhile.
  struct Result {
    const ReadFiles &files;
    llvm::StringRef bytes;
  };
  void keep(const Command &command, const CompileOptions &options, const Result &result);

private:
  std::string keyOf(const Command &command, const CompileOptions &options) const;

  Cache &cache_;
  UnitContext context_;
  FileFacts facts_;
};

} // namespace heaplight
