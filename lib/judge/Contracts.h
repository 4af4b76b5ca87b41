// attributes, comments and policies → what each function and line must not do. All three kinds
// become the same. Judges nothing yet.
#pragma once

#include "judge/Expectation.h"
#include "judge/PolicyFit.h"
#include "reach/Link.h"
#include "reach/Path.h"
#include "read/Comments.h"

namespace heaplight {

/// One promise, whoever makes it.
struct Contract {
  Forbidden forbidden;
  Severity severity = Severity::Warning;
  std::string text; ///< "[[clang::nonblocking]]", "// heaplight: none", "a contract of the policy".
  FilePlace at;

  friend bool operator==(const Contract &, const Contract &) = default;
};

/// What a comment says that is no plain `none` for what ships: held against what is so.
struct ContractComment {
  Expectation expectation;
  FilePlace at;
  StringId function = 0; ///< What it speaks of; 0 for a line.
  SourceLine line;
};

/// A comment that can't be read, or speaks of nothing.
struct BadComment {
  FilePlace at;
  std::string message;
};

/// The policy for a source file, by its name in reports.
using PolicyOf = std::function<const Policy &(const std::string &file)>;

/// Comments that hold "heaplight:", by the file's name in reports.
using CommentsByFile = std::map<std::string, std::vector<Comment>>;

struct ContractSources {
  const Linked &linked;
  const PolicyOf &policyOf;
  const CommentsByFile &comments;
  const IsUserFile &isUserFile;
};

struct Contracts {
  std::vector<Contract> all;
  std::map<StringId, std::vector<uint32_t>> byFunction; ///< Into `all`.
  std::map<SourceLine, std::vector<uint32_t>> byLine;   ///< The same.
  std::vector<ContractComment> comments;                ///< By place.
  std::vector<BadComment> bad;                          ///< The same.
};

Contracts contractsOf(const ContractSources &sources);

/// Functions of the user's with a body, and the names that policies know them by.
struct UserFunction {
  const Function *function;
  std::string name;
};
std::vector<UserFunction> userFunctions(const ContractSources &sources);

/// Policies with their globs made ready, each once.
class PolicyFits {
public:
  /// `policy` must outlive it.
  const PolicyFit &of(const Policy &policy);

private:
  std::map<const Policy *, PolicyFit> fits_;
};

} // namespace heaplight
