// Units → one, as a linker makes one of its inputs: names made common, local ones kept apart, and
// of several definitions of a symbol the one that counts. Reads no files, follows no calls.
#pragma once

#include "reach/Program.h"

namespace heaplight {

/// What is said of one input beside its code.
struct LinkedInput {
  std::string source;
  std::string language;
  std::string target;
  std::string optimization;
  std::string standard;
  std::vector<std::string> notes;
  std::vector<AssemblyLine> assembly;
  std::optional<Stage> only{}; ///< The stage that it is at, where it is at one alone.
};

/// Which of two bodies calls are taken to mean that could mean both.
enum class Meant : uint8_t { Either, First };

/// Two bodies of one symbol that should be one.
struct Conflict {
  std::string symbol;
  std::string first; ///< The source whose body counts.
  std::string second;
  Meant meant = Meant::First;

  friend auto operator<=>(const Conflict &, const Conflict &) = default;
};

/// All inputs as one. `Names` and sets as in `Unit`.
struct Linked {
  Names names;
  std::map<StringId, StringId> readable;
  std::set<StringId> systemFiles;
  std::set<StringId> destructors;
  std::map<Place, StringId> subjects;
  std::set<Promise> promises;
  std::set<Place> promisedCalls;
  std::set<UnprovenPromise> unproven;
  Summary written;
  Summary built;
  Summary machine; ///< Of inputs that are machine code.
  std::vector<Alias> aliases;
  std::vector<Candidate> candidates; ///< Sorted, each once.
  std::vector<LinkedInput> inputs;   ///< Those that have lines to be marked.
  std::vector<Conflict> conflicts;   ///< Sorted, one for each symbol.
  std::vector<Twin> twins;
  /// By string: of a file or a function's symbol the first of `inputs` that has it, else `nobody`.
  std::vector<uint32_t> inputOf;

  static constexpr uint32_t nobody = ~uint32_t(0);

  /// The symbol itself where no input has a better name for it.
  const std::string &readableName(StringId symbol) const;
};

/// In the order given: of bodies of equal linkage the first counts. Of two that no linker would
/// take together each counts for its own input's calls.
Linked link(std::vector<Unit> units);

} // namespace heaplight
