// .heaplight.yaml files → the policy for each source. Reads the disk; tells what is wrong.
#pragma once

#include "LintOptions.h"
#include "judge/Judge.h"

namespace heaplight {

class Policies {
public:
  /// `file` is used in place of those above each source; empty for these.
  Policies(std::string file, PolicyOverrides overrides)
      : file_(std::move(file)), overrides_(std::move(overrides)) {}

  /// What stands for a source in the working folder where none is named.
  static constexpr const char *here = "./source";

  /// Of `source`, as reports name it. The defaults where it can't be had, which is told once.
  const Policy &of(const std::string &source);

  /// Which of the user's headers count for all of `linked`.
  std::string headerFilter(const Linked &linked);

  /// False if a policy of the inputs can't be used, which was told. Globs that fit nothing are
  /// wrong where `whole` says that the inputs are all of the program; else they may be meant for
  /// the rest.
  bool check(const Linked &linked, const std::string &headerFilter, bool whole);

  /// Whether all that were asked for can be used.
  bool usable() const { return told_.empty(); }

  /// Of all that were asked for, where they can be used. Some may be named more than once.
  std::vector<std::string> files() const;

  /// Prints the policy of `source`, or that it can be used. The exit status.
  int tell(LintTask task, const std::string &source);

private:
  llvm::Expected<Policy> read(const std::string &source);

  std::string file_;
  PolicyOverrides overrides_;
  std::map<std::string, Policy> byFolder_;
  std::set<std::string> told_;
};

} // namespace heaplight
