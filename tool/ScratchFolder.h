// A folder for what is written while others work for this process, and must not outlast it.
#pragma once

#include <string>

namespace heaplight {

/// Gone with this; where a signal ends the process, whoever hears of that calls `remove`.
class ScratchFolder {
public:
  ScratchFolder() = default;
  ~ScratchFolder() { remove(); }
  ScratchFolder(const ScratchFolder &) = delete;
  ScratchFolder &operator=(const ScratchFolder &) = delete;

  /// Absolute; made where it isn't there yet. Empty where none can be made.
  const std::string &make();
  void remove();

private:
  std::string path_;
};

} // namespace heaplight
