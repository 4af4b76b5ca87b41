// Bytes as the payload of a summary file, behind its checksum. What is accepted must be the same
// when written and read again, and safe for all that reach/ does with it. A seed is made of a
// summary file by cutting off what stands before its payload: tail -c +35 FILE.
#include "reach/Link.h"
#include "reach/Stages.h"
#include "read/SummaryFile.h"
#include "read/SummaryPayload.h"

#include <cstdlib>

using namespace heaplight;

namespace {

void expect(bool truth) {
  if (!truth)
    std::abort();
}

/// As report/ does it, but without the disk: of the files in frames every other one is the user's.
void reach(Unit unit) {
  std::vector<Unit> units;
  units.push_back(std::move(unit));
  Linked linked = link(std::move(units));
  IsUserFile isUser = [](StringId file) { return file % 2 == 1; };
  Connections connections{&linked.aliases, &linked.candidates, World::Open};
  Program written(linked.names, {&linked.written, &linked.machine}, connections);
  Program built(linked.names, {&linked.built, &linked.written, &linked.machine}, connections);
  Effects writtenEffects(written, linked.destructors, isUser);
  Effects builtEffects(built, linked.destructors, isUser);
  LineTable writtenLines = lineEffects(writtenEffects, linked.written, linked.subjects, nullptr);
  WrittenFacts facts = factsOf(linked.written, linked.names, writtenLines.lines);
  LineTable builtLines = lineEffects(builtEffects, linked.built, linked.subjects, &facts);
  joinStages(std::move(writtenLines), std::move(builtLines), linked.names);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  llvm::StringRef bytes(reinterpret_cast<const char *>(data), size);
  llvm::consumeError(readSummary(llvm::MemoryBufferRef(bytes, "input")).takeError());
  llvm::Expected<Unit> unit = readPayload(bytes);
  if (!unit) {
    llvm::consumeError(unit.takeError());
    return 0;
  }
  std::string whole = writeSummary(*unit);
  llvm::Expected<Unit> again = readSummary(llvm::MemoryBufferRef(whole, "again"));
  expect(bool(again));
  expect(writeSummary(*again) == whole);
  reach(std::move(*again));
  return 0;
}
