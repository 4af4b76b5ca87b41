// Calls, stacks, modules and threads → their numbers in the trace file, each once. What is known is
// found without a lock, by links in the file; what is new is added under one. Nothing is ever
// removed.
#pragma once

#include "probe/FrameRule.h"
#include "probe/TraceFile.h"

#include <dlfcn.h>

namespace heaplight::probe {

inline constexpr uint32_t noNumber = ~uint32_t(0);

/// Where and when something was counted.
struct RecordKey {
  uint32_t node = 0;
  uint32_t thread = 0;
  uint32_t phase = 0;
  uint64_t key = 0; ///< To be kept with it.
};

class Ledger {
public:
  /// Begins a file in `folder` for this process. False where that can't be.
  bool start(const char *folder);

  TraceFile &file() { return file_; }

  // These return noNumber where there's no room.
  uint32_t nodeFor(Node node);
  uint32_t recordFor(const RecordKey &key);
  uint32_t addThread();
  /// `noModule` where there's no room.
  uint32_t moduleFor(const dl_find_object &found);

private:
  bool writeProcess();
  uint32_t childOf(const Node &node);
  uint32_t *linkFor(const RecordKey &key);

  Mutex mutex_;
  TraceFile file_;
};

} // namespace heaplight::probe
