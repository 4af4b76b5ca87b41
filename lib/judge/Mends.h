// a cause → what to do about it. What well-known functions want is data (mends.yaml); the rest is
// told by the shape of the code: growth in a loop, a static that is made at its first use.
#pragma once

#include "judge/Finding.h"
#include "judge/Globs.h"

namespace heaplight {

/// One entry of mends.yaml.
struct MendEntry {
  std::vector<std::string>
      functions; ///< Globs over the library's function that the user's line enters.
  std::vector<Kind> kinds;
  bool inLoop = false;             ///< Only there.
  std::string text;                ///< "{bytes}" stands for the size that is asked for.
  std::vector<FunctionGlob> globs; ///< `functions`, ready to be asked.
};

/// What mends.yaml says.
struct Mends {
  std::vector<MendEntry> entries;
  std::map<std::string, std::string>
      words; ///< What a function is called in findings, by its own name.
};

/// What is known of one cause.
struct MendFacts {
  Kind kind = Kind::Allocate;
  std::vector<std::string> entered; ///< Readable, from the user's line inwards.
  std::optional<uint64_t> bytes;
  bool inLoop = false;
  bool grows = false;    ///< Allocates a new block and frees the old one.
  bool firstUse = false; ///< It makes a static when that is first used.
};

/// `path` is the file's name in messages. Fails with one line.
llvm::Expected<Mends> parseMends(const std::string &text, const std::string &path);

/// Half a sentence; empty where nothing is plain.
std::string mendOf(const MendFacts &facts, const Mends &mends);

} // namespace heaplight
