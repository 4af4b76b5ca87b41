// key → bytes kept in a folder from earlier runs. Several processes may use one folder at once.
// Nothing in it is trusted: an entry that is cut off, damaged, foreign or of another version is as
// good as absent, and what is no regular file is neither read nor waited for. A folder that can't
// be written costs speed, never a run.
#pragma once

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/MemoryBuffer.h"

#include <cstdint>
#include <memory>
#include <string>

namespace heaplight {

struct CacheOptions {
  std::string folder; ///< The cache's own; made where it is missing.
  /// Bytes that all entries may take. Past it, those that weren't used for longest go.
  uint64_t bound = uint64_t(2) << 30;
};

/// A buffer of `part` alone, that keeps `whole` alive.
std::unique_ptr<llvm::MemoryBuffer> partOf(std::unique_ptr<llvm::MemoryBuffer> whole,
                                           llvm::StringRef part);

class Cache {
public:
  explicit Cache(CacheOptions options);

  /// What was last kept under `key`. Null where nothing sound is.
  std::unique_ptr<llvm::MemoryBuffer> get(llvm::StringRef key) const;
  /// Replaces what was kept under `key`. Bytes past an eighth of the bound are not kept.
  void put(llvm::StringRef key, llvm::StringRef bytes);
  /// One line on why nothing can be kept, for a note; empty where all is well.
  const std::string &complaint() const { return complaint_; }

private:
  std::string fileOf(llvm::StringRef key) const;
  uint64_t largestEntry() const;
  bool write(const std::string &file, llvm::StringRef entry);
  void countWritten(uint64_t bytes);
  void prune() const;
  void giveUp(const std::string &reason);

  CacheOptions options_;
  std::string complaint_;
};

} // namespace heaplight
