// assembly of a ReportUnit → rows beneath the source lines that it was made for.
#pragma once

#include "report/Report.h"

namespace heaplight {

class Canvas;

class Listing {
public:
  /// `unit` must outlive it.
  explicit Listing(const ReportUnit &unit);

  /// Lines of `file` with assembly, ascending.
  std::vector<uint32_t> lines(const std::string &file) const;
  /// Names the function where it is another than the one shown last.
  void show(const std::string &file, uint32_t line, Canvas &canvas, unsigned column);
  /// Functions that no line of the user's was compiled into, such as a template's instance that
  /// was not inlined: those that touch the heap.
  void showLibraryFunctions(Canvas &canvas) const;

private:
  /// Instructions that stand one after the other.
  struct Run {
    size_t first;
    size_t count;
  };

  void showRun(const Run &run, Canvas &canvas, unsigned column) const;
  void showInstruction(const ReportAssembly &line, Canvas &canvas, unsigned column) const;
  std::string inlinedNames(const ReportAssembly &line) const;

  const ReportUnit &unit_;
  std::map<std::pair<std::string, uint32_t>, std::vector<Run>> byLine_;
  std::vector<Run> library_;
  const std::string *function_ = nullptr; ///< The symbol of the one shown last.
};

} // namespace heaplight
