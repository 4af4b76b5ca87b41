// annotate: inputs → their marked lines on standard output.
#pragma once

#include "Observed.h"
#include "Options.h"

namespace llvm {
class raw_fd_ostream;
} // namespace llvm

namespace heaplight {

/// Returns the exit status: 0, or 2 if a file or the output failed. What could be read is shown
/// all the same.
int annotate(const AnnotateOptions &options, const char *program);

/// As suits what it is written to: standard output, unless it is said to be another.
TextOptions fitted(TextOptions options, ColorChoice color, int descriptor = 1);

/// What was asked for, if all inputs say what their functions' pointers may reach. Says so where
/// one doesn't.
World worldOf(const std::vector<Unit> &units, World asked);

/// What the user named with --observed. None where one can't be read: that was told.
std::optional<std::vector<ObservedRun>> readRuns(const std::vector<std::string> &files);

/// The exit status of a run that has written all it had to say; says so where it couldn't.
int finishOutput(llvm::raw_fd_ostream &output, const std::vector<ReportProblem> &problems);

} // namespace heaplight
