// .heaplight.yaml → what code must keep to. Reads no files and knows no code: texts come in, and
// what the globs fit is asked later.
#pragma once

#include "judge/Finding.h"

namespace heaplight {

/// What a promise lets pass.
enum class Exempt : uint8_t { Exceptional, Startup, Thread, Exit };

/// As a policy writes it.
const char *word(Exempt exempt);

/// What is not to happen.
struct Forbidden {
  std::set<Kind> kinds;    ///< Empty where a budget is all that an entry asks for.
  std::set<Exempt> unless; ///< Neither forbidden nor counted in a budget.

  friend auto operator<=>(const Forbidden &, const Forbidden &) = default;
};

/// A glob of a policy, with its place in the file that holds it. Of functions over readable names
/// ("Engine::*"; parameters need not be given), of paths over the path from the policy's own folder
/// ("src/rt/**": `*` stays in one folder, `**` doesn't).
struct PolicyGlob {
  std::string text;
  FilePlace place;
};

/// Whether what happens in that phase passes.
bool letsPass(const Forbidden &forbidden, Phase phase);

/// One entry of `Contracts`: holds where a function glob and a path glob fit; none of a sort fits
/// all.
struct PolicyContract {
  std::vector<PolicyGlob> functions;
  std::vector<PolicyGlob> paths;
  Forbidden forbidden;
  std::map<Kind, uint32_t> budget; ///< Lines of a kind that there may be at most, in all that fits.
  Severity severity = Severity::Warning;
  /// Of the policy file that it comes from: what its paths start from. Named as that file is: "" is
  /// the working folder, "src" lies below it, what begins with / is elsewhere.
  std::string folder;
  /// Where the working folder lies below the folder: its own way from there, ending in "/". Paths
  /// of reports begin with it then.
  std::string prefix;
  FilePlace place;
};

/// What one file says. What is absent leaves it to the parent, or to the defaults.
struct PolicyFile {
  std::string path;
  bool inheritParent = false;
  std::optional<std::string> rules;
  std::optional<std::string> warningsAsErrors;
  std::optional<std::string> headerFilter;
  std::vector<PolicyContract> contracts;
};

/// What holds for one source file, of all policy files above it and the command line.
struct Policy {
  RuleGlobs rules;
  RuleGlobs warningsAsErrors;
  std::string headerFilter; ///< A regular expression; empty for every header of the user's.
  std::vector<PolicyContract> contracts; ///< The outermost file's first.
  std::vector<std::string> files;        ///< Nearest first.
};

/// What the command line says over the files; absent where it says nothing.
struct PolicyOverrides {
  std::optional<std::string> rules;
  std::optional<std::string> warningsAsErrors;
  std::optional<std::string> headerFilter;
};

/// `path` is where `text` was read, as messages name it. Fails with one line,
/// "PATH:LINE:COLUMN: what is wrong; what next", the nearest right word with it.
llvm::Expected<PolicyFile> parsePolicy(const std::string &text, const std::string &path);

/// `files` are those above one source, nearest first, up to the first that doesn't inherit. As in
/// clang-tidy, globs of the command line and of nearer files are appended to what they inherit, in
/// the end to the defaults. Fails with one line if the command line's globs are none.
llvm::Expected<Policy> combine(const std::vector<PolicyFile> &files,
                               const PolicyOverrides &overrides);

/// The policy as a file would say it (--dump-config): YAML that `parsePolicy` reads back to the
/// same, as a file in the folder of the outermost one.
std::string dumpPolicy(const Policy &policy);

/// Whether `glob` fits a readable function name, with or without its parameters and template
/// arguments.
bool fitsFunction(const std::string &glob, const std::string &name);
/// Whether `glob` fits `path`, which starts from the policy's folder and has / between its parts.
bool fitsPath(const std::string &glob, const std::string &path);

} // namespace heaplight
