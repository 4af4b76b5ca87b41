// a recording → its sums, and the places that stand out. Reads sources for the lines that it shows.
#pragma once

#include "report/RunPlaces.h"

#include <array>

namespace heaplight {

/// How the program ended.
struct RunEnd {
  int status = 0;
  int signal = 0; ///< That ended it; 0 for none, and then `status` counts.

  friend bool operator==(const RunEnd &, const RunEnd &) = default;
};

struct RunSums {
  RecordedCounts all;
  std::array<RecordedCounts, 3> phases; ///< By RunPhase.

  friend bool operator==(const RunSums &, const RunSums &) = default;
};

/// What happened on a line of any file, in whichever process.
struct RunLine {
  std::string file;
  uint32_t line = 0;
  RecordedCounts counts; ///< Of each stack that stands on it, in whichever frame.

  friend bool operator==(const RunLine &, const RunLine &) = default;
};

/// What is laid to one place.
struct RunRow {
  RunPlace place;
  RecordedCounts counts;
  std::string code; ///< The line's text; empty where it can't be read.

  friend bool operator==(const RunRow &, const RunRow &) = default;
};

struct RunTop {
  std::vector<RunRow> rows;
  uint64_t more = 0; ///< Places that there was no room for.

  friend bool operator==(const RunTop &, const RunTop &) = default;
};

/// A thread of the one process, or one of several processes.
struct RunPart {
  std::string name;
  RecordedCounts counts;
  uint64_t number = 0; ///< In the order of their start, from 1: threads may share a name.

  friend bool operator==(const RunPart &, const RunPart &) = default;
};

/// Empty where a run had one thread of one process.
struct RunParts {
  std::vector<RunPart> shown; ///< Those that allocated most, in the order of their start.
  RecordedCounts others;      ///< Of those that there was no room for.
  uint64_t more = 0;          ///< How many these are.

  friend bool operator==(const RunParts &, const RunParts &) = default;
};

struct RunProcess {
  RecordedProcess recorded;
  RunSums sums;
  std::vector<RecordedCounts> threads; ///< As in `recorded`.
};

struct RunReport {
  std::string program;                ///< As the user named it.
  std::vector<std::string> arguments; ///< The program's own name first.
  RunEnd end;
  RunSums sums; ///< Of all processes.
  std::vector<RunProcess> processes;
  uint64_t peakBytes = 0; ///< Of the process that had the most.
  uint64_t missed = 0;    ///< Of all processes.
  RunParts parts;
  std::vector<RunLine> lines; ///< By file and line.
  RunTop allocating;          ///< The most allocations first.
  RunTop losing;              ///< The most lost bytes first.
  bool tellsLines = false;    ///< The program has debug information.
};

struct RunRequest {
  std::string program;
  std::vector<std::string> arguments;
  RunEnd end;
  std::string workingFolder; ///< Absolute; what relative paths in the recording start from.
  size_t rows = 0;           ///< The most that a RunTop may hold.
  size_t parts = 10;         ///< The most that are told one by one.
};

/// "SIGSEGV", or "signal 42" for one without a name.
std::string signalName(int signal);

RunReport makeRunReport(Recording recording, const RunRequest &request);

/// Adds what `more` counts.
void add(RecordedCounts &counts, const RecordedCounts &more);

} // namespace heaplight
