// Unit ⇄ the bytes of a summary file (.hls), so that an input need be read only once. All of the
// unit is kept, ids and their order included. What is read is checked, not trusted; opens no file.
#pragma once

#include "Types.h"
#include "read/SummarySources.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBufferRef.h"

namespace heaplight {

/// The same unit gives the same bytes. A unit that was read gives the bytes that it was read from,
/// if with the same sources.
std::string writeSummary(const Unit &unit, llvm::ArrayRef<SourceFact> sources = {});

/// Whether these are the first bytes of a summary file, of whatever version.
bool isSummary(llvm::StringRef bytes);

/// Of strings with one text, `intern` finds the first that isn't in `local`; it finds no frame.
/// Fails with one line that names the buffer: where it is no summary, where another version wrote
/// it, and where it is damaged. Every id of the unit is in range, frames lie inside earlier ones,
/// a call has as many levels as its chain has frames and stands nowhere in machine code alone, and
/// what Types.h calls sorted is.
llvm::Expected<Unit> readSummary(llvm::MemoryBufferRef buffer);

struct SummaryFile {
  Unit unit;
  std::vector<SourceFact> sources; ///< As they were when it was written.
};

/// As `readSummary`.
llvm::Expected<SummaryFile> readSummaryFile(llvm::MemoryBufferRef buffer);

} // namespace heaplight
