// Report + runs → the report with what was seen at its lines, and where that contradicts its marks.
// Files are told apart by what they are on the disk, not by how they are written.
#pragma once

#include "Observed.h"
#include "report/Explanation.h"
#include "report/Report.h"

namespace heaplight {

/// What several runs did together, by file and line.
class Sightings {
public:
  /// Relative paths are taken as of the working folder.
  explicit Sightings(const std::vector<ObservedRun> &runs);

  using Lines = std::map<uint32_t, RecordedCounts>;

  /// Null where no run came to the heap in the file.
  const Lines *linesOf(const std::string &file) const;
  /// Zeros where nothing happened.
  RecordedCounts at(const std::string &file, uint32_t line) const;
  /// What makes it doubtful that they speak of the file as it is now; empty where nothing does.
  std::string doubtOf(const std::string &file) const;
  /// What they leave open, each a sentence.
  std::vector<std::string> gaps() const;

private:
  const std::vector<ObservedRun> &runs_;
  std::map<std::string, Lines> byFile_; ///< By real path.
};

/// Puts what was seen on each line, finds the lines that bear no mark for it, and notes what speaks
/// against the runs. Where `options` leave functions out, no mark is known to be missing.
void addObserved(Report &report, const std::vector<ObservedRun> &runs,
                 const ReportOptions &options);

/// The same of the lines that are explained. Returns what is to be noted.
std::vector<std::string> addObserved(Explanation &explanation,
                                     const std::vector<ObservedRun> &runs);

} // namespace heaplight
