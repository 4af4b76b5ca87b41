#include "judge/Mends.h"

#include "report/Words.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/YAMLTraits.h"

namespace heaplight {
namespace {

constexpr llvm::StringLiteral bytesMark = "{bytes}";

struct WordText {
  std::vector<std::string> names;
  std::string word;
};

struct MendsText {
  unsigned version = 0;
  std::vector<WordText> words;
  std::vector<MendEntry> mends;
};

} // namespace
} // namespace heaplight

LLVM_YAML_IS_SEQUENCE_VECTOR(heaplight::MendEntry)
LLVM_YAML_IS_SEQUENCE_VECTOR(heaplight::WordText)
LLVM_YAML_IS_FLOW_SEQUENCE_VECTOR(heaplight::Kind)

namespace llvm::yaml {

template <> struct ScalarEnumerationTraits<heaplight::Kind> {
  static void enumeration(IO &io, heaplight::Kind &value) {
    for (heaplight::Kind kind : heaplight::allKinds)
      io.enumCase(value, heaplight::word(kind), kind);
  }
};

template <> struct MappingTraits<heaplight::MendEntry> {
  static void mapping(IO &io, heaplight::MendEntry &entry) {
    io.mapRequired("enters", entry.functions);
    io.mapRequired("kinds", entry.kinds);
    io.mapOptional("in-loop", entry.inLoop);
    io.mapRequired("say", entry.text);
  }
};

template <> struct MappingTraits<heaplight::WordText> {
  static void mapping(IO &io, heaplight::WordText &entry) {
    io.mapRequired("names", entry.names);
    io.mapRequired("called", entry.word);
  }
};

template <> struct MappingTraits<heaplight::MendsText> {
  static void mapping(IO &io, heaplight::MendsText &file) {
    io.mapRequired("heaplight-mends", file.version);
    io.mapOptional("words", file.words);
    io.mapRequired("mends", file.mends);
  }
};

} // namespace llvm::yaml

namespace heaplight {
namespace {

void keepFirst(const llvm::SMDiagnostic &diagnostic, void *context) {
  auto &message = *static_cast<std::string *>(context);
  if (message.empty())
    message = std::to_string(diagnostic.getLineNo()) + ":" +
              std::to_string(diagnostic.getColumnNo() + 1) + ": " + diagnostic.getMessage().str();
}

/// What the user's line enters: each function in all the ways in which its name may be written.
using Entered = std::vector<std::vector<std::string>>;

Entered enteredBy(const MendFacts &facts) {
  // What the line calls may only hand on: the function behind it counts as well.
  constexpr size_t nearEnough = 2;
  Entered entered;
  for (size_t index = 0; index < std::min(nearEnough, facts.entered.size()); ++index)
    entered.push_back(spellingsOf(facts.entered[index]));
  return entered;
}

bool fits(const MendEntry &entry, const MendFacts &facts, const Entered &entered) {
  if (!llvm::is_contained(entry.kinds, facts.kind) || (entry.inLoop && !facts.inLoop))
    return false;
  if (!facts.bytes && llvm::StringRef(entry.text).contains(bytesMark))
    return false;
  return llvm::any_of(entered, [&](const std::vector<std::string> &spellings) {
    return llvm::any_of(entry.globs,
                        [&](const FunctionGlob &glob) { return glob.fits(spellings); });
  });
}

std::string spellOut(const MendEntry &entry, const MendFacts &facts) {
  std::string text = entry.text;
  if (size_t at = text.find(bytesMark.str()); at != std::string::npos)
    text.replace(at, bytesMark.size(), std::to_string(facts.bytes.value_or(0)));
  return text;
}

llvm::Error makeReady(MendEntry &entry) {
  for (const std::string &text : entry.functions) {
    llvm::Expected<FunctionGlob> glob = FunctionGlob::create(text);
    if (!glob)
      return glob.takeError();
    entry.globs.push_back(std::move(*glob));
  }
  return llvm::Error::success();
}

} // namespace

llvm::Expected<Mends> parseMends(const std::string &text, const std::string &path) {
  std::string complaint;
  MendsText file;
  llvm::yaml::Input input(text, nullptr, keepFirst, &complaint);
  input >> file;
  if (input.error())
    return llvm::createStringError(input.error(), path + ":" + complaint);
  if (file.version != 1)
    return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                   path + ": heaplight-mends must be 1");
  Mends mends;
  mends.entries = std::move(file.mends);
  for (MendEntry &entry : mends.entries)
    if (llvm::Error error = makeReady(entry))
      return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                     path + ": " + llvm::toString(std::move(error)));
  for (const WordText &entry : file.words)
    for (const std::string &name : entry.names)
      mends.words[name] = entry.word;
  return mends;
}

std::string mendOf(const MendFacts &facts, const Mends &mends) {
  if (facts.firstUse)
    return "make the static before this code first runs: at startup, or by a call beforehand";
  Entered entered = enteredBy(facts);
  for (const MendEntry &entry : mends.entries)
    if (fits(entry, facts, entered))
      return spellOut(entry, facts);
  if (facts.grows)
    return facts.inLoop ? "make the room before the loop" : "make the room before this code runs";
  return {};
}

} // namespace heaplight
