// the text of a `// heaplight:` comment → what it says of its line or function. docs/contracts.md
// has the grammar. Knows no code.
#pragma once

#include "Types.h"

#include "llvm/Support/Error.h"

namespace heaplight {

/// One part of a comment, between semicolons.
struct Expectation {
  std::string text; ///< As written.
  Stage stage = Stage::Built;
  std::optional<Kind> kind; ///< Without one: `none`.
  std::optional<Certainty> certainty;
  std::optional<uint64_t> bytes;
  bool inLoop = false;
  std::optional<Phase> phase;

  friend bool operator==(const Expectation &, const Expectation &) = default;
};

/// `text` is what stands behind "heaplight:". Fails with half a sentence that names the part and,
/// where one is near, the right word.
llvm::Expected<std::vector<Expectation>> parseExpectations(std::string_view text);

/// What one line or function does, as far as expectations ask.
struct Deed {
  Stage stage = Stage::Built;
  Kind kind = Kind::Unknown;
  Certainty certainty = Certainty::Sometimes;
  Phase phase = Phase::Run;
  bool inLoop = false;
  std::optional<uint64_t> bytes;
};

/// Whether `deeds` are all that a line or function does in both stages, and bear `expectation` out.
bool holds(const Expectation &expectation, const std::vector<Deed> &deeds);

/// What `deeds` come to, in the comments' own words: "allocate sometimes; deallocate sometimes", or
/// "none". Of `stage` alone.
std::string describe(const std::vector<Deed> &deeds, Stage stage);

} // namespace heaplight
