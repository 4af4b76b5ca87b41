// contracts + effects → findings: the one place that knows the order of this room's steps. Reads no
// files.
#pragma once

#include "judge/Accusation.h"
#include "reach/Program.h"

namespace heaplight {

struct JudgeRequest {
  const Linked &linked;
  World world = World::Open;
  std::string headerFilter; ///< A valid regular expression; empty for every header of the user's.
  PolicyOf policyOf;
  CommentsByFile comments; ///< Of the user's files, those that hold "heaplight:" or "NOLINT".
  CodeAt codeAt;
  Mends mends;
};

/// What was found, whether or not a comment suppresses it; the baseline is not asked yet.
LintReport judge(const JudgeRequest &request);

/// The user's files among the inputs, sorted: whose comments count.
std::vector<std::string> userFilesOf(const Linked &linked, const std::string &headerFilter);

/// What a glob of a policy may fit: names of functions, paths of files.
struct PolicyTargets {
  std::vector<std::string> functions;
  std::vector<std::string> files;
};
PolicyTargets policyTargets(const Linked &linked, const std::string &headerFilter);

} // namespace heaplight
