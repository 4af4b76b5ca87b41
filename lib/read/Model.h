// models/*.yaml → what well-known functions do. The only place where names of functions appear;
// docs/models.md describes the form. Reads files, interprets nothing else.
#pragma once

#include "Types.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/GlobPattern.h"
#include "llvm/Support/MemoryBufferRef.h"

#include <deque>

namespace heaplight {

/// Functions that are stored now, to be run in a later phase.
struct Registration {
  std::vector<unsigned> functions; ///< Numbers of the arguments that are them; at least one.
  /// Where the functions lie in the structs that those arguments point to, counted in pointers.
  /// Empty where the arguments are the functions.
  std::vector<unsigned> fields;
  std::optional<unsigned> object; ///< Number of the argument that they will be called with.
  Phase phase = Phase::Exit;
  Certainty certainty = Certainty::Always; ///< That they run at all, where they were stored.
};

enum class Returns : uint8_t {
  Normally,
  Never,      ///< Throws, aborts or jumps elsewhere.
  ProgramEnd, ///< Ends the program in an ordinary way, unless with a status other than 0.
  EndsCatch,  ///< Returns, and what was thrown has been dealt with.
};

/// A hand-written summary of one function. No own effect means that it touches no heap.
struct Model {
  std::vector<OwnEffect> own;
  std::vector<unsigned> bytes; ///< Numbers of the arguments whose product is the size in bytes.
  std::vector<unsigned> frees; ///< Numbers of the arguments that are what it frees, if not null.
  std::vector<unsigned> calls; ///< Numbers of the arguments that are functions which it calls.
  /// Numbers of the arguments that are functions which it stores for a later call that is told of
  /// by itself.
  std::vector<unsigned> keeps;
  std::optional<Registration> registers;
  Returns returns = Returns::Normally;
  bool findsCode = false; ///< It may return the address of a function that it found by name.
  std::string why;
  std::string source;
  std::string file;      ///< Where it is written.
  bool fromUser = false; ///< Said by the user: outweighs a body that can be read.
};

/// All models in force. A later file's entry for a name replaces an earlier one's.
class Models {
public:
  /// The user's own. Fails with the file, the line and what is wrong there.
  llvm::Error readFile(const std::string &path) { return read(path, Author::User); }
  /// As `readFile`; the buffer's name is the file's.
  llvm::Error readText(llvm::MemoryBufferRef text) { return read(text, Author::User); }
  /// Every *.yaml of `folder`, sorted by name. Fails as `readFile`, or if there is none.
  llvm::Error readFolder(const std::string &folder);

  /// Of the bytes of all files that were read, in their order.
  uint64_t digest() const { return digest_; }
  /// Every name and glob with the entry that is in force for it, sorted by name.
  std::vector<std::pair<std::string, const Model *>> all() const;
  /// Null where nothing is known. An exact name comes before a glob, a later glob before an
  /// earlier.
  const Model *find(llvm::StringRef symbol) const;

private:
  enum class Author : uint8_t { House, User };
  llvm::Error read(const std::string &path, Author author);
  llvm::Error read(llvm::MemoryBufferRef text, Author author);

  std::vector<Model> models_;
  uint64_t digest_ = 0;
  llvm::StringMap<unsigned> exact_;
  std::deque<std::string> globTexts_; ///< The patterns refer to their texts.
  std::vector<std::pair<llvm::GlobPattern, unsigned>> globs_;
};

} // namespace heaplight
